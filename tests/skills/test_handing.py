"""An exercise that is sent to coordinators: who reads it is said before, and nobody else does."""

import pytest

from bot.people import Branch, Reach, Role, Scope
from bot.store import people
from bot.turns import Pressed, Submitted
from tests.skills.test_training import MODULE
from tests.talk import Chat

MALLILA = Scope(Reach.ORGANISATION, "Mallilan kaupunki")


def town(chat: Chat) -> None:
    chat.coordinates("kaisa", "en", MALLILA)
    chat.coordinates("liisa", "fi", Scope(Reach.BRANCH, "tem"))
    chat.joins("pia", "fi", "admin")
    chat.joins("maija")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("maija").id, organisation="Mallilan kaupunki", branch=Branch.MUNICIPALITY)


def writes(chat: Chat, text: str = "Ostamme valaisimia.") -> None:
    chat.say("maija", "koulutus")
    chat.fill("maija", "Valitse moduuli", module=MODULE.id)
    chat.fill("maija", "Harjoitus", text=text)


def morning(chat: Chat) -> None:
    chat.wait(hours=23)
    chat.wait(hours=1)


def test_there_and_back(chat: Chat) -> None:
    town(chat)
    writes(chat)
    assert "Sen lukevat nimesi kanssa vain nämä: Kaisa." in chat.press("maija", "Lähetä koordinaattorille")
    assert "Kaisa" in chat.press("maija", "Lähetä")
    morning(chat)
    assert "1 training exercise waits" in chat.sees("kaisa")
    assert not chat.sees("liisa")
    assert not chat.sees("pia")
    seen = chat.press("kaisa", "Read")
    assert "Maija" in seen
    assert "Ostamme valaisimia." in seen
    assert "Sent to Maija." in chat.fill("kaisa", "Reply", text="Why not rent light?")
    assert "Kaisa on vastannut harjoitukseesi" in chat.sees("maija")
    assert "Why not rent light?" in chat.sees("maija")
    morning(chat)
    assert "waits" not in chat.sees("kaisa").split("Sent to Maija.")[-1]


def test_ten_presses_send_it_once_and_a_changed_one_takes_its_place(chat: Chat) -> None:
    town(chat)
    writes(chat)
    for press in range(10):
        chat.app.core.receive(Pressed(f"p{press}", chat.person("maija").address, "training.handed", MODULE.id))
    chat.app.settle()
    writes_again = chat.say("maija", "koulutus")
    assert writes_again
    chat.fill("maija", "Valitse moduuli", module=MODULE.id)
    chat.fill("maija", "Harjoituksesi", text="Vuokraamme valoa.")
    chat.press("maija", "Lähetä koordinaattorille")
    chat.press("maija", "Lähetä")
    morning(chat)
    assert "1 training exercise waits" in chat.sees("kaisa")
    assert "Vuokraamme valoa." in chat.press("kaisa", "Read")


def test_without_a_coordinator_the_admins_read_it(chat: Chat) -> None:
    town(chat)
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
    writes(chat)
    assert "Pia" in chat.press("maija", "Lähetä koordinaattorille")


@pytest.mark.parametrize("who", ["liisa", "pia"])
def test_nobody_else_reads_it(chat: Chat, who: str) -> None:
    town(chat)
    writes(chat)
    chat.press("maija", "Lähetä koordinaattorille")
    chat.press("maija", "Lähetä")
    at = chat.person(who).address
    chat.app.core.receive(Pressed("r", at, "training.read", "1"))
    chat.app.core.receive(Submitted("a", at, "training.answer", {"text": "Hei"}, "1"))
    chat.app.settle()
    assert "valaisimia" not in chat.sees(who)
    assert "Hei" not in chat.sees("maija")


def test_a_coordinator_who_left_reads_nothing(chat: Chat) -> None:
    town(chat)
    writes(chat)
    chat.press("maija", "Lähetä koordinaattorille")
    chat.press("maija", "Lähetä")
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
    morning(chat)
    assert not chat.sees("kaisa")
    chat.app.core.receive(Pressed("r", chat.person("kaisa").address, "training.read", "1"))
    chat.app.settle()
    assert "valaisimia" not in chat.sees("kaisa")


def test_the_first_answer_counts(chat: Chat) -> None:
    town(chat)
    chat.coordinates("sanna", "en", MALLILA)
    writes(chat)
    chat.press("maija", "Lähetä koordinaattorille")
    chat.press("maija", "Lähetä")
    for who in ("kaisa", "sanna"):
        chat.app.core.receive(Submitted(who, chat.person(who).address, "training.answer", {"text": f"by {who}"}, "1"))
        chat.app.settle()
    assert "by kaisa" in chat.sees("maija")
    assert "by sanna" not in chat.sees("maija")
    assert "Another coordinator has answered it already." in chat.sees("sanna")


def test_an_erased_person_leaves_nothing_to_read(chat: Chat) -> None:
    town(chat)
    writes(chat)
    chat.press("maija", "Lähetä koordinaattorille")
    chat.press("maija", "Lähetä")
    chat.say("maija", "poista tietoni")
    chat.press("maija", chat.can_press("maija")[0])
    morning(chat)
    assert not chat.sees("kaisa")
