"""Scores the words of what is held in memory as if it were one more passage of the material.

Full-text tables weigh a word by how rare it is among their own rows. A few entries alone would make every word common, and
a score of one table says nothing beside that of another. So entries are scored by FTS5's own formula with the figures of the
index, and one entry's score does not depend on any other.
"""

from collections.abc import Mapping, Sequence

import numpy as np

_SATURATION, _LENGTH = 1.2, 0.75
"""k1 and b, as in FTS5."""


def counted(line: str) -> tuple[np.ndarray, np.ndarray]:
    """The trigrams of a folded text, as numbers in order, and how often each stands in it."""
    grams, times = np.unique(_grams(line), return_counts=True)
    return grams, times.astype(np.float32)


def _grams(line: str) -> np.ndarray:
    signs = np.frombuffer(line.encode("utf-32-le", "replace"), np.uint32).astype(np.int64)
    return (signs[:-2] << 42) | (signs[1:-1] << 21) | signs[2:]


class Words:
    """The words of some passages, `rows` being their numbers; frozen."""

    def __init__(
        self, rows: Sequence[int], lines: Sequence[str], grams: Sequence[tuple[np.ndarray, np.ndarray]]
    ) -> None:
        self._rows, self._lines = rows, lines
        self._lengths = np.array([max(len(line) - 2, 0) for line in lines], np.float32)
        found = np.concatenate([np.zeros(0, np.int64), *(some for some, _ in grams)])
        owners = np.repeat(np.arange(len(grams)), [len(some) for some, _ in grams])
        order = np.argsort(found, kind="stable")
        self._grams, self._owners = found[order], owners[order]
        self._times = np.concatenate([np.zeros(0, np.float32), *(times for _, times in grams)])[order]

    def scores(self, weights: Mapping[str, float], mean: float) -> list[tuple[int, float]]:
        """(row, BM25 score) of the passages that hold any of the phrases, which are trigrams or longer."""
        scores = np.zeros(len(self._rows), np.float64)
        longer = _SATURATION * (1 - _LENGTH + _LENGTH * self._lengths / mean) if mean else np.ones(len(self._rows))
        for phrase, weight in weights.items():
            owners, times = self._holding(phrase)
            scores[owners] += weight * times * (_SATURATION + 1) / (times + longer[owners])
        return [(self._rows[number], float(scores[number])) for number in map(int, np.flatnonzero(scores))]

    def _holding(self, phrase: str) -> tuple[np.ndarray, np.ndarray]:
        gram = _grams(phrase[:3])[0]
        first, end = np.searchsorted(self._grams, gram), np.searchsorted(self._grams, gram, "right")
        owners, times = self._owners[first:end], self._times[first:end]
        if len(phrase) > 3:
            times = np.array([self._lines[owner].count(phrase) for owner in owners], np.float32)
            owners, times = owners[times > 0], times[times > 0]
        return owners, times
