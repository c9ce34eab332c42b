"""A conversation as a test speaks it: the real core and the real console channel before a terminal made of lists."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console as Page
from rich.console import RenderableType

from bot.app import App
from bot.cards import Button, FormButton
from bot.channels.console import Console
from bot.channels.console_draw import BAR, clean, pressable
from bot.channels.console_seat import Seat
from bot.people import Language, Person, Reach, Role, Scope
from bot.store import experts, people

NETWORK = Scope(Reach.NETWORK)
WIDE = 1_000
"""So wide that no line is broken, and a test finds the words it looks for."""


class HandClock:
    """Stands still until it is pushed: 23 November 2026, 9.00 in Helsinki."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def push(self, by: timedelta) -> None:
        self.at += by


class ListTerminal:
    """Keeps what each person was shown, as text, since they last did something."""

    def __init__(self, lines: tuple[str, ...] = ()) -> None:
        self.lines = list(lines)
        self.seen: dict[str, list[str]] = {}
        self.page: list[str] = []

    def show(self, drawn: RenderableType, to: str, /) -> None:
        page = Page(width=WIDE, color_system=None, force_terminal=False, legacy_windows=False)
        with page.capture() as captured:
            page.print(drawn)
        whole = captured.get().replace("\u00a0", " ")  # where a line may not be broken is for the eye alone
        text = "\n".join(line.removeprefix(BAR.strip()).strip() for line in whole.splitlines())
        self.seen.setdefault(to, []).append(text.strip())
        self.page.append(text.strip())

    def ask(self, prompt: str, /) -> str:
        self.page.append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def busy(self, text: str, /) -> AbstractContextManager[object]:
        return nullcontext()


class Chat:
    """What a test says, presses, fills in and sees. Whoever acts without having joined is new: Finnish, and welcomed first."""

    def __init__(self, app: App, clock: HandClock) -> None:
        self.app, self.clock = app, clock
        self.terminal = ListTerminal()
        self.console: Console = app.console(self.terminal, clock)

    def joins(self, who: str, language: str = "fi", *roles: str, welcomed: bool = True) -> None:
        """Somebody comes in; unless told otherwise they have read the first message already."""
        for role in roles or (Role.PROCURER,):
            self.console.join(who, Language(language), Role(role))
        with self.app.store.writing() as conn:
            people.update(conn, self._found(who).id, welcomed=welcomed)

    def knows(self, who: str, language: str, *topics: str, **profile: Any) -> None:
        """An expert comes in, with topics in their own words."""
        self.joins(who, language, Role.EXPERT)
        said = experts.Expert(
            self._found(who).id, topics=tuple(experts.Topic(text, language) for text in topics), **profile
        )
        with self.app.store.writing() as conn:
            experts.keep(conn, said)

    def coordinates(self, who: str, language: str = "fi", scope: Scope = NETWORK) -> None:
        """A coordinator comes in; unless told otherwise for the whole network."""
        self.joins(who, language, Role.COORDINATOR)
        with self.app.store.writing() as conn:
            people.give(conn, self._found(who).id, Role.COORDINATOR, scope)

    def say(self, who: str, text: str) -> str:
        """Somebody writes words; what they see then."""
        self._turn_to(who)
        self.console.say(text)
        return self.sees(who)

    def press(self, who: str, label: str) -> str:
        """Somebody presses a button by its label, on the latest card that has one; what they see then."""
        self._turn_to(who)
        self.console.heard(str(self._number(who, label)[0]))
        return self.sees(who)

    def fill(self, who: str, label: str, **values: str) -> str:
        """Somebody opens a form by its button and fills it in: fields by name, all others as they are."""
        self._turn_to(who)
        number, button = self._number(who, label)
        assert isinstance(button, FormButton), f"{label!r} opens no form"
        self.console.heard(str(number))
        left = dict(values)
        asked: list[str] = []
        while filling := self.console.focus.filling:
            name = filling.waiting[0].name
            if name in asked:
                break
            asked.append(name)
            self.console.heard(left.pop(name, ""))
        assert not left, f"the form has no field {', '.join(left)}"
        return self.sees(who)

    def writes(self, who: str, line: str) -> str:
        """Somebody types a line as it is: a command of the terminal, a number, a field of a form."""
        self._turn_to(who)
        self.console.heard(line)
        return self.sees(who)

    def wait(self, **span: float) -> None:
        """Time passes (hours=25), and what is due then is sent."""
        self.clock.push(timedelta(**span))
        self.app.settle()

    def sees(self, who: str) -> str:
        """All that a person was shown since they last did something; "" for nothing."""
        return "\n\n".join(self.terminal.seen.get(who.casefold(), []))

    def can_press(self, who: str) -> list[str]:
        """The labels on the latest card with buttons."""
        latest = self._seat(who).latest
        return [button.label for button in pressable(latest[1])] if latest else []

    def person(self, who: str) -> Person:
        """What the database knows of somebody."""
        return self._found(who)

    def _seat(self, who: str) -> Seat:
        return self.console.seats.get(who.casefold()) or Seat(who.casefold())

    def _found(self, who: str) -> Person:
        with self.app.store.reading() as conn:
            found = people.find_by_address(conn, self._seat(who).address)
        assert found, f"nobody called {who} is here"
        return found

    def _number(self, who: str, label: str) -> tuple[int, Button]:
        latest = self._seat(who).latest
        for number, button in enumerate(pressable(latest[1]) if latest else (), 1):
            if button.label == label and f"{number} [{clean(label)}" in "\n".join(self.terminal.page):
                return number, button
        raise AssertionError(f"{who} has no button {label!r} before them, only {self.can_press(who)}")

    def _turn_to(self, who: str) -> None:
        if who.casefold() not in self.console.seats:
            self.joins(who, welcomed=False)
        if self.console.focus.user != who.casefold():
            self.console.heard(f"/as {who}")
        self.terminal.seen[who.casefold()] = []
