"""What an event leads to: the handler it is for, whether the person may, and the effects that are to be written down."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, NoReturn, cast

from bot.core.screens import introduced, not_yours, outdated
from bot.delivery import lanes, outbox
from bot.forms import Form
from bot.people import Language, Person, Role
from bot.rights import may
from bot.skill import Handler, Skills
from bot.store import Session, Store, audit
from bot.texts import Texts, texts
from bot.turns import (
    Do,
    Due,
    Effect,
    Effects,
    Event,
    Forget,
    Home,
    Later,
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
from training_modules.catalogue import Module

log = logging.getLogger(__name__)

DEPTH = 10

Stored = Reply | Send | Home | Later | Forget
"""The effects that are written down in the commit of their event."""


@dataclass(frozen=True)
class Dispatch:
    """Finds handlers and runs them. It reads and writes through the session it is given only."""

    skills: Skills
    library: Callable[[], Library]
    clock: Callable[[], datetime]
    rights: Mapping[str, frozenset[Role]]
    controller: str = ""
    public_url: str = ""
    modules: Sequence[Module] = ()

    def effects(self, event: Event, person: Person, session: Session) -> Iterator[Stored]:
        """What is to be written down for an event; whoever is new is welcomed first, in private."""
        turn = self._turn(event, person, session)
        if not person.welcomed and not (isinstance(event, Pressed) and event.action == "home.welcome"):
            for effect in self._run(turn, iter((Do("home.welcome"),))):
                yield replace(effect, alone=True) if isinstance(effect, Reply) else effect
        effects = self._run(turn, self._heard(event, turn))
        is_overheard = isinstance(event, Said) and not event.address.is_private
        yield from effects if person.welcomed or not is_overheard else _introduced(turn.texts, effects)

    def due(self, due: Due, session: Session) -> Iterator[Stored]:
        """What is to be written down when the hour of a schedule has come."""
        handler = self.skills.find("schedules", due.action)
        if handler is None:
            log.error("no skill does %s when it is due", due.action)
            return
        tick = Tick(
            self.clock(),
            due.day,
            session,
            self._opened,
            partial(closed, session),
            self.modules,
            partial(has_arrived, session),
        )
        yield from self._run(tick, handler(tick, due.arg))

    def _heard(self, event: Event, turn: Turn) -> Effects:
        match event:
            case Said():
                command = self.skills.command(event.text, tuple(texts(language) for language in Language))
                if command:
                    return self._allowed(turn, command[0].action, command[0].handler, command[1])
                for listener in (listener for skill in self.skills.skills for listener in skill.listeners):
                    meant = listener(turn, event.text)
                    if meant is not None:
                        return meant
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

    def _run(self, turn: Turn | Tick, effects: Effects, depth: int = 0) -> Iterator[Stored]:
        """The effects that are to be written down, those of the actions they name among them."""
        if depth > DEPTH:
            raise RecursionError("actions call each other without end")
        for effect in effects:
            match effect:
                case Reply() | Send() | Home() | Later() | Forget():
                    yield effect
                case Do():
                    yield from self._run(turn, self._done(turn, effect), depth + 1)
                case Show():
                    log.error("the form %s opens only from its button; it was left out", effect.form.action)

    def _done(self, turn: Turn | Tick, do: Do) -> Iterator[Effect]:
        handler = self.skills.find("submissions" if do.values else "actions", do.action)
        if handler is None:
            log.error("no skill does %s", do.action)
            return iter(())
        return handler(turn, do.values, do.arg) if do.values else handler(turn, do.arg)

    def form(
        self, event: Pressed | Submitted, person: Person, store: Store, handler: Handler, *args: object
    ) -> Form | None:
        """The form a handler begins with, if it does; one that has begun to write has no more to ask."""
        if not may(person, event.action, self.rights):
            return None
        session = _ReadOnly(store)
        with suppress(_Writes):
            effects = handler(self._turn(event, person, session), *args)
            first = next(iter(effects), None)
            return first.form if isinstance(first, Show) else None
        return None

    @property
    def _opened(self) -> Library:
        return cast(Library, _Opened(self.library))

    def _turn(self, event: Event, person: Person, session: Session) -> Turn:
        return Turn(
            person=person,
            address=event.address,
            now=self.clock(),
            texts=texts(person.language),
            store=session,
            library=self._opened,
            closed=partial(closed, session),
            masked=() if isinstance(event, Pressed) else event.masked,
            controller=self.controller,
            public_url=self.public_url,
            modules=self.modules,
        )


def _introduced(_: Texts, effects: Iterator[Stored]) -> Iterator[Stored]:
    """What is said where others read along to somebody new: that a program speaks comes first, since the private welcome may
    not reach them."""
    is_told = False
    for effect in effects:
        if isinstance(effect, Reply) and not effect.alone and not is_told:
            is_told = True
            try:
                effect = replace(effect, card=introduced(_, effect.card))
            except ValueError:  # no room for a line more
                yield Reply(introduced(_))
        yield effect


def closed(session: Session) -> Mapping[str, str]:
    """The conversations in which nobody can be reached, by lane, and why."""
    with session.read() as conn:
        return lanes.unreachable(conn)


def has_arrived(session: Session, once: str) -> bool:
    """Whether the message of an intent was shown."""
    with session.read() as conn:
        return outbox.has_arrived(conn, once)


class _Opened:
    """Stands for the library until something is asked of it: a menu need not wait until it is open."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library(), name)


class _Writes(Exception):
    """A handler begins to write where it may only ask."""


class _ReadOnly(Session):
    """For looking at what a handler would ask, in the moments a platform gives: it takes no lock and keeps nothing."""

    def write(self) -> NoReturn:
        """Raises _Writes."""
        raise _Writes
