"""What is handed to a channel to be shown, by which rules, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.people import Address


@dataclass(frozen=True)
class Rules:
    """What a platform asks of whoever sends: the pause in a conversation after each message, and whether a message can be
    found again by its key, so that after an unknown outcome one looks before sending anew."""

    pace: timedelta = timedelta(0)
    looks_up: bool = False


@dataclass(frozen=True)
class Claimed:
    """A card to show now, by us alone until the lease ends. With `edits_remote_id` it redraws that message; `slot` is HOME
    for a home page. `is_uncertain` says that an earlier attempt may have arrived under the same `key`."""

    row: int
    key: str
    lane: str
    token: str
    address: Address
    card: Card
    edits_remote_id: str | None
    must: bool
    attempts: int
    slot: str = ""
    is_uncertain: bool = False


@dataclass(frozen=True)
class Sent:
    """It arrived; `remote_id` is the platform's name for the message, "" where it has none."""

    remote_id: str = ""


@dataclass(frozen=True)
class Refused:
    """It did not arrive: for ever (`is_final`), or perhaps only this time."""

    error: str
    is_final: bool = False


@dataclass(frozen=True)
class Gone:
    """Nobody can be reached there any more: blocked, left, removed. What waits is dropped, until they are heard again."""

    error: str


@dataclass(frozen=True)
class Later:
    """The platform asks to wait; that is no attempt."""

    until: datetime


@dataclass(frozen=True)
class Unknown:
    """It may have arrived or not; `error` says what was seen of it."""

    error: str = ""


Outcome = Sent | Refused | Gone | Later | Unknown
