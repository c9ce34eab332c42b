"""The index as search sees it: documents and passages in memory, vectors, trigrams. Only here is faiss known."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import faiss
import numpy as np

from knowledge.documents import LANGUAGES, Document, clean
from knowledge.index_file import FILE_NAME, Contents, FileState, IndexMissing, IndexUnusable, load
from knowledge.passages import Passage
from knowledge.trigrams import match_all, match_stems

__all__ = ["FILE_NAME", "FileState", "Index", "IndexMissing", "IndexUnusable"]

MANY = 5_000
"""From so many passages in a language on, the lexical half looks for stems instead of all trigrams."""


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
        if lang not in LANGUAGES or limit <= 0:
            return []
        expression = (match_stems if self._in_language[lang] > MANY else match_all)(clean(text))
        if not expression:
            return []
        table = f"lexical_{lang}"
        query = f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? ORDER BY 2 DESC, 1 LIMIT ?"
        with self._lock:
            return [(row - 1, score) for row, score in self._connection.execute(query, (expression, limit))]

    def versions(self, group: str) -> dict[str, str]:
        """Language → document id of the versions of a group (see Document.group)."""
        return dict(self._versions.get(group, {}))
