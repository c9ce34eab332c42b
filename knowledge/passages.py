"""Cuts documents into the passages that search finds. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.documents import Document
from knowledge.sentences import Span, sentences

WORDS = 110
_TOLERANCE = 1.3
_TINY = 25


@dataclass(frozen=True)
class Passage:
    """A piece of one section, about 110 words at most.

    `start`, `end` and the `sentences` are offsets into the text of the document: `text` is
    `document.text[start:end]`, and a sentence is `document.text[s:e]` (see also `sentence_texts`).
    `section` is the nearest heading above, "" if there is none.
    """

    id: str
    document: str
    lang: str
    section: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    text: str

    @property
    def sentence_texts(self) -> tuple[str, ...]:
        """The sentences in order; number n here (from 0) is part n + 1 of the passage's vectors."""
        return tuple(self.text[start - self.start : end - self.start] for start, end in self.sentences)


@dataclass(frozen=True)
class _Piece:
    """Sentences that stand or fall together: a paragraph, or a list with the line that introduces it."""

    sentences: tuple[Span, ...]
    words: int


def split(document: Document) -> tuple[Passage, ...]:
    """All passages of a document in order; their ids are `<document id>#1`, `#2` and so on.

    A passage never crosses a heading. A document of headings only is searched by those.
    """
    passages: list[Passage] = []
    for section, blocks in _sections(document):
        for piece in _packed(_pieces(document.text, blocks)):
            start, end = piece.sentences[0][0], piece.sentences[-1][1]
            passages.append(
                Passage(
                    id=f"{document.id}#{len(passages) + 1}",
                    document=document.id,
                    lang=document.lang,
                    section=section,
                    start=start,
                    end=end,
                    sentences=piece.sentences,
                    text=document.text[start:end],
                )
            )
    return tuple(passages)


def _sections(document: Document) -> list[tuple[str, list[tuple[str, Span]]]]:
    """(heading, [(kind, span)]) of each run of blocks without a heading in between."""
    only_headings = all(block.kind == "heading" for block in document.blocks)
    sections: list[tuple[str, list[tuple[str, Span]]]] = [("", [])]
    start = 0
    for block in document.blocks:
        end = start + len(block.text)
        if block.kind == "heading" and not only_headings:
            sections.append((block.text, []))
        else:
            sections[-1][1].append((block.kind, (start, end)))
        start = end + 1
    return [section for section in sections if section[1]]


def _pieces(text: str, blocks: Sequence[tuple[str, Span]]) -> list[_Piece]:
    pieces: list[list[Span]] = []
    before = ""
    for kind, (start, end) in blocks:
        spans = [(start + left, start + right) for left, right in sentences(text[start:end])]
        introduced = before == "item" or (before == "paragraph" and text[start - 2] == ":")
        if kind == "item" and pieces and introduced:
            pieces[-1] += spans
        elif spans:
            pieces.append(spans)
        before = kind
    return [_piece(text, spans) for spans in pieces]


def _piece(text: str, spans: Sequence[Span]) -> _Piece:
    return _Piece(tuple(spans), sum(len(text[start:end].split()) for start, end in spans))


def _packed(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Neighbours are joined while they fit; a tiny one may overdraw a little rather than stand alone."""
    waiting: _Piece | None = None
    for piece in (part for whole in pieces for part in _parts(whole)):
        if waiting is None:
            waiting = piece
            continue
        words = waiting.words + piece.words
        tiny = min(waiting.words, piece.words) < _TINY
        if words <= (WORDS * _TOLERANCE if tiny else WORDS):
            waiting = _Piece(waiting.sentences + piece.sentences, words)
        else:
            yield waiting
            waiting = piece
    if waiting:
        yield waiting


def _parts(piece: _Piece) -> list[_Piece]:
    """A long piece in parts of about equal length, cut between sentences."""
    if piece.words <= WORDS * _TOLERANCE:
        return [piece]
    # words of a sentence are about its characters: enough to balance by
    size = sum(end - start for start, end in piece.sentences)
    goal = size / math.ceil(piece.words / WORDS)
    parts: list[list[Span]] = [[]]
    filled = 0.0
    for span in piece.sentences:
        length = span[1] - span[0]
        if parts[-1] and filled + length / 2 > goal * len(parts):
            parts.append([])
        parts[-1].append(span)
        filled += length
    return [_Piece(tuple(part), round(piece.words * sum(e - s for s, e in part) / size)) for part in parts]
