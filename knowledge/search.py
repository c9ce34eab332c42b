"""Finds the passages that answer a question, in whatever language they are.

Language-neutral dense vectors, widened with the equivalents of the terms in the question; the lexical score is added
with a small weight, among passages in the question's language (and by the equivalents in the others, where plain
words would be noise). The weights come from `make recall` (the half that is tuned on).
"""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from knowledge import languages, thresholds
from knowledge.embedder import Embedder
from knowledge.index import Searchable
from knowledge.terms import Terms
from knowledge.trigrams import folded

SENTENCE_WEIGHT = 0.4
LEXICAL_WEIGHT, EQUIVALENT_WEIGHT = 0.08, 0.04
TERM_WEIGHT = 0.2
CONTEXT_WEIGHT = 0.45
ASKED_WEIGHT, ASKED_FROM = 0.6, 0.3
"""What it counts for that an entry answers a question like this one, measured with tests/knowledge/experts.toml beside five
training modules: 30 of 36 questions find their entry (25 with 0.4), and 6 of 36 that ask something else."""
_DEPTH = 400
_QUESTION_LENGTH = 2_000
_FEW = 3
_REMEMBERED = 4
"""Questions before that are looked at."""
_FOLLOWS = re.compile(
    r"^(?:entä|entäs|ja|mutta|och|men|and|but|what about|how about|hur är det med)\b"
    r"|\b(?:se|siinä|siitä|siihen|sitä|sen|sille|niitä|niiden|niihin|ne|tämä|tässä|tuo|silloin|"
    r"den|det|dess|dem|där|denna|då|it|its|they|them|that|those|this|there)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """A question ready to be searched with. `vector` is centred and of length one; `text` is what words count in.

    `asked` is what is asked now, and `before` the question that it follows, "" if it stands alone: together they are
    `text`. Whoever asks for another language ("entä ruotsiksi?") asks the question before again; `wanted` is that language.
    """

    text: str
    asked: str
    before: str
    language: str
    wanted: str | None
    vector: np.ndarray
    widened: dict[str, str]


@dataclass(frozen=True)
class Hit:
    """A passage (by its number in the index) and how well it fits. `cosine` is the dense part of `score`."""

    passage: int
    group: str
    score: float
    cosine: float


class Search:
    """Search over one index. Safe to use from several threads."""

    def __init__(self, index: Searchable, embedder: Embedder, terms: Terms) -> None:
        self.index, self._embedder, self._terms = index, embedder, terms
        self._names: dict[tuple[str, str], np.ndarray] = {}

    def over(self, index: Searchable) -> "Search":
        """The same search over another index; what questions are understood with is shared."""
        other = copy(self)
        other.index = index
        return other

    def understand(self, text: str, context: Sequence[str] = (), language: str | None = None) -> Question:
        """Works out a question's language, its terms and its vector; `context` is what was asked before, last last."""
        wanted = languages.requested(text)
        asked = [words for words in (*context[-_REMEMBERED:], text) if not languages.requested(words)] or [text]
        *context, text = [words[:_QUESTION_LENGTH] for words in asked]
        language = languages.of_question(text, language)
        before = _before(text, context)
        whole = f"{before} {text}".strip()
        terms = self._terms.within(whole, language)
        vectors = self._embedder.questions([text, whole] if before else [text], [language] * (2 if before else 1))
        vector = (1 - CONTEXT_WEIGHT) * vectors[0] + CONTEXT_WEIGHT * vectors[-1]
        widened = {other: ", ".join(term.names[other] for term in terms) for other in ("fi", "sv", "en") if terms}
        if terms:
            names = [(term.names[other], other) for term in terms for other in widened if other != language]
            vector = vector + TERM_WEIGHT * np.mean([self._name_vector(*name) for name in names], axis=0)
        vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return Question(whole, text, before, language, wanted, vector.astype(np.float32), widened)

    def _name_vector(self, name: str, language: str) -> np.ndarray:
        """Kept once made: a few hundred names at most."""
        if (name, language) not in self._names:
            self._names[name, language] = self._embedder.questions([name], [language])[0]
        return self._names[name, language]

    def passages(self, question: Question) -> list[Hit]:
        """All passages worth looking at, best first."""
        cosines = self._cosines(question)
        scores = dict(cosines)
        for number, bonus in self._lexical(question).items():
            scores[number] = scores.get(number, 0.0) + bonus
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(number, self._group(number), score, cosines.get(number, 0.0)) for number, score in ranked]

    def _group(self, number: int) -> str:
        return self.index.documents[self.index.passages[number].document].group

    def documents(self, hits: Sequence[Hit], language: str) -> list[Hit]:
        """The best hit of each document, parallel versions being one, in the version of `language` where there is one."""
        best: dict[str, Hit] = {}
        shown: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit.group, hit)
            if self.index.passages[hit.passage].lang == language:
                shown.setdefault(hit.group, hit)
        result = []
        for group, hit in best.items():
            own = shown.get(group) or self._in_version(group, language) or hit
            result.append(Hit(own.passage, group, hit.score, hit.cosine))
        return result

    def _in_version(self, group: str, language: str) -> Hit | None:
        sentences = self.index.sentences_of(self.index.versions(group).get(language, ""))
        return Hit(sentences[0][0], group, 0.0, 0.0) if sentences else None

    def _cosines(self, question: Question) -> dict[int, float]:
        whole: dict[int, float] = {}
        sentence: dict[int, float] = {}
        for number, part, cosine in self.index.dense(question.vector, _DEPTH):
            side = sentence if part else whole
            side[number] = max(cosine, side.get(number, -1.0))
        cosines = {}
        for number in whole.keys() | sentence.keys():
            if number not in whole or number not in sentence:
                parts = self.index.vectors_of(number) @ question.vector
                first, rest = float(parts[0]), float(parts[1:].max(initial=-1.0))
            else:
                first, rest = whole[number], sentence[number]
            cosines[number] = (1 - SENTENCE_WEIGHT) * first + SENTENCE_WEIGHT * max(first, rest)
        for number, cosine in self.index.asked(question.vector, ASKED_FROM).items():
            if number in cosines:
                cosines[number] += ASKED_WEIGHT * (cosine - ASKED_FROM)
        return cosines

    def _lexical(self, question: Question) -> dict[int, float]:
        """What words add to a score: shares of the best score in each language, weighted."""
        bonuses: dict[int, float] = {}
        for language in ("fi", "sv", "en"):
            is_own = language == question.language
            words = question.text if is_own else question.widened.get(language, "")
            weight = LEXICAL_WEIGHT if is_own else EQUIVALENT_WEIGHT
            found = self.index.lexical(words, language, _DEPTH // 4)
            if found:
                top = found[0][1]
                bonuses.update({number: weight * score / top for number, score in found if top > 0})
        return bonuses


def _before(text: str, context: Sequence[str]) -> str:
    """What a question follows: the one before it, with the one before that where that followed it; "" if none."""
    if not context or not _follows(text):
        return ""
    *earlier, last = context
    return f"{_before(last, earlier)} {last}".strip()[-_QUESTION_LENGTH:]


def _follows(text: str) -> bool:
    """Whether it leans on what was asked before: by its words, or a few of them that ask, count or name a buyer. A word or
    two that only name something stand for themselves."""
    is_short = len(text.split()) <= _FEW and (
        bool(re.search(r"[?\d]", text)) or thresholds.names_buyer(text) or languages.is_telling(text)
    )
    return is_short or bool(_FOLLOWS.search(text))


def trigram_share(question: str, text: str) -> float:
    """The share (0–1) of a question's trigrams that stand in a text; dots and case do not count."""
    line, body = folded(question), folded(text)
    grams = {word[n : n + 3] for word in re.findall(r"\w+", line) for n in range(len(word) - 2)}
    return sum(gram in body for gram in grams) / len(grams) if grams else 0.0
