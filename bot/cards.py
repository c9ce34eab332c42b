"""What is shown, the same on every surface: a card shows, a form asks (bot.forms).

Every str inside is plain text, wherever it came from: a channel escapes it, and only `Strong` and `Link` make markup.
Limits (the narrowest of Slack's and Teams', see the table in the tests) are checked when a part is made: ValueError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import combining
from urllib.parse import urlsplit

TEXT = 2_900
CARD = 11_900
PIECE = 130
"""What a piece of a line, or a button, weighs besides its characters: the frame a platform wants around it (Teams most)."""
PARTS = 40
FILE = 20_000_000
IMAGE = 48_000
"""Bytes of a picture: in Teams it travels inside its card, and some clients take no more than 65,500 characters of it."""
ALT = 1_000
BUTTONS = 5
LABEL = 30
ARGUMENT = 200
URL = 3_000

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


def check(is_fine: bool, what: str) -> None:
    """Raises ValueError, saying `what` holds of every part, unless it does."""
    if not is_fine:
        raise ValueError(what)


def _check_name(name: str) -> None:
    check(0 < len(name) <= 100 and not set("/\\:") & set(name), f"a file's name: {name!r}")


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
        check(0 < size(self.plain) <= TEXT, f"a text has 1–{TEXT} characters, this one {size(self.plain)}")

    @property
    def plain(self) -> str:
        """The text without markup."""
        return "".join(span if isinstance(span, str) else span.text for span in self.spans)


@dataclass(frozen=True)
class Facts:
    """Pairs of a short name and its value."""

    pairs: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        check(0 < len(self.pairs) <= 10, "facts are 1–10 pairs")
        check(all(0 < size(name) + size(value) <= 1_000 for name, value in self.pairs), "a fact has 1–1,000 characters")


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
        _check_name(self.name)
        check(0 < size(self.description) <= 300, "a file's description has 1–300 characters")
        check(len(self.content) <= FILE, f"a file has at most {FILE} bytes")


@dataclass(frozen=True)
class Image:
    """A picture. `content` is a PNG, `alt` says in words what it shows: whoever does not see it must miss nothing, so that what
    it tells in figures stands beside it as Facts or Text too."""

    name: str
    content: bytes = field(repr=False)
    alt: str

    def __post_init__(self) -> None:
        _check_name(self.name)
        check(self.content.startswith(b"\x89PNG\r\n\x1a\n"), "a picture is a PNG")
        check(len(self.content) <= IMAGE, f"a picture has at most {IMAGE} bytes")
        check(bool(self.alt.strip()) and size(self.alt) <= ALT, f"what a picture shows is told in 1–{ALT} characters")


@dataclass(frozen=True)
class Button:
    """Does `action` ("skill.verb") to `arg` when pressed. Names are stable: buttons live in chat history for months."""

    label: str
    action: str
    arg: str = ""

    def __post_init__(self) -> None:
        check(0 < len(self.label) <= LABEL, f"a label has 1–{LABEL} characters: {self.label!r}")
        check(len(self.arg) <= ARGUMENT, f"an argument has at most {ARGUMENT} characters")
        check("." in self.action and len(self.action) <= 60, f"an action is named skill.verb: {self.action!r}")


@dataclass(frozen=True)
class FormButton(Button):
    """Opens the form of `action`. Nothing else opens a form: a platform must know when the button is drawn."""


@dataclass(frozen=True)
class Link:
    """Opens an address on the web; its host is part of what is shown."""

    label: str
    url: str

    def __post_init__(self) -> None:
        check(0 < len(self.label) <= LABEL, f"a label has 1–{LABEL} characters: {self.label!r}")
        check(len(self.url) <= URL and urlsplit(self.url).scheme in ("http", "https"), "a link is http or https")


@dataclass(frozen=True)
class Buttons:
    """One row of at most five."""

    buttons: tuple[Button | Link, ...]

    def __post_init__(self) -> None:
        check(0 < len(self.buttons) <= BUTTONS, f"a row has 1–{BUTTONS} buttons")
        labels = [button.label for button in self.buttons]
        check(len(set(labels)) == len(labels), f"two buttons with one label: {labels}")


@dataclass(frozen=True)
class Source:
    """Where the "[n]" in an answer points. `excerpt` is what it says there, `url` "" or an address on the web."""

    n: int
    title: str
    excerpt: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        check(0 < size(self.title) <= TEXT and size(self.excerpt) <= TEXT, "a source has a title")
        is_web = urlsplit(self.url).scheme in ("http", "https")
        check(not self.url or (len(self.url) <= URL and is_web), "a source's address is http or https")


@dataclass(frozen=True)
class Answered:
    """Says of a card that it is the program's own answer to `question` (an id like "Q12"), and what its "[n]" stand for.

    A platform that has its own way to say so (a label, pop-ups, thumbs) uses it; the others show the card as it is.
    """

    question: str
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        check(0 < len(self.question) <= 20, "a question goes by its id")
        check(len({source.n for source in self.sources}) == len(self.sources), "two sources with one number")


Part = Text | Facts | Divider | Image | File | Buttons


@dataclass(frozen=True, init=False)
class Card:
    """What one message shows: parts from top to bottom, at most one row of buttons and that last."""

    parts: tuple[Part, ...]
    answered: Answered | None

    def __init__(self, *parts: Part, answered: Answered | None = None) -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "answered", answered)
        check(bool(parts), "a card has at least one part")
        check(not any(isinstance(part, Buttons) for part in parts[:-1]), "the buttons come last, in one row")
        for kind in (File, Image):
            check(sum(isinstance(part, kind) for part in parts) <= 1, "a card has at most one file and one picture")
        check(len({one.name for one in self.files}) == len(self.files), "a file and a picture with one name")
        check(len(parts) <= PARTS, f"a card has at most {PARTS} parts")
        check(self.weight <= CARD, f"a card weighs at most {CARD}, this one {self.weight}")

    @property
    def weight(self) -> int:
        """How much room it takes on a platform, with what stands around its words."""
        return sum(weight(part) for part in self.parts)

    @property
    def file(self) -> File | None:
        """Its file, if it has one."""
        return next((part for part in self.parts if isinstance(part, File)), None)

    @property
    def files(self) -> tuple[File | Image, ...]:
        """Its picture and its file, where a platform takes both as files."""
        return tuple(part for part in self.parts if isinstance(part, File | Image))

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
            case Image():
                yield from part.alt.split("\n")
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
        case Image():
            return size(part.name) + size(part.alt) + 4 * PIECE
        case File():
            return size(part.name) + size(part.description) + 4 * PIECE
        case Buttons():
            does = (one.url if isinstance(one, Link) else one.action + one.arg for one in part.buttons)
            return sum(size(one.label) + size(what) + PIECE for one, what in zip(part.buttons, does, strict=True))
        case Divider():
            return PIECE
