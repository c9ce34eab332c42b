"""What is shown and what is asked, the same on every surface: a card shows, a form asks.

Every str inside is plain text, wherever it came from: a channel escapes it, and only `Strong` and `Link` make markup.
Limits (the narrowest of Slack's and Teams', see the table in the tests) are checked when a part is made: ValueError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from unicodedata import combining
from urllib.parse import urlsplit

TEXT = 2_900
CARD = 11_900
PIECE = 130
"""What a piece of a line, or a button, weighs besides its characters: the frame a platform wants around it (Teams most)."""
PARTS = 40
FILE = 20_000_000
BUTTONS = 5
LABEL = 30
ARGUMENT = 200
FIELDS = 10
FORM_TITLE = 24
CHOICES = 100
CHOICE_LABEL = 75
CHOICE_VALUE = 150
FIELD = 150
"""Characters of a field's label and of its hint; of its value as many as its own limit."""
URL = 3_000
FORM = 26_000
"""What a form weighs at most with all that can be chosen in it: Teams takes about 40,000 characters, and what was typed comes
on top when it asks again."""
TYPED = 12_000
"""Characters that can be typed into all text fields of a form together."""
OPTION = 30
NAME = 60


_EXTRA = {"&": 4, "<": 3, ">": 3, '"': 1, "\\": 1, **{chr(code): 5 for code in range(32)}, "\n": 1}
"""What a character takes besides itself once it is escaped, for Slack or in JSON."""

_ESCAPED = re.compile(r'[&<>"\\\x00-\x1f]')


def size(text: str) -> int:
    """How much room a text takes on a platform: UTF-16 units, as both count, and what escaping adds."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units + sum(_EXTRA[char] for char in _ESCAPED.findall(text))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning cut at a word with "…" when its size is more than `limit`."""
    if size(text) <= limit:
        return text
    room, end = limit - 1, 0
    while room >= (taken := size(text[end])):
        room, end = room - taken, end + 1
    at = text.rfind(" ", end // 2, end + 1)
    # what belongs to the character before it, an accent or the rest of an emoji, is not torn from it
    while at < 0 and end > 1 and (combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return text[: at if at > 0 else end].rstrip() + "…"


_JOINERS = "\u200d\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400)))


def _check(is_fine: bool, what: str) -> None:
    if not is_fine:
        raise ValueError(what)


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, init=False)
class Text:
    """A paragraph of plain str and Strong pieces; "\n" starts a new line. `quiet` is for what may be overlooked."""

    spans: tuple[str | Strong, ...]
    quiet: bool

    def __init__(self, *spans: str | Strong, quiet: bool = False) -> None:
        object.__setattr__(self, "spans", spans)
        object.__setattr__(self, "quiet", quiet)
        _check(0 < size(self.plain) <= TEXT, f"a text has 1–{TEXT} characters, this one {size(self.plain)}")

    @property
    def plain(self) -> str:
        """The text without markup."""
        return "".join(span if isinstance(span, str) else span.text for span in self.spans)


@dataclass(frozen=True)
class Facts:
    """Pairs of a short name and its value."""

    pairs: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        _check(0 < len(self.pairs) <= 10, "facts are 1–10 pairs")
        _check(
            all(0 < size(name) + size(value) <= 1_000 for name, value in self.pairs), "a fact has 1–1,000 characters"
        )


@dataclass(frozen=True)
class Divider:
    """A line between two things."""


@dataclass(frozen=True)
class File:
    """Something to keep: an upload on Slack, a link that expires on Teams, a path in the terminal."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    description: str

    def __post_init__(self) -> None:
        _check(0 < len(self.name) <= 100 and not set("/\\:") & set(self.name), f"a file's name: {self.name!r}")
        _check(0 < size(self.description) <= 300, "a file's description has 1–300 characters")
        _check(len(self.content) <= FILE, f"a file has at most {FILE} bytes")


@dataclass(frozen=True)
class Button:
    """Does `action` ("skill.verb") to `arg` when pressed. Names are stable: buttons live in chat history for months."""

    label: str
    action: str
    arg: str = ""

    def __post_init__(self) -> None:
        _check(0 < len(self.label) <= LABEL, f"a label has 1–{LABEL} characters: {self.label!r}")
        _check(len(self.arg) <= ARGUMENT, f"an argument has at most {ARGUMENT} characters")
        _check("." in self.action and len(self.action) <= 60, f"an action is named skill.verb: {self.action!r}")


@dataclass(frozen=True)
class FormButton(Button):
    """Opens the form of `action`. Nothing else opens a form: a platform must know when the button is drawn."""


@dataclass(frozen=True)
class Link:
    """Opens an address on the web; its host is part of what is shown."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _check(0 < len(self.label) <= LABEL, f"a label has 1–{LABEL} characters: {self.label!r}")
        _check(len(self.url) <= URL and urlsplit(self.url).scheme in ("http", "https"), "a link is http or https")


@dataclass(frozen=True)
class Buttons:
    """One row of at most five."""

    buttons: tuple[Button | Link, ...]

    def __post_init__(self) -> None:
        _check(0 < len(self.buttons) <= BUTTONS, f"a row has 1–{BUTTONS} buttons")
        labels = [button.label for button in self.buttons]
        _check(len(set(labels)) == len(labels), f"two buttons with one label: {labels}")


@dataclass(frozen=True)
class Source:
    """Where the "[n]" in an answer points. `excerpt` is what it says there, `url` "" or an address on the web."""

    n: int
    title: str
    excerpt: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        _check(0 < size(self.title) <= TEXT and size(self.excerpt) <= TEXT, "a source has a title")
        is_web = urlsplit(self.url).scheme in ("http", "https")
        _check(not self.url or (len(self.url) <= URL and is_web), "a source's address is http or https")


@dataclass(frozen=True)
class Answered:
    """Says of a card that it is the program's own answer to `question` (an id like "Q12"), and what its "[n]" stand for.

    A platform that has its own way to say so (a label, pop-ups, thumbs) uses it; the others show the card as it is.
    """

    question: str
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        _check(0 < len(self.question) <= 20, "a question goes by its id")
        _check(len({source.n for source in self.sources}) == len(self.sources), "two sources with one number")


Part = Text | Facts | Divider | File | Buttons


@dataclass(frozen=True, init=False)
class Card:
    """What one message shows: parts from top to bottom, at most one row of buttons and that last."""

    parts: tuple[Part, ...]
    answered: Answered | None

    def __init__(self, *parts: Part, answered: Answered | None = None) -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "answered", answered)
        _check(bool(parts), "a card has at least one part")
        _check(not any(isinstance(part, Buttons) for part in parts[:-1]), "the buttons come last, in one row")
        _check(sum(isinstance(part, File) for part in parts) <= 1, "a card has at most one file")
        _check(len(parts) <= PARTS, f"a card has at most {PARTS} parts")
        _check(self.weight <= CARD, f"a card weighs at most {CARD}, this one {self.weight}")

    @property
    def weight(self) -> int:
        """How much room it takes on a platform, with what stands around its words."""
        return sum(weight(part) for part in self.parts)

    @property
    def file(self) -> File | None:
        """Its file, if it has one."""
        return next((part for part in self.parts if isinstance(part, File)), None)

    @property
    def buttons(self) -> tuple[Button | Link, ...]:
        """The buttons in order, none if there is no row."""
        last = self.parts[-1]
        return last.buttons if isinstance(last, Buttons) else ()


def lines(card: Card) -> Iterator[str]:
    """The card as plain lines without its buttons: what a notification or a screen reader gets."""
    for part in card.parts:
        match part:
            case Text():
                yield from part.plain.split("\n")
            case Facts():
                yield from (f"{name}: {value}" for name, value in part.pairs)
            case File():
                yield f"{part.name}: {part.description}"


def weight(part: Part) -> int:
    """What a part weighs: its characters, and PIECE for all that is drawn one by one: each line, each change from plain to
    strong in it, each button with what it does."""
    match part:
        case Text():
            said = (span if isinstance(span, str) else span.text for span in part.spans)
            return size(part.plain) + PIECE * sum(bool(line) for span in said for line in span.split("\n"))
        case Facts():
            return sum(size(name) + size(value) + 2 * PIECE for name, value in part.pairs)
        case File():
            return size(part.name) + size(part.description) + 4 * PIECE
        case Buttons():
            does = (one.url if isinstance(one, Link) else one.action + one.arg for one in part.buttons)
            return sum(size(one.label) + size(what) + PIECE for one, what in zip(part.buttons, does, strict=True))
        case Divider():
            return PIECE


def _check_label(label: str) -> None:
    _check(0 < size(label) <= FIELD, f"a field's label has 1–{FIELD} characters: {label!r}")


def _check_options(label: str, options: tuple[tuple[str, str], ...], chosen: set[str]) -> None:
    _check_label(label)
    values = [value for value, _ in options]
    _check(0 < len(options) <= CHOICES, f"a choice has 1–{CHOICES} options")
    _check(len(set(values)) == len(values), "two options with one value")
    _check(all(0 < size(value) <= CHOICE_VALUE and "," not in value for value in values), "an option's value has 1–150")
    _check(all(0 < size(label) <= CHOICE_LABEL for _, label in options), "an option's label has 1–75 characters")
    _check(chosen <= set(values), "what is chosen is none of the options")


@dataclass(frozen=True)
class TextField:
    """Asks for words. `is_long` gives room for several lines; `value` is filled in beforehand."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    is_long: bool = False
    is_required: bool = True
    limit: int = 3_000

    def __post_init__(self) -> None:
        _check_label(self.label)
        _check(size(self.hint) <= FIELD, f"a hint has at most {FIELD} characters")
        _check(0 < self.limit <= 3_000 and len(self.value) <= self.limit, "a text field holds at most 3,000 characters")


@dataclass(frozen=True)
class Choice:
    """Asks for one of `options` (value, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    is_required: bool = True

    def __post_init__(self) -> None:
        _check_options(self.label, self.options, {self.value} if self.value else set())


@dataclass(frozen=True)
class Choices:
    """Asks for any number of `options` (value, label); the answer is their values with commas between."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_options(self.label, self.options, set(self.value))


@dataclass(frozen=True)
class DateField:
    """Asks for a day; the answer is written 2026-12-01."""

    name: str
    label: str
    value: date | None = None
    is_required: bool = True

    def __post_init__(self) -> None:
        _check_label(self.label)


@dataclass(frozen=True)
class TimeField:
    """Asks for a time of day in the person's zone; the answer is written 09:00."""

    name: str
    label: str
    value: time | None = None
    is_required: bool = True

    def __post_init__(self) -> None:
        _check_label(self.label)


Field = TextField | Choice | Choices | DateField | TimeField


def field_weight(asked: Field) -> int:
    """What a field weighs: its words, what stands in it, what can be chosen, and the frames around them."""
    words = 2 * size(asked.label) + 3 * PIECE
    match asked:
        case TextField():
            return words + size(asked.hint) + size(asked.value)
        case Choice() | Choices():
            chosen = asked.value if isinstance(asked, Choice) else ",".join(asked.value)
            return words + size(chosen) + sum(size(value) + size(label) + OPTION for value, label in asked.options)
    return words


@dataclass(frozen=True)
class Form:
    """What one dialog asks. `action` names the form when it is submitted, `arg` comes back with it."""

    title: str
    action: str
    fields: tuple[Field, ...]
    submit: str
    arg: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(0 < len(self.title) <= FORM_TITLE, f"a form's title has 1–{FORM_TITLE} characters: {self.title!r}")
        _check(0 < len(self.submit) <= FORM_TITLE, f"a submit label has 1–{FORM_TITLE} characters: {self.submit!r}")
        _check(0 < len(self.fields) <= FIELDS, f"a form has 1–{FIELDS} fields")
        _check(len(self.arg) <= ARGUMENT, f"an argument has at most {ARGUMENT} characters")
        _check(len({asked.name for asked in self.fields}) == len(self.fields), "two fields with one name")
        _check(all(0 < size(asked.name) <= NAME for asked in self.fields), f"a field's name has 1–{NAME} characters")
        typed = sum(asked.limit for asked in self.fields if isinstance(asked, TextField))
        _check(typed <= TYPED, f"the text fields of a form hold at most {TYPED} characters together")
        _check(self.weight <= FORM, f"a form weighs at most {FORM}, this one {self.weight}")

    @property
    def weight(self) -> int:
        """How much room it takes on a platform before anything is typed."""
        errors = sum(size(told) + PIECE for told in self.errors.values())
        return errors + sum(field_weight(asked) for asked in self.fields)
