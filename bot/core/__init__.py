"""One event to the right skill to its effects, in one transaction. Nothing else runs handlers."""

import logging
import random
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import cast

from bot import calendar_file
from bot.core.dispatch import Dispatch
from bot.core.knowing import Knowing
from bot.core.meeting import Meeting, nobody
from bot.core.screens import broken, foreign
from bot.delivery import erasing, inbox, lanes, outbox, retention, schedule
from bot.forms import Form
from bot.people import Address, Language, Profile, Role
from bot.rights import MAY
from bot.skill import Handler, Skills
from bot.store import Conflict, Connection, Store, feeds, people
from bot.texts import texts
from bot.turns import Due, Event, Forget, Home, Later, Pressed, Reply, Said, Send, Submitted
from knowledge.library import Library
from training_modules.catalogue import Module
from training_modules.reading import shipped

log = logging.getLogger(__name__)

RERUNS = 10
PAUSE = 0.02
"""Seconds at most before the first rerun of what lost a race, doubled with each up to one: those who lost together must not
meet again, and none may be set aside for having lost."""


class LeaseLost(Exception):
    """Another worker took the event over while we worked on it; what we did is rolled back."""


@dataclass(frozen=True)
class Core:
    """Takes events in and works on them. `library` opens the knowledge when it is first needed; `clock` gives UTC.

    `profile` is asked once about everybody new, and again about whoever it did not tell of when they were heard; `admins` are
    the e-mail addresses and platform ids of those who are admins from the beginning; `controller` is who answers for
    personal data; `public_url` is where Sparri is on the web; `modules` are what can be learnt.
    """

    store: Store
    skills: Skills
    library: Callable[[], Library]
    clock: Callable[[], datetime]
    profile: Callable[[Address], Profile] = nobody
    admins: frozenset[str] = frozenset()
    rights: Mapping[str, frozenset[Role]] = field(default_factory=lambda: MAY)
    controller: str = ""
    public_url: str = ""
    modules: Sequence[Module] = field(default_factory=shipped)
    _at_work: dict[int, inbox.Taken] = field(default_factory=dict, init=False)

    @cached_property
    def _meeting(self) -> Meeting:
        return Meeting(self.store, self.clock, self.profile, self.admins)

    @cached_property
    def _dispatch(self) -> Dispatch:
        return Dispatch(
            self.skills, self.knowing, self.clock, self.rights, self.controller, self.public_url, self.modules
        )

    @cached_property
    def knowing(self) -> Knowing:
        """What turns answer from: the library with all that is published; the first call opens it."""
        return Knowing(self.store, self.library)

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

    def calendar(self, token: str) -> bytes | None:
        """The calendar under a secret address: all that any skill has for whoever it belongs to; None for none."""
        with self.store.reading() as conn:
            person = people.get(conn, feeds.whose(conn, token))
            if person is None:
                return None
            meetings = [one for skill in self.skills.skills for find in skill.calendars for one in find(conn, person)]
        return calendar_file.feed(meetings, "Sparri", self.clock())

    def refuse(self, address: Address, language: Language, is_untold: bool = False) -> None:
        """Tells somebody from elsewhere, once a day, that Sparri is not for them; nothing of what they wrote is kept. With
        `is_untold` the platform does not tell where they belong."""
        with self.store.claiming() as conn:
            self._refuse(conn, address, language, is_untold)

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
        return self._dispatch.form(event, self._meeting.person(event.address), self.store, handler, *args)

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
                time.sleep(random.uniform(0, min(PAUSE * 2**rerun, 1)))  # noqa: S311 - no secret

    def _refuse(self, conn: Connection, address: Address, language: Language, is_untold: bool) -> None:
        now = self.clock()
        once = f"foreign:{address.platform}:{address.workspace}:{address.user}:{now.date()}"
        lanes.heard(conn, address)
        outbox.put(conn, Send(address, foreign(texts(language), is_untold), once=once), address, now)

    def _is_welcome(self, taken: inbox.Taken, event: Event) -> bool:
        """Whether Sparri is for whoever sent an event. One that had to be stored before anybody could tell waits until the
        platform does; somebody from elsewhere, and whom it never tells of, is refused then, and their words go."""
        if isinstance(event, Submitted) or not event.is_unsure:
            return True
        told = self.profile(event.address)
        if told.is_member:
            return True
        language = told.language or self.language(event.address)
        with self.store.claiming() as conn:
            if told.is_member is None and inbox.postponed(conn, taken, self.clock()):
                return False
            if not inbox.done(conn, taken):
                raise LeaseLost
            self._refuse(conn, event.address, language, is_untold=told.is_member is None)
        return False

    def _handle_event(self, taken: inbox.Taken, event: Event) -> None:
        if not self._is_welcome(taken, event):
            return
        person = self._meeting.person(event.address)
        with self.store.session() as session:
            with session.read() as conn:
                private = people.private(conn, event.address)
            effects = list(self._dispatch.effects(event, person, session))
            conn, now, pressed = session.write(), self.clock(), "" if isinstance(event, Said) else event.message
            people.met_at(conn, event.address)
            is_erased = any(isinstance(effect, Forget) for effect in effects)
            if not person.welcomed and not is_erased and not people.welcomed(conn, person.id):
                raise Conflict("welcomed elsewhere meanwhile")
            welcome = f"{outbox.WELCOME}{person.id}" if not person.welcomed else ""
            for effect in effects:
                if isinstance(effect, Forget):
                    gone = erasing.erase(conn, person.id, now, but=taken.number)
                    erasing.farewell(conn, effect.farewell, private, now, pressed)
                    for at in gone:
                        if at.lane != private.lane:
                            erasing.farewell(conn, effect.farewell, at, now)
                elif isinstance(effect, Later):
                    schedule.put_once(conn, effect, now)
                else:
                    is_first = isinstance(effect, Reply) and effect.alone
                    outbox.put(
                        conn, effect, self._place(effect, event, private), now, pressed, welcome if is_first else ""
                    )
                    welcome = "" if is_first else welcome
            if not inbox.done(conn, taken):
                raise LeaseLost
        if is_erased:
            self.store.scrub()

    def _handle_due(self, taken: inbox.Taken, due: Due) -> None:
        if due.action == retention.ACTION:
            retention.run(self.store, self.clock())
            with self.store.claiming() as conn:
                inbox.done(conn, taken)
            return
        with self.store.session() as session:
            effects = list(self._dispatch.due(due, session))
            conn, now = session.write(), self.clock()
            for effect in effects:
                match effect:
                    case Send():
                        outbox.put(conn, effect, effect.to, now)
                    case Later():
                        schedule.put_once(conn, effect, now)
                    case _:
                        log.error("%s says something to nobody", due.action)
            if not inbox.done(conn, taken):
                raise LeaseLost

    @staticmethod
    def _place(effect: Reply | Send | Home, event: Event, private: Address) -> Address:
        """Words are answered where they were written; what follows a press is for whoever pressed."""
        is_public = isinstance(event, Said) or (isinstance(effect, Reply) and effect.redraw and event.message)
        is_alone = isinstance(effect, Home) or (isinstance(effect, Reply) and effect.alone)
        return event.address if is_public and not is_alone else private

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


def _told(error: Exception) -> tuple[str, str]:
    """What a log may hold of an error: its kind and where it arose. Its words may be those of a person."""
    return type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
