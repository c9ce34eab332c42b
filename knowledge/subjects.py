"""What public procurement is about, in everyday words of three languages (`sources/subjects.toml`).

A question about "rullstolar" and somebody's "apuvälineet" have no letter in common and, for a small encoder, little else;
both name the subject of aids.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from knowledge.documents import LANGUAGES
from knowledge.trigrams import folded

_FILE = Path(__file__).parent / "sources" / "subjects.toml"
_WORD = re.compile(r"\w+")
_WHOLE, _INNER = 3, 5
"""Letters up to which an entry is a whole word, and from which on it may stand inside one."""
_LONGEST = 2_000


class Subjects:
    """Finds subjects in what people write, inflected or compounded, with or without dots."""

    def __init__(self, entries: Mapping[str, Mapping[str, str]]) -> None:
        """`entries` are beginnings of words by subject and language, parted by commas."""
        self.names = tuple(entries)
        self._starts: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {one: {} for one in LANGUAGES}
        for subject, by_language in enumerate(entries.values()):
            for language in LANGUAGES:
                for entry in by_language[language].split(","):
                    first, *rest = _WORD.findall(folded(entry))
                    self._starts[language].setdefault(first, []).append((tuple(rest), subject))

    def within(self, text: str, language: str) -> dict[str, int]:
        """How many words of a text name each subject."""
        words = _WORD.findall(folded(text[:_LONGEST]))
        told: dict[int, set[int]] = {}
        for place, word in enumerate(words):
            for start in _beginnings(word):
                for rest, subject in self._starts[language].get(start, ()):
                    # what stands inside a word is an entry of one word
                    is_inside = not word.startswith(start)
                    if not (is_inside and rest) and _follow(words[place + 1 : place + 1 + len(rest)], rest):
                        told.setdefault(subject, set()).add(place)
        return {self.names[subject]: len(places) for subject, places in sorted(told.items())}

    def vector(self, text: str, language: str) -> np.ndarray:
        """The subjects of a text as a vector of length one (float32), or of zeros if it has none."""
        return self._unit(self.within(text, language))

    def named(self, names: Iterable[str]) -> np.ndarray:
        """Some subjects as such a vector. ValueError for one there is not."""
        return self._unit(dict.fromkeys(names, 1))

    def _unit(self, counts: Mapping[str, int]) -> np.ndarray:
        vector = np.zeros(len(self.names), np.float32)
        for name, count in counts.items():
            vector[self.names.index(name)] = np.sqrt(count)
        return vector / max(float(np.linalg.norm(vector)), 1.0)


def _beginnings(word: str) -> set[str]:
    """Every entry of one word, or beginning of one, that a word may answer to."""
    if len(word) <= _WHOLE:
        return {word}
    starts = {word[:end] for end in range(_WHOLE + 1, len(word) + 1)}
    inner = {word[at:end] for at in range(1, len(word) - _INNER + 1) for end in range(at + _INNER, len(word) + 1)}
    return starts | inner


def _follow(words: list[str], rest: tuple[str, ...]) -> bool:
    return len(words) == len(rest) and all(
        word == start if len(start) <= _WHOLE else word.startswith(start)
        for word, start in zip(words, rest, strict=True)
    )


@cache
def shipped() -> Subjects:
    """The subjects that come with the product."""
    with _FILE.open("rb") as file:
        return Subjects(tomllib.load(file))
