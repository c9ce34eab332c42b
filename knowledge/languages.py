"""Tells Finnish, Swedish and English apart, in a few words as in a document."""

import re
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

_CODES = {Language.FINNISH: "fi", Language.SWEDISH: "sv", Language.ENGLISH: "en"}
_LONGEST = 2_000
_SHORT_MESSAGE = 60
_SURE = 0.8
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


def identify(text: str) -> str:
    """The most likely of "fi", "sv", "en"; "fi" when there are no letters."""
    language = _detector().detect_language_of(text[:_LONGEST])
    return _CODES[language] if language else "fi"


def of_question(text: str, default: str | None) -> str:
    """The language of what somebody typed. In doubt (one word, a mixture) it is the person's own, if that is known."""
    words = _WORDS.findall(text[:_LONGEST])
    if not words:
        return default or "fi"
    best, *_ = _detector().compute_language_confidence_values(" ".join(words))
    if default and (best.value < _SURE or len(words) < 2):
        return default
    return _CODES[best.language]


def requested(text: str) -> str | None:
    """The language of a message that only asks to have the answer before in another one ("entä ruotsiksi?")."""
    match = _REQUEST.fullmatch(text.strip()) if len(text) <= _SHORT_MESSAGE else None
    if not match:
        return None
    return next((language for language, names in _NAMED.items() if match["name"].lower() in names), "en")
