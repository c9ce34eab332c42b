"""How an expert is asked, as cells of a spreadsheet: topics, languages, branches, hours, days, cap, fallback."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from typing import TypeVar

from bot.commands.sheet import Fault
from bot.people import Branch, Language
from bot.store.experts import CAPS, TOPIC, TOPICS, Expert, Topic

COLUMNS = ("topics", "languages", "branches", "hours", "days", "cap", "fallback")
BETWEEN = ";"
"""What stands between several things in one cell."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As they are written here; Finnish, Swedish and whole names are read too."""
_WEEK = (
    ("monday", "maanantai", "måndag"),
    ("tuesday", "tiistai", "tisdag"),
    ("wednesday", "keskiviikko", "onsdag"),
    ("thursday", "torstai", "torsdag"),
    ("friday", "perjantai", "fredag"),
    ("saturday", "lauantai", "lördag"),
    ("sunday", "sunnuntai", "söndag"),
)
_HOURS = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")
_SAID = {
    word: is_so
    for is_so, words in ((True, "yes kyllä ja x 1 true"), (False, "no ei nej 0 false"))
    for word in words.split()
}
Kind = TypeVar("Kind", Branch, Language)


def read(number: int, cell: Mapping[str, str], language: Language) -> tuple[dict[str, object], list[Fault]]:
    """What a row says of how somebody is asked, by the fields of Expert; topics are in `language` unless they say otherwise
    ("sv: ramavtal"). Nothing where nothing is said."""
    said: dict[str, object] = {}
    faults: list[Fault] = []
    readers: dict[str, Callable[[str], dict[str, object]]] = {
        "topics": lambda text: {"topics": tuple(_topics(text, language))},
        "languages": lambda text: {"languages": tuple(_members(Language, text))},
        "branches": lambda text: {"branches": tuple(_members(Branch, text))},
        "hours": _hours,
        "days": lambda text: {"days": frozenset(_days(text))},
        "cap": _cap,
        "fallback": _fallback,
    }
    for column, reader in readers.items():
        if cell[column]:
            try:
                said |= reader(cell[column])
            except _Faulty as faulty:
                faults.append(Fault(number, column, *faulty.args))
    return said, faults


def written(expert: Expert | None, language: Language) -> dict[str, str]:
    """The cells of an expert, all empty of somebody who is none."""
    if expert is None:
        return dict.fromkeys(COLUMNS, "")
    texts = (one.text.replace(BETWEEN, ",") for one in expert.topics)
    topics = zip((one.language for one in expert.topics), texts, strict=True)
    return {
        "topics": BETWEEN.join(text if code == language else f"{code}: {text}" for code, text in topics),
        "languages": BETWEEN.join(expert.languages),
        "branches": BETWEEN.join(expert.branches),
        "hours": f"{expert.starts:%H:%M}-{expert.ends:%H:%M}",
        "days": BETWEEN.join(DAYS[day] for day in sorted(expert.days)),
        "cap": str(expert.cap),
        "fallback": "yes" if expert.takes_any else "no",
    }


def member(kind: type[Kind], number: int, column: str, value: str) -> tuple[Kind | None, list[Fault]]:
    """The branch or language that a cell names."""
    try:
        return (_member(kind, value) if value else None), []
    except _Faulty as faulty:
        return None, [Fault(number, column, *faulty.args)]


class _Faulty(Exception):
    """What is wrong with a cell, and what to do."""


def _parts(text: str, between: str = BETWEEN) -> Iterator[str]:
    return (part for piece in re.split(f"[{between}]", text) if (part := piece.strip()))


def _member(kind: type[Kind], value: str) -> Kind:
    if value.casefold() not in list(kind):
        raise _Faulty(f"“{value}” is none", f"write one of {', '.join(kind)}, or nothing")
    return kind(value.casefold())


def _members(kind: type[Kind], text: str) -> Iterator[str]:
    return iter(dict.fromkeys(_member(kind, part).value for part in _parts(text, ";,")))


def _topics(text: str, language: Language) -> Iterator[Topic]:
    found = dict.fromkeys(_parts(text))
    if len(found) > TOPICS:
        raise _Faulty(f"there are {len(found)} topics", f"name at most {TOPICS}, with ; between")
    for part in found:
        code, colon, rest = part.partition(":")
        is_told = bool(colon) and code.strip().casefold() in list(Language)
        words = rest.strip() if is_told else part
        if not 0 < len(words) <= TOPIC:
            raise _Faulty(f"a topic has {len(words)} characters", f"use 1 to {TOPIC}")
        yield Topic(words, code.strip().casefold() if is_told else language.value)


def _hours(text: str) -> dict[str, object]:
    found = _HOURS.fullmatch(text)
    try:
        starts, ends = (time(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3)) if found else (time(), time())
    except ValueError:
        starts = ends = time()
    if not starts < ends:
        raise _Faulty(f"“{text}” are no hours", "write 8:00-16:00")
    return {"starts": starts, "ends": ends}


def _days(text: str) -> Iterator[int]:
    for part in _parts(text, ";,"):
        first, last = (_day(word) for word in (re.split(r"\s*[-–]\s*", part, maxsplit=1) * 2)[:2])
        if first > last:
            raise _Faulty(f"“{part}” ends before it begins", "write mon-fri, or mon;wed;fri")
        yield from range(first, last + 1)


def _day(word: str) -> int:
    said = word.casefold().rstrip(".")
    for day, names in enumerate(_WEEK):
        if len(said) >= 2 and any(name.startswith(said) for name in names):
            return day
    raise _Faulty(f"“{word}” is no day", "write mon-fri, or mon;wed;fri")


def _cap(text: str) -> dict[str, object]:
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) in CAPS):
        raise _Faulty(f"“{text}” is no number of questions", f"write {CAPS[0]} to {CAPS[-1]}, or nothing")
    return {"cap": int(text)}


def _fallback(text: str) -> dict[str, object]:
    if text.casefold() not in _SAID:
        raise _Faulty(f"“{text}” is neither yes nor no", "write yes or no, or nothing")
    return {"takes_any": _SAID[text.casefold()]}
