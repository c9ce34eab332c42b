"""What is held in memory beside the index: entries with their passages, vectors and words, ready to be searched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property

import numpy as np

from knowledge import entries
from knowledge.documents import LANGUAGES, Document
from knowledge.embedder import Embedder
from knowledge.entries import Entry
from knowledge.passages import Passage
from knowledge.trigrams import folded
from knowledge.words import Words, counted


@dataclass(frozen=True)
class Piece:
    """One entry with all that is worked out of it once. `vectors` are float16: the question's, then those of the passages,
    each followed by its sentences; `lines` are the folded texts of the passages, `grams` how often what stands in them."""

    entry: Entry
    document: Document
    passages: tuple[Passage, ...]
    vectors: np.ndarray
    lines: tuple[str, ...]
    grams: tuple[tuple[np.ndarray, np.ndarray], ...]

    @cached_property
    def folded(self) -> str:
        """Question and answer as words are looked for."""
        return folded(f"{self.document.title}\n{self.document.text}")


def piece(entry: Entry, embedder: Embedder) -> Piece:
    """An entry taken in; it is encoded here if its vectors are not of this encoder."""
    document, passages = entries.cut(entry)
    vectors = entries.known(entry, passages, embedder)
    if vectors is None:
        vectors = entries.encoded(document, passages, embedder)
    lines = tuple(folded(" \n".join((document.title, passage.section, passage.text))) for passage in passages)
    return Piece(entry, document, passages, vectors, lines, tuple(map(counted, lines)))


class Held:
    """Entries by their ids, frozen: what changes makes a new one, of which all but the change is shared.

    Passages are numbered from 0 in the order of the entries, `owners` holds (passage number, part) of every row of `vectors`.
    """

    def __init__(self, pieces: Iterable[Piece], dimension: int) -> None:
        self.pieces = tuple(pieces)
        self.entries = {piece.entry.id: piece.entry for piece in self.pieces}
        self.audiences = frozenset(piece.entry.audience for piece in self.pieces)
        self.passages: tuple[Passage, ...] = tuple(passage for piece in self.pieces for passage in piece.passages)
        self.of_passage = np.repeat(np.arange(len(self.pieces)), [len(piece.passages) for piece in self.pieces])
        parts = [1 + len(passage.sentences) for passage in self.passages]
        self.first = np.concatenate([[0], np.cumsum(parts, dtype=int)])
        self.owners = np.repeat(np.arange(len(self.passages)), parts)
        self.questions = _stacked([piece.vectors[:1] for piece in self.pieces], dimension)
        self.vectors = _stacked([piece.vectors[1:] for piece in self.pieces], dimension)
        self._numbers = {passage.id: number for number, passage in enumerate(self.passages)}
        self._words: dict[str, Words] = {}
        for lang in LANGUAGES:
            rows = [number for number, passage in enumerate(self.passages) if passage.lang == lang]
            lines = [line for piece in self.pieces if piece.document.lang == lang for line in piece.lines]
            grams = [gram for piece in self.pieces if piece.document.lang == lang for gram in piece.grams]
            self._words[lang] = Words(rows, lines, grams)

    def with_(self, wanted: Sequence[Entry], embedder: Embedder) -> "Held":
        """What is held after a change: these entries and no others; those that are as they were are not worked out anew."""
        have = {piece.entry.id: piece for piece in self.pieces}
        pieces = (have.get(entry.id) for entry in wanted)
        kept = (
            old if old and old.entry == entry else piece(entry, embedder)
            for old, entry in zip(pieces, wanted, strict=True)
        )
        return Held(kept, embedder.dimension)

    def open_to(self, audiences: frozenset[str], today: Date) -> tuple[Piece | None, ...]:
        """Every piece in its place, None for those that must not be answered from."""
        return tuple(piece if piece.entry.is_open_to(audiences, today) else None for piece in self.pieces)

    def number(self, passage_id: str) -> int | None:
        """The number of the passage with an id; None if there is none."""
        return self._numbers.get(passage_id)

    def lexical(self, weights: Mapping[str, float], lang: str, mean: float) -> list[tuple[int, float]]:
        """(passage number, BM25 score) of all passages in a language that hold what is looked for."""
        return self._words[lang].scores(weights, mean)


def _stacked(parts: Sequence[np.ndarray], dimension: int) -> np.ndarray:
    return np.concatenate([np.zeros((0, dimension), np.float16), *parts]).astype(np.float32)
