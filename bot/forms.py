"""What is asked, the same on every surface: a form, its fields and their limits, checked when made: ValueError."""

from dataclasses import dataclass, field
from datetime import date, time

from bot.cards import ARGUMENT, PIECE, check, size

FIELDS = 10
FORM_TITLE = 24
CHOICES = 100
CHOICE_LABEL = 75
CHOICE_VALUE = 150
FIELD = 150
"""Characters of a field's label and of its hint; of its value as many as its own limit."""
FORM = 26_000
"""What a form weighs at most with all that can be chosen in it: Teams takes about 40,000 characters, and what was typed comes
on top when it asks again."""
TYPED = 12_000
"""Characters that can be typed into all text fields of a form together."""
OPTION = 30
TOLD = 1_500
NAME = 60


def _check_label(label: str) -> None:
    check(0 < size(label) <= FIELD, f"a field's label has 1–{FIELD} characters: {label!r}")


def _check_options(label: str, options: tuple[tuple[str, str], ...], chosen: set[str]) -> None:
    _check_label(label)
    values = [value for value, _ in options]
    check(0 < len(options) <= CHOICES, f"a choice has 1–{CHOICES} options")
    check(len(set(values)) == len(values), "two options with one value")
    check(all(0 < size(value) <= CHOICE_VALUE and "," not in value for value in values), "an option's value has 1–150")
    check(all(0 < size(label) <= CHOICE_LABEL for _, label in options), "an option's label has 1–75 characters")
    check(chosen <= set(values), "what is chosen is none of the options")


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
        check(size(self.hint) <= FIELD, f"a hint has at most {FIELD} characters")
        check(0 < self.limit <= 3_000 and len(self.value) <= self.limit, "a text field holds at most 3,000 characters")


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
    """What one dialog asks. `action` names the form when it is submitted, `arg` comes back with it; `text` is plain text above
    the fields, where what is asked takes more words than a label has."""

    title: str
    action: str
    fields: tuple[Field, ...]
    submit: str
    arg: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def __post_init__(self) -> None:
        check(size(self.text) <= TOLD, f"what stands above a form's fields has at most {TOLD} characters")
        check(0 < len(self.title) <= FORM_TITLE, f"a form's title has 1–{FORM_TITLE} characters: {self.title!r}")
        check(0 < len(self.submit) <= FORM_TITLE, f"a submit label has 1–{FORM_TITLE} characters: {self.submit!r}")
        check(0 < len(self.fields) <= FIELDS, f"a form has 1–{FIELDS} fields")
        check(len(self.arg) <= ARGUMENT, f"an argument has at most {ARGUMENT} characters")
        check(len({asked.name for asked in self.fields}) == len(self.fields), "two fields with one name")
        check(all(0 < size(asked.name) <= NAME for asked in self.fields), f"a field's name has 1–{NAME} characters")
        typed = sum(asked.limit for asked in self.fields if isinstance(asked, TextField))
        check(typed <= TYPED, f"the text fields of a form hold at most {TYPED} characters together")
        check(self.weight <= FORM, f"a form weighs at most {FORM}, this one {self.weight}")

    @property
    def weight(self) -> int:
        """How much room it takes on a platform before anything is typed."""
        errors = sum(size(told) + PIECE for told in self.errors.values())
        return size(self.text) + PIECE + errors + sum(field_weight(asked) for asked in self.fields)
