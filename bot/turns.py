"""What comes in and what goes out: events, effects, and the Turn a skill function is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Card
from bot.forms import Form
from bot.people import Address, Person
from bot.store import Session
from bot.texts import Texts
from knowledge.library import Library
from training_modules.catalogue import Module


@dataclass(frozen=True)
class Said:
    """Somebody wrote words. `masked` names the kinds of personal data that were taken out before anything was stored.

    With `is_unsure` the platform did not tell in time whether Sparri is for them: it is asked again before anything is done.
    """

    event_id: str
    address: Address
    text: str
    masked: tuple[str, ...] = ()
    is_unsure: bool = False


@dataclass(frozen=True)
class Pressed:
    """Somebody pressed a button or asked for a form. `message` is the remote id of the message it stood on, "" if it stood
    on none (a home page). `is_unsure` as for words."""

    event_id: str
    address: Address
    action: str
    arg: str = ""
    message: str = ""
    is_unsure: bool = False


@dataclass(frozen=True)
class Submitted:
    """Somebody sent a form in. Values are strings by field name, as the fields' docstrings say; `message` is the remote id
    of the message whose button opened it."""

    event_id: str
    address: Address
    action: str
    values: Mapping[str, str]
    arg: str = ""
    message: str = ""
    masked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """The hour of a schedule has come. `day` is the local date it is due for; `event_id` holds it too."""

    event_id: str
    action: str
    arg: str
    day: date


Event = Said | Pressed | Submitted


@dataclass(frozen=True)
class Reply:
    """Shows a card where the event came from: words are answered where they were written, a press or a form in private.

    With `redraw` it takes the place of the message that was pressed, wherever that stands. One that is `alone` is for the
    person only, wherever they wrote.
    """

    card: Card
    redraw: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Send:
    """Shows a card to a person somewhere else, from `at` on.

    `once` names the intent: a second row with it does nothing. `slot` names a visible message: the latest wins.
    `must` sends again after an unknown outcome, `hold` waits for an undo, `drop_after` lets it expire.
    """

    to: Address
    card: Card
    once: str = ""
    slot: str = ""
    must: bool = False
    hold: timedelta = timedelta(0)
    at: datetime | None = None
    drop_after: datetime | None = None


@dataclass(frozen=True)
class Home:
    """Puts a card on the person's home page, where the platform has one."""

    card: Card


@dataclass(frozen=True)
class Show:
    """Opens a form before the person who asked for it; never stored. With errors in it, it asks again."""

    form: Form


@dataclass(frozen=True)
class Do:
    """Runs another skill's action in the same commit."""

    action: str
    arg: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Later:
    """Has the schedule "<skill>.<verb>" called with `arg` at a moment, for `once` and all: the same key again, before or
    within a week after it came, does nothing. Whether it still matters, its handler finds out then."""

    action: str
    at: datetime
    once: str
    arg: str = ""


@dataclass(frozen=True)
class Forget:
    """Erases the person of the turn, everywhere and in the same commit. `farewell` is the last they see of Sparri: it takes
    the place of the message that was pressed, and once it has arrived nothing tells that it was sent."""

    farewell: Card


Effect = Reply | Send | Home | Show | Do | Later | Forget
Effects = Iterator[Effect]


@dataclass(frozen=True)
class Turn:
    """All that a handler may know. `texts` are in the person's language; `now` is aware, in UTC; `closed` tells in which
    conversations (by lane) nobody can be reached, and why; `controller` is who answers for personal data, "" if nobody said;
    `public_url` is where Sparri is on the web, "" if nowhere; `modules` are the training modules in their order."""

    person: Person
    address: Address
    now: datetime
    texts: Texts
    store: Session
    library: Library
    closed: Callable[[], Mapping[str, str]]
    masked: tuple[str, ...] = ()
    controller: str = ""
    public_url: str = ""
    modules: Sequence[Module] = ()

    @property
    def today(self) -> date:
        """The day it is where the person is."""
        return self.now.astimezone(ZoneInfo(self.person.zone)).date()


@dataclass(frozen=True)
class Tick:
    """All that the handler of a schedule may know; nobody is there, so it yields no Reply. `day` is the local date it was due
    for; `closed` and `modules` as a Turn has them; `has_arrived` tells of a message, by its `once`, whether it was shown."""

    now: datetime
    day: date
    store: Session
    library: Library
    closed: Callable[[], Mapping[str, str]]
    modules: Sequence[Module] = ()
    has_arrived: Callable[[str], bool] = lambda _once: True
