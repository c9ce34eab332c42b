"""Tells Finnish, Swedish and English apart, in a few words as in a document."""

import re
from collections import Counter
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_CODES = {Language.FINNISH: "fi", Language.SWEDISH: "sv", Language.ENGLISH: "en"}
_LONGEST = 2_000
_SHORT_MESSAGE = 60
_SURE = 0.8
_LONG_WORD = 12
"""Letters from which on one word alone tells its language (upphandlingsförfarande)."""
_WORDS = re.compile(r"[^\W\d_]+")
_REQUEST = re.compile(
    r"(?:entä|entäs|ja|mutta|sama|samma|vastaus|kerro|sano|voitko (?:kertoa|vastata|sanoa)|vastaa|"
    r"och|men|svaret|svara|säg|kan du (?:svara|säga det)|and|but|the|same|answer|what about|how about|"
    r"can you (?:say (?:it|that)|answer)|can i (?:have|get) (?:it|that)|(?:se|det|it|that)|\W)*"
    r"(?P<name>suomeksi|på finska|in finnish|ruotsiksi|på svenska|in swedish|englanniksi|på engelska|in english)"
    r"(?:kiitos|tack|please|också|myös|too|as well|\W)*",
    re.IGNORECASE,
)
_NAMED = {"fi": ("suomeksi", "på finska", "in finnish"), "sv": ("ruotsiksi", "på svenska", "in swedish")}


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_CODES).with_preloaded_language_models().build()


_TELLING = {
    "fi": "onko mikä mika mitkä mitä mita miten milloin kuka ketkä missä mistä mihin kuinka paljonko montako voiko saako "
    "täytyykö pitääkö kannattaako miksi ja tai että etta ei ole entä enta kun jos meillä meilla meidän voi pitää pitaa "
    "täytyy mutta myös myos vai sekä ovat oli olen",
    "sv": "vad hur vilka vilket vilken när nar vem är ar och eller inte som att det den vi kan ska skall måste maste med "
    "för till från fran av på pa ett vår våra har hos när varför måste borde också finns",
    "en": "the an is are was were does did can could how what what's which when where who why must should will would of "
    "from with and we our you your they their this that there not if",
}
"""Everyday words that are those of one language only, dots or not."""
_LANGUAGE_OF = {word: language for language, words in _TELLING.items() for word in words.split()}


def identify(text: str) -> str:
    """The most likely of "fi", "sv", "en"; "fi" when there are no letters."""
    language = _detector().detect_language_of(text[:_LONGEST])
    return _CODES[language] if language else "fi"


def of_question(text: str, default: str | None) -> str:
    """The language of what somebody typed. In doubt (one word, a mixture) it is the person's own, if that is known.

    Everyday words tell it better than letters do: names from another language confuse those.
    """
    words = _WORDS.findall(text[:_LONGEST])
    if not words:
        return default or "fi"
    told = Counter(_LANGUAGE_OF[word] for word in map(str.lower, words) if word in _LANGUAGE_OF).most_common(2)
    if told and (len(told) == 1 or told[0][1] > 2 * told[1][1]):
        return told[0][0]
    best, *_ = _detector().compute_language_confidence_values(" ".join(words))
    is_long = len(words) > 1 or len(words[0]) >= _LONG_WORD
    if default and (best.value < _SURE or not is_long):
        return default
    return _CODES[best.language]


def is_telling(text: str) -> bool:
    """Whether an everyday word that belongs to one language stands in a text."""
    return any(word.lower() in _LANGUAGE_OF for word in _WORDS.findall(text[:_LONGEST]))


def requested(text: str) -> str | None:
    """The language of a message that only asks to have the answer before in another one ("entä ruotsiksi?")."""
    match = _REQUEST.fullmatch(text.strip()) if len(text) <= _SHORT_MESSAGE else None
    if not match:
        return None
    return next((language for language, names in _NAMED.items() if match["name"].lower() in names), "en")
