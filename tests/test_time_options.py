"""Times to meet: all that there are, as a search by brute force finds them, and the few that are put to the vote."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.time_options import FEWEST, MOST, STEP, Attendee, Option, chosen, possible
from bot.working import Hours, moment

ZONES = ("Europe/Helsinki", "Europe/Stockholm", "Europe/London", "Atlantic/Azores", "Asia/Kathmandu")
MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

days = st.dates(date(2026, 10, 20), date(2026, 10, 30)) | st.dates(date(2027, 3, 22), date(2027, 4, 1))


@st.composite
def attendees(draw: st.DrawFn, since: date, number: int) -> Attendee:
    starts = draw(st.integers(5, 12))
    ends = draw(st.integers(starts + 1, 23))
    hours = Hours(
        time(starts, draw(st.sampled_from((0, 30)))),
        time(ends, 45),
        draw(st.frozensets(st.integers(0, 6), min_size=3)),
        draw(st.sampled_from(ZONES)),
    )
    begin = datetime.combine(since, time(0), UTC)
    busy = [
        (begin + at * timedelta(minutes=10), begin + (at + long) * timedelta(minutes=10))
        for at, long in draw(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 40)), max_size=4))
    ]
    away = draw(st.just(()) | st.just(((since, since),)))
    return Attendee(f"P{number}", hours, away, tuple(busy), draw(st.booleans()) or number == 1)


def can(one: Attendee, at: datetime) -> bool:
    """Whether somebody can meet in the minute that begins at a moment."""
    local = at.astimezone(ZoneInfo(one.hours.zone))
    is_away = any(first <= local.date() <= last for first, last in one.away)
    return (
        one.hours.is_at(at) and not is_away and not any(begins < at + MINUTE and at < ends for begins, ends in one.busy)
    )


def by_force(those: list[Attendee], since: date, until: date, zone: str, length: timedelta) -> list[Option]:
    """Minute by minute, person by person."""
    found, at = [], moment(since, time(0), zone)
    while at < moment(until + timedelta(days=1), time(0), zone):
        minutes = [at + number * MINUTE for number in range(length // MINUTE)]
        missing = [one for one in those if not all(can(one, minute) for minute in minutes)]
        if not any(one.is_needed for one in missing):
            found.append(Option(at, tuple(one.person for one in missing)))
        at += STEP
    return found


@given(st.data())
def test_every_time_is_found_and_no_other(data: st.DataObject) -> None:
    since = data.draw(days)
    until = since + timedelta(days=data.draw(st.integers(0, 2)))
    those = [data.draw(attendees(since, number)) for number in range(1, data.draw(st.integers(1, 4)) + 1)]
    zone, length = data.draw(st.sampled_from(ZONES[:4])), timedelta(minutes=data.draw(st.sampled_from((30, 60, 90))))
    found = possible(those, since, until, zone, length, LONG_AGO)
    assert found == by_force(those, since, until, zone, length)


@given(st.data())
def test_what_is_put_to_the_vote(data: st.DataObject) -> None:
    since = data.draw(days)
    those = [data.draw(attendees(since, number)) for number in range(1, data.draw(st.integers(1, 4)) + 1)]
    length = timedelta(minutes=data.draw(st.sampled_from((30, 60, 90))))
    every = possible(those, since, since + timedelta(days=9), ZONES[0], length, LONG_AGO)
    picked = chosen(every, ZONES[0], length)
    assert picked == chosen(every, ZONES[0], length)
    assert set(picked) <= set(every)
    assert len(picked) <= MOST
    assert all(after.starts_at - before.starts_at >= length for before, after in pairwise(picked))
    if every:
        fewest = min(len(one.missing) for one in every)
        assert min(len(one.missing) for one in picked) == fewest, "nobody is left out for a better hour"
        if len(picked) < FEWEST:
            for one in every:
                assert any(abs(one.starts_at - other.starts_at) < length for other in picked), (
                    "there was room for another"
                )


def test_options_are_spread_over_the_days_morning_and_afternoon() -> None:
    those = [Attendee("P1", Hours()), Attendee("P2", Hours(zone="Europe/Stockholm"))]
    every = possible(those, date(2026, 12, 7), date(2026, 12, 18), "Europe/Helsinki", timedelta(hours=1), LONG_AGO)
    local = [
        one.starts_at.astimezone(ZoneInfo("Europe/Helsinki"))
        for one in chosen(every, "Europe/Helsinki", timedelta(hours=1))
    ]
    assert [one.date().day for one in local] == [7, 8, 10, 14, 16, 18]
    assert {one.time() for one in local} == {time(10), time(13)}


def test_days_off_and_the_past_are_no_times() -> None:
    those = [Attendee("P1", Hours())]
    hour = timedelta(hours=1)
    assert possible(those, date(2026, 12, 24), date(2026, 12, 27), "Europe/Helsinki", hour, LONG_AGO) == []
    noon = moment(date(2026, 12, 7), time(12, 10), "Europe/Helsinki")
    first, *_rest = possible(those, date(2026, 12, 7), date(2026, 12, 7), "Europe/Helsinki", hour, noon)
    assert first.starts_at == noon + timedelta(minutes=20)
    assert chosen([], "Europe/Helsinki", hour) == []


def test_at_night_when_the_clocks_change_an_hour_is_an_hour() -> None:
    """On 29 March 2026 the clocks leave out what is between three and four; on 25 October they show it twice."""
    night = [Attendee("P1", Hours(time(2), time(5), frozenset(range(7))))]
    for day, hours in ((date(2026, 3, 29), 2), (date(2026, 10, 25), 4)):
        found = possible(night, day, day, "Europe/Helsinki", timedelta(hours=1), LONG_AGO)
        assert len({one.starts_at for one in found}) == len(found) == 2 * hours - 1
