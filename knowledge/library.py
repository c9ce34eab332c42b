"""Answers questions from the material: quotations with citations, or an honest "it does not say"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np

from knowledge import support, thresholds
from knowledge.answers import Answer, Citation, Opened, Quote, RestsOn, Verdict
from knowledge.embedder import Embedder
from knowledge.index import Index
from knowledge.passages import Passage
from knowledge.search import Hit, Question, Search, trigram_share
from knowledge.terms import Terms
from knowledge.trigrams import folded

QUOTES = 3
NEAREST = 3
_SENTENCE_SHARE = 0.15
_CLOSE = 0.12
"""How much worse than the best a further sentence may fit."""
_FIRST, _HEADING = 0.03, 0.12
"""A section's first sentence is written to answer its heading, more so where the question reads like that."""
_ASKING = 0.3
_SAME = 0.86
"""Cosine from which on two sentences say the same."""
_THRESHOLDS = "thresholds.fi"


class Library:
    """An index with all that is needed to answer from it. Safe to use from several threads."""

    def __init__(self, index: Index, embedder: Embedder, terms: Terms) -> None:
        self.index, self.terms = index, terms
        self._embedder = embedder
        self.search = Search(index, embedder, terms)

    def answer(
        self, text: str, *, reader: str | None = None, context: Sequence[str] = (), today: date | None = None
    ) -> Answer:
        """The answer to a question. `reader` is the person's language (the question's own if None), `context` the
        questions before, `today` decides what is in force (the machine's date if None). Never raises for a text."""
        today = today or date.today()  # noqa: DTZ011 - callers in chat give the date of their clock
        question = self.search.understand(text, context, reader)
        reader = reader or question.language
        hits = self.search.passages(question)
        given = Answer(question.language, RestsOn.NOTHING, 0.0, searched=len({hit.group for hit in hits}))
        compared = thresholds.compare(question.text if context else text, today)
        if compared and (compared.verdicts or compared.missing):
            return self._compared(given, compared, reader, today)
        term = self.terms.asked_for(text)
        if not hits:
            return replace(given, rests_on=RestsOn.TERM, term=term, confidence=0.9) if term else given
        confidence = self._confidence(question, hits[0])
        is_enough = confidence >= support.ANSWERABLE
        nearest = self._nearest(hits, reader, today)
        if not is_enough and not term:
            is_outside = confidence < support.OUTSIDE and not question.widened and hits[0].cosine < 0.4
            rests_on = RestsOn.OUTSIDE if is_outside else RestsOn.NOTHING
            return replace(given, rests_on=rests_on, confidence=confidence, nearest=nearest)
        quotes, citations = self._quoted(question, hits, reader, today) if is_enough else ((), ())
        return replace(
            given,
            rests_on=RestsOn.TERM if term else RestsOn.MATERIAL,
            confidence=max(confidence, 0.9) if term else confidence,
            term=term,
            quotes=quotes,
            citations=citations,
            nearest=nearest,
        )

    def confidence(self, question: Question, hits: Sequence[Hit]) -> float:
        """How likely the best hit answers, 0–1."""
        return self._confidence(question, hits[0]) if hits else 0.0

    def open(self, passage_id: str, *, reader: str, today: date) -> Opened | None:
        """A passage by its id; None if it is no longer in the index."""
        for number, passage in enumerate(self.index.passages):
            if passage.id == passage_id:
                return Opened(self._citation(1, number, "", reader, today), passage.text)
        return None

    def _confidence(self, question: Question, hit: Hit) -> float:
        passage = self.index.passages[hit.passage]
        document = self.index.documents[passage.document]
        text = f"{document.title} {passage.section} {passage.text}"
        evidence = support.Evidence(
            question=question.text,
            document=f"{document.title}\n{document.text}",
            cosine=hit.cosine,
            share=trigram_share(question.text, text) if passage.lang == question.language else hit.cosine,
            generality=self._embedder.generality(question.vector),
            has_terms=bool(question.widened),
        )
        return support.confidence(evidence, lambda word: word in self._all_text)

    @cached_property
    def _all_text(self) -> str:
        return folded("\n".join(f"{document.title}\n{document.text}" for document in self.index.documents.values()))

    def _nearest(self, hits: Sequence[Hit], reader: str, today: date) -> tuple[Citation, ...]:
        shown = self.search.documents(hits, reader)[:NEAREST]
        return tuple(self._citation(n, hit.passage, "", reader, today) for n, hit in enumerate(shown, 1))

    def _quoted(
        self, question: Question, hits: Sequence[Hit], reader: str, today: date
    ) -> tuple[tuple[Quote, ...], tuple[Citation, ...]]:
        """Up to three sentences: the best one, and others nearly as good from the best document or a second one."""
        best = hits[0]
        groups = [best.group, *(hit.group for hit in hits if hit.score > best.score - _CLOSE / 2)]
        candidates: list[tuple[float, int, int]] = []
        for group in dict.fromkeys(groups[:8]):
            candidates += self._sentences(question, group, hits, reader)
        candidates.sort(key=lambda item: -item[0])
        chosen = self._chosen(candidates)
        order = {number: n for n, number in enumerate(dict.fromkeys(number for _, number, _ in chosen), 1)}
        chosen.sort(key=lambda item: (order[item[1]], item[2]))
        quotes = tuple(
            Quote(order[number], self.index.passages[number].sentence_texts[row]) for _, number, row in chosen
        )
        texts: dict[int, str] = {}
        for quote in quotes:
            texts[quote.n] = f"{texts.get(quote.n, '')} {quote.text}"
        citations = tuple(self._citation(n, number, texts[n], reader, today) for number, n in order.items())
        return quotes, citations

    def _chosen(self, candidates: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
        """The best sentences that are close to the best one and do not repeat each other."""
        top, first, _ = candidates[0]
        own = self.index.passages[first].document
        chosen: list[tuple[float, int, int]] = []
        vectors: list[np.ndarray] = []
        for score, number, row in candidates:
            is_own = self.index.passages[number].document == own
            if score < top - (_CLOSE if is_own else _CLOSE / 2) or len(chosen) == QUOTES:
                continue
            vector = self.index.vectors_of(number)[row + 1]
            if all(float(vector @ other) < _SAME for other in vectors):
                chosen.append((score, number, row))
                vectors.append(vector)
        return chosen

    def _sentences(
        self, question: Question, group: str, hits: Sequence[Hit], reader: str
    ) -> list[tuple[float, int, int]]:
        """(score, passage number, sentence number) of the best passages of a document, in the reader's version."""
        versions = self.index.versions(group)
        wanted = versions.get(reader) or versions.get(question.language)
        numbers = [
            hit.passage
            for hit in hits
            if hit.group == group and (not wanted or self.index.passages[hit.passage].document == wanted)
        ][:3]
        found = []
        for rank, number in enumerate(numbers):
            passage = self.index.passages[number]
            vectors = self.index.vectors_of(number)
            cosines = 0.75 * (vectors[1:] @ question.vector) + 0.25 * float(vectors[0] @ question.vector)
            headed = trigram_share(question.text, passage.section) if passage.lang == question.language else 0.0
            for row, text in enumerate(passage.sentence_texts):
                score = float(cosines[row]) - 0.02 * rank
                if passage.lang == question.language:
                    score += _SENTENCE_SHARE * trigram_share(question.text, text)
                score += (_FIRST + _HEADING * headed if row == 0 else 0) - (_ASKING if text.endswith("?") else 0)
                found.append((score, number, row))
        return found

    def _compared(self, given: Answer, compared: thresholds.Comparison, reader: str, today: date) -> Answer:
        """A threshold question, with the sentences that state the thresholds where the material holds them."""
        quotes: list[Quote] = []
        citations: dict[int, Citation] = {}
        for verdict in compared.verdicts[:QUOTES]:
            found = self._stating(verdict, reader)
            if found:
                number, sentence = found
                n = citations[number].n if number in citations else len(citations) + 1
                citations[number] = self._citation(n, number, sentence, reader, today)
                quotes.append(Quote(n, sentence))
        return replace(
            given,
            rests_on=RestsOn.THRESHOLDS,
            confidence=0.95 if compared.verdicts else 0.5,
            quotes=tuple(dict.fromkeys(quotes)),
            citations=tuple(citations.values()),
            amount=compared.amount,
            verdicts=compared.verdicts,
            missing=compared.missing,
        )

    def _stating(self, verdict: Verdict, reader: str) -> tuple[int, str] | None:
        """The sentence of the threshold document that states a verdict's threshold, with its passage number."""
        versions = self.index.versions(_THRESHOLDS)
        wanted = versions.get(reader) or next(iter(versions.values()), "")
        figures = {f"{verdict.threshold:,}".replace(",", mark) for mark in (" ", "\u00a0", "\u202f", ",", ".")}
        period = str(verdict.since) if verdict.until else ""
        for number, passage in enumerate(self.index.passages):
            if passage.document == wanted and (period in passage.section or period in passage.text):
                for sentence in passage.sentence_texts:
                    if any(figure in sentence for figure in figures) and (period in sentence or not period):
                        return number, sentence
        return None

    def _citation(self, n: int, number: int, quoted: str, reader: str, today: date) -> Citation:
        passage = self.index.passages[number]
        document = self.index.documents[passage.document]
        return Citation(
            n=n,
            document=document.id,
            passage=passage.id,
            title=document.title,
            section=passage.section,
            language=passage.lang,
            publisher=document.publisher,
            date=document.date,
            as_of=document.as_of,
            valid_until=document.valid_until,
            is_expired=bool(document.valid_until and document.valid_until < today),
            is_reviewed=bool(document.reviewed_by),
            url=document.url,
            key_terms=self._key_terms(quoted, passage, reader),
        )

    def _key_terms(self, quoted: str, passage: Passage, reader: str) -> tuple[tuple[str, str], ...]:
        if passage.lang == reader or not quoted:
            return ()
        return tuple(
            (term.names[passage.lang], term.names[reader]) for term in self.terms.within(quoted, passage.lang)
        )[:5]


def is_answered(answer: Answer) -> bool:
    """Whether the answer says anything but that it does not know."""
    return answer.rests_on not in (RestsOn.NOTHING, RestsOn.OUTSIDE) and not (answer.missing and not answer.verdicts)
