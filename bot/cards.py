"""What is shown and what is asked, the same on every surface: a card shows, a form asks.

Every str inside is plain text, wherever it came from: a channel escapes it, and only `Strong` and `Link` make markup.
Limits (the narrowest of Slack's and Teams', see the table in the tests) are checked when a part is made: ValueError.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from urllib.parse import urlsplit

TEXT = 2_900
CARD = 12_000
BUTTONS = 5
LABEL = 30
ARGUMENT = 200
FIELDS = 10
FORM_TITLE = 24
CHOICES = 100
CHOICE_LABEL = 75
URL = 3_000


def cut(text: str, limit: int) -> str:
    """The text, or its beginning cut at a word with "…" when it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at = head.rfind(" ")
    return head[: at if at > limit // 2 else limit - 1].rstrip() + "…"


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
        _check(0 < len(self.plain) <= TEXT, f"a text has 1–{TEXT} characters, this one {len(self.plain)}")

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
            all(len(name) + len(value) <= 1_000 for name, value in self.pairs), "a fact has at most 1,000 characters"
        )


@dataclass(frozen=True)
class Divider:
    """A line between two things."""


@dataclass(frozen=True)
class Button:
    """Does `action` ("skill.verb") to `arg` when pressed. Names are stable: buttons live in chat history for months."""

    label: str
    action: str
    arg: str = ""

    def __post_init__(self) -> None:
        _check(0 < len(self.label) <= LABEL, f"a label has 1–{LABEL} characters: {self.label!r}")
        _check(len(self.arg) <= ARGUMENT, f"an argument has at most {ARGUMENT} characters")
        _check("." in self.action, f"an action is named skill.verb: {self.action!r}")


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


Part = Text | Facts | Divider | Buttons


@dataclass(frozen=True, init=False)
class Card:
    """What one message shows: parts from top to bottom, at most one row of buttons and that last."""

    parts: tuple[Part, ...]

    def __init__(self, *parts: Part) -> None:
        object.__setattr__(self, "parts", parts)
        _check(bool(parts), "a card has at least one part")
        _check(not any(isinstance(part, Buttons) for part in parts[:-1]), "the buttons come last, in one row")
        _check(sum(len(line) for line in lines(self)) <= CARD, f"a card has at most {CARD} characters")

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


@dataclass(frozen=True)
class Choice:
    """Asks for one of `options` (value, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    is_required: bool = True

    def __post_init__(self) -> None:
        _check(0 < len(self.options) <= CHOICES, f"a choice has 1–{CHOICES} options")
        _check(
            all(0 < len(label) <= CHOICE_LABEL for _, label in self.options), "an option's label has 1–75 characters"
        )


@dataclass(frozen=True)
class Choices:
    """Asks for any number of `options` (value, label); the answer is their values with commas between."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: tuple[str, ...] = ()


@dataclass(frozen=True)
class DateField:
    """Asks for a day; the answer is written 2026-12-01."""

    name: str
    label: str
    value: date | None = None
    is_required: bool = True


@dataclass(frozen=True)
class TimeField:
    """Asks for a time of day in the person's zone; the answer is written 09:00."""

    name: str
    label: str
    value: time | None = None
    is_required: bool = True


Field = TextField | Choice | Choices | DateField | TimeField


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
        _check(len({asked.name for asked in self.fields}) == len(self.fields), "two fields with one name")
