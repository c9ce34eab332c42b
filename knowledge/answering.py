"""Answers questions from one set of documents: quotations with citations, or an honest "it does not say"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge import support, thresholds
from knowledge.answers import Answer, RestsOn
from knowledge.documents import Document
from knowledge.index import Searchable
from knowledge.material import Material
from knowledge.quoting import Quoted, Quoting, Reader
from knowledge.search import Hit, Question, Search
from knowledge.terms import Terms


@dataclass(frozen=True)
class Answering:
    """One index, or what somebody may read of it and of what is held beside it. `own` finds the folded text of what is
    held by the id of its document; all of it is known to be there. Safe to use from several threads."""

    index: Searchable
    search: Search
    quoting: Quoting
    terms: Terms
    material: Material
    generality: Callable[..., float]
    own: Mapping[str, str]

    def answer(self, question: Question, reader: Reader) -> Answer:
        """The answer to a question that is understood already."""
        hits = self.search.passages(question)
        searched = len({document.group for document in self.index.documents.values()})
        given = Answer(question.language, RestsOn.NOTHING, 0.0, searched=searched, wanted=question.wanted or "")
        confidence = self.confidence(question, hits)
        is_enough = confidence >= support.ANSWERABLE
        quotes, citations = self.quoting.quoted(question, hits, reader) if is_enough else ((), ())
        compared = thresholds.compare(question.asked, reader.today, question.before)
        if compared and (found := self._compared(given, compared, (quotes, citations), reader)):
            return found
        term = self.terms.asked_for(question.asked)
        if term:
            quotes, citations = self.quoting.about(term, (quotes, citations), reader)
            rests_on = RestsOn.TERM
        elif is_enough:
            rests_on = _rests_on((quotes, citations))
        else:
            rests_on = RestsOn.OUTSIDE if self._is_outside(question, hits, confidence) else RestsOn.NOTHING
        return replace(
            given,
            rests_on=rests_on,
            confidence=max(confidence, 0.9) if term else confidence,
            term=term,
            quotes=quotes,
            citations=citations,
            nearest=self.quoting.nearest(hits, reader) if rests_on is RestsOn.NOTHING else (),
        )

    def _compared(
        self, given: Answer, compared: thresholds.Comparison, otherwise: Quoted, reader: Reader
    ) -> Answer | None:
        """A threshold question, with the sentences that state the thresholds where the material holds them, else with
        what would be quoted otherwise. None where only sums are asked for and the material does not state them."""
        quotes, citations = self.quoting.stating(compared.verdicts, reader)
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
        own = self.index.versions(document.group).get(question.language, "")
        evidence = support.Evidence(
            question=question.text,
            document=f"{document.title}\n{document.text}",
            own=self.own.get(own) or self.material.folded.get(own, ""),
            cosine=best.cosine,
            gap=best.score - next((hit.score for hit in hits if hit.group != best.group), best.score),
            generality=self.generality(question.vector),
            missing_terms=self._missing_terms(question, document),
        )
        return support.features(evidence, self.material.vocabularies[question.language], self._is_known)

    def _missing_terms(self, question: Question, document: Document) -> float:
        asked = {term.id for term in self.terms.within(question.text, question.language)}
        return len(asked - self.material.terms_in(document)) / len(asked) if asked else 0.0

    def _is_known(self, word: str) -> bool:
        return any(word in text for texts in (self.material.folded, self.own) for text in texts.values())


def _rests_on(quoted: Quoted) -> RestsOn:
    return RestsOn.EXPERT if quoted[1] and all(citation.entry for citation in quoted[1]) else RestsOn.MATERIAL
