"""When somebody wants to be reminded, and of what; and those whom something is for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audience import Audience, Whom
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.store import Store, people, reminding
from bot.store.reminding import Kind, Wanted
from bot.working import FINLAND, Hours, is_working

FRIDAY = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)  # 17.00 in Helsinki; Monday follows Independence Day, a Sunday


def _met(store: Store) -> Person:
    with store.writing() as conn:
        return people.add(conn, Address("console", "", "maija", "maija"), Language.FI)


def test_who_has_chosen_nothing_is_reminded_on_working_days_between_eight_and_sixteen(store: Store) -> None:
    person = _met(store)
    with store.reading() as conn:
        wanted = reminding.of(conn, person)
    assert wanted.moment(Kind.TRAINING, FRIDAY) == datetime(2026, 12, 7, 6, 0, tzinfo=UTC)
    at_work = datetime(2026, 12, 7, 9, 12, tzinfo=UTC)
    assert wanted.moment(Kind.EVENTS, at_work) == at_work


def test_own_hours_what_is_put_off_and_what_is_off(store: Store) -> None:
    person = _met(store)
    with store.writing() as conn:
        reminding.keep_hours(conn, person.id, time(12), time(14), frozenset({1, 2}))
        reminding.turn(conn, person.id, Kind.EVENTS, is_off=True)
        reminding.put_off(conn, person.id, Kind.TRAINING, date(2026, 12, 14))
    with store.reading() as conn:
        wanted = reminding.of(conn, person)
    assert wanted.moment(Kind.EVENTS, FRIDAY) is None
    assert wanted.moment(Kind.COORDINATORS, FRIDAY) == datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
    assert wanted.moment(Kind.TRAINING, FRIDAY) == datetime(2026, 12, 15, 10, 0, tzinfo=UTC)
    with store.writing() as conn:
        reminding.turn(conn, person.id, Kind.EVENTS, is_off=False)
        reminding.turn(conn, person.id, Kind.TRAINING, is_off=False)
    with store.reading() as conn:
        again = reminding.of(conn, person)
    assert not again.off
    assert again.put_off(Kind.TRAINING, date(2026, 12, 4)) is None


def test_hours_that_are_none_are_refused(store: Store) -> None:
    person = _met(store)
    with store.writing() as conn:
        for starts, ends, days in ((time(9), time(9), {1}), (time(9), time(8), {1}), (time(8), time(9), set[int]())):
            with pytest.raises(ValueError):
                reminding.keep_hours(conn, person.id, starts, ends, frozenset(days))


@given(st.integers(0, 3 * 365 * 24 * 60))
def test_no_reminder_comes_at_night_on_a_weekend_or_a_holiday(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = Wanted(Hours()).moment(Kind.COORDINATORS, at)
    assert found is not None
    assert found >= at
    local = found.astimezone(ZoneInfo("Europe/Helsinki"))
    assert is_working(local.date(), FINLAND)
    assert time(8) <= local.time() < time(16)


def _person(
    number: int, organisation: str, branch: Branch | None, *roles: Role, scopes: tuple[Scope, ...] = ()
) -> Person:
    at = Address("console", "", f"u{number}", "")
    zone = "Europe/Helsinki"
    return Person(f"P{number}", "", Language.FI, frozenset(roles), organisation, branch, zone, True, at, scopes)


EVERYBODY = (
    _person(1, "Mallilan kaupunki", Branch.MUNICIPALITY),
    _person(2, "mallilan  Kaupunki", None, Role.EXPERT),
    _person(3, "Ministry", Branch.TEM),
    _person(4, "", None),
)


@pytest.mark.parametrize(
    ("audience", "ids"),
    [
        (Audience(), "P1 P2 P3 P4"),
        (Audience(Whom.ORGANISATION, "Mallilan Kaupunki"), "P1 P2"),
        (Audience(Whom.BRANCH, "tem"), "P3"),
        (Audience(Whom.ROLE, "expert"), "P2"),
        (Audience(Whom.PEOPLE, "P4 P1 P99"), "P1 P4"),
    ],
)
def test_an_audience_ends_where_its_coordinators_scope_does(audience: Audience, ids: str) -> None:
    assert Audience.parsed(str(audience)) == audience
    network = _person(9, "", None, Role.COORDINATOR, scopes=(Scope(Reach.NETWORK),))
    assert " ".join(one.id for one in audience.within(network, EVERYBODY)) == ids
    town = _person(8, "", None, Role.COORDINATOR, scopes=(Scope(Reach.ORGANISATION, "Mallilan kaupunki"),))
    theirs = [one for one in ids.split() if one in ("P1", "P2")]
    assert [one.id for one in audience.within(town, EVERYBODY)] == theirs
    nobody = _person(7, "", None, Role.COORDINATOR)
    assert audience.within(nobody, EVERYBODY) == []


@pytest.mark.parametrize("text", ["", "branch:nowhere", "role:king", "planet:mars"])
def test_what_is_no_audience_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Audience.parsed(text)
