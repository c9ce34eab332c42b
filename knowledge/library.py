"""Answers questions from the material: quotations with citations, or an honest "it does not say"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, cached_property

from knowledge import support, thresholds
from knowledge.answers import Answer, Opened, RestsOn
from knowledge.documents import LANGUAGES, Document
from knowledge.embedder import Embedder
from knowledge.index import Index
from knowledge.quoting import Quoted, Quoting, Reader
from knowledge.search import Hit, Question, Search
from knowledge.terms import Terms
from knowledge.trigrams import folded


class Library:
    """An index with all that is needed to answer from it. Safe to use from several threads."""

    def __init__(self, index: Index, embedder: Embedder, terms: Terms) -> None:
        self.index, self.terms = index, terms
        self._embedder = embedder
        self.search = Search(index, embedder, terms)
        self._quoting = Quoting(index, self.search, terms)

    def answer(
        self, text: str, *, reader: str | None = None, context: Sequence[str] = (), today: date | None = None
    ) -> Answer:
        """The answer to a question. `reader` is the person's language (the question's own if None), `context` the
        questions before, `today` decides what is in force (the machine's date if None). Never raises for a text."""
        today = today or date.today()  # noqa: DTZ011 - callers in chat give the date of their clock
        question = self.search.understand(text, context, reader)
        reader = reader or question.language
        to = Reader(reader, question.wanted or reader, today)
        hits = self.search.passages(question)
        searched = len({hit.group for hit in hits})
        given = Answer(question.language, RestsOn.NOTHING, 0.0, searched=searched, wanted=question.wanted or "")
        confidence = self.confidence(question, hits)
        is_enough = confidence >= support.ANSWERABLE
        quotes, citations = self._quoting.quoted(question, hits, to) if is_enough else ((), ())
        compared = thresholds.compare(question.asked, today, question.before)
        if compared and (found := self._compared(given, compared, (quotes, citations), to)):
            return found
        term = self.terms.asked_for(question.asked)
        if term:
            quotes, citations = self._quoting.about(term, (quotes, citations), to)
            rests_on = RestsOn.TERM
        elif is_enough:
            rests_on = RestsOn.MATERIAL
        else:
            rests_on = RestsOn.OUTSIDE if self._is_outside(question, hits, confidence) else RestsOn.NOTHING
        return replace(
            given,
            rests_on=rests_on,
            confidence=max(confidence, 0.9) if term else confidence,
            term=term,
            quotes=quotes,
            citations=citations,
            nearest=self._quoting.nearest(hits, to) if rests_on is RestsOn.NOTHING else (),
        )

    def _compared(
        self, given: Answer, compared: thresholds.Comparison, otherwise: Quoted, reader: Reader
    ) -> Answer | None:
        """A threshold question, with the sentences that state the thresholds where the material holds them, else with
        what would be quoted otherwise. None where only sums are asked for and the material does not state them."""
        quotes, citations = self._quoting.stating(compared.verdicts, reader)
        if compared.amount is None and compared.verdicts:
            if not quotes:
                return None
            return replace(given, rests_on=RestsOn.MATERIAL, confidence=0.95, quotes=quotes, citations=citations)
        if compared.verdicts and not quotes:
            quotes, citations = otherwise
        return replace(
            given,
            rests_on=RestsOn.THRESHOLDS,
            confidence=0.95 if compared.verdicts else 0.5,
            quotes=quotes,
            citations=citations,
            amount=compared.amount,
            verdicts=compared.verdicts,
            missing=compared.missing,
        )

    def _is_outside(self, question: Question, hits: Sequence[Hit], confidence: float) -> bool:
        nearest = hits[0].cosine if hits else 0.0
        return confidence < support.OUTSIDE and not question.widened and nearest < 0.4

    def confidence(self, question: Question, hits: Sequence[Hit]) -> float:
        """How likely the best hit answers, 0–1."""
        return support.confidence(self.features(question, hits)) if hits else 0.0

    def features(self, question: Question, hits: Sequence[Hit]) -> dict[str, float]:
        """What the confidence rests on (see support); there must be a hit."""
        best = hits[0]
        document = self.index.documents[self.index.passages[best.passage].document]
        own = self.index.versions(document.group).get(question.language)
        evidence = support.Evidence(
            question=question.text,
            document=f"{document.title}\n{document.text}",
            own=self._folded[own] if own else "",
            cosine=best.cosine,
            gap=best.score - next((hit.score for hit in hits if hit.group != best.group), best.score),
            generality=self._embedder.generality(question.vector),
            missing_terms=self._missing_terms(question, document),
        )
        return support.features(evidence, self._vocabularies[question.language], self._is_known)

    def open(self, passage_id: str, *, reader: str, today: date) -> Opened | None:
        """A passage by its id; None if it is no longer in the index."""
        return self._quoting.opened(passage_id, Reader(reader, reader, today))

    def _missing_terms(self, question: Question, document: Document) -> float:
        asked = {term.id for term in self.terms.within(question.text, question.language)}
        return len(asked - self._terms_in(document.id)) / len(asked) if asked else 0.0

    @cache  # noqa: B019 - a library is opened once and lives as long as its process
    def _terms_in(self, document: str) -> frozenset[str]:
        found = self.index.documents[document]
        return frozenset(term.id for term in self.terms.within(f"{found.title} {found.text}", found.lang))

    def _is_known(self, word: str) -> bool:
        return any(word in text for text in self._folded.values())

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        """The folded text of every document by its id."""
        return {document.id: folded(f"{document.title}\n{document.text}") for document in self.index.documents.values()}

    @cached_property
    def _vocabularies(self) -> Mapping[str, support.Vocabulary]:
        """By language."""
        return {
            language: support.Vocabulary(map(folded, self._passages_in(language)), language) for language in LANGUAGES
        }

    def _passages_in(self, language: str) -> Iterator[str]:
        for passage in self.index.passages:
            if passage.lang == language:
                yield f"{self.index.documents[passage.document].title} {passage.section} {passage.text}"


def is_answered(answer: Answer) -> bool:
    """Whether the answer says anything but that it does not know."""
    return answer.rests_on not in (RestsOn.NOTHING, RestsOn.OUTSIDE) and not (answer.missing and not answer.verdicts)
