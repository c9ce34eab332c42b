"""Judges whether the material supports an answer at all: how near it lies, and whether it names what is asked for.

A cosine sees an off-topic question, not a missing fact. So the words of the question are weighed too, by how rare they
are in the material and whether the document has them, in the question's language; names, figures and what only the
exact thing can answer (a telephone number, the wording of a section) are looked up in the material itself.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain

from knowledge import embedder
from knowledge.trigrams import folded

BIAS = 1.97
WEIGHTS = {
    "cosine": 2.05,
    "gap": 3.71,
    "generality": -5.07,
    "is own": -2.98,
    "mass": 0.44,
    "share": 1.27,
    "missing terms": -0.64,
    "unknown name": -2.11,
    "missing figure": -4.69,
    "missing thing": -4.91,
}
"""What `features` count for: `python -m tests.recall.calibrate` works them out on the half that is tuned on."""
ANSWERABLE = 0.5
OUTSIDE = 0.40
"""Below this confidence, and without a term of procurement in it, a question is not about procurement at all."""
_WIDEST_GAP = 0.15
_NAME_IN, _FIGURE_IN = 9, 12
"""Words up to which a name, a figure in a question is what is asked about, and not a part of its story."""

_WORD = re.compile(r"\w{3,}")
_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)\b[A-ZÅÄÖ][\wÅÄÖåäö-]{3,}")
_FIGURE = re.compile(r"\b20\d\d\b|\b\d+ ?§|§ ?\d+|(?:section|article|pykälä|paragraf) \d+", re.IGNORECASE)
_COMMON = set("sparri euroa euro suomi suome suomessa finland finnish terveisin regards halsningar".split())
_THING = re.compile(
    r"puhelinnumero|telefonnum|mobilnum|phone number|mobile number|sanasta sanaan|sanatarkka|ordagrant|verbatim|"
    r"koko pykala|full wording|exact wording|hela \d+ ?§|word for word"
)
_PHONE = re.compile(r"\b0\d{1,3}[ -]?\d{3}[ -]?\d{2,4}\b|\+358")


class Vocabulary:
    """How rare words are in one language: in the passages of an index together with everyday sentences, so that a word
    weighs something in a small index too."""

    def __init__(self, passages: Iterable[str], language: str) -> None:
        """`passages` are folded texts."""
        counts: Counter[str] = Counter()
        self._passages = 0
        for text in chain(passages, map(folded, embedder.general_sentences(language))):
            counts.update(set(_WORD.findall(text)))
            self._passages += 1
        self._words = sorted(counts)
        self._sums = [0, *accumulate(counts[word] for word in self._words)]

    def weight(self, beginning: str) -> float:
        """The inverse document frequency of the words with a beginning: ln((passages + 1) / (those with one + ½))."""
        first, end = bisect_left(self._words, beginning), bisect_left(self._words, beginning + "\uffff")
        return math.log((self._passages + 1) / (self._sums[end] - self._sums[first] + 0.5))


@dataclass(frozen=True)
class Evidence:
    """What is known of a question and the best document.

    `document` is its text, `own` its folded text in the question's language ("" where it has no such version). `cosine`
    (−1 to 1) is that of the best passage, `gap` how much better it scores than the best of another document,
    `generality` (0–1) how near the question lies to everyday text, `missing_terms` (0–1) the share of the glossary's terms
    in the question that the document does not have.
    """

    question: str
    document: str
    own: str
    cosine: float
    gap: float
    generality: float
    missing_terms: float


def confidence(features: Mapping[str, float]) -> float:
    """How likely the document answers, 0–1."""
    score = BIAS + sum(WEIGHTS[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-score))


def features(evidence: Evidence, vocabulary: Vocabulary, is_known: Callable[[str], bool]) -> dict[str, float]:
    """What speaks for and against an answer; `vocabulary` is that of the question's language, and `is_known` tells
    whether a folded word stands in any document."""
    line, body = folded(evidence.question), folded(evidence.document)
    words = len(_WORD.findall(evidence.question))
    mass, share = matched(line, evidence.own, vocabulary) if evidence.own else (0.0, 0.0)
    names = [folded(name) for name in _NAME.findall(evidence.question)]
    figures = [folded(figure) for figure in _FIGURE.findall(evidence.question)]
    is_unknown = words <= _NAME_IN and any(name not in _COMMON and not is_known(stem(name)) for name in names)
    is_figure_missing = bool(figures) and words <= _FIGURE_IN and not any(figure in body for figure in figures)
    return {
        "cosine": evidence.cosine,
        "gap": min(evidence.gap, _WIDEST_GAP),
        "generality": evidence.generality,
        "is own": float(bool(evidence.own)),
        "mass": math.log1p(max(mass, 0.0)),
        "share": share,
        "missing terms": evidence.missing_terms,
        "unknown name": float(is_unknown),
        "missing figure": float(is_figure_missing),
        "missing thing": float(bool(_THING.search(line)) and not _PHONE.search(evidence.document)),
    }


def matched(question: str, text: str, vocabulary: Vocabulary) -> tuple[float, float]:
    """The weight of a question's words that a text has (both folded), in all and as a share."""
    weights = {word: vocabulary.weight(word) for word in map(beginning, _WORD.findall(question))}
    mass = sum(weight for word, weight in weights.items() if word in text)
    whole = sum(weights.values())
    return mass, mass / whole if whole > 0 else 0.0


def beginning(word: str) -> str:
    """The part of a folded word that its inflections begin with, roughly: two thirds of it, four letters at least."""
    return word[: max(4, -(-len(word) * 2 // 3))]


def stem(word: str) -> str:
    """The part of a folded name that inflection leaves alone, roughly."""
    return word if len(word) <= 5 else word[: max(5, len(word) * 2 // 3)]
