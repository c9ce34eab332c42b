"""Reminders as they go out, on both databases: in private, in channels, after stops, and when people come and go."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.audience import Audience, Whom
from bot.delivery import lanes, outbox
from bot.people import Address, Language, Place
from bot.skills.reminders import records
from bot.skills.reminders.records import PAUSED, Plan
from bot.skills.reminders.times import Repeat
from bot.store import Store, people, personal, reminding
from bot.store.reminding import Kind
from tests.databases import Clock
from tests.skills.reminding import HELSINKI, Year


def channel_of(year: Year) -> Address:
    at = Address("slack", "T1", "", "C9", "", Place.CHANNEL)
    with year.store.writing() as conn:
        records.open_channel(conn, at, "hankinnat")
    return at


def plan(**values: object) -> Plan:
    words = {"words": "begin", "module": "market-dialogue"}
    return Plan(
        **({"audience": Audience(), "first_on": date(2026, 12, 1), "at": time(9), "zone": HELSINKI} | words | values)
    )  # type: ignore[arg-type]


def test_a_channel_is_reminded_at_its_minute_and_never_late(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    channel_of(year)
    year.plans(plan(channel=1, repeat=Repeat.WEEKLY, until=date(2026, 12, 31)))
    year.until(datetime(2026, 12, 2, 22, tzinfo=UTC))
    (posted,) = [one for one in year.reminders() if one[1] == "C9"]
    assert posted[0] == datetime(2026, 12, 1, 7, tzinfo=UTC)
    clock.now = datetime(2026, 12, 8, 7, 11, tzinfo=UTC)  # off for eleven minutes at the hour of the next one
    year.restarts()
    year.works()
    assert [one[1] for one in year.reminders()] == ["C9", "kaisa"], "its author is told instead"
    year.until(datetime(2026, 12, 15, 22, tzinfo=UTC))
    assert [one[1] for one in year.reminders()] == ["C9", "kaisa", "C9"]


def test_a_channel_that_is_gone_is_told_of(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    at = channel_of(year)
    year.plans(plan(channel=1))
    with store.claiming() as conn:
        lanes.add(conn, at)
        outbox.drop(conn, at.lane, "channel_not_found")
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [one[1] for one in year.reminders()] == ["kaisa"]


def test_what_a_channel_did_not_take_in_time_is_told_of(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    channel_of(year)
    year.plans(plan(channel=1))
    clock.now = datetime(2026, 12, 1, 7, tzinfo=UTC)
    while year.core.tick():
        while year.core.work():
            pass
    assert year.reminders() == [], "the platform takes nothing just now"
    clock.now = datetime(2026, 12, 1, 7, 21, tzinfo=UTC)
    year.works()
    assert [one[1] for one in year.reminders()] == ["kaisa"]


def test_after_a_long_pause_the_last_of_a_series_comes_and_not_all(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan(repeat=Repeat.WEEKLY, until=date(2027, 3, 1)))
    clock.now = datetime(2026, 12, 23, 10, tzinfo=UTC)
    year.works()
    assert [key.split(":")[2] for _at, who, key in year.reminders() if who == "maija"] == ["2026-12-22"]


def test_an_erased_author_leaves_a_reminder_that_rests(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    number = year.plans(plan())
    with store.writing() as conn:
        personal.erase(conn, year.kaisa)
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert year.reminders() == []
    with store.reading() as conn:
        found = records.get(conn, f"R{number}")
    assert found
    assert (found.author, found.state) == ("", PAUSED)


def test_five_thousand_in_one_minute_go_to_their_lanes_in_rounds(store: Store, clock: Clock) -> None:
    """Here six hundred: more than one round takes."""
    year = Year(store, clock)
    with store.writing() as conn:
        for number in range(600):
            person = people.add(conn, Address("slack", "T1", f"u{number}", f"D{number}"), Language.FI)
            people.update(conn, person.id, welcomed=True)
    year.plans(plan())
    year.until(datetime(2026, 12, 1, 7, 5, tzinfo=UTC))
    got = [who for _at, who, _key in year.reminders()]
    assert len(got) == len(set(got)) == 601, "Kaisa is one of those she looks after"
    assert {at for at, _who, _key in year.reminders()} == {datetime(2026, 12, 1, 7, tzinfo=UTC)}


def test_somebody_whose_clock_is_ahead_does_not_make_today_past(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    year = Year(store, clock)
    year.joins("tokio", zone="Asia/Tokyo")
    year.joins("maija")
    year.plans(plan())
    year.until(datetime(2026, 12, 2, 6, tzinfo=UTC))
    got = {who: at for at, who, _key in year.reminders()}
    assert got["maija"] == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert got["tokio"] == datetime(2026, 12, 1, 6, 30, 30, tzinfo=UTC), "late rather than never"


def test_what_comes_late_waits_for_the_morning(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan())
    clock.now = datetime(2026, 12, 1, 20, tzinfo=UTC)  # off from before nine until ten in the evening
    year.works()
    assert [who for _at, who, _key in year.reminders()] == []
    year.until(datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert {(at, who) for at, who, _key in year.reminders()} >= {(datetime(2026, 12, 2, 6, tzinfo=UTC), "maija")}


def test_whoever_comes_later_is_not_reminded_of_what_was_before(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    maija = year.joins("maija")
    with store.writing() as conn:
        reminding.put_off(conn, maija, Kind.COORDINATORS, date(2027, 2, 1))
    year.plans(plan())
    year.until(datetime(2026, 12, 10, tzinfo=UTC))
    year.joins("uusi")
    year.until(datetime(2027, 2, 10, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["kaisa", "maija"]


def test_a_module_that_is_gone_is_told_to_its_author(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan(module="no-more"))
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["kaisa"]


def test_a_channel_is_offered_where_one_is_oneself_and_can_be_left(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    here = channel_of(year)
    with store.writing() as conn:
        records.open_channel(conn, replace(here, workspace="T2"), "elsewhere")
        assert [one.name for one in records.channels(conn)] == ["hankinnat", "elsewhere"]
        assert records.close_channel(conn, here)
        assert not records.close_channel(conn, here)
        assert [one.name for one in records.channels(conn)] == ["elsewhere"]


def test_somebody_named_stays_named_when_their_accounts_become_one(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    maija, other = year.joins("maija"), year.joins("maija2")
    year.plans(plan(audience=Audience(Whom.PEOPLE, other)))
    with store.writing() as conn:
        personal.merge(conn, maija, other, clock())
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["maija"]
