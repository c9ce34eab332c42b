"""A Sparri that dies: at every commit and every message of every step, as by kill -9, and another goes on."""

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Table, event, func, select

from bot.app import App
from bot.cards import Button, Card, FormButton, lines
from bot.channels.console_draw import pressable
from bot.core import Core
from bot.delivery import claims, inbox, outbox
from bot.delivery.outcomes import Claimed, Outcome, Rules, Sent
from bot.forms import Choices, DateField, Field, TimeField
from bot.people import Address, Language, Role
from bot.skills import SKILLS
from bot.store import Moment, Store, experts, metadata, people
from bot.turns import Event, Pressed, Said, Submitted
from knowledge.library import Library
from tests.talk import NETWORK, HandClock

DELIVERY = {"inbox", "outbox", "lane", "schedule"}
"""Tables of which only the states are the same in every run: how often something was tried, and when, is not."""


class Killed(BaseException):
    """kill -9: what notices it can do nothing any more, since the database and the wire refuse it too."""


@dataclass
class Fate:
    """When a process dies: at point `at` of each step, counted from 1; 0 for never. The next one lives to the end of it."""

    at: int = 0
    only_messages: bool = False
    passed: int = 0
    longest: int = 0
    deaths: int = 0
    is_dead: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self) -> None:
        self.passed = 0

    def alive(self) -> None:
        if self.is_dead:
            raise Killed

    def point(self, *, is_message: bool = False) -> None:
        """One at which a process may die: something was committed, or a message has arrived."""
        with self._lock:
            self.alive()
            if self.only_messages and not is_message:
                return
            self.passed += 1
            self.longest = max(self.longest, self.passed)
            if self.passed == self.at:
                self.is_dead = True
                self.deaths += 1
                raise Killed


class Mortal(Store):
    """A database whose process may die before what a handler has written is committed, and after every commit that wrote.

    Before other commits it need not: nothing has happened since the one before that another process could see, unless a
    message was sent, and then the wire is the point.
    """

    def __init__(self, url: str, fate: Fate) -> None:
        super().__init__(url)
        self.fate, self._has = fate, threading.local()
        event.listen(self.engine, "before_cursor_execute", self._executed)

    def _executed(self, _conn: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self._has.written = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self.fate.alive()
        with super().reading() as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._dying(super().writing()) as conn:
            yield conn
            if self._has.written:
                self.fate.point()

    @contextmanager
    def claiming(self) -> Iterator[Connection]:
        with self._dying(super().claiming()) as conn:
            yield conn

    @contextmanager
    def _dying(self, transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
        self.fate.alive()
        self._has.written = False
        with transaction as conn:
            yield conn
        if self._has.written:
            self.fate.point()


@dataclass
class Shown:
    """A message on somebody's screen."""

    name: str
    key: str
    card: Card
    is_marked: bool
    """It says of itself that it may be a repeat."""

    @property
    def words(self) -> str:
        labels = " ".join(f"[{button.label}]" for button in self.card.buttons)
        return unnumbered("\n".join((*lines(self.card), labels)))


class Wire:
    """A platform, which outlives every process; with `looks_up` a message is found again by its key, as on Slack."""

    def __init__(self, fate: Fate, *, looks_up: bool) -> None:
        self.rules, self.fate = Rules(looks_up=looks_up), fate
        self.screens: dict[str, list[Shown]] = defaultdict(list)
        self.names = count(1)

    async def send(self, message: Claimed, /) -> Outcome:
        screen = self.screens[message.address.user]
        found = next((one for one in screen if one.key == message.key), None)
        if found and self.rules.looks_up and message.is_uncertain:
            return Sent(found.name)
        if message.slot == outbox.HOME:
            return Sent()
        self.fate.alive()
        shown = Shown(f"m{next(self.names)}", message.key, message.card, message.is_uncertain)
        screen.append(shown)
        self.fate.point(is_message=True)
        return Sent(shown.name)

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        self.fate.alive()
        shown = next(one for one in self.screens[message.address.user] if one.name == remote_id)
        shown.card = message.card
        self.fate.point(is_message=True)
        return Sent(remote_id)


def unnumbered(text: str) -> str:
    """Words without numbers that a death may change: the id, of which PostgreSQL leaves one out, and the hour."""
    return re.sub(r"\b\d{1,2}[.:]\d\d\b", "hh:mm", re.sub(r"\b([EKQPN])\d+\b", r"\1#", text))


class Stage:
    """People before a platform, and one process after another behind it."""

    def __init__(self, store: Store, data: Path, library: Library, fate: Fate, *, looks_up: bool) -> None:
        self.store, self.data, self.library, self.fate = store, data, library, fate
        self.platform = "slack" if looks_up else "teams"
        self.clock, self.wire, self.events = HandClock(), Wire(fate, looks_up=looks_up), count(1)
        self.app = self._begun()

    def _begun(self) -> App:
        store = Mortal(self.store.url.render_as_string(False), self.fate)
        core = Core(store, SKILLS, lambda: self.library, self.clock)
        return App(store, core, self.clock, self.data, {self.platform: self.wire})

    def comes(self, name: str, language: str, *topics: str, role: Role = Role.PROCURER) -> None:
        """Somebody who has read the welcome."""
        with self.store.writing() as conn:
            person = people.add(conn, self._at(name), Language(language), name.title()).id
            people.update(conn, person, welcomed=True)
            people.give(conn, person, role, *((NETWORK,) if role == Role.COORDINATOR else ()))
            if topics:
                said = tuple(experts.Topic(topic, language) for topic in topics)
                experts.keep(conn, experts.Expert(person, topics=said))

    def says(self, who: str, text: str) -> str:
        return self._step(who, Said(self._event(), self._at(who), text))

    def presses(self, who: str, label: str) -> str:
        shown, button = self._button(who, label)
        return self._step(who, Pressed(self._event(), self._at(who), button.action, button.arg, shown.name))

    def fills(self, who: str, label: str, **values: str) -> str:
        """Somebody fills in a form: fields by name, all others as they are."""
        shown, button = self._button(who, label)
        assert isinstance(button, FormButton), f"{label!r} opens no form"
        form = self.app.core.show(Pressed(self._event(), self._at(who), button.action, button.arg, shown.name))
        assert form and not set(values) - {one.name for one in form.fields}
        filled = {one.name: _held(one) for one in form.fields} | values
        return self._step(who, Submitted(self._event(), self._at(who), form.action, filled, form.arg, shown.name))

    def mornings(self, until: date) -> None:
        """Time passes, as far as anything happens in it: the working day begins at 8.00, digests go out at 8.30."""
        while (day := self.clock().date() + timedelta(days=1)) <= until:
            for at in (time(6), time(6, 30)):
                self.clock.at = datetime.combine(day, at, UTC)
                self.fate.step()
                self._settles()

    def person(self, who: str) -> str:
        with self.store.reading() as conn:
            person = people.find_by_address(conn, self._at(who))
        assert person
        return person.id

    def sees(self, who: str) -> str:
        return "\n\n".join(one.words for one in self.wire.screens[who])

    def can_press(self, who: str) -> list[str]:
        """All labels on their screen, without those of a message that has come again: it is what its repeat is not."""
        last = {shown.key: shown for shown in self.wire.screens[who]}
        return [unnumbered(one.label) for shown in last.values() for one in pressable(shown.card)]

    def _step(self, who: str, event: Event) -> str:
        """A platform delivers until it is acknowledged; what they see then that is new."""
        before = len(self.wire.screens[who])
        self.fate.step()
        while not self._survives(lambda: self._receives(event)):
            pass
        self._settles()
        return "\n\n".join(one.words for one in self.wire.screens[who][before:])

    def _receives(self, event: Event) -> None:
        if isinstance(event, Submitted):
            assert self.app.core.submit(event) is None, "the form is shown again, with errors"
        else:
            self.app.core.receive(event)

    def _settles(self) -> None:
        """Processes work, one after the other, until nothing is left to do; the leases of a dead one end by themselves."""
        for _round in range(10):
            if self._survives(self.app.settle) and not self._open():
                return
            self.clock.push(max(inbox.LEASE, claims.LEASE) + timedelta(seconds=1))
        raise AssertionError("something is never done")

    def _survives(self, does: Callable[[], object]) -> bool:
        try:
            does()
        except Killed:
            self.app.store.close()
            self.fate.is_dead = False
            self.app = self._begun()
            return False
        return True

    def _open(self) -> bool:
        with self.store.reading() as conn:
            waits = inbox.counts(conn).keys() & {"due", "taken"}
            return bool(waits) or outbox.oldest(conn, self.clock(), (self.platform,)) is not None

    def _button(self, who: str, label: str) -> tuple[Shown, Button]:
        for shown in reversed(self.wire.screens[who]):
            for button in pressable(shown.card):
                if unnumbered(button.label) == label:
                    return shown, button
        raise AssertionError(f"{who} has no button {label!r}: {self.sees(who)}")

    def _at(self, name: str) -> Address:
        return Address(self.platform, "T1", name, name)

    def _event(self) -> str:
        return f"event {next(self.events)}"

    # what is the same whether processes die or not

    def messages(self, *, with_repeats: bool = True) -> dict[str, list[str]]:
        """What stands on each screen, in order; a message that came again stands where it came last."""
        found = {}
        for who, screen in sorted(self.wire.screens.items()):
            last = {one.key: one for one in screen}
            found[who] = [one.words for one in screen if with_repeats or one is last[one.key]]
        return found

    def repeats(self) -> int:
        """How many messages came again, each of them once and saying that it may be a repeat."""
        by_key: dict[str, list[Shown]] = defaultdict(list)
        for screen in self.wire.screens.values():
            for one in screen:
                by_key[one.key].append(one)
        again = [one for shown in by_key.values() for one in shown[1:]]
        assert all(one.is_marked for one in again) and all(len(shown) <= 2 for shown in by_key.values())
        return len(again)

    def rows(self) -> dict[str, list[str]]:
        """What is remembered, without the moments and the numbers of rows, which differ by a death."""
        with self.store.reading() as conn:
            found = {table.name: _rows(conn, table) for table in metadata.sorted_tables if table.name not in DELIVERY}
            for table in (inbox.inbox, outbox.outbox):
                counted = conn.execute(select(table.c.state, func.count()).group_by(table.c.state))
                found[table.name] = sorted(f"{number} {state}" for state, number in counted)
        return found


def _rows(conn: Connection, table: Table) -> list[str]:
    numbers = {column.name for column in table.columns if column.primary_key or column.foreign_keys}
    moments = {column.name for column in table.columns if isinstance(column.type, Moment)}
    # what says which escalation or line of talk it is: PostgreSQL leaves a number out where a transaction was undone
    left_out = numbers | moments | {"token", "escalation", "heard"}
    columns = [column for column in table.columns if column.name not in left_out]
    return sorted(unnumbered(str(tuple(row))) for row in conn.execute(select(*columns))) if columns else []


def _held(asked: Field) -> str:
    match asked:
        case Choices():
            return ",".join(asked.value)
        case DateField() | TimeField():
            return asked.value.isoformat() if asked.value else ""
    return asked.value
