"""The register a skill fills: which words, buttons and forms it hears, and what the menu says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.people import Role
from bot.texts import Texts
from bot.turns import Effects, Turn

Handler = Callable[..., Effects]
Parse = Callable[[str], str | None]


@dataclass(frozen=True)
class Command:
    """A word people write. `word` is the English catalogue entry (context "word"), alternatives parted by ", ".

    `parse` recognises an argument after the word and gives it back in its stable form, or None: then the words are a
    question and no command. `help` is the English text that help shows beside the word.
    """

    word: str
    help: str
    handler: Handler
    parse: Parse | None = None


@dataclass(frozen=True)
class MenuEntry:
    """A button of the home card."""

    label: str
    action: str
    role: Role = Role.PROCURER


@dataclass
class Skill:
    """One folder's worth of conversation. Handlers take a Turn first and yield effects."""

    name: str
    commands: list[Command] = field(default_factory=list)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Handler] = field(default_factory=dict)
    submissions: dict[str, Handler] = field(default_factory=dict)
    entries: list[MenuEntry] = field(default_factory=list)

    def command(self, word: str, help: str = "", parse: Parse | None = None) -> Callable[[Handler], Handler]:
        """Hears a word: handler(turn, arg) where arg is "" or what `parse` made of the rest."""

        def register(handler: Handler) -> Handler:
            self.commands.append(Command(word, help, handler, parse))
            return handler

        return register

    def pressed(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears the button "<skill>.<verb>": handler(turn, arg)."""
        return self._in(self.actions, verb)

    def form(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears a FormButton "<skill>.<verb>": handler(turn, arg) yields one Show; it neither searches nor sends."""
        return self._in(self.forms, verb)

    def submitted(self, verb: str) -> Callable[[Handler], Handler]:
        """Hears the form "<skill>.<verb>": handler(turn, values, arg). Yielding Show with errors asks again."""
        return self._in(self.submissions, verb)

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


@dataclass(frozen=True)
class Skills:
    """All skills together, as the core and the home card see them."""

    skills: tuple[Skill, ...]

    def find(self, kind: str, name: str) -> Handler | None:
        """The handler of an action, form or submission; `kind` is the name of Skill's register."""
        for skill in self.skills:
            register: Mapping[str, Handler] = getattr(skill, kind)
            if name in register:
                return register[name]
        return None

    def command(self, text: str, every: tuple[Texts, ...]) -> tuple[Command, str] | None:
        """The command that a whole message is, in any language, and its argument; None if it is a question."""
        said = " ".join(text.casefold().split()).rstrip("!.")
        for skill in self.skills:
            for command in skill.commands:
                for texts in every:
                    for word in texts.words(command.word):
                        if said == word:
                            return command, ""
                        if command.parse and said.startswith(word + " "):
                            arg = command.parse(said[len(word) + 1 :])
                            if arg is not None:
                                return command, arg
        return None
