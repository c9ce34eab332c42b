"""What the console channel stands on: a person's place before the screen, and what it needs of the core and the clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.cards import Card
from bot.channels.console_draw import pressable
from bot.channels.console_form import Filling
from bot.forms import Form
from bot.people import Address, Language, Role
from bot.store import Connection, people
from bot.texts import Texts
from bot.turns import Event, Pressed, Submitted

PLATFORM = "console"


class Bot(Protocol):
    """What the channel needs of the core."""

    def receive(self, event: Event) -> bool:
        """Stores an event."""
        ...

    def show(self, event: Pressed) -> Form | None:
        """The form behind a button."""
        ...

    def submit(self, event: Submitted) -> Form | None:
        """Takes a form in, or gives it back with errors."""
        ...


class PushedClock(Protocol):
    """A clock that can be moved on."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    def push(self, by: timedelta) -> None:
        """Moves it on."""
        ...


@dataclass
class Seat:
    """One person at the terminal: the cards on their screen by message id, the form before them."""

    user: str
    cards: dict[str, Card] = field(default_factory=dict)
    filling: Filling | None = None
    has_news: bool = False

    @property
    def address(self) -> Address:
        """Everybody at the terminal has a conversation of their own."""
        return Address(PLATFORM, "", self.user, self.user)

    @property
    def latest(self) -> tuple[str, Card] | None:
        """The latest card with buttons, which the numbers press."""
        with_buttons = [(key, card) for key, card in self.cards.items() if pressable(card)]
        return with_buttons[-1] if with_buttons else None


def called(conn: Connection, user: str) -> str:
    """What Sparri calls somebody, with their seat where one person has several."""
    person = people.find_by_address(conn, Seat(user).address)
    seats = [at for at in people.addresses_of(conn, person.id) if at.platform == PLATFORM] if person else []
    name = (person and person.name) or user.title()
    return f"{name} ({user})" if len(seats) > 1 else name


def introduced(conn: Connection, user: str, _: Texts) -> str:
    """Somebody's name, language and roles in one line."""
    person = people.find_by_address(conn, Seat(user).address)
    roles = sorted(person.roles - {Role.PROCURER}) if person else []
    named = ", ".join(_(role.value) for role in roles or [Role.PROCURER])
    return f"{called(conn, user)} · {person.language if person else Language.FI} · {named}"
