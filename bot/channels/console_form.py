"""A form that is filled in line by line: which field comes next, what a line means for it, what is sent in at the end."""

import re
from dataclasses import dataclass, field
from datetime import date, time

from bot.forms import Choice, Choices, DateField, Field, Form, TextField, TimeField
from bot.texts import Texts

EMPTY = "-"


@dataclass
class Filling:
    """One form before one person, opened from a message. `waiting` are the fields still to be asked, `error` is what was
    wrong last."""

    form: Form
    message: str = ""
    values: dict[str, str] = field(default_factory=dict)
    waiting: list[Field] = field(default_factory=list)
    error: str = ""

    def __post_init__(self) -> None:
        self.begin(self.form)

    def begin(self, form: Form) -> None:
        """Asks all fields, or after errors only the fields that have one; what was filled in stays."""
        is_again = bool(form.errors)
        self.form = form
        wrong = [asked for asked in form.fields if asked.name in form.errors]
        self.waiting = wrong if is_again and wrong else list(form.fields)
        kept = self.values if is_again else {}
        self.values = {asked.name: kept.get(asked.name, _default(asked)) for asked in form.fields}
        self.error = form.errors.get(self.waiting[0].name, "")

    @property
    def prompt(self) -> str:
        """The label of the field in turn and what Enter keeps."""
        asked = self.waiting[0]
        kept = self.values[asked.name]
        if isinstance(asked, Choice | Choices):
            kept = ", ".join(label for value, label in asked.options if value in kept.split(","))
        return f"{asked.label} [{kept}]" if kept else asked.label

    def fill(self, line: str, _: Texts) -> bool:
        """Takes one line for the field in turn; True when that was the last. A line that does not fit sets `error`."""
        asked, line = self.waiting[0], line.strip()
        try:
            value = self.values[asked.name] if not line else "" if line == EMPTY else _read(asked, line, _)
            if not value and getattr(asked, "is_required", False):
                raise _Wrong(_("This cannot be left empty."))
        except _Wrong as wrong:
            self.error = str(wrong)
            return False
        self.values[asked.name] = value
        self.waiting.pop(0)
        self.error = self.form.errors.get(self.waiting[0].name, "") if self.waiting else ""
        return not self.waiting


class _Wrong(Exception):
    """What is wrong with a line, in the reader's language."""


def _default(asked: Field) -> str:
    match asked:
        case Choices():
            return ",".join(asked.value)
        case DateField():
            return asked.value.isoformat() if asked.value else ""
        case TimeField():
            return asked.value.strftime("%H:%M") if asked.value else ""
        case _:
            return asked.value


def _read(asked: Field, line: str, _: Texts) -> str:
    match asked:
        case TextField():
            if len(line) > asked.limit:
                raise _Wrong(_("At most {limit} characters, please.", limit=_.number(asked.limit)))
            return line
        case Choice():
            return _option(asked.options, line, _)
        case Choices():
            chosen = {_option(asked.options, part, _) for part in re.split(r"[,\s]+", line) if part}
            return ",".join(value for value, _label in asked.options if value in chosen)
        case DateField():
            return _day(line, _)
        case TimeField():
            return _hour(line, _)


def _option(options: tuple[tuple[str, str], ...], line: str, _: Texts) -> str:
    if line.isdecimal() and 0 < int(line) <= len(options):
        return options[int(line) - 1][0]
    for value, label in options:
        if line.casefold() in (value.casefold(), label.casefold()):
            return value
    raise _Wrong(_("Choose by number, from 1 to {last}.", last=len(options)))


def _day(line: str, _: Texts) -> str:
    found = re.fullmatch(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})", line)
    if found:
        year, month, day = found.group("y", "m", "d") if found["y"] else (found[6], found[5], found[4])
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            pass
    raise _Wrong(_("Write the day as 1.12.2026 or 2026-12-01."))


def _hour(line: str, _: Texts) -> str:
    found = re.fullmatch(r"(\d{1,2})(?:[.:](\d{2}))?", line)
    if found:
        try:
            return time(int(found[1]), int(found[2] or 0)).strftime("%H:%M")
        except ValueError:
            pass
    raise _Wrong(_("Write the time as 9.00 or 09:00."))
