"""Enrolling others: who is meant, what it would come to, once, and back within half a minute."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.audience import Whom, meant, offered
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.skills.training.records import enrollings
from bot.skills.training.records.tables import enrolling
from bot.store import Store, people
from bot.store.enrolments import enrolment
from bot.turns import Pressed, Submitted
from tests.databases import Clock
from tests.skills.test_training import MODULE, answer, teaches
from tests.talk import Chat

MALLILA, TEM = Scope(Reach.ORGANISATION, "Mallilan kaupunki"), Scope(Reach.BRANCH, "tem")
FORM = "Ilmoita henkilöitä"


def town(chat: Chat, scope: Scope = MALLILA) -> None:
    """Kaisa coordinates; three of hers, one of them elsewhere."""
    chat.coordinates("kaisa", "fi", scope)
    for who, organisation in (("maija", "Mallilan kaupunki"), ("pekka", "mallilan  Kaupunki"), ("anna", "Exempelby")):
        chat.joins(who)
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(who).id, organisation=organisation, branch=Branch.MUNICIPALITY)


def enrols(chat: Chat, **filled: str) -> str:
    chat.say("kaisa", "ilmoita koulutukseen")
    return flat(chat.fill("kaisa", FORM, **({"module": MODULE.id, "whom": "everybody"} | filled)))


def morning(chat: Chat) -> None:
    """The next morning comes: at eight Sparri looks who gets a digest, at half past eight it comes, at nine it is there."""
    chat.wait(hours=23)
    chat.wait(hours=1)


def flat(seen: str) -> str:
    return " ".join(seen.split())


def rows(chat: Chat) -> list[Any]:
    with chat.app.store.reading() as conn:
        return list(conn.execute(select(enrolment).order_by(enrolment.c.person)))


def everybody(chat: Chat) -> list[Person]:
    with chat.app.store.reading() as conn:
        return people.all(conn)


def test_everybody_in_the_scope_and_nobody_else(chat: Chat) -> None:
    town(chat)
    seen = enrols(chat, due_on="2026-12-14")
    assert "kaikki vastuualueellani" in seen
    assert "14.12.2026" in seen
    assert "Koskee 2" in seen
    assert not rows(chat)
    seen = chat.press("kaisa", "Ilmoita 2 henkilöä")
    assert "2 henkilöä on ilmoitettu koulutukseen" in seen
    assert [(row.person, row.due_on, row.begun_at) for row in rows(chat)] == [
        (people.number_of(chat.person(who).id), date(2026, 12, 14), None) for who in ("maija", "pekka")
    ]
    assert "14.12.2026" in chat.say("maija", "koulutus").partition("Ilmoitettu")[2]
    assert "Osio 1/" in chat.press("maija", "Aloita")
    assert "Ilmoitettu" not in chat.say("maija", "koulutus")


def test_nobody_is_enrolled_twice_nor_who_is_done(chat: Chat) -> None:
    town(chat)
    teaches(chat, replace(MODULE, lessons=MODULE.lessons[:1]))
    chat.say("maija", "koulutus")
    chat.fill("maija", "Valitse moduuli", module=MODULE.id)
    chat.press("maija", "Aloita")
    chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))
    assert "Jo mukana tai suorittanut 1 / 2" in enrols(chat)
    chat.press("kaisa", "Ilmoita 1 henkilö")
    assert [(row.done_at is None, row.enrolled_at is None) for row in rows(chat)] == [(False, True), (True, False)]
    seen = enrols(chat)
    assert "Ketään ei ilmoitettaisi" in seen
    assert "Ilmoita 0 henkilöä" not in chat.can_press("kaisa")


def test_the_same_button_ten_times_is_one_enrolling(chat: Chat) -> None:
    town(chat)
    enrols(chat)
    with chat.app.store.reading() as conn:
        number = conn.execute(select(enrolling.c.number)).scalar_one()
    for press in range(10):
        chat.app.core.receive(Pressed(f"p{press}", chat.person("kaisa").address, "training.enrolled", str(number)))
    chat.app.settle()
    assert len(rows(chat)) == 2
    with chat.app.store.reading() as conn:
        assert [row.state for row in conn.execute(select(enrolling))] == ["made"]
    for press in range(10):
        chat.app.core.receive(Pressed(f"u{press}", chat.person("kaisa").address, "training.undo", str(number)))
    chat.app.settle()
    assert not rows(chat)
    chat.app.core.receive(Pressed("late", chat.person("kaisa").address, "training.enrolled", str(number)))
    chat.app.settle()
    assert not rows(chat)


def test_undone_those_who_have_begun_stay(chat: Chat) -> None:
    town(chat)
    enrols(chat)
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    chat.say("maija", "koulutus")
    chat.press("maija", "Aloita")
    assert "Kumottu" in chat.press("kaisa", "Kumoa")
    assert [row.person for row in rows(chat)] == [people.number_of(chat.person("maija").id)]


def test_after_half_a_minute_it_is_too_late(chat: Chat) -> None:
    town(chat)
    enrols(chat)
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    chat.wait(seconds=31)
    assert "ei voi enää kumota" in chat.press("kaisa", "Kumoa")
    assert len(rows(chat)) == 2


def test_people_by_name_or_id_and_what_was_not_understood(chat: Chat) -> None:
    town(chat)
    seen = enrols(chat, people=f"maija; {chat.person('pekka').id}; Anna; P999")
    assert "Koskee 2" in seen
    assert "Vastuualueellasi ei ole tämän nimisiä: • Anna • P999" in seen
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    with chat.app.store.reading() as conn:
        assert conn.execute(select(enrolling.c.audience)).scalar() == "people"
    assert "ei ole tämän nimisiä" in enrols(chat, people="Anna")
    chat.writes("kaisa", "/cancel")


def test_changing_a_draft_begins_with_what_it_is(chat: Chat) -> None:
    town(chat)
    enrols(chat, people="maija", due_on="2026-12-14")
    assert "Koskee 1" in flat(chat.fill("kaisa", "Muokkaa"))
    assert "14.12.2026" in chat.sees("kaisa")
    assert "Hylätty" in chat.press("kaisa", "Hylkää")
    with chat.app.store.reading() as conn:
        assert not conn.execute(select(enrolling)).all()


@pytest.mark.parametrize(
    ("filled", "field", "told"),
    [
        ({"due_on": "2026-11-22"}, "due_on", "Tämä päivä on jo mennyt."),
        ({"due_on": "soon"}, "due_on", "Kirjoita päivä"),
        ({"whom": "role-expert"}, "whom", "Tähän ei kuulu ketään"),
        ({"whom": "branch-tem"}, "whom", "Valitse yksi."),
        ({"whom": "people"}, "people", "Kirjoita tähän jotakin."),
        ({"people": "Masa"}, "people", "ei ole tämän nimisiä"),
        ({"people": "maija", "later": "yes"}, "later", "Yksitellen nimettyihin"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(chat: Chat, filled: dict[str, str], field: str, told: str) -> None:
    town(chat)
    values = {"module": MODULE.id, "whom": "everybody"} | filled
    form = chat.app.core.submit(Submitted("s", chat.person("kaisa").address, "training.enrol", values))
    assert form
    assert told in form.errors[field]
    assert form.errors.keys() == {field}
    assert not rows(chat)


def test_whoever_joins_later_is_enrolled_the_next_morning_once(chat: Chat) -> None:
    town(chat)
    enrols(chat, whom="branch-municipality", later="yes")
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    assert "Myös myöhemmin liittyvät" in chat.say("kaisa", "ilmoita koulutukseen")
    chat.joins("uusi")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("uusi").id, organisation="Mallilan kaupunki", branch=Branch.MUNICIPALITY)
        people.update(conn, chat.person("anna").id, organisation="Mallilan kaupunki")
    for _day in range(2):
        morning(chat)
        assert len(rows(chat)) == 4
    chat.say("kaisa", "ilmoita koulutukseen")
    assert "Lopetettu" in chat.fill("kaisa", "Lopeta ilmoittaminen", order="1")
    chat.joins("toinen")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("toinen").id, organisation="Mallilan kaupunki", branch=Branch.MUNICIPALITY)
    morning(chat)
    assert len(rows(chat)) == 4


def test_a_coordinator_who_leaves_enrols_nobody_any_more(chat: Chat) -> None:
    town(chat)
    enrols(chat, later="yes")
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
        people.update(conn, chat.person("anna").id, organisation="Mallilan kaupunki")
    morning(chat)
    assert len(rows(chat)) == 2
    with chat.app.store.reading() as conn:
        assert conn.execute(select(enrolling.c.state)).scalar() == "ended"
    assert "Kaisa on ilmoittanut sinut koulutukseen" in chat.sees("pekka")


def test_an_erased_coordinator_leaves_the_enrolments(chat: Chat) -> None:
    town(chat)
    enrols(chat)
    chat.press("kaisa", "Ilmoita 2 henkilöä")
    chat.say("kaisa", "poista tietoni")
    chat.press("kaisa", chat.can_press("kaisa")[0])
    assert len(rows(chat)) == 2
    morning(chat)
    assert "Sinut on ilmoitettu koulutukseen" in chat.sees("pekka")


def test_an_erased_person_is_in_no_draft(chat: Chat) -> None:
    town(chat)
    enrols(chat, people="maija, pekka")
    chat.say("maija", "poista tietoni")
    chat.press("maija", chat.can_press("maija")[0])
    with chat.app.store.reading() as conn:
        assert not conn.execute(select(enrolling)).all()


def test_nobody_presses_the_draft_of_another(chat: Chat) -> None:
    town(chat)
    chat.coordinates("liisa", "fi", MALLILA)
    enrols(chat)
    with chat.app.store.reading() as conn:
        number = conn.execute(select(enrolling.c.number)).scalar_one()
    chat.app.core.receive(Pressed("p", chat.person("liisa").address, "training.enrolled", str(number)))
    chat.app.settle()
    assert not rows(chat)


def test_who_cannot_be_reached_is_named_only_in_ones_care(chat: Chat) -> None:
    town(chat)
    chat.app.core.close(chat.person("maija").address, "account_inactive")
    assert "• Maija: viestit eivät mene perille" in enrols(chat)
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
        people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, Scope(Reach.BRANCH, "municipality"))
    seen = enrols(chat)
    assert "Maija" not in seen
    assert "Koskee < 5" in seen


def person(id: str, name: str = "", organisation: str = "") -> Person:
    at = Address("console", "", id, id)
    return Person(id, name, Language.FI, frozenset(), organisation, None, "Europe/Helsinki", True, at)


def test_lines_name_people() -> None:
    kaisa = replace(person("P1"), scopes=(Scope(Reach.NETWORK),))
    here = [kaisa, person("P2", "Maija Meri"), person("P3", "Sama Nimi"), person("P4", "sama  nimi")]
    found = meant(kaisa, here, "maija  meri\np3\n\nSama Nimi\nMasa, Meri")
    assert found.people == ("P2", "P3")
    assert found.several == ("Sama Nimi",)
    assert found.unknown == ("Masa, Meri",)
    assert meant(kaisa, here, "P2, P3; P2").people == ("P2", "P3")


def test_small_organisations_of_others_are_not_offered() -> None:
    kaisa = replace(
        person("P1", organisation="Mallila"), scopes=(Scope(Reach.NETWORK), Scope(Reach.ORGANISATION, "Mallila"))
    )
    here = [
        kaisa,
        *(person(f"P{n}", organisation="Suuri, ja muut") for n in range(10, 15)),
        person("P3", organisation="Pieni"),
    ]
    names = {one.value for one in offered(kaisa, here).values() if one.whom is Whom.ORGANISATION}
    assert names == {"Mallila", "Suuri, ja muut"}


def test_ten_thousand_are_enrolled_in_a_few_statements(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        conn.execute(
            people.person.insert(),
            [
                {"name": "", "language": "fi", "organisation": "", "zone": "Europe/Helsinki", "welcomed": True}
                for _ in range(10_000)
            ],
        )
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with store.writing() as conn:
        order = enrollings.given(conn, "need", None, clock())
        ids = [f"P{number}" for number in range(1, 10_001)]
        assert enrollings.enrol(conn, ids, "need", clock(), None, order.number) == 10_000
        assert enrollings.enrol(conn, ids, "need", clock(), date(2026, 12, 1), order.number) == 0
        assert enrollings.take_out(conn, order.number) == 10_000
    assert len(statements) <= 10
