"""Picks the sentences of an answer and says where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge.answers import Citation, Opened, Quote, Verdict
from knowledge.entries import entry_id
from knowledge.index import Searchable
from knowledge.passages import Passage
from knowledge.search import Hit, Question, Search, trigram_share
from knowledge.terms import Term, Terms

QUOTES = 3
NEAREST = 3
BESIDE = 2
"""Quotations beside a term."""
_PASSAGES = 3
"""Passages of a document that sentences are taken from."""
_SENTENCE, _PASSAGE, _SHARE = 0.5, 0.75, 0.1
"""What a sentence's own cosine, the score of its passage and the question's trigrams in it count for."""
_CLOSE = 0.08
"""How much worse than the best a further sentence may fit."""
_FIRST, _HEADING = 0.03, 0.06
"""A section's first sentence is written to answer its heading, more so where the question reads like that."""
_ASKING = 0.3
_SAME = 0.86
"""Cosine from which on two sentences say the same."""
_THRESHOLDS = "thresholds.fi"

Quoted = tuple[tuple[Quote, ...], tuple[Citation, ...]]


@dataclass(frozen=True)
class Reader:
    """For whom it is quoted: `language` is that of key terms, `shown` the version wanted of parallel documents (the
    same unless another was asked for), `today` decides what has expired."""

    language: str
    shown: str
    today: date


class Quoting:
    """Quotations and citations from one index."""

    def __init__(self, index: Searchable, search: Search, terms: Terms) -> None:
        self._index, self._search, self._terms = index, search, terms

    def quoted(self, question: Question, hits: Sequence[Hit], reader: Reader) -> Quoted:
        """Up to three sentences: the best one, and others nearly as good from the best document or a second one."""
        best = hits[0]
        groups = [best.group, *(hit.group for hit in hits if hit.score > best.score - _CLOSE / 2)]
        candidates: list[tuple[float, int, int]] = []
        for group in dict.fromkeys(groups[:8]):
            candidates += self._sentences(question, group, hits, reader.shown)
        candidates.sort(key=lambda item: -item[0])
        chosen = self._chosen(candidates)
        order = {number: place for place, number in enumerate(dict.fromkeys(number for _, number, _ in chosen))}
        chosen.sort(key=lambda item: (order[item[1]], item[2]))
        shown = [self._shown(number, row, reader.shown) for _, number, row in chosen]
        return self.cited([(number, self._index.passages[number].sentence_texts[row]) for number, row in shown], reader)

    def cited(self, sentences: Sequence[tuple[int, str]], reader: Reader) -> Quoted:
        """Sentences with the numbers of their passages as quotations, numbered in this order, with their citations."""
        by_passage: dict[int, list[str]] = {}
        for number, sentence in sentences:
            by_passage.setdefault(number, []).append(sentence)
        order = {number: n for n, number in enumerate(by_passage, 1)}
        quotes = dict.fromkeys(Quote(order[number], sentence) for number, sentence in sentences)
        return tuple(quotes), tuple(
            self.citation(n, number, " ".join(by_passage[number]), reader) for number, n in order.items()
        )

    def about(self, term: Term, quoted: Quoted, reader: Reader) -> Quoted:
        """Of quotations, up to two that speak of a term."""
        found = {citation.n: self._index.number(citation.passage) for citation in quoted[1]}
        passages = {n: number for n, number in found.items() if number is not None}
        kept = [
            (passages[quote.n], quote.text)
            for quote in quoted[0]
            if term in self._terms.within(quote.text, self._index.passages[passages[quote.n]].lang)
        ]
        return self.cited(kept[:BESIDE], reader)

    def nearest(self, hits: Sequence[Hit], reader: Reader) -> tuple[Citation, ...]:
        """The documents nearest to a question, by their best passages."""
        shown = self._search.documents(hits, reader.shown)[:NEAREST]
        return tuple(self.citation(n, hit.passage, "", reader) for n, hit in enumerate(shown, 1))

    def stating(self, verdicts: Sequence[Verdict], reader: Reader) -> Quoted:
        """The sentences of the threshold document that state the verdicts' thresholds; none where it is not indexed."""
        found = [self._stating(verdict, reader.shown) for verdict in verdicts[:QUOTES]]
        return self.cited([sentence for sentence in found if sentence], reader)

    def opened(self, passage_id: str, reader: Reader) -> Opened | None:
        """A passage by its id; None if it is no longer in the index."""
        number = self._index.number(passage_id)
        if number is None:
            return None
        passage = self._index.passages[number]
        sources = self._index.documents[passage.document].sources
        return Opened(self.citation(1, number, "", reader), passage.text, sources)

    def citation(self, n: int, number: int, quoted: str, reader: Reader) -> Citation:
        """Citation `n`: the passage of a number, and the key terms of what is quoted from it."""
        passage = self._index.passages[number]
        document = self._index.documents[passage.document]
        return Citation(
            n=n,
            document=document.id,
            passage=passage.id,
            title=document.title,
            section="" if passage.section == document.title else passage.section,
            language=passage.lang,
            publisher=document.publisher,
            date=document.date,
            as_of=document.as_of,
            valid_until=document.valid_until,
            is_expired=bool(document.valid_until and document.valid_until < reader.today),
            is_reviewed=bool(document.reviewed_by),
            url=document.url,
            key_terms=self._key_terms(quoted, passage, reader.language),
            entry=entry_id(document.id),
            kind=document.kind,
        )

    def _key_terms(self, quoted: str, passage: Passage, language: str) -> tuple[tuple[str, str], ...]:
        if passage.lang == language or not quoted:
            return ()
        return tuple(
            (term.names[passage.lang], term.names[language]) for term in self._terms.within(quoted, passage.lang)
        )[:5]

    def _chosen(self, candidates: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
        """The best sentences that are close to the best one and do not repeat each other."""
        top, first, _ = candidates[0]
        own = self._index.passages[first].document
        chosen: list[tuple[float, int, int]] = []
        vectors: list[np.ndarray] = []
        for score, number, row in candidates:
            is_own = self._index.passages[number].document == own
            if score < top - (_CLOSE if is_own else _CLOSE / 2) or len(chosen) == QUOTES:
                continue
            vector = self._index.vectors_of(number)[row + 1]
            if all(float(vector @ other) < _SAME for other in vectors):
                chosen.append((score, number, row))
                vectors.append(vector)
        return chosen

    def _sentences(
        self, question: Question, group: str, hits: Sequence[Hit], shown: str
    ) -> list[tuple[float, int, int]]:
        """(score, passage number, sentence number) of the best passages of a document, in the version to be shown.

        They are judged in the question's own language where the versions have sentence for sentence.
        """
        versions = self._index.versions(group)
        own, wanted = versions.get(question.language, ""), versions.get(shown, "")
        if not wanted or self._are_parallel(own, wanted):
            wanted = own
        best = [hit for hit in hits if hit.group == group]
        scores: dict[int, float] = {}
        for hit in best:
            number = self._counterpart(hit.passage, 0, wanted)[0]
            if wanted in ("", self._index.passages[number].document) and len(scores) < _PASSAGES:
                scores.setdefault(number, hit.score)
        if not scores:  # nothing was found in the version wanted, and it is not parallel to those where something was
            scores = {hit.passage: hit.score for hit in best[:_PASSAGES]}
        found = []
        for number, fits in scores.items():
            passage = self._index.passages[number]
            is_own = passage.lang == question.language
            cosines = self._index.vectors_of(number)[1:] @ question.vector
            for row, text in enumerate(passage.sentence_texts):
                score = _SENTENCE * float(cosines[row]) + _PASSAGE * fits - (_ASKING if text.endswith("?") else 0)
                score += _SHARE * trigram_share(question.text, text) if is_own else 0.0
                if row == 0:
                    score += _FIRST + (_HEADING * trigram_share(question.text, passage.section) if is_own else 0.0)
                found.append((score, number, row))
        return found

    def _are_parallel(self, one: str, other: str) -> bool:
        """Whether two versions of a document have sentence for sentence, as far as their number tells."""
        return len(self._index.sentences_of(one)) == len(self._index.sentences_of(other))

    def _shown(self, number: int, row: int, language: str) -> tuple[int, int]:
        """The sentence's counterpart in the version of a language, itself where there is none."""
        document = self._index.documents[self._index.passages[number].document]
        return self._counterpart(number, row, self._index.versions(document.group).get(language, ""))

    def _counterpart(self, number: int, row: int, version: str) -> tuple[int, int]:
        """The same sentence in another version of its document, itself where they are not parallel."""
        document = self._index.passages[number].document
        if version in ("", document) or not self._are_parallel(document, version):
            return number, row
        return self._index.sentences_of(version)[self._index.sentences_of(document).index((number, row))]

    def _stating(self, verdict: Verdict, shown: str) -> tuple[int, str] | None:
        """The sentence of the threshold document that states a verdict's threshold, with its passage number."""
        versions = self._index.versions(_THRESHOLDS)
        wanted = versions.get(shown) or next(iter(versions.values()), "")
        figures = {f"{verdict.threshold:,}".replace(",", mark) for mark in (" ", "\u00a0", "\u202f", ",", ".")}
        period = str(verdict.since) if verdict.until else ""
        for number in dict.fromkeys(number for number, _ in self._index.sentences_of(wanted)):
            passage = self._index.passages[number]
            if period in passage.section or period in passage.text:
                for sentence in passage.sentence_texts:
                    if any(figure in sentence for figure in figures) and (period in sentence or not period):
                        return number, sentence
        return None
