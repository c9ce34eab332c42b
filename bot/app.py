"""Puts the parts together: the only file that may import everything."""

import asyncio
import locale
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from rich.console import RenderableType

from bot.cards import Card
from bot.channels import console_files
from bot.channels.console import Console
from bot.channels.console_clock import Clock
from bot.channels.console_draw import body_of
from bot.channels.console_greeting import greeting
from bot.channels.console_seat import PLATFORM, PushedClock
from bot.channels.console_terminal import RichTerminal, Terminal
from bot.channels.sending import Channel, send_due
from bot.core import Core
from bot.core.meeting import nobody
from bot.delivery import inbox, lanes, retention, schedule
from bot.people import Address, Branch, Language, Profile, Reach, Role, Scope
from bot.settings import Settings
from bot.skill import Skills
from bot.skills import SKILLS
from bot.skills.ask.answer_card import body
from bot.skills.sparring.records import partners
from bot.store import Store, StoreError, experts, keeping, migrate, people
from bot.store.experts import Topic
from bot.texts import texts
from bot.working import FINLAND, WORKING_DAYS
from knowledge import doors, shelf
from knowledge.library import Library

FILES = "files"
"""The folder of the data directory where the terminal puts what it hands out."""

AWAY = "people.away"
"""The schedule that looks, before the morning digests, whom no message reaches any more."""
TRAINING = "training.daily"
"""The schedule that enrols whoever joins, and looks whose digest has something of training in it."""
MORNINGS = schedule.Rule(time(8), days=WORKING_DAYS, holidays=FINLAND)

DEMO = (
    ("Maija", Language.FI, Role.PROCURER, "Mallilan kaupunki", Branch.MUNICIPALITY),
    ("Anna", Language.SV, Role.PROCURER, "Exempelby stad", Branch.MUNICIPALITY),
    ("John", Language.EN, Role.PROCURER, "Ministry of Examples", Branch.TEM),
    ("Erik", Language.SV, Role.EXPERT, "Exempelverket", Branch.OTHER),
    ("Kaisa", Language.FI, Role.COORDINATOR, "Esimerkkivirasto", Branch.TEM),
)

DEMO_TOPICS = (
    Topic("avtal i innovationspartnerskap", "sv"),
    Topic("riskfördelning mellan beställare och leverantör", "sv"),
    Topic("marknadsdialog", "sv"),
)
"""What Erik knows, and spars about."""


@dataclass
class App:
    """One running Sparri. `channels` are found by platform name; `files` is where the terminal puts files."""

    store: Store
    core: Core
    clock: Callable[[], datetime]
    files: Path
    channels: dict[str, Channel] = field(default_factory=dict)

    def settle(self) -> None:
        """Works on everything that has come in and sends everything that is due now."""
        is_moving = True
        while is_moving:
            is_moving = self.core.tick()
            while self.core.work():
                is_moving = True
            is_moving = bool(asyncio.run(send_due(self.store, self.channels, self.clock))) or is_moving

    def console(self, terminal: Terminal, clock: PushedClock) -> Console:
        """Opens the terminal as a channel."""
        console = Console(self.core, self.store, clock, self.settle, terminal, self.files)
        self.channels[PLATFORM] = console
        return console


class Opening:
    """The library, opened once and at first need, by however many threads ask."""

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open, self._lock = open_library, threading.Lock()
        self._library: Library | None = None

    def __call__(self) -> Library:
        with self._lock:
            if self._library is None:
                self._library = self._open()
            return self._library


def build(
    settings: Settings,
    clock: Callable[[], datetime],
    library: Callable[[], Library] | None = None,
    skills: Skills = SKILLS,
    profile: Callable[[Address], Profile] = nobody,
) -> App:
    """The whole of Sparri on a database brought up to date. Raises StoreError; `library` replaces that of the settings,
    `profile` introduces whoever is new."""
    _make_directory(settings.data)
    store = Store(settings.database, periods(settings))
    migrate(store)
    with store.claiming() as conn:
        retention.plan(conn, clock())
        for action in (AWAY, TRAINING):
            schedule.put(conn, action, action, MORNINGS, clock())
    controller = " ".join(settings.controller.split())
    opening = Opening(library or (lambda: opened(settings)))
    core = Core(
        store,
        skills,
        opening,
        clock,
        profile,
        settings.admin_names,
        controller=controller,
        public_url=settings.public_url,
    )
    return App(store, core, clock, settings.data / FILES)


def periods(settings: Settings) -> keeping.Periods:
    """How long this installation keeps what."""
    days = {name: getattr(settings, f"keep_{name}_days") for name in keeping.Periods.__dataclass_fields__}
    return keeping.Periods(**{name: timedelta(days=number) for name, number in days.items()})


def opened(settings: Settings) -> Library:
    """The library of the settings; its index is made first if it is missing, with a progress bar."""
    with doors.progress_bar() as progress:
        return shelf.opened(settings.data, settings.encoder, progress)


def chat(settings: Settings, *, with_demo: bool) -> int:
    """`sparri chat`: the terminal until somebody leaves; the exit code."""
    try:
        _make_directory(settings.data)
        logging.basicConfig(filename=settings.data / "sparri.log", level=logging.WARNING)
        clock = Clock(settings.data / "clock")
        app = build(settings, clock)
        try:
            app.core.knowing()
            terminal = RichTerminal()
            console = app.console(terminal, clock)
            with app.store.claiming() as conn:
                inbox.freed(conn, PLATFORM)
                lanes.freed(conn, PLATFORM)
            seat(app, console, with_demo)
            terminal.show(greeted(clock, system_language(), with_demo), console.focus.user)
            console.run()
        finally:
            clock.keep()
            app.store.close()
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def keep_house(settings: Settings, *, dry_run: bool) -> int:
    """`sparri retention`: erases what is kept longer than it should be, or only counts it; the exit code.

    By the real time, whatever a terminal's clock was pushed to.
    """
    try:
        app = build(settings, lambda: datetime.now(UTC))
        try:
            now = app.clock()
            counts = retention.run(app.store, now, dry_run=dry_run)
            here = _known(app.store)
            counts["terminal files"] = console_files.sweep(
                app.files, here, now, app.store.periods.files, dry_run=dry_run
            )
        finally:
            app.store.close()
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    kept = {kind.name: (kind.age(app.store.periods).days, kind.what) for kind in retention.classes()}
    kept["terminal files"] = (app.store.periods.files.days, "files the terminal has handed out")
    print("Would erase:" if dry_run else "Erased:")
    for name, number in counts.items():
        days, what = kept[name]
        print(f"{number:8}  {name:14} {what}{f', older than {days} days' if days else ''}")
    return 0


def answer(library: Library, question: str) -> int:
    """`sparri ask`: the answer as it stands on a card, in the language of the question."""
    given = library.answer(question)
    RichTerminal().show(body_of(Card(*body(texts(Language(given.language)), given)), has_numbers=False), "")
    return 0


def greeted(clock: Clock, language: Language, with_demo: bool) -> RenderableType:
    """The greeting, before anybody is known to read it."""
    _ = texts(language)
    here = [(name, language, role) for name, language, role, *_rest in DEMO] if with_demo else []
    return greeting(_, here, _.moment(clock(), people.ZONE) if clock.is_ahead else "")


def system_language() -> Language:
    """The one of the locale, English if it is none of the three."""
    system = (locale.getlocale()[0] or "")[:2].lower()
    return Language(system) if system in set(Language) else Language.EN


def seat(app: App, console: Console, with_demo: bool) -> None:
    """Puts people before the screen: those of the demo, or one whose language is the system's."""
    if not with_demo:
        console.join("me", None if "me" in _known(app.store) else system_language(), is_named=False)
        return
    known = _known(app.store)
    for name, language, role, organisation, branch in DEMO:
        if name.casefold() not in known:
            console.join(name, language, role)
            with app.store.writing() as conn:
                person = people.find_by_address(conn, console.focus.address)
                if person:
                    people.update(conn, person.id, organisation=organisation, branch=branch)
                    if role is Role.COORDINATOR:
                        people.give(conn, person.id, role, Scope(Reach.ORGANISATION, organisation))
                    if role is Role.EXPERT:
                        experts.keep(conn, experts.Expert(person.id, ("fi", "sv"), topics=DEMO_TOPICS))
                        partners.offer(conn, person.id, partners.CAP, app.clock())
                        people.welcomed(conn, person.id)  # who has not met Sparri is only invited, and not asked
    console.join(DEMO[0][0])


def _known(store: Store) -> set[str]:
    with store.reading() as conn:
        return set(people.members(conn, PLATFORM))


def _make_directory(path: Path) -> None:
    """Raises OSError, which the commands put into words."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database is in it
