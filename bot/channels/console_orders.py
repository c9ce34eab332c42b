"""The terminal's own orders, the lines that begin with "/": what is read out of them, and how they are explained."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.people import Language, Role
from bot.texts import Texts

LONGEST_WAIT = timedelta(days=3_660)
_NAME = re.compile(r"[^\W_][\w-]{0,29}")
_SPAN = re.compile(r"(\d{1,6})\s*(min|m|h|d)")
_UNIT = {"m": timedelta(minutes=1), "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True)
class Joining:
    """Who is to sit before the screen; the language is None where none was given."""

    name: str
    language: Language | None
    roles: tuple[Role, ...]


def joining(rest: str) -> Joining | None:
    """What "erik sv expert" says, in any order after the name; None where it makes no sense."""
    name, *said = rest.split()
    words = [word.lower() for word in said]
    languages, roles = set(Language), set(Role)
    if not _NAME.fullmatch(name) or any(word not in languages | roles for word in words):
        return None
    language = next((Language(word) for word in words if word in languages), None)
    return Joining(name, language, tuple(Role(word) for word in words if word in roles) or (Role.PROCURER,))


def span(rest: str) -> timedelta | None:
    """How long "1d 2h" is; None where it makes no sense or is more than LONGEST_WAIT."""
    said = rest.lower()
    by = sum((int(number) * _UNIT[unit] for number, unit in _SPAN.findall(said)), timedelta(0))
    makes_sense = not _SPAN.sub("", said).strip() and timedelta(0) < by <= LONGEST_WAIT
    return by if makes_sense else None


def explained(_: Texts) -> tuple[tuple[str, str], ...]:
    """Each order and what it does."""
    return (
        ("1, 2 …", _("presses that button of the latest card")),
        (
            "/as erik sv expert",
            _("speak as somebody else; a new name joins (fi, sv, en; expert, coordinator, admin)"),
        ),
        ("/who", _("who is here")),
        ("/wait 25h", _("push the clock forward (m, h, d); what is due then is sent")),
        ("/say 1", _("say something that is a number or begins with /")),
        ("/cancel", _("leave a form")),
        ("/quit", _("leave; Ctrl-D does the same")),
    )
