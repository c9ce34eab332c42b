"""Judges whether the material supports an answer at all: how near it lies, and whether it names what is asked for.

A cosine sees an off-topic question, not a missing fact. Names and figures asked for are therefore looked up in the
material itself, and so is what only the exact thing can answer (a telephone number, the wording of a section).
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.trigrams import folded

COSINE, SHARE, TERMS, GENERAL, BIAS = 5.0, 2.3, 0.8, -3.3, -1.65
"""Logistic regression on the tuned half of tests/recall; `make recall` prints how it does on the other half."""
UNKNOWN_NAME, MISSING_FIGURE, MISSING_THING = -2.0, -4.0, -3.5
ANSWERABLE = 0.5
OUTSIDE = 0.40
"""Below this confidence, and without a term of procurement in it, a question is not about procurement at all."""
_SHORT = 14
"""Words up to which a figure in a question is what is asked about, and not a part of its story."""

_NAME = re.compile(r"(?<![.!?:\n] )(?<!^)\b[A-ZÅÄÖ][\wÅÄÖåäö-]{3,}")
_FIGURE = re.compile(r"\b20\d\d\b|\b\d+ ?§|§ ?\d+|(?:section|article|pykälä|paragraf) \d+", re.IGNORECASE)
_COMMON = {
    "sparri",
    "euroa",
    "euro",
    "suomi",
    "suome",
    "suomessa",
    "finland",
    "finnish",
    "terveisin",
    "regards",
    "halsningar",
}
_THING = re.compile(
    r"puhelinnumero|telefonnum|mobilnum|phone number|mobile number|sanasta sanaan|sanatarkka|ordagrant|verbatim|"
    r"koko pykala|full wording|exact wording|hela \d+ ?§|word for word"
)
_PHONE = re.compile(r"\b0\d{1,3}[ -]?\d{3}[ -]?\d{2,4}\b|\+358")


@dataclass(frozen=True)
class Evidence:
    """What is known of a question and the best passage. `cosine`, `share` (of the question's trigrams that stand in
    the passage) and `generality` (nearness to everyday text) are 0–1; `document` is the whole text around it."""

    question: str
    document: str
    cosine: float
    share: float
    generality: float
    has_terms: bool


def confidence(evidence: Evidence, is_known: Callable[[str], bool]) -> float:
    """How likely the passage answers, calibrated 0–1; `is_known` tells whether a folded word stands in any document."""
    score = BIAS + COSINE * evidence.cosine + SHARE * evidence.share
    score += TERMS * evidence.has_terms + GENERAL * evidence.generality
    return 1 / (1 + math.exp(-(score + penalty(evidence, is_known))))


def penalty(evidence: Evidence, is_known: Callable[[str], bool]) -> float:
    """What a question loses for asking for what is not there."""
    body = folded(evidence.document)
    lost = 0.0
    names = [folded(name) for name in _NAME.findall(evidence.question)]
    if any(name not in _COMMON and not is_known(stem(name)) for name in names):
        lost += UNKNOWN_NAME
    figures = _FIGURE.findall(evidence.question)
    if figures and len(evidence.question.split()) <= _SHORT and not any(folded(figure) in body for figure in figures):
        lost += MISSING_FIGURE
    if _THING.search(folded(evidence.question)) and not _PHONE.search(evidence.document):
        lost += MISSING_THING
    return lost


def stem(word: str) -> str:
    """The part of a folded word that inflection leaves alone, roughly."""
    return word if len(word) <= 5 else word[: max(5, len(word) * 2 // 3)]
