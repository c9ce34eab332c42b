"""One event to the right skill to its effects, in one transaction. Nothing else runs handlers."""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NoReturn, cast

from bot.cards import Button, Buttons, Card, Form, Text
from bot.delivery import erasing, inbox, outbox, retention, schedule
from bot.people import Address, Language, Person, Profile, Role
from bot.rights import MAY, may
from bot.skill import Handler, Skills
from bot.store import Conflict, Connection, Session, Store, audit, people, workspaces
from bot.texts import Texts, texts
from bot.turns import (
    Do,
    Due,
    Effect,
    Effects,
    Event,
    Forget,
    Home,
    Pressed,
    Reply,
    Said,
    Send,
    Show,
    Submitted,
    Tick,
    Turn,
)
from knowledge.library import Library

log = logging.getLogger(__name__)

RERUNS = 3
DEPTH = 10

Stored = Reply | Send | Home | Forget
"""The effects that are written down in the commit of their event."""


def outdated(_: Texts) -> Card:
    """What a button says that this program does not know (any more)."""
    return Card(
        Text(_("This button is out of date and no longer works. The menu shows what I can do now.")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def not_yours(_: Texts) -> Card:
    """What somebody sees who presses what is not for them."""
    return Card(
        Text(_("Your role does not include this. If you need it, ask your administrator.")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def foreign(_: Texts) -> Card:
    """What somebody sees from whose organisation Sparri takes no questions."""
    return Card(
        Text(_("Sparri is not open to your organisation here, so I have neither kept nor answered your message.")),
        Text(_("Ask your own administrator to set Sparri up, or write to me from your own organisation’s workspace.")),
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
    ("not for you", not_yours),
    ("from elsewhere", foreign),
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


def nobody(_address: Address) -> Profile:
    """What is known of somebody new on a platform that tells nothing."""
    return Profile()


@dataclass(frozen=True)
class Core:
    """Takes events in and works on them. `library` opens the knowledge when it is first needed; `clock` gives UTC.

    `profile` is asked once about everybody new; `admins` are the e-mail addresses and platform ids of those who are
    admins from the beginning.
    """

    store: Store
    skills: Skills
    library: Callable[[], Library]
    clock: Callable[[], datetime]
    profile: Callable[[Address], Profile] = nobody
    admins: frozenset[str] = frozenset()
    rights: Mapping[str, frozenset[Role]] = field(default_factory=lambda: MAY)
    _at_work: dict[int, inbox.Taken] = field(default_factory=dict, init=False)

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
        self._at_work[taken.number] = taken
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
        finally:
            self._at_work.pop(taken.number, None)
        return True

    def tick(self) -> bool:
        """Turns what a schedule has due now into events for `work`; whether there was anything."""
        with self.store.claiming() as conn:
            return schedule.tick(conn, self.clock()) > 0

    def hand_back(self) -> int:
        """Gives back what other threads are at work on, which they will find out when they write; how many events."""
        taken = list(self._at_work.values())
        with self.store.claiming() as conn:
            for event in taken:
                inbox.released(conn, event, self.clock())
        return len(taken)

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

    def refuse(self, address: Address, language: Language) -> None:
        """Tells somebody from elsewhere, once a day, that Sparri is not for them; nothing of what they wrote is kept."""
        now = self.clock()
        once = f"foreign:{address.platform}:{address.workspace}:{address.user}:{now.date()}"
        with self.store.claiming() as conn:
            outbox.heard(conn, address)
            outbox.put(conn, Send(address, foreign(texts(language)), once=once), address, now)

    def close(self, address: Address, why: str) -> None:
        """Nothing is sent to an address any more until somebody is heard from there."""
        with self.store.claiming() as conn:
            outbox.close(conn, address, why)

    def met(self, address: Address) -> None:
        """Keeps the private conversation that a platform has begun with somebody known."""
        with suppress(Conflict), self.store.writing() as conn:
            people.met_at(conn, address)

    def question(self, address: Address, message: str) -> str:
        """The id of the question whose answer a message shows, "" if that is not known (any more)."""
        with self.store.reading() as conn:
            return outbox.answered(conn, address, message)

    def language(self, address: Address) -> Language:
        """The language of whoever is at an address, known or not."""
        with self.store.reading() as conn:
            person = people.find_by_address(conn, address)
        return person.language if person else Language.FI

    def _asked(self, event: Pressed | Submitted, handler: Handler, *args: object) -> Form | None:
        """The form a handler begins with, if it does; one that has begun to write has no more to ask."""
        person = self._person(event.address)
        if not may(person, event.action, self.rights):
            return None
        session = _ReadOnly(self.store)
        with suppress(_Writes):
            effects = handler(self._turn(event, person, session), *args)
            first = next(iter(effects), None)
            return first.form if isinstance(first, Show) else None
        return None

    def _handle(self, taken: inbox.Taken) -> None:
        for rerun in range(RERUNS + 1):
            try:
                if isinstance(taken.event, Due):
                    self._handle_due(taken, taken.event)
                else:
                    self._handle_event(taken, taken.event)
                return
            except Conflict:
                if rerun == RERUNS:
                    raise
                with self.store.reading() as conn:
                    if not inbox.is_held(conn, taken):
                        raise LeaseLost from None

    def _handle_event(self, taken: inbox.Taken, event: Event) -> None:
        person = self._person(event.address)
        with self.store.session() as session:
            with session.read() as conn:
                private = people.private(conn, event.address)
            effects = list(self._effects(event, person, session))
            conn, now, pressed = session.write(), self.clock(), "" if isinstance(event, Said) else event.message
            people.met_at(conn, event.address)
            for effect in effects:
                if isinstance(effect, Forget):
                    gone = erasing.erase(conn, person.id, now, but=taken.number)
                    erasing.farewell(conn, effect.farewell, private, now, pressed)
                    for at in gone:
                        if at.lane != private.lane:
                            erasing.farewell(conn, effect.farewell, at, now)
                else:
                    outbox.put(conn, effect, self._place(effect, event, private), now, pressed)
            if not person.welcomed:
                people.update(conn, person.id, welcomed=True)
            if not inbox.done(conn, taken):
                raise LeaseLost
        if any(isinstance(effect, Forget) for effect in effects):
            self.store.scrub()

    def _handle_due(self, taken: inbox.Taken, due: Due) -> None:
        if due.action == retention.ACTION:
            retention.run(self.store, self.clock())
            with self.store.claiming() as conn:
                inbox.done(conn, taken)
            return
        handler = self.skills.find("schedules", due.action)
        with self.store.session() as session:
            tick = Tick(self.clock(), due.day, session)
            effects = list(handler(tick, due.arg)) if handler else []
            conn = session.write()
            for effect in effects:
                if isinstance(effect, Send):
                    outbox.put(conn, effect, effect.to, self.clock())
            if not inbox.done(conn, taken):
                raise LeaseLost
        if handler is None:
            log.error("no skill does %s when it is due", due.action)

    @staticmethod
    def _place(effect: Reply | Send | Home, event: Event, private: Address) -> Address:
        """Words are answered where they were written; what follows a press is for whoever pressed."""
        is_public = isinstance(event, Said) or (isinstance(effect, Reply) and effect.redraw and event.message)
        is_alone = isinstance(effect, Home) or (isinstance(effect, Reply) and effect.alone)
        return event.address if is_public and not is_alone else private

    def _effects(self, event: Event, person: Person, session: Session) -> Iterator[Stored]:
        turn = self._turn(event, person, session)
        if not person.welcomed and not (isinstance(event, Pressed) and event.action == "home.welcome"):
            for effect in self._run(turn, iter((Do("home.welcome"),))):
                yield replace(effect, alone=True) if isinstance(effect, Reply) else effect
        yield from self._run(turn, self._heard(event, turn))

    def _heard(self, event: Event, turn: Turn) -> Effects:
        match event:
            case Said():
                command = self.skills.command(event.text, tuple(texts(language) for language in Language))
                if command:
                    return self._allowed(turn, command[0].action, command[0].handler, command[1])
                return self._allowed(turn, "ask.asked", self.skills.find("actions", "ask.asked"), event.text)
            case Pressed():
                handler = self.skills.find("actions", event.action)
                return self._allowed(turn, event.action, handler, event.arg)
            case Submitted():
                handler = self.skills.find("submissions", event.action)
                return self._allowed(turn, event.action, handler, event.values, event.arg)

    def _allowed(self, turn: Turn, action: str, handler: Handler | None, *args: object) -> Effects:
        """What a handler says to somebody who may ask it, at this moment and whatever stood on the card."""
        if handler is None:
            return iter((Reply(outdated(turn.texts)),))
        if not may(turn.person, action, self.rights):
            log.warning("%s may not do %s", turn.person.id, action)
            return self._refused(turn, action)
        return handler(turn, *args)

    @staticmethod
    def _refused(turn: Turn, action: str) -> Effects:
        audit.note(turn.store.write(), turn.now, "refused", actor=turn.person.id, detail=action)
        yield Reply(not_yours(turn.texts))

    def _run(self, turn: Turn, effects: Effects, depth: int = 0) -> Iterator[Stored]:
        """The effects that are to be written down, those of the actions they name among them."""
        if depth > DEPTH:
            raise RecursionError("actions call each other without end")
        for effect in effects:
            match effect:
                case Reply() | Send() | Home() | Forget():
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

    def _fail(self, taken: inbox.Taken, error: Exception) -> None:
        now = self.clock()
        with self.store.claiming() as conn:
            if inbox.failed(conn, taken, type(error).__name__, now) and not isinstance(taken.event, Due):
                address = people.private(conn, taken.event.address)
                if isinstance(taken.event, Said):
                    address = taken.event.address
                person = people.find_by_address(conn, address)
                language = person.language if person else Language.FI
                outbox.put(conn, Reply(broken(texts(language), f"N{taken.number}")), address, now)

    def _person(self, address: Address) -> Person:
        """Who is there, met now if not before: in a transaction of its own, so that handlers may read first.

        Somebody an administrator has entered beforehand is introduced too, before their first message is answered.
        """
        profile = None
        while True:
            with self.store.reading() as conn:
                person = people.find_by_address(conn, address)
            if person and (person.welcomed or profile):
                return person
            profile = profile or self.profile(address)
            with suppress(Conflict), self.store.writing() as conn:
                self._meet(conn, address, profile)

    def _meet(self, conn: Connection, address: Address, profile: Profile) -> None:
        """Adds somebody new, or completes somebody entered beforehand, with what their platform tells of them."""
        known = people.find_by_address(conn, address)
        new = known or people.add(
            conn, address, profile.language or Language.FI, profile.name, profile.zone or people.ZONE
        )
        told = {
            "name": new.name or profile.name,
            "organisation": new.organisation or profile.organisation or workspaces.organisation_of(conn, address),
        }
        people.update(conn, new.id, **told)
        names = {address.user, f"{address.platform}:{address.workspace}:{address.user}", profile.email.casefold()}
        if names - {""} & self.admins and people.give(conn, new.id, Role.ADMIN):
            audit.note(conn, self.clock(), "role given", subject=new.id, detail=f"{Role.ADMIN} by setting")

    def _turn(self, event: Event, person: Person, session: Session) -> Turn:
        return Turn(
            person=person,
            address=event.address,
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
