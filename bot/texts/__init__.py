"""All that Sparri says, in the reader's language: gettext catalogues (fi.po, sv.po), with English in the code."""

import string
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.people import Language

LOCALES = {Language.FI: "fi_FI", Language.SV: "sv_FI", Language.EN: "en_GB"}
CATALOGUES = Path(__file__).parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "plural": (1, 2),
    "context": ((1, "c"), 2),
    "W_": ((1, "c"), 2),
}
"""What Babel's extractor looks for in the code."""


def N_(text: str) -> str:
    """Marks a text that is translated where it is shown."""
    return text


def W_(_context: str, words: str) -> str:
    """Marks the words of a command, the first being the one that is shown: `W_("word", "menu, start")`."""
    return words


@cache
def catalogue(language: Language) -> Catalog:
    """The translations into a language; empty for English, which stands in the code."""
    if language is Language.EN:
        return Catalog(locale="en")
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language.value)


class Texts:
    """The texts of one reader. Conventionally named `_` in screens, so that the extractor sees `_("…")`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = catalogue(language)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in the reader's language, with {names} filled in."""
        return self._filled(self._translated(text), values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form for a count, which is also there as {n}."""
        message = self._catalogue.get(one)
        forms = message.string if message and isinstance(message.string, tuple) and all(message.string) else (one, many)
        return self._filled(forms[0 if n == 1 else 1], {**values, "n": self.number(n)})

    def context(self, context: str, text: str, /, **values: object) -> str:
        """The text as it reads in a context that English does not tell apart."""
        return self._filled(self._translated(text, context), values)

    def words(self, word: str) -> tuple[str, ...]:
        """What people write for a command (context "word"), the first being the one that is shown."""
        return tuple(part.strip().casefold() for part in self.context("word", word).split(","))

    def number(self, number: float) -> str:
        """With a no-break thousands space: 216 000; in English 216,000."""
        return format_decimal(number, locale=LOCALES[self.language])

    def day(self, day: date) -> str:
        """fi 23.11.2026, sv 23.11.2026, en 23 Nov 2026."""
        pattern = "d MMM y" if self.language is Language.EN else "d.M.y"
        return format_date(day, pattern, locale=LOCALES[self.language])

    def moment(self, at: datetime, zone: str) -> str:
        """fi 23.11.2026 klo 9.05, sv 23.11.2026 kl. 9.05, en 23 Nov 2026, 09:05, in the person's zone."""
        local = at.astimezone(ZoneInfo(zone))
        match self.language:
            case Language.EN:
                return format_datetime(local, "d MMM y, HH:mm", locale="en_GB")
            case Language.SV:
                return f"{self.day(local.date())} kl. {format_time(local.time(), 'H.mm', locale='sv_FI')}"
            case Language.FI:
                return f"{self.day(local.date())} klo {format_time(local.time(), 'H.mm', locale='fi_FI')}"

    def span(self, starts: datetime, ends: datetime, zone: str) -> str:
        """From one moment to another: fi 23.11.2026 klo 9.05–10.30, en 23 Nov 2026, 09:05–10:30; two days are both told."""
        last = ends.astimezone(ZoneInfo(zone))
        if starts.astimezone(ZoneInfo(zone)).date() != last.date():
            return f"{self.moment(starts, zone)} – {self.moment(ends, zone)}"
        return f"{self.moment(starts, zone)}–{self.clock(last.time())}"

    def clock(self, at: time) -> str:
        """fi and sv 9.05, en 09:05."""
        pattern = "HH:mm" if self.language is Language.EN else "H.mm"
        return format_time(at, pattern, locale=LOCALES[self.language])

    def _translated(self, text: str, context: str | None = None) -> str:
        message = self._catalogue.get(text, context)
        return message.string if message and isinstance(message.string, str) and message.string else text

    @staticmethod
    def _filled(text: str, values: dict[str, object]) -> str:
        return string.Formatter().vformat(text, (), values) if values else text


@cache
def texts(language: Language) -> Texts:
    """The texts in a language."""
    return Texts(language)
