"""One event to the right skill to its effects, in one transaction. Nothing else runs handlers."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, cast

from bot.cards import Button, Buttons, Card, Form, Text
from bot.delivery import inbox, outbox
from bot.people import Address, Language, Person
from bot.skill import Handler, Skills
from bot.store import Conflict, Session, Store, people
from bot.texts import Texts, texts
from bot.turns import Do, Effect, Effects, Event, Place, Pressed, Reply, Said, Send, Show, Submitted, Turn
from knowledge.library import Library

log = logging.getLogger(__name__)

RERUNS = 3
DEPTH = 10


def outdated(_: Texts) -> Card:
    """What a button says that this program does not know (any more)."""
    return Card(
        Text(_("This button is out of date and no longer works. The menu shows what I can do now.")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def broken(_: Texts, reference: str) -> Card:
    """What is said when an event failed for good."""
    return Card(
        Text(_("Something went wrong on my side. Please try again in a moment.")),
        Text(_("If it happens again, tell your administrator this reference: {reference}.", reference=reference)),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("outdated", outdated),
    ("broken", lambda _: broken(_, "N12")),
)


class _Opened:
    """Stands for the library until something is asked of it: a menu need not wait until it is open."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library(), name)


class LeaseLost(Exception):
    """Another worker took the event over while we worked on it; what we did is rolled back."""


@dataclass(frozen=True)
class Core:
    """Takes events in and works on them. `library` opens the knowledge when it is first needed; `clock` gives UTC."""

    store: Store
    skills: Skills
    library: Callable[[], Library]
    clock: Callable[[], datetime]

    def receive(self, event: Event) -> bool:
        """Stores an event for `work`; False if it is known already. Acknowledge it to the platform only after this."""
        with self.store.claiming() as conn:
            return inbox.put(conn, event, self.clock())

    def work(self) -> bool:
        """Handles the next waiting event from its records to its outbox rows; whether there was one."""
        with self.store.claiming() as conn:
            taken = inbox.claim(conn, self.clock())
        if taken is None:
            return False
        try:
            if taken.attempts > inbox.ATTEMPTS:
                raise RuntimeError("the program ended each time it worked on this event")
            self._handle(taken)
        except LeaseLost:
            log.warning("event %s was taken over by another worker", taken.number)
        except Exception as error:
            log.error("event %s failed, attempt %s: %s\n%s", taken.number, taken.attempts, *_told(error))
            self._fail(taken, error)
        except BaseException:
            with self.store.claiming() as conn:
                inbox.released(conn, taken, self.clock())
            raise
        return True

    def show(self, event: Pressed) -> Form | None:
        """The form a FormButton opens, at once and with nothing stored; None if it is unknown or not for this person."""
        handler = self.skills.find("forms", event.action)
        return self._asked(event, handler, event.arg) if handler else None

    def submit(self, event: Submitted) -> Form | None:
        """The form again, with its errors and nothing stored; or None: it is stored for `work`."""
        event = cast(Submitted, inbox.masked(event))
        handler = self.skills.find("submissions", event.action)
        form = self._asked(event, handler, event.values, event.arg) if handler else None
        if form is None:
            self.receive(event)
        return form

    def _asked(self, event: Event, handler: Handler, *args: object) -> Form | None:
        """The form a handler begins with, if it does; one that has begun to write has no more to ask."""
        session = _ReadOnly(self.store)
        with suppress(_Writes):
            effects = handler(self._turn(event, self._person(event.address), session), *args)
            first = next(iter(effects), None)
            return first.form if isinstance(first, Show) else None
        return None

    def _handle(self, taken: inbox.Taken) -> None:
        for rerun in range(RERUNS + 1):
            try:
                person = self._person(taken.event.address)
                with self.store.session() as session:
                    effects = list(self._effects(taken.event, person, session))
                    self._write(session, taken, person, effects)
                return
            except Conflict:
                if rerun == RERUNS:
                    raise

    def _effects(self, event: Event, person: Person, session: Session) -> Iterator[Reply | Send]:
        turn = self._turn(event, person, session)
        if not person.welcomed and not (isinstance(event, Pressed) and event.action == "home.welcome"):
            yield from self._run(turn, iter((Do("home.welcome"),)))
        yield from self._run(turn, self._heard(event, turn))

    def _heard(self, event: Event, turn: Turn) -> Effects:
        match event:
            case Said():
                command = self.skills.command(event.text, tuple(texts(language) for language in Language))
                if command:
                    return command[0].handler(turn, command[1])
                handler = self.skills.find("actions", "ask.asked")
                return handler(turn, event.text) if handler else iter(())
            case Pressed():
                handler = self.skills.find("actions", event.action)
                return handler(turn, event.arg) if handler else iter((Reply(outdated(turn.texts)),))
            case Submitted():
                handler = self.skills.find("submissions", event.action)
                return handler(turn, event.values, event.arg) if handler else iter((Reply(outdated(turn.texts)),))

    def _run(self, turn: Turn, effects: Effects, depth: int = 0) -> Iterator[Reply | Send]:
        """The effects that are to be written down, those of the actions they name among them."""
        if depth > DEPTH:
            raise RecursionError("actions call each other without end")
        for effect in effects:
            match effect:
                case Reply() | Send():
                    yield effect
                case Do():
                    yield from self._run(turn, self._done(turn, effect), depth + 1)
                case Show():
                    log.error("the form %s opens only from its button; it was left out", effect.form.action)

    def _done(self, turn: Turn, do: Do) -> Iterator[Effect]:
        handler = self.skills.find("submissions" if do.values else "actions", do.action)
        if handler is None:
            log.error("no skill does %s", do.action)
            return iter(())
        return handler(turn, do.values, do.arg) if do.values else handler(turn, do.arg)

    def _write(self, session: Session, taken: inbox.Taken, person: Person, effects: list[Reply | Send]) -> None:
        """The end of the turn's one transaction."""
        conn, now = session.write(), self.clock()
        for effect in effects:
            outbox.put(conn, effect, taken.event.address, now)
        if not person.welcomed:
            people.update(conn, person.id, welcomed=True)
        if not inbox.done(conn, taken):
            raise LeaseLost

    def _fail(self, taken: inbox.Taken, error: Exception) -> None:
        address, now = taken.event.address, self.clock()
        with self.store.claiming() as conn:
            if inbox.failed(conn, taken, type(error).__name__, now):
                person = people.find_by_address(conn, address)
                language = person.language if person else Language.FI
                outbox.put(conn, Reply(broken(texts(language), f"N{taken.number}")), address, now)

    def _person(self, address: Address) -> Person:
        """Who is there, met now if not before: in a transaction of its own, so that handlers may read first."""
        while True:
            with self.store.reading() as conn:
                person = people.find_by_address(conn, address)
            if person:
                return person
            with suppress(Conflict), self.store.writing() as conn:
                if people.find_by_address(conn, address) is None:
                    people.add(conn, address, Language.FI)

    def _turn(self, event: Event, person: Person, session: Session) -> Turn:
        return Turn(
            person=person,
            address=event.address,
            place=event.place if isinstance(event, Said) else Place.PRIVATE,
            now=self.clock(),
            texts=texts(person.language),
            store=session,
            library=cast(Library, _Opened(self.library)),
            masked=() if isinstance(event, Pressed) else event.masked,
        )


def _told(error: Exception) -> tuple[str, str]:
    """What a log may hold of an error: its kind and where it arose. Its words may be those of a person."""
    return type(error).__name__, "".join(traceback.format_tb(error.__traceback__))


class _Writes(Exception):
    """A handler begins to write where it may only ask."""


class _ReadOnly(Session):
    """For looking at what a handler would ask, in the moments a platform gives: it takes no lock and keeps nothing."""

    def write(self) -> NoReturn:
        """Raises _Writes."""
        raise _Writes
