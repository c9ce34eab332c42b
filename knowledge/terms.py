"""Official procurement terms and their equivalents in three languages (`sources/terms.toml`)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.documents import LANGUAGES
from knowledge.trigrams import folded

_FILE = Path(__file__).parent / "sources" / "terms.toml"
_WORD = re.compile(r"\w+")
_START = 4
"""Letters that a word and any form of it begin with alike (see `_is_form_of`): terms are looked up by them."""
_ENDING = 6
"""Letters an inflected form may be longer than its base: innovaatiokumppanuu|dessa|kin."""

_FAR = 10_000


@dataclass(frozen=True)
class Term:
    """One concept. All but its id is by language; a definition is one sentence, `sources` are publications by title."""

    id: str
    names: Mapping[str, str]
    variants: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Terms:
    """Finds terms in what people write, inflected or not, with or without dots."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._forms: dict[tuple[str, str], list[tuple[tuple[str, ...], Term]]] = {}
        for term in terms:
            for language in LANGUAGES:
                for form in (term.names[language], *term.variants[language]):
                    words = tuple(_WORD.findall(folded(form)))
                    self._forms.setdefault((language, words[0][:_START]), []).append((words, term))

    def within(self, text: str, language: str) -> list[Term]:
        """The terms that occur in a text in a language; where one is part of a longer one, only the longer."""
        words = _WORD.findall(folded(text))
        found: dict[tuple[int, int], tuple[int, Term]] = {}
        for start, first in enumerate(words):
            for form, term in self._forms.get((language, first[:_START]), ()):
                end = start + len(form)
                distance = _distance(words[start:end], form)
                if distance is not None and distance < found.get((start, end), (_FAR, term))[0]:
                    found[start, end] = distance, term
        kept = [
            term
            for (start, end), (_, term) in found.items()
            if not any(s <= start and end <= e and e - s > end - start for s, e in found)
        ]
        return list({term.id: term for term in kept}.values())

    def named(self, text: str, language: str) -> Term | None:
        """The term whose name or variant the whole text is, if there is one."""
        words = _WORD.findall(folded(text))
        near = [
            (distance, place, term)
            for place, (form, term) in enumerate(self._forms.get((language, words[0][:_START] if words else ""), ()))
            if (distance := _distance(words, form)) is not None
        ]
        return min(near)[2] if near else None

    def asked_for(self, question: str) -> Term | None:
        """The term of a question that is nothing but a term, or asks what one is or is called in another language.

        Only the last sentence counts, without the word that joins it to what was said before.
        """
        last = re.split(r"[.!?]\s", question.strip(_MARKS))[-1]
        line = _JOINED.sub("", " ".join(last.split()))
        matches = [match["term"] for pattern in _QUESTIONS if (match := pattern.fullmatch(line))]
        for asked in (*matches, line):
            for language in LANGUAGES:
                if term := self.named(asked.strip(_MARKS), language):
                    return term
        return None


def _distance(words: Sequence[str], form: Sequence[str]) -> int | None:
    """How many letters words are off a form of a term; None if they are not an inflection of it."""
    if len(words) != len(form) or not all(map(_is_form_of, words, form)):
        return None
    return sum(abs(len(word) - len(base)) for word, base in zip(words, form, strict=True))


def _is_form_of(word: str, base: str) -> bool:
    if len(base) <= _START:
        return word == base
    stem = base[: -2 if len(base) > 7 else -1]
    return word.startswith(stem) and len(word) <= len(base) + _ENDING


_MARKS = " ?!.\"”“'´`"
_ARTICLE = r"(?:an? |the |en |ett |det |den )?"
_LANGUAGE = r"(?:suomeksi|ruotsiksi|englanniksi|på finska|på svenska|på engelska|in finnish|in swedish|in english)"
_JOINED = re.compile(r"^(?:(?:entäs?|ja|mutta|no|och|men|and|but|so)\b[ ,]*)+", re.IGNORECASE)
_QUESTIONS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:mikä|mitä) (?:ihme |ihmeen )?(?:se |ne )?(?P<term>.+?) (?:oikein )?(?:on|tarkoittaa)",
        rf"how do (?:you|i|we) say (?P<term>.+?) {_LANGUAGE}",
        rf"(?:hur säger man|vad kallas) (?P<term>.+?) {_LANGUAGE}",
        rf"(?:mikä|mitä) (?:on|ovat|tarkoittaa|tarkoitetaan) (?P<term>.+?)(?: {_LANGUAGE})?",
        r"(?:mitä|mikä) (?P<term>.+?) (?:on|tarkoittaa|merkitsee)",
        rf"(?:miten sanotaan |mitä on )?(?P<term>.+?) {_LANGUAGE}",
        rf"vad (?:är|betyder|heter|menas med|avses med|innebär) {_ARTICLE}(?P<term>.+?)(?: {_LANGUAGE})?",
        rf"(?:what is|what are|what's|define|what does) {_ARTICLE}(?P<term>.+?)(?: mean| {_LANGUAGE})?",
    )
]


@cache
def shipped() -> Terms:
    """The glossary that comes with the product."""
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    return Terms([_term(entry, content["source"]) for entry in content["term"]])


def _term(entry: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]]) -> Term:
    parts = {language: entry[language] for language in LANGUAGES}
    return Term(
        id=str(entry["id"]),
        names={language: part["name"] for language, part in parts.items()},
        variants={language: tuple(part["variants"]) for language, part in parts.items()},
        definitions={language: part["definition"] for language, part in parts.items()},
        sources={language: tuple(sources[name][language] for name in entry["sources"]) for language in LANGUAGES},
    )
