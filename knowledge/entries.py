"""What people have answered, as search sees it: a short document with its vectors, found like any other. Pure."""

from dataclasses import dataclass
from datetime import date as Date

import numpy as np

from knowledge.documents import Block, Document, clean
from knowledge.embedder import Embedder
from knowledge.passages import Passage, split
from knowledge.vectors import encode, texts_of

EVERYONE = ""
"""The audience of what anybody may read."""
EXPERT, MODEL = "expert", "model"
"""What an entry is: an expert's answer, or what worked somewhere and others can do too."""
_MARK = "#"
"""Before an entry's id it makes a document's: no file on a disk gets one like that."""


@dataclass(frozen=True)
class Entry:
    """An approved answer. `id` is like "K7"; `question` is in general words; `author` is what is shown, "" for "an expert".

    `audience` is a name of those who may read it, EVERYONE for all; after `valid_until` it is not answered from. `vectors`
    (float16, row by row: the question, then each passage of the answer with its sentences) are of the encoder `encoder`. Of a
    model (`kind`) the author is an organisation or a branch.
    """

    id: str
    language: str
    question: str
    answer: str
    author: str
    written_on: Date
    valid_until: Date | None = None
    audience: str = EVERYONE
    sources: str = ""
    encoder: str = ""
    vectors: bytes = b""
    kind: str = EXPERT

    def is_open_to(self, audiences: frozenset[str], today: Date) -> bool:
        """Whether somebody in these audiences may be answered from it on a day."""
        is_valid = self.valid_until is None or today <= self.valid_until
        return is_valid and (self.audience == EVERYONE or self.audience in audiences)


def entry_id(document: str) -> str:
    """The id of the entry that a document is made of, "" for one from a disk."""
    return document[1:] if document.startswith(_MARK) else ""


def document_id(entry: str) -> str:
    """The id of the document made of an entry."""
    return _MARK + entry


def document_of(entry: Entry) -> Document:
    """The entry as a document whose title is the question and whose publisher is the author."""
    lines = [line for line in map(clean, entry.answer.splitlines()) if line] or [clean(entry.question) or "–"]
    return Document(
        id=document_id(entry.id),
        lang=entry.language,
        title=clean(entry.question),
        url="",
        publisher=clean(entry.author),
        date=entry.written_on,
        as_of=None,
        valid_until=entry.valid_until,
        translation_of="",
        reviewed_by="expert",
        sources=tuple(line for line in map(clean, entry.sources.splitlines()) if line),
        path="",
        blocks=tuple(Block("paragraph", 0, line) for line in lines),
        kind=entry.kind,
    )


def encoded(document: Document, passages: tuple[Passage, ...], embedder: Embedder) -> np.ndarray:
    """The vectors of an entry, float16: its question, then each passage with its sentences (see vectors.texts_of)."""
    question = embedder.questions([document.title], [document.lang])
    texts = [(text, document.lang) for passage in passages for text in texts_of(document, passage)]
    return np.vstack([question, *encode(texts, embedder)]).astype(np.float16)


def known(entry: Entry, passages: tuple[Passage, ...], embedder: Embedder) -> np.ndarray | None:
    """The vectors that came with an entry, float16; None where they are of another encoder or another cut of the text."""
    rows = 1 + sum(1 + len(passage.sentences) for passage in passages)
    if entry.encoder != embedder.id or len(entry.vectors) != rows * embedder.dimension * 2:
        return None
    return np.frombuffer(entry.vectors, np.float16).reshape(rows, embedder.dimension)


def cut(entry: Entry) -> tuple[Document, tuple[Passage, ...]]:
    """The document of an entry with its passages."""
    document = document_of(entry)
    return document, split(document)
