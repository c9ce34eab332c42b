"""What coordinators see of questions to experts: as far as their care goes, counts that name nobody, nobody's words."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import outbox
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.scope import FEW
from bot.skills.escalation.counting import Care, Count, care_of, counted, times, told
from bot.skills.escalation.gaps import Gap, found, grouped
from bot.skills.escalation.records import escalations, offers, policy, proposals
from bot.skills.escalation.records.escalations import Escalation
from bot.store import audit, entries, people, questions
from bot.store.questions import Question
from bot.texts import texts
from bot.turns import Pressed
from knowledge.library import Library
from tests.talk import Chat

EN = texts(Language.EN)
MALLILA, COUNTY, NETWORK = (
    Scope(Reach.ORGANISATION, "Mallilan kaupunki"), Scope(Reach.BRANCH, "county"), Scope(Reach.NETWORK),
)  # fmt: skip
HOUR = timedelta(hours=1)


def person(
    *roles: Role, scopes: tuple[Scope, ...] = (), id: str = "P1", organisation: str = "", branch: Branch | None = None
) -> Person:
    at = Address("console", "", id, id)
    return Person(id, id, Language.FI, frozenset(roles), organisation, branch, "Europe/Helsinki", True, at, scopes)


# --- counts


@pytest.mark.parametrize(
    ("role", "scopes", "organisation", "branch", "seen"),
    [
        (Role.COORDINATOR, (MALLILA,), "mallilan  Kaupunki", "municipality", Count(own=1)),
        (Role.COORDINATOR, (COUNTY,), "", "county", Count(others=1)),
        (Role.COORDINATOR, (NETWORK,), "Mallilan kaupunki", "", Count(others=1)),
        (Role.COORDINATOR, (NETWORK,), "", "", Count(others=1)),
        (Role.COORDINATOR, (COUNTY,), "Mallilan kaupunki", "municipality", None),
        (Role.COORDINATOR, (MALLILA,), "Kaukala", "municipality", Count(others=1)),  # in nobody's care
        (Role.ADMIN, (), "Mallilan kaupunki", "municipality", Count(others=1)),
        (Role.COORDINATOR, (), "Mallilan kaupunki", "municipality", None),
    ],
)
def test_how_far_a_coordinator_counts(
    role: Role, scopes: tuple[Scope, ...], organisation: str, branch: str, seen: Count | None
) -> None:
    me = person(role, scopes=scopes)
    care = care_of(me, [me, person(Role.COORDINATOR, scopes=(MALLILA, COUNTY), id="P2")])
    assert care.count(organisation, branch) == seen


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([Count(3, 0), Count(0, 0)], ["3", "0"]),
        ([Count(2, 7), Count(0, 5)], ["9", "5"]),
        ([Count(0, 4), Count(0, 3)], ["< 5", "< 5"]),
        ([Count(2, 4), Count(0, 0)], ["2 and < 5 elsewhere", "0"]),
        ([Count(0, 1), Count(0, 9), Count(1, 6)], ["< 5", "9", "1 and ≥ 5 elsewhere"]),
    ],
)
def test_how_counts_are_told(counts: list[Count], shown: list[str]) -> None:
    assert [one.text for one in told(EN, counts)] == shown


@given(st.lists(st.builds(Count, st.integers(0, 9), st.integers(0, 12)), min_size=2, max_size=6))
def test_no_count_under_five_can_be_worked_out_from_the_sum(counts: list[Count]) -> None:
    shown = told(EN, counts)
    for count, one in zip(counts, shown, strict=True):
        assert one.exact == (None if one.exact is None else count.own + count.others)
        assert not count.is_few or one.exact is None
    hidden = [number for number, one in enumerate(shown) if one.exact is None]
    if any(count.others >= FEW for count in counts):
        assert len(hidden) != 1


@given(st.lists(st.integers(1, 400), max_size=30), st.lists(st.integers(1, 400), max_size=30))
def test_times_are_those_of_enough_answers(own: list[int], others: list[int]) -> None:
    found = times([HOUR * n for n in own], [HOUR * n for n in others])
    used = sorted(own + (others if len(others) >= FEW else []))
    if not used:
        assert found is None
        return
    assert found
    assert sum(HOUR * n <= found.middle for n in used) * 2 >= len(used)
    assert sum(HOUR * n <= found.ninety for n in used) * 10 >= len(used) * 9
    assert found.middle <= found.ninety in [HOUR * n for n in used]


def test_counting_by_a_key() -> None:
    got = counted(["a1", "a2", "b1", "x"], lambda one: one[0], lambda one: None if one == "x" else Count(own=1))
    assert got == {"a": Count(2), "b": Count(1)}


# --- what is asked and not answered

TRIOS = (
    ("fi", "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?"),
    ("sv", "Kan man avbryta ett innovationspartnerskap om prototypen misslyckas?"),
    ("en", "Can we stop an innovation partnership if the prototype fails?"),
    ("fi", "Miten kirjanpidossa käsitellään pilotin kustannukset?"),
    ("sv", "Hur bokförs kostnaderna för en pilot?"),
    ("en", "How are the costs of a pilot booked in accounting?"),
    ("en", "Who pays for electricity at the construction site?"),
)


def asked(said: Sequence[tuple[str, str]], repeated: int = 1) -> tuple[list[Question], dict[str, Person]]:
    """Questions of as many people, each of a municipality of their own."""
    made, everybody = [], {}
    for n, ((language, text), _again) in enumerate(product(said, range(repeated)), 1):
        who = person(id=f"P{n}", organisation=f"Kunta {n}", branch=Branch.MUNICIPALITY)
        everybody[who.id] = who
        made.append(
            Question(
                f"Q{n}", who.id, "t", who.address.place, text, language, None, "nothing", 0.1, None, "", "", "asked"
            )  # type: ignore[arg-type]
        )
    return made, everybody


def gaps_of(library: Library, said: Sequence[tuple[str, str]], repeated: int = 1, reader: str = "fi") -> list[Gap]:
    made, everybody = asked(said, repeated)
    me = person(Role.COORDINATOR, scopes=(NETWORK,))
    return found(made, everybody, care_of(me, [me]), library, reader, date(2026, 11, 23))


def test_questions_that_mean_the_same_are_one_gap_whatever_their_language(library: Library) -> None:
    gaps = gaps_of(library, TRIOS)
    assert [(gap.people, gap.languages) for gap in gaps] == [
        (Count(0, 3), ("en", "fi", "sv")), (Count(0, 3), ("en", "fi", "sv")), (Count(0, 1), ("en",)),
    ]  # fmt: skip
    assert gaps == gaps_of(library, TRIOS)
    assert {term for gap in gaps for term in gap.terms} >= {"innovaatiokumppanuus"}


def test_nobodys_words_are_shown(library: Library, chat: Chat) -> None:
    chat.joins("kaisa", "en", "coordinator")
    with chat.app.store.writing() as conn:
        people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, NETWORK)
    for n in range(6):
        chat.joins(f"m{n}", "fi")
        chat.say(f"m{n}", f"Milloin Mallilan pormestari Virtanen allekirjoittaa hankintapäätöksen {n}?")
    chat.say("kaisa", "desk")
    seen = chat.press("kaisa", "Unanswered questions")
    assert "6 people asked" in seen and "Nearest material: Mallilan kaupungin ohje" in seen
    assert "ormestari" not in seen and "irtanen" not in seen


def test_groups_do_not_depend_on_anything_but_the_vectors(library: Library) -> None:
    vectors = [library.search.understand(text, (), language).vector for language, text in TRIOS]
    assert grouped(vectors) == [[0, 1, 2], [3, 4, 5], [6]]
    assert grouped([]) == []


# --- in chat


@pytest.fixture
def house(chat: Chat) -> Chat:
    """Kaisa looks after Mallila, Katri after the network, Ulla is an expert, and eight questions wait."""
    for who, role in (("kaisa", "coordinator"), ("katri", "coordinator"), ("ulla", "expert"), ("maija", "procurer")):
        chat.joins(who, "en", role)
    with chat.app.store.writing() as conn:
        people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, MALLILA)
        people.give(conn, chat.person("katri").id, Role.COORDINATOR, NETWORK)
    for n in range(2):
        add(chat, "Mallilan kaupunki", "fi", days=n)
    for n in range(6):
        add(chat, "Kuvitehyvä", "sv", "county", days=n)
    return chat


def add(chat: Chat, organisation: str, language: str, branch: str = "municipality", days: int = 0) -> Escalation:
    with chat.app.store.writing() as conn:
        return escalations.add(
            conn,
            text="Salainen sana, jonka kysyjä kirjoitti",
            tried="",
            language=language,
            asker="",
            organisation=organisation,
            branch=branch,
            is_urgent=False,
            may_share=False,
            asked_at=chat.clock() - timedelta(days=days),
        )


def figures_of(chat: Chat, who: str) -> str:
    chat.say(who, "desk")
    return chat.press(who, "Figures")


def test_figures_end_where_the_care_does(house: Chat) -> None:
    mine, all_of_it = figures_of(house, "kaisa"), figures_of(house, "katri")
    assert "Finnish  2\n" in mine and "Swedish" not in mine
    assert "Finnish  < 5" in all_of_it and "Swedish  ≥ 5" in all_of_it
    add(house, "Mallilan kaupunki", "sv")
    assert "Swedish  1\n" in figures_of(house, "kaisa")


def test_topics_load_and_who_can_be_reached(house: Chat) -> None:
    with house.app.store.writing() as conn:
        first = escalations.get(conn, "E1")
        assert first
        offers.propose(conn, first, house.person("ulla").id, "innovation partnerships", 0.8, house.clock())
    seen = figures_of(house, "kaisa")
    assert re.search(r"innovation partnerships +1\n", seen) and re.search(r"no topic; Municipality +1\n", seen)
    assert "Ulla  1 / 5" in seen and "1 of 1 experts can be reached." in seen
    with house.app.store.claiming() as conn:
        outbox.close(conn, house.person("ulla").address, "blocked")
    seen = figures_of(house, "kaisa")
    assert "Ulla  1 / 5, cannot be reached" in seen and "0 of 1 experts can be reached." in seen


def test_answer_times_are_working_time(house: Chat) -> None:
    with house.app.store.writing() as conn:
        for n, hours in ((1, 6), (2, 30)):
            escalations.move(conn, f"E{n}", ("open",), "answered", answered_at=house.clock() + timedelta(hours=hours))
    house.wait(days=2)
    seen = figures_of(house, "kaisa")
    assert "Half within 1.3 working days, nine of ten within 1.9 working days." in seen
    assert "Working time: Mon–Fri 8–16" in seen
    house.press("kaisa", "Charts")
    assert re.search(r"within a working day +1\n1–2 working days +1\n", house.press("kaisa", "Answer times"))


def test_what_waits_is_told_to_those_it_concerns(house: Chat) -> None:
    with house.app.store.writing() as conn:
        escalations.move(conn, "E1", ("open",), "taken", owner_is=house.person("ulla").id, is_late=True)
        made = entries.propose(
            conn,
            kind=entries.EXPERT,
            language="fi",
            question="Q",
            answer="A",
            written_on=date(2026, 11, 20),
            escalation=1,
        )
        proposals.add(conn, made.id, "E1")
    mine = house.say("kaisa", "desk")
    assert (
        "1 answer waits for your approval." in mine
        and "Overdue: E1 (Ulla)." in mine
        and "Without an expert: E2." in mine
    )
    with house.app.store.writing() as conn:
        people.take(conn, house.person("kaisa").id, Role.COORDINATOR)
        people.give(conn, house.person("kaisa").id, Role.COORDINATOR, Scope(Reach.BRANCH, "vm"))
    assert "None of them waits for you." in house.say("kaisa", "desk")


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("ages", "3–5 working days"),
        ("topics", "no topic; Municipality"),
        ("languages", "Swedish"),
        ("load", "Ulla"),
        ("nonsense", "3–5 working days"),
        ("å" * 200, "3–5 working days"),
    ],
)
def test_pictures_have_their_table_beside_them(house: Chat, what: str, line: str) -> None:
    with house.app.store.writing() as conn:
        first = escalations.get(conn, "E1")
        assert first
        offers.propose(conn, first, house.person("ulla").id, "", 0.8, house.clock())
    house.say("katri", "desk")
    house.console.bot.receive(Pressed("e", house.person("katri").address, "escalation.picture", what))
    house.app.settle()
    assert "The table says the same." in house.sees("katri") and line in house.sees("katri")
    (path,) = house.app.files.glob("katri/*.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_an_export_holds_what_the_card_may_and_nobodys_words(house: Chat) -> None:
    figures_of(house, "katri")
    for number, name in ((1, "figures"), (2, "waiting"), (3, "load"), (4, "gaps")):
        house.fill("katri", "Export", what=str(number), format="2")
        (path,) = house.app.files.glob(f"katri/sparri-{name}-*.csv")
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert len({len(row) for row in rows}) == 1
        whole = str(rows)
        assert "Salainen" not in whole and "Mallilan" not in whole and "Maija" not in whole
        if name == "figures":
            assert ["Waiting questions by language", "Finnish", "< 5"] in rows
        if name == "waiting":
            assert len(rows) == 9 and rows[1][:3] == ["E1", "waiting for an expert", "Finnish"]
        figures_of(house, "katri")
    with house.app.store.reading() as conn:
        noted = [(one.action, one.detail) for one in audit.of_person(conn, house.person("katri").id)]
    assert noted[0] == ("figures exported", "figures, csv") and len(noted) == 4


def test_time_limits_hold_for_what_is_asked_from_now_on(house: Chat) -> None:
    figures_of(house, "kaisa")
    assert "A whole number from 1 to 60" in house.fill("kaisa", "Time limits", next_days="0")
    house.writes("kaisa", "/cancel")
    seen = house.fill("kaisa", "Time limits", next_days="3")
    assert "Not taken: the next expert is asked after          3 working days" in seen
    with house.app.store.reading() as conn:
        before = escalations.get(conn, "E1")
        noted = [(one.action, one.detail) for one in audit.of_person(conn, house.person("kaisa").id)]
        assert policy.figures(conn) == {"next_days": 3, "coordinator_days": 2, "owner_days": 5}
    after = add(house, "Mallilan kaupunki", "fi")
    assert before and (before.next_days, after.next_days) == (1, 3)
    assert noted == [("time limits changed", "next_days 1 → 3")]


@pytest.mark.parametrize("days", ["", "0", "61", "-1", "1.5", "x", "100"])
def test_what_is_no_number_of_days_is_asked_again(house: Chat, days: str) -> None:
    figures_of(house, "kaisa")
    house.fill("kaisa", "Time limits", owner_days=days or "-")
    assert house.console.focus.filling
    with house.app.store.reading() as conn:
        assert policy.figures(conn) == policy.POLICY


def test_unanswered_questions_are_the_newest_that_stand(house: Chat) -> None:
    house.say("maija", "Milloin Mallilan pormestari allekirjoittaa hankintapäätöksen?")
    with house.app.store.reading() as conn:
        (one,) = questions.unanswered(conn, house.clock() - timedelta(days=1))
        assert questions.unanswered(conn, house.clock() + timedelta(days=1)) == []
    with house.app.store.writing() as conn:
        questions.delete(conn, one.id)
    with house.app.store.reading() as conn:
        assert questions.unanswered(conn, house.clock() - timedelta(days=1)) == []


def test_care_is_of_those_who_coordinate() -> None:
    assert care_of(person(), [person(scopes=(MALLILA,))]) == Care(person(), ())
