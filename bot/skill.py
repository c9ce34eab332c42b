"""The register a skill fills: which words, buttons and forms it hears, and what the menu says of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.calendar_file import Meeting
from bot.cards import BUTTONS, Button, Part
from bot.people import Person, Role
from bot.store import Connection
from bot.texts import Texts
from bot.turns import Effects, Later, Tick, Turn
from bot.working import Hours

Handler = Callable[..., Effects]
Parse = Callable[[str], str | None]


@dataclass(frozen=True)
class Command:
    """A word people write. `word` is the English catalogue entry (context "word"), alternatives parted by ", ".

    `parse` recognises an argument after the word, as it was written, and gives it back in its stable form, or None: then
    the words are a question and no command. `bare` recognises an argument that stands alone, without the word.
    `help` is the English text that help shows beside the word. `action` is its name in the table of rights.
    """

    word: str
    help: str
    handler: Handler
    action: str
    parse: Parse | None = None
    bare: Parse | None = None


@dataclass(frozen=True)
class MenuEntry:
    """A button of the home card."""

    label: str
    action: str
    role: Role = Role.PROCURER


@dataclass(frozen=True)
class Section:
    """What one skill adds to somebody's morning digest or to a coordinator's desk, with at most three buttons."""

    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()


Morning = Callable[[Turn | Tick, Person, date, bool], Section | None]
"""(turn, whose digest, its local day, whether it is new): what stands in it. Drawn again (not new) it takes up nothing that
was not in it. It may write."""
Desk = Callable[[Turn], Section | None]
Calendar = Callable[[Connection, Person], Iterable[Meeting]]
"""(connection, whose): what of a skill stands in somebody's own calendar."""
Listener = Callable[[Turn, str], Effects | None]
"""(turn, words that are no command): what to say where they may be meant for this skill, None where not."""


def morning(person: Person, hours: Hours, now: datetime) -> Later:
    """Has something stand in somebody's next morning digest: each skill's section says then what it is."""
    at = hours.morning(now)
    return Later("desk.morning", at, f"morning:{person.id}:{hours.day_of(at)}", person.id)


@dataclass
class Skill:
    """One folder's worth of conversation. Handlers take a Turn first and yield effects."""

    name: str
    commands: list[Command] = field(default_factory=list)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Handler] = field(default_factory=dict)
    submissions: dict[str, Handler] = field(default_factory=dict)
    schedules: dict[str, Handler] = field(default_factory=dict)
    entries: list[MenuEntry] = field(default_factory=list)
    mornings: list[Morning] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    together: "Skills" = field(default_factory=lambda: Skills(()), repr=False, compare=False)
    """All skills this one was put together with: what help and the menu speak of."""

    def command(
        self, word: str, help: str = "", parse: Parse | None = None, bare: Parse | None = None
    ) -> Callable[[Handler], Handler]:
        """Hears a word: handler(turn, arg) where arg is "" or what `parse` made of the rest, or `bare` of it all."""

        def register(handler: Handler) -> Handler:
            action = f"{self.name}.{handler.__name__.rstrip('_')}"
            self.commands.append(Command(word, help, handler, action, parse, bare))
            return handler

        return register

    def pressed(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears the button "<skill>.<verb>": handler(turn, arg)."""
        return self._in(self.actions, verb)

    def form(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears a FormButton "<skill>.<verb>": handler(turn, arg) yields one Show; it neither searches nor sends."""
        return self._in(self.forms, verb)

    def submitted(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears the form "<skill>.<verb>": handler(turn, values, arg). Yielding Show with errors asks again;
        it does so before it writes anything."""
        return self._in(self.submissions, verb)

    def due(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears the schedule "<skill>.<verb>": handler(tick, arg), which yields Send, Later and Do."""
        return self._in(self.schedules, verb)

    def morning(self, section: Morning) -> Morning:
        """Adds a section to the morning digest, the one message a day that nobody asked for."""
        self.mornings.append(section)
        return section

    def desk(self, section: Desk) -> Desk:
        """Adds a section to the desk of coordinators; the section sees to it that it shows what is theirs to see."""
        self.desks.append(section)
        return section

    def calendar(self, meetings: Calendar) -> Calendar:
        """Adds meetings to the calendars that people follow."""
        self.calendars.append(meetings)
        return meetings

    def listens(self, listener: Listener) -> Listener:
        """Hears words that are no command before they count as a question: something may wait for them."""
        self.listeners.append(listener)
        return listener

    def menu(self, label: str, verb: str, role: Role = Role.PROCURER) -> None:
        """Puts a button on the home card of everybody with the role."""
        self.entries.append(MenuEntry(label, f"{self.name}.{verb}", role))

    def _in(self, register: dict[str, Handler], verb: str) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            name = f"{self.name}.{verb}"
            if name in register:
                raise ValueError(f"{name} is registered twice")
            register[name] = handler
            return handler

        return keep


SHORTEST = 4


def is_slip(said: str, word: str) -> bool:
    """Whether one slip of the finger at most lies between the two."""
    if abs(len(said) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(said), len(word)) and said[start] == word[start]:
        start += 1
    a, b = said[start:], word[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def behind(word: str, written: str) -> str:
    """What stands behind a word that a message begins with, in its own letters, after a space or a colon; "" if nothing."""
    length = len(word.split())
    first = " ".join(written.split()[:length])
    rest = " ".join(written.split()[length:])
    return rest if first.casefold().rstrip(":") == word else ""


@dataclass(frozen=True)
class Skills:
    """All skills together, as the core and the home card see them."""

    skills: tuple[Skill, ...]

    def __post_init__(self) -> None:
        for skill in self.skills:
            skill.together = self
        if len([entry for skill in self.skills for entry in skill.entries if entry.role is Role.PROCURER]) > BUTTONS:
            raise ValueError(f"the menu has room for {BUTTONS} buttons")

    def menu(self, person: Person) -> tuple[MenuEntry, ...]:
        """The entries of the home card for this person: those of their roles first, and of the others as many as it has
        room for, in the order of the skills; help names the rest."""
        every = [entry for skill in self.skills for entry in skill.entries if person.is_a(entry.role)]
        return tuple(sorted(every, key=lambda entry: entry.role is Role.PROCURER))[:BUTTONS]

    def named(self, word: str) -> Command | None:
        """The command whose English catalogue entry is `word`."""
        return next((command for skill in self.skills for command in skill.commands if command.word == word), None)

    def nearest(self, text: str, every: tuple[Texts, ...]) -> Command | None:
        """The command that a whole message all but is: one letter too many, too few, wrong, or two swapped."""
        said = " ".join(text.casefold().split()).rstrip("!.?")
        for skill in self.skills:
            for command in skill.commands:
                for word in (word for texts in every for word in texts.words(command.word)):
                    if len(word) >= SHORTEST and len(said) >= SHORTEST and is_slip(said, word):
                        return command
        return None

    def find(self, kind: str, name: str) -> Handler | None:
        """The handler of an action, form or submission; `kind` is the name of Skill's register."""
        for skill in self.skills:
            register: Mapping[str, Handler] = getattr(skill, kind)
            if name in register:
                return register[name]
        return None

    def command(self, text: str, every: tuple[Texts, ...]) -> tuple[Command, str] | None:
        """The command that a whole message is, in any language, and its argument; None if it is a question."""
        written = " ".join(text.split())
        said = written.casefold().rstrip("!.?") or written.casefold()
        for skill in self.skills:
            for command in skill.commands:
                for texts in every:
                    for word in texts.words(command.word):
                        if said == word:
                            return command, ""
                        arg = command.parse(rest) if command.parse and (rest := behind(word, written)) else None
                        if arg is not None:
                            return command, arg
        return self._bare(said)

    def _bare(self, said: str) -> tuple[Command, str] | None:
        for command in (command for skill in self.skills for command in skill.commands if command.bare):
            arg = command.bare(said) if command.bare else None
            if arg is not None:
                return command, arg
        return None
