"""The index as search sees it: documents and passages in memory, vectors, trigrams. Only here is faiss known."""

import math
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

from knowledge.documents import LANGUAGES, Document, clean
from knowledge.index_file import FILE_NAME, Contents, FileState, IndexMissing, IndexUnusable, load
from knowledge.passages import Passage
from knowledge.trigrams import match_any, stems, trigrams

__all__ = ["FILE_NAME", "FileState", "Index", "IndexMissing", "IndexUnusable", "Searchable"]

MANY = 5_000
"""From so many passages in a language on, the lexical half looks for stems instead of all trigrams."""


class Searchable(Protocol):
    """What search and quotation need of an index. A "passage number" is a position in `passages`."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """By id."""

    @property
    def passages(self) -> Sequence[Passage]:
        """In the order of their documents."""

    def number(self, passage_id: str) -> int | None:
        """The number of the passage with an id; None if there is none (any more)."""

    def sentences_of(self, document_id: str) -> Sequence[tuple[int, int]]:
        """(passage number, sentence number from 0) of a document's sentences, in order."""

    def versions(self, group: str) -> Mapping[str, str]:
        """Language → document id of the versions of a group (see Document.group)."""

    def dense(self, vector: np.ndarray, limit: int) -> list[tuple[int, int, float]]:
        """The nearest (passage number, part, cosine), best first. Part 0 is the passage, part n its nth sentence."""

    def vectors_of(self, passage: int) -> np.ndarray:
        """The vectors of a passage, parts × dimension, float32: row 0 the passage, row n its nth sentence."""

    def lexical(self, text: str, lang: str, limit: int) -> list[tuple[int, float]]:
        """(passage number, BM25 score, higher is better) in one language, best first; any text is a fine query."""

    def asked(self, vector: np.ndarray, least: float) -> Mapping[int, float]:
        """Passage number → cosine of the question that its document answers, from `least` on; documents answer none."""


class Index:
    """An opened index. Safe to use from several threads; goes on with its own content when a newer one is written.

    `documents` by id, `passages` in order (a "passage number" is a position in it), `files` by document id.
    """

    encoder_id: str
    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    files: Mapping[str, FileState]

    def __init__(self, contents: Contents, connection: sqlite3.Connection) -> None:
        """Use Index.open instead."""
        self.encoder_id = contents.encoder_id
        self.documents = {document.id: document for document in contents.documents}
        self.files = {document.id: file for document, file in zip(contents.documents, contents.files, strict=True)}
        self.passages = tuple(contents.passages)
        self._owners = tuple(contents.owners)
        self._first = np.searchsorted([owner for owner, _ in self._owners], range(len(self.passages) + 1))
        self._nearest = faiss.IndexScalarQuantizer(
            contents.vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._nearest.add(contents.vectors)
        self._in_language = {lang: sum(passage.lang == lang for passage in self.passages) for lang in LANGUAGES}
        self._versions: dict[str, dict[str, str]] = {}
        for document in contents.documents:
            self._versions.setdefault(document.group, {}).setdefault(document.lang, document.id)
        self._numbers = {passage.id: number for number, passage in enumerate(self.passages)}
        self._sentences: dict[str, list[tuple[int, int]]] = {}
        for number, passage in enumerate(self.passages):
            order = self._sentences.setdefault(passage.document, [])
            order += [(number, row) for row in range(len(passage.sentences))]
        # one connection for all threads: one opened later would read the newer file, with other numbers
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, directory: Path, encoder_id: str) -> "Index":
        """Raises IndexMissing, IndexUnusable."""
        return cls(*load(directory, encoder_id))

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def dense(self, vector: np.ndarray, limit: int) -> list[tuple[int, int, float]]:
        """The nearest (passage number, part, cosine), best first. Part 0 is the passage, part n its nth sentence."""
        limit = min(limit, len(self._owners))
        if limit <= 0:
            return []
        scores, rows = self._nearest.search(np.asarray(vector, np.float32).reshape(1, -1), limit)
        return [(*self._owners[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def vectors_of(self, passage: int) -> np.ndarray:
        """The vectors of a passage, parts × dimension, float32: row 0 the passage, row n its nth sentence."""
        first, end = int(self._first[passage]), int(self._first[passage + 1])
        return np.asarray(self._nearest.reconstruct_n(first, end - first), np.float32)

    def lexical(self, text: str, lang: str, limit: int) -> list[tuple[int, float]]:
        """(passage number, BM25 score, higher is better) in one language, best first; any text is a fine query."""
        expression = match_any(self._phrases(text, lang)) if lang in LANGUAGES and limit > 0 else ""
        if not expression:
            return []
        table = f"lexical_{lang}"
        query = f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? ORDER BY 2 DESC, 1 LIMIT ?"
        with self._lock:
            return [(row - 1, score) for row, score in self._connection.execute(query, (expression, limit))]

    def asked(self, _vector: np.ndarray, _least: float) -> Mapping[int, float]:
        """Nothing: documents are not answers to a question."""
        return {}

    def weights(self, text: str, lang: str) -> dict[str, float]:
        """What `lexical` looks for, trigrams or stems, with the weight (inverse document frequency) it gives them."""
        count = self._in_language[lang]
        found = ((phrase, self._holding(phrase, lang)) for phrase in self._phrases(text, lang))
        return {phrase: max(math.log((count - some + 0.5) / (some + 0.5)), 1e-6) for phrase, some in found}

    def mean_length(self, lang: str) -> float:
        """Trigrams in a passage on average; 0 where there is none in the language."""
        return self._trigrams(lang)[1] / max(self._in_language[lang], 1)

    def _phrases(self, text: str, lang: str) -> list[str]:
        return (stems if self._in_language[lang] > MANY else trigrams)(clean(text))

    def _holding(self, phrase: str, lang: str) -> int:
        """In how many passages a trigram or a stem stands."""
        return self._trigrams(lang)[0].get(phrase, 0) if len(phrase) == 3 else self._count(phrase, lang)

    @cache  # noqa: B019 - an index is opened once and lives as long as its process
    def _trigrams(self, lang: str) -> tuple[Mapping[str, int], int]:
        """In how many passages each trigram stands, and how many there are in all."""
        with self._lock:
            self._connection.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen_{lang} USING fts5vocab('main', 'lexical_{lang}', 'row')"
            )
            rows = self._connection.execute(f"SELECT term, doc, cnt FROM temp.seen_{lang}").fetchall()
        return {term: passages for term, passages, _ in rows}, sum(times for _, _, times in rows)

    @cache  # noqa: B019 - as above; as many as there are beginnings of words in questions
    def _count(self, phrase: str, lang: str) -> int:
        query = f"SELECT count(*) FROM lexical_{lang} WHERE lexical_{lang} MATCH ?"
        with self._lock:
            return int(self._connection.execute(query, (match_any([phrase]),)).fetchone()[0])

    def number(self, passage_id: str) -> int | None:
        """The number of the passage with an id; None if there is none (any more)."""
        return self._numbers.get(passage_id)

    def sentences_of(self, document_id: str) -> Sequence[tuple[int, int]]:
        """(passage number, sentence number from 0) of a document's sentences, in order."""
        return self._sentences.get(document_id, ())

    def versions(self, group: str) -> dict[str, str]:
        """Language → document id of the versions of a group (see Document.group)."""
        return dict(self._versions.get(group, {}))
