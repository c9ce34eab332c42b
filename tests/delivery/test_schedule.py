"""What comes again: local times over the changes of the clock, holidays, pauses, and two workers."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.delivery import inbox, schedule
from bot.delivery.schedule import Rule
from bot.store import Store
from bot.turns import Due, Later
from bot.working import ALAND, FINLAND, WORKING_DAYS, is_working
from tests.databases import Clock

HELSINKI = ZoneInfo("Europe/Helsinki")
MORNING = Rule(time(9, 0))

HOLIDAYS = {
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25",
    2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-06 12-24",
    2028: "01-06 04-14 04-17 05-01 05-25 06-23 12-06 12-25 12-26",
}
"""Public holidays between Monday and Friday, written by hand from the Finnish calendar."""
AUTONOMY_DAY = {2026: "06-09", 2027: "06-09", 2028: "06-09"}


def put(store: Store, clock: Clock, rule: Rule = MORNING, name: str = "digest", arg: str = "") -> None:
    with store.claiming() as conn:
        schedule.put(conn, name, "desk.digest", rule, clock(), arg)


def tick(store: Store, clock: Clock) -> list[str]:
    """The events that are due now, worked off."""
    with store.claiming() as conn:
        schedule.tick(conn, clock())
    found = []
    while True:
        with store.claiming() as conn:
            taken = inbox.claim(conn, clock())
            if taken is None:
                return found
            assert isinstance(taken.event, Due)
            found.append(taken.event.event_id)
            inbox.done(conn, taken)


@pytest.mark.parametrize("year", HOLIDAYS)
@pytest.mark.parametrize("country", [FINLAND, ALAND])
def test_public_holidays_are_no_working_days(year: int, country: str) -> None:
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(n)).year == year]
    off = {f"{day:%m-%d}" for day in every if day.weekday() < 5 and not is_working(day, country)}
    assert off == set(HOLIDAYS[year].split()) | ({AUTONOMY_DAY[year]} if country == ALAND else set())


@pytest.mark.parametrize(
    ("days", "after", "first"),
    [
        ({1}, date(2026, 1, 1), date(2026, 1, 7)),  # Epiphany, a Tuesday
        ({4}, date(2026, 4, 1), date(2026, 4, 7)),  # Good Friday, then Easter Monday
        ({4}, date(2026, 6, 13), date(2026, 6, 22)),  # Midsummer Eve
        ({0}, date(2027, 12, 1), date(2027, 12, 7)),  # Independence Day, a Monday
        ({3}, date(2026, 12, 18), date(2026, 12, 28)),  # Christmas Eve, Christmas, a week-end
        ({5}, date(2026, 11, 23), date(2026, 11, 30)),  # a Saturday
        ({1}, date(2026, 11, 23), date(2026, 11, 24)),
    ],
)
def test_what_falls_on_a_holiday_comes_the_next_working_day(days: set[int], after: date, first: date) -> None:
    assert Rule(time(9), days=frozenset(days), holidays=FINLAND).first(after) == first


def test_two_on_one_day_are_one() -> None:
    daily = Rule(time(9), holidays=FINLAND)
    assert [daily.first(date(2026, 12, 23)), daily.first(date(2026, 12, 28))] == [
        date(2026, 12, 28),
        date(2026, 12, 29),
    ]


@given(some.dates(date(2026, 1, 1), date(2028, 12, 1)), some.sets(some.integers(0, 6), min_size=1))
def test_an_occurrence_is_later_and_on_a_working_day(after: date, days: set[int]) -> None:
    first = Rule(time(9), days=frozenset(days), holidays=FINLAND).first(after)
    assert after < first <= after + timedelta(days=14)
    assert is_working(first)
    plain = Rule(time(9), days=frozenset(days)).first(after)
    assert plain.weekday() in days
    assert plain <= after + timedelta(days=7)


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_nine_stays_nine_over_the_changes_of_the_clock(change: date) -> None:
    for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
        assert MORNING.moment(day).astimezone(HELSINKI) == datetime.combine(day, time(9), HELSINKI)


def test_a_time_that_is_left_out_or_comes_twice_is_one_moment() -> None:
    night = Rule(time(3, 30))
    assert night.moment(date(2027, 3, 28)) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 4.00, the first there is
    assert night.moment(date(2027, 10, 31)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # the first 3.30


@pytest.mark.parametrize(("on", "times"), [(date(2027, 3, 28), 1), (date(2027, 10, 31), 1)])
def test_the_nights_of_the_change_fire_once(store: Store, on: date, times: int) -> None:
    clock = Clock(datetime.combine(on, time(0), HELSINKI).astimezone(UTC))
    put(store, clock, Rule(time(3, 30)))
    found = []
    for _quarter in range(4 * 24):
        clock.push(15 * 60)
        found += tick(store, clock)
    assert found == [f"schedule:digest:{on}"] * times


def test_due_is_due_once_and_comes_again(store: Store, clock: Clock) -> None:
    put(store, clock)  # 23 November, 11.00 in Helsinki: tomorrow is the first
    assert tick(store, clock) == []
    clock.push(22 * 3600 - 1)
    assert tick(store, clock) == []
    clock.push(1)
    assert tick(store, clock) == ["schedule:digest:2026-11-24"]
    assert tick(store, clock) == []
    clock.push(24 * 3600)
    assert tick(store, clock) == ["schedule:digest:2026-11-25"]


def test_after_a_pause_it_fires_once_for_the_last_day_missed(store: Store, clock: Clock) -> None:
    put(store, clock)
    clock.push(10 * 24 * 3600)
    assert tick(store, clock) == ["schedule:digest:2026-12-03"]
    clock.push(22 * 3600)
    assert tick(store, clock) == ["schedule:digest:2026-12-04"]


def test_what_is_due_goes_in_the_order_of_its_times(store: Store, clock: Clock) -> None:
    put(store, clock, Rule(time(12)), "noon")
    put(store, clock, Rule(time(11, 30)), "before noon")
    clock.push(4 * 3600)
    assert tick(store, clock) == ["schedule:before noon:2026-11-23", "schedule:noon:2026-11-23"]


def test_the_same_rule_again_keeps_its_place_and_another_replaces_it(store: Store, clock: Clock) -> None:
    put(store, clock)
    clock.push(23 * 3600)
    put(store, clock)
    assert tick(store, clock) == ["schedule:digest:2026-11-24"]
    put(store, clock, Rule(time(9), days=frozenset({0}), holidays=FINLAND), arg="weekly")
    clock.push(6 * 24 * 3600)
    assert tick(store, clock) == ["schedule:digest:2026-11-30"]


def test_cancelled_and_begun_anew(store: Store, clock: Clock) -> None:
    put(store, clock)
    with store.claiming() as conn:
        assert schedule.cancel(conn, "digest")
        assert not schedule.cancel(conn, "digest")
    clock.push(48 * 3600)
    assert tick(store, clock) == []
    put(store, clock)
    clock.push(24 * 3600)
    assert tick(store, clock) == ["schedule:digest:2026-11-26"]


def test_several_workers_fire_each_once(store: Store, clock: Clock) -> None:
    for name in range(20):
        put(store, clock, Rule(time(12, name)), f"n{name}")
    clock.push(3600 * 5)

    def work() -> None:
        with store.claiming() as conn:
            schedule.tick(conn, clock())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    with store.reading() as conn:
        assert len(conn.execute(select(inbox.inbox.c.key)).all()) == 20


@pytest.mark.parametrize("days", [frozenset(), frozenset({7})])
def test_a_rule_needs_weekdays(days: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Rule(time(9), days=days)
    with pytest.raises(ValueError, match="holidays"):
        Rule(time(9), days=WORKING_DAYS, holidays="SE")


def test_what_comes_once_comes_once_however_often_it_is_asked_for(store: Store, clock: Clock) -> None:
    later = Later("escalation.step", clock() + timedelta(hours=1), "step:E1:1", "E1")
    with store.claiming() as conn:
        assert schedule.put_once(conn, later, clock())
        assert not schedule.put_once(conn, later, clock())
    assert tick(store, clock) == []
    clock.push(3_600)
    assert len(tick(store, clock)) == 1
    with store.claiming() as conn:
        assert not schedule.put_once(conn, later, clock())
    clock.push(400 * 86_400)
    assert tick(store, clock) == []


def test_what_should_have_come_earlier_comes_at_once(store: Store, clock: Clock) -> None:
    with store.claiming() as conn:
        schedule.put_once(conn, Later("escalation.step", clock() - timedelta(days=3), "late"), clock())
    assert len(tick(store, clock)) == 1
