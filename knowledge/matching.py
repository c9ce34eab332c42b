"""How well a question fits topics that people have put in their own words, each in whatever language.

Language-neutral vectors, as in search, and the subjects that both sides name or lean to: a topic is three words, in which a
small encoder sees too little across languages. The weights come from `make recall` (the parts that are tuned on).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import Embedder
from knowledge.search import Search
from knowledge.subjects import Subjects

SUBJECT_WEIGHT, LEANING_WEIGHT = 0.5, 2.0
FITS = 0.7
"""From this fit on a topic is what the question is about: `python -m tests.recall.routing` shows what another would do."""
_LONGEST = 300
"""Characters of a topic that count."""


@dataclass(frozen=True)
class Asked:
    """A question ready to be matched: its vector (centred, of length one) and its subjects, weighted."""

    vector: np.ndarray
    subjects: np.ndarray


@dataclass(frozen=True)
class Topics:
    """Topics ready to be matched, one a row."""

    vectors: np.ndarray
    subjects: np.ndarray

    def fits(self, asked: Asked) -> np.ndarray:
        """How well each fits, float32: about 0 for what has nothing to do with the question, 1 and more for its topic."""
        # not by @, whose threads wait for each other where the processor is busy
        near, shared = (
            np.einsum("nd,d->n", *pair) for pair in ((self.vectors, asked.vector), (self.subjects, asked.subjects))
        )
        fits: np.ndarray = near + shared
        return fits


class Matching:
    """Makes questions and topics ready. Safe to use from several threads."""

    def __init__(self, search: Search, embedder: Embedder, subjects: Subjects, leanings: np.ndarray) -> None:
        """`leanings` are those of the encoder (see `leanings.of`)."""
        self._search, self._embedder, self._subjects = search, embedder, subjects
        self._leanings = leanings

    @property
    def encoder(self) -> str:
        """The id of the encoder whose vectors these are."""
        return self._embedder.id

    def asked(self, text: str, language: str) -> Asked:
        """A question in a language; it is encoded."""
        vector = self._search.understand(text, (), language).vector
        named = SUBJECT_WEIGHT * self._subjects.vector(text, language)
        return Asked(vector, named + LEANING_WEIGHT * (vector @ self._leanings))

    def vectors(self, topics: Sequence[tuple[str, str]]) -> np.ndarray:
        """The vectors of topics (text, language), len(topics) × dimension, float32; they are encoded."""
        return self._embedder.passages([text[:_LONGEST] for text, _ in topics], [language for _, language in topics])

    def topics(self, topics: Sequence[tuple[str, str]], vectors: np.ndarray) -> Topics:
        """Topics (text, language) with the vectors that were made of them. One that names no subject has those it leans to."""
        vectors = vectors.astype(np.float32)
        shape = len(topics), len(self._subjects.names)
        named = np.array([self._subjects.vector(text[:_LONGEST], one) for text, one in topics], np.float32).reshape(
            shape
        )
        leaning = np.maximum(vectors @ self._leanings, 0) if len(topics) else np.zeros(shape, np.float32)
        leaning /= np.maximum(np.linalg.norm(leaning, axis=1, keepdims=True), 1e-9)
        return Topics(vectors, np.where(named.any(axis=1, keepdims=True), named, leaning))
