"""What coordinators see of training: all of their own, no small group of others, nobody's name outside their care."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import counts
from bot.counts import Count
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.skills.training.records import enrollings, enrolments, figures
from bot.skills.training.records.figures import Cell, Group
from bot.skills.training.tallying import hardest, report
from bot.store import Store, people
from bot.texts import texts
from bot.turns import Pressed
from tests.databases import Clock
from tests.skills.test_training import MODULE, teaches
from tests.talk import Chat

EN = texts(Language.EN)
MALLILA, NETWORK = Scope(Reach.ORGANISATION, "Mallilan kaupunki"), Scope(Reach.NETWORK)


def coordinator(*scopes: Scope, role: Role = Role.COORDINATOR) -> Person:
    at = Address("console", "", "kaisa", "kaisa")
    return Person("P1", "Kaisa", Language.FI, frozenset({role}), "", None, "Europe/Helsinki", True, at, scopes)


def cell(organisation: str, number: int, done: int = 0, branch: str = "", module: str = "m") -> Cell:
    return Cell(organisation, branch, module, number, done, done, 0)


def seen(who: Person, *cells: Cell) -> dict[str, str]:
    sizes = [Group(one.organisation, one.branch, "", one.enrolled) for one in cells]
    found = report(who, cells, sizes, [], [])
    return {name: counts.part(EN, tally.done, tally.enrolled) for name, tally in found.organisations}


@pytest.mark.parametrize(
    ("some", "whole", "told"),
    [
        (Count(1), Count(3), "1 / 3"),
        (Count(0, 6), Count(0, 12), "6 / 12"),
        (Count(0, 0), Count(0, 12), "0 / 12"),
        (Count(0, 12), Count(0, 12), "12 / 12"),
        (Count(0, 3), Count(0, 12), "< 5 / 12"),
        (Count(0, 10), Count(0, 12), "> 7 / 12"),
        (Count(2, 3), Count(4, 12), "2 and < 5 elsewhere / 16"),
        (Count(2, 3), Count(4, 4), "2 / 4"),
    ],
)
def test_how_parts_are_told(some: Count, whole: Count, told: str) -> None:
    assert counts.part(EN, some, whole) == told


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 30), st.integers(0, 30))
def test_no_part_or_rest_under_five_of_others_is_told(own: int, own_rest: int, others: int, rest: int) -> None:
    """Whatever is told could also be the case with another number of others, wherever theirs is small."""
    told = counts.part(EN, Count(own, others), Count(own + own_rest, others + rest))
    for small in (others, rest):
        if 0 < small < 5 and others + rest >= 5:
            assert "<" in told or ">" in told
    if 0 < others + rest < 5:
        assert told == counts.part(EN, Count(own), Count(own + own_rest))
    done, whole = counts.least(Count(own, others), Count(own + own_rest, others + rest))
    assert 0 <= done <= max(own + others, 0)
    assert done <= whole


def test_small_organisations_of_others_count_together_or_nowhere() -> None:
    who = coordinator(NETWORK, MALLILA)
    own, large = cell("mallilan  Kaupunki", 2, 1), cell("Suuri", 20, 6)
    small = [cell("Pieni", 3, 1, "tem"), cell("Pikku", 3, 2, "tem")]
    assert seen(who, own, large, *small) == {"Suuri": "6 / 20", "mallilan Kaupunki": "1 / 2", "": "< 5 / 6"}
    assert seen(who, own, large, small[0]) == {"Suuri": "6 / 20", "mallilan Kaupunki": "1 / 2"}
    assert seen(coordinator(MALLILA), own, large, *small) == {"mallilan Kaupunki": "1 / 2"}
    assert seen(coordinator(), own, large) == {}
    assert seen(coordinator(role=Role.ADMIN), own, large) == {"Suuri": "6 / 20"}
    assert seen(coordinator(Scope(Reach.BRANCH, "tem")), large, *small) == {"": "< 5 / 6"}


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(["tem", "lvm", ""]), st.integers(1, 8)),
        unique_by=lambda one: one[:2],
    )
)
def test_no_sum_gives_a_small_organisation_away(places: list[tuple[str, str, int]]) -> None:
    """What is left of a branch when the organisations that are told are taken away is nothing, or five people or more."""
    cells = [cell(organisation, number, branch=branch) for organisation, branch, number in places]
    sizes = [Group(one.organisation, one.branch, "", one.enrolled) for one in cells]
    found = report(coordinator(NETWORK), cells, sizes, [], [])
    totals = {name: tally.enrolled.others for name, tally in found.organisations}
    whole = {name: sum(number for other, _branch, number in places if other == name) for name in "ABCDEF"}
    for name, number in totals.items():
        assert number >= 5
        assert not name or number == whole[name]
    assert sum(totals.values()) == found.total.enrolled.others


def test_hardest_checks_are_those_that_enough_have_answered() -> None:
    checks = [
        Group("A", "", "m/one", 4, 4),
        Group("A", "", "m/two", 4, 1),
        Group("B", "", "m/two", 4, 1),
        Group("B", "", "m/three", 9, 6),
        Group("B", "", "m/four", 9, 0),
    ]
    assert [(one.check, one.answered, one.wrong) for one in hardest(coordinator(NETWORK), checks)] == [
        ("m/three", 9, 6),
        ("m/two", 8, 2),
    ]
    assert not hardest(coordinator(Scope(Reach.ORGANISATION, "A")), checks)


def town(chat: Chat, *scopes: Scope) -> None:
    chat.coordinates("kaisa", "en", scopes[0])
    with chat.app.store.writing() as conn:
        for scope in scopes[1:]:
            people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, scope)
    for who in ("maija", "=pekka"):
        chat.joins(who)
        with chat.app.store.writing() as conn:
            person = chat.person(who)
            people.update(conn, person.id, organisation="Mallilan kaupunki", branch=Branch.MUNICIPALITY)


def enrolled(chat: Chat, who: Sequence[str], due_on: date | None, module: str = MODULE.id) -> None:
    with chat.app.store.writing() as conn:
        ids = [chat.person(one).id for one in who]
        enrollings.enrol(conn, ids, module, chat.clock.at, due_on, None)


def test_a_coordinator_sees_who_is_behind_and_reminds_them(chat: Chat) -> None:
    town(chat, MALLILA)
    enrolled(chat, ["maija", "=pekka"], date(2026, 11, 25))
    assert "Done: 0 / 2" in chat.say("kaisa", "desk")
    chat.press("kaisa", "Training report")
    seen = chat.press("kaisa", "Who is behind")
    assert f"• Maija · {MODULE.titles['en']} · to be done by 25 Nov 2026 · not begun" in seen
    assert "2 reminders stand in the next morning digests." in chat.press("kaisa", "Remind these")
    for press in range(10):
        chat.app.core.receive(Pressed(f"p{press}", chat.person("kaisa").address, "training.remind"))
    chat.app.settle()
    assert "reminded today already" in chat.sees("kaisa")
    with chat.app.store.writing() as conn:
        enrolments.finish(conn, chat.person("=pekka").id, MODULE.id, chat.clock.at)
    chat.wait(hours=23)
    chat.wait(hours=1)
    assert chat.sees("maija").count(MODULE.titles["fi"]) == 1
    assert not chat.sees("=pekka")
    assert "Done: 1 / 2" in chat.say("kaisa", "desk")


def test_nobody_outside_ones_care_is_named(chat: Chat) -> None:
    town(chat, NETWORK)
    enrolled(chat, ["maija", "=pekka"], date(2026, 11, 20))
    seen = chat.say("kaisa", "training report")
    assert "too few to tell" in seen
    chat.app.core.receive(Pressed("b", chat.person("kaisa").address, "training.behind"))
    chat.app.settle()
    assert "aija" not in chat.sees("kaisa")
    assert "not in your care: < 5" in chat.sees("kaisa")
    assert "They find it in their next morning digest." in chat.press("kaisa", "Remind these")


def test_why_somebody_is_not_reminded(chat: Chat) -> None:
    town(chat, MALLILA)
    enrolled(chat, ["maija", "=pekka"], date(2026, 11, 20))
    chat.app.core.close(chat.person("maija").address, "account_inactive")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("=pekka").id, welcomed=False)
    chat.app.core.receive(Pressed("b", chat.person("kaisa").address, "training.behind"))
    chat.app.settle()
    seen = chat.sees("kaisa")
    assert "no message arrives" in seen
    assert "has not written to Sparri yet" in seen
    assert "overdue since 20 Nov 2026" in seen
    assert "None of them can be reminded now" in chat.press("kaisa", "Remind these")


def test_a_module_that_was_taken_away_breaks_nothing(chat: Chat) -> None:
    town(chat, MALLILA)
    enrolled(chat, ["maija"], date(2026, 11, 20))
    teaches(chat, replace(MODULE, id="another"))
    seen = chat.say("kaisa", "training report")
    assert f"{MODULE.id} (no longer here)" in seen
    assert "Nobody in your scope is behind." in chat.press("kaisa", "Who is behind")
    chat.press("kaisa", "Training report")
    for _picture in range(3):
        chat.press("kaisa", "Charts")
        chat.press("kaisa", "Training report")
    assert "on ilmoittanut" not in chat.say("maija", "koulutus")


def test_tables_hold_no_formula(chat: Chat) -> None:
    town(chat, MALLILA)
    enrolled(chat, ["maija", "=pekka"], date(2026, 11, 20))
    chat.say("kaisa", "training report")
    for what in ("figures", "people", "behind", "checks"):
        for kind in ("csv", "xlsx"):
            assert "Here is the table." in chat.fill("kaisa", "Export", what=what, format=kind)
            chat.press("kaisa", "Training report")
    (made,) = chat.app.files.rglob("sparri-training-people-*.csv")
    table = list(csv.reader(io.StringIO(made.read_bytes().decode("utf-8-sig"))))
    assert {row[0] for row in table[1:]} == {"Maija", "'=pekka"}


def test_pictures_and_the_hardest_checks(chat: Chat) -> None:
    town(chat, MALLILA)
    enrolled(chat, ["maija", "=pekka"], None)
    chat.say("kaisa", "training report")
    seen = chat.press("kaisa", "Charts")
    assert "Bar chart: Training by module" in seen
    for label in ("By organisation", "By branch", "By month"):
        assert "Bar chart" in chat.press("kaisa", label)
    chat.press("kaisa", "Training report")
    assert "too few have answered" in chat.press("kaisa", "Hardest checks")


def test_what_was_done_is_counted_in_its_month(store: Store, clock: Clock) -> None:
    starts = [clock() - timedelta(days=days) for days in (60, 30, 1)]
    with store.writing() as conn:
        for days in (70, 40, 31, 29, 0):
            at = Address("slack", "T1", f"U{days}", "D")
            person = people.add(conn, at, Language.FI)
            enrollings.enrol(conn, [person.id], "m", clock(), None, None)
            enrolments.finish(conn, person.id, "m", clock() - timedelta(days=days))
        found = {group.key: group.number for group in figures.done_since(conn, starts)}
    assert found == {"0": 2, "1": 1, "2": 1}
