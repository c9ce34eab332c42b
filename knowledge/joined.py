"""The index and what is held in memory, searched as one: with exactly those entries that the asker may read on that day."""

from collections.abc import Mapping, Sequence
from datetime import date as Date

import numpy as np

from knowledge.documents import LANGUAGES, Document
from knowledge.held import Held, Piece
from knowledge.index import Index
from knowledge.passages import Passage


class Joined:
    """Looks like an Index (see Searchable). Passages of the index come first, those of entries are numbered behind them.

    What is not open to the asker is left out before anything is ranked or counted, so that no figure depends on it.
    """

    def __init__(self, index: Index, held: Held, audiences: frozenset[str], today: Date) -> None:
        self._index, self._held, self._beyond = index, held, len(index.passages)
        self.open: Mapping[str, Piece] = {piece.document.id: piece for piece in held.open_to(audiences, today) if piece}
        own = {name: piece.document for name, piece in self.open.items()}
        self.documents: Mapping[str, Document] = {**index.documents, **own}
        self.passages: Sequence[Passage] = (*index.passages, *held.passages)
        is_open = np.array([piece.document.id in self.open for piece in held.pieces], bool)
        self._passages = is_open[held.of_passage] if len(is_open) else np.zeros(0, bool)
        self._rows = np.flatnonzero(self._passages[held.owners]) if len(is_open) else np.zeros(0, int)

    def number(self, passage_id: str) -> int | None:
        """The number of the passage with an id; None if there is none (any more)."""
        own = self._held.number(passage_id)
        if own is None:
            return self._index.number(passage_id)
        return self._beyond + own if self._passages[own] else None

    def sentences_of(self, document_id: str) -> Sequence[tuple[int, int]]:
        """(passage number, sentence number from 0) of a document's sentences, in order."""
        piece = self.open.get(document_id)
        if piece is None:
            return self._index.sentences_of(document_id)
        numbers = [(self.number(passage.id) or 0, len(passage.sentences)) for passage in piece.passages]
        return [(number, row) for number, sentences in numbers for row in range(sentences)]

    def versions(self, group: str) -> Mapping[str, str]:
        """Language → document id of the versions of a group; an entry is its own only one."""
        piece = self.open.get(group)
        return {piece.document.lang: group} if piece else self._index.versions(group)

    def dense(self, vector: np.ndarray, limit: int) -> list[tuple[int, int, float]]:
        """The nearest (passage number, part, cosine), best first."""
        found = self._index.dense(vector, limit)
        if not len(self._rows):
            return found
        cosines = self._held.vectors @ np.asarray(vector, np.float32)
        rows = self._rows
        if len(rows) > limit:
            rows = rows[np.argpartition(-cosines[rows], limit - 1)[:limit]]
        for row in rows:
            passage = int(self._held.owners[row])
            found.append((self._beyond + passage, int(row - self._held.first[passage]), float(cosines[row])))
        return sorted(found, key=lambda hit: -hit[2])[:limit]

    def vectors_of(self, passage: int) -> np.ndarray:
        """The vectors of a passage, parts × dimension, float32."""
        if passage < self._beyond:
            return self._index.vectors_of(passage)
        own = passage - self._beyond
        return self._held.vectors[self._held.first[own] : self._held.first[own + 1]]

    def lexical(self, text: str, lang: str, limit: int) -> list[tuple[int, float]]:
        """(passage number, BM25 score) in one language, best first, by how rare words are in the index."""
        found = self._index.lexical(text, lang, limit)
        if lang in LANGUAGES and limit > 0 and len(self._rows):
            own = self._held.lexical(self._index.weights(text, lang), lang, self._index.mean_length(lang))
            found += [(self._beyond + number, score) for number, score in own if self._passages[number]]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def asked(self, vector: np.ndarray, least: float) -> Mapping[int, float]:
        """Passage number → cosine of the question that its entry answers, from `least` on."""
        cosines = self._held.questions @ np.asarray(vector, np.float32)
        near = np.flatnonzero(self._passages & (cosines[self._held.of_passage] >= least)) if len(self._rows) else ()
        return {self._beyond + int(number): float(cosines[self._held.of_passage[number]]) for number in near}
