"""The library: the material of an index, and beside it what people have answered, both found by the same search."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from functools import lru_cache

from knowledge import entries, leanings, subjects
from knowledge.answering import Answering
from knowledge.answers import Answer, Opened, RestsOn
from knowledge.embedder import Embedder
from knowledge.entries import Entry
from knowledge.held import Held
from knowledge.index import Index
from knowledge.joined import Joined
from knowledge.matching import Matching
from knowledge.material import Material
from knowledge.quoting import Quoting, Reader
from knowledge.search import Hit, Question, Search
from knowledge.terms import Terms

EVERYONE: frozenset[str] = frozenset()
"""The audiences of somebody of whom nothing is known, and of a place where anybody reads along."""
SIMILAR = 0.45
"""Cosine from which on two questions are similar. Of tests/knowledge/experts.toml it finds 32 of 36 questions that ask the
same, 16 of 36 that ask something else about the same subject, and 2 % of those about others."""
_VIEWS = 64
"""Kept by audiences and day; a view holds marks, no copies."""


class Library:
    """An index with all that is needed to answer from it, and entries beside it. Safe to use from several threads.

    `index`, `search`, `confidence` and `features` are those of the material alone.
    """

    def __init__(self, index: Index, embedder: Embedder, terms: Terms) -> None:
        self.index, self.terms = index, terms
        self.search = Search(index, embedder, terms)
        known = subjects.shipped()
        self.matching = Matching(self.search, embedder, known, leanings.of(embedder, known))
        self._embedder, self._material = embedder, Material(index, terms)
        self._alone = Answering(
            index, self.search, Quoting(index, self.search, terms), terms, self._material, embedder.generality, {}
        )
        self._hold(Held((), embedder.dimension))

    def holding(self, wanted: Iterable[Entry]) -> "Library":
        """The same library with these entries beside its material, and none of those it held before unless they are here.

        What has not changed is taken over; what is not encoded by this library's encoder is encoded now.
        """
        other = copy(self)
        other._hold(self._held.with_(tuple(wanted), self._embedder))
        return other

    @property
    def encoder(self) -> str:
        """The id of the encoder that all vectors here are of."""
        return self._embedder.id

    def encoded(self, question: str, answer: str, language: str) -> tuple[str, bytes]:
        """(encoder id, vectors) to keep with an entry, so that no process has to encode it again: about 0.1 s a sentence."""
        made = entries.encoded(*entries.cut(Entry("", language, question, answer, "", date.min)), self._embedder)
        return self.encoder, made.tobytes()

    def answer(
        self,
        text: str,
        *,
        reader: str | None = None,
        context: Sequence[str] = (),
        today: date | None = None,
        audiences: frozenset[str] = EVERYONE,
    ) -> Answer:
        """The answer to a question. `reader` is the person's language (the question's own if None), `context` the
        questions before, `today` decides what is in force (the machine's date if None), `audiences` which entries may be
        used besides those for everyone. Never raises for a text."""
        today = today or date.today()  # noqa: DTZ011 - callers in chat give the date of their clock
        question = self.search.understand(text, context, reader)
        reader = reader or question.language
        return self._for(audiences, today).answer(question, Reader(reader, question.wanted or reader, today))

    def open(self, passage_id: str, *, reader: str, today: date, audiences: frozenset[str] = EVERYONE) -> Opened | None:
        """A passage by its id; None if it is no longer there, or not for these audiences."""
        return self._for(audiences, today).quoting.opened(passage_id, Reader(reader, reader, today))

    def similar(
        self, text: str, language: str, audiences: frozenset[str], today: date, limit: int = 3
    ) -> tuple[Entry, ...]:
        """The experts' answers whose questions are nearest to one, best first; none that is not near (see SIMILAR)."""
        index = self._for(audiences, today).index
        near = index.asked(self.search.understand(text, (), language).vector, SIMILAR)
        found = {entries.entry_id(index.passages[number].document): cosine for number, cosine in near.items()}
        nearest = sorted(found, key=lambda name: (-round(found[name], 5), name))
        answers = [self._held.entries[name] for name in nearest if self._held.entries[name].kind == entries.EXPERT]
        return tuple(answers[:limit])

    def is_answered_by(self, text: str, language: str, entry_id: str, today: date) -> bool:
        """Whether the answer to a question would quote an entry now, were it put by somebody whom the entry is for."""
        entry = self._held.entries.get(entry_id)
        if entry is None:
            return False
        given = self.answer(text, reader=language, today=today, audiences=frozenset({entry.audience}))
        return any(citation.entry == entry_id for citation in given.citations)

    def confidence(self, question: Question, hits: Sequence[Hit]) -> float:
        """How likely the best hit answers, 0–1."""
        return self._alone.confidence(question, hits)

    def features(self, question: Question, hits: Sequence[Hit]) -> dict[str, float]:
        """What the confidence rests on (see support); there must be a hit."""
        return self._alone.features(question, hits)

    def _hold(self, held: Held) -> None:
        self._held = held
        self._views: Callable[[frozenset[str], date], Answering] = lru_cache(_VIEWS)(self._view)

    def _for(self, audiences: frozenset[str], today: date) -> Answering:
        """What answers somebody: the material, and the entries that are open to them."""
        return self._views(audiences & self._held.audiences, today) if self._held.pieces else self._alone

    def _view(self, audiences: frozenset[str], today: date) -> Answering:
        index = Joined(self.index, self._held, audiences, today)
        search = self.search.over(index)
        own = {name: piece.folded for name, piece in index.open.items()}
        quoting = Quoting(index, search, self.terms)
        return Answering(index, search, quoting, self.terms, self._material, self._embedder.generality, own)


def is_answered(answer: Answer) -> bool:
    """Whether the answer says anything but that it does not know."""
    return answer.rests_on not in (RestsOn.NOTHING, RestsOn.OUTSIDE) and not (answer.missing and not answer.verdicts)
