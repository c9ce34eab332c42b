"""Prepares text and questions for the trigram index. Pure."""

import re
import unicodedata

QUERY_LENGTH = 300
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """Small letters without their marks, so that a missing dot (a for ä) still matches: only letters matter here."""
    text = text.casefold().replace("ø", "o").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def match_all(text: str) -> str:
    """The FTS5 expression for any trigram of the words of a clean text; "" if there is none."""
    line = " ".join(_words(text))
    grams = dict.fromkeys(line[n : n + 3] for n in range(len(line) - 2))
    return " OR ".join(f'"{gram}"' for gram in grams)


def match_stems(text: str) -> str:
    """The FTS5 expression for the first two thirds of any word of a clean text; "" if there is none.

    Ten times as fast as match_all on a large index, and a little less forgiving.
    """
    stems = dict.fromkeys(word[: max(3, -(-len(word) * 2 // 3))] for word in _words(text) if len(word) >= 3)
    return " OR ".join(f'"{stem}"' for stem in stems)


def _words(text: str) -> list[str]:
    """The words of the first 300 characters of words. Nothing but letters and digits survives: no syntax does."""
    words: list[str] = []
    left = QUERY_LENGTH
    for word in _WORD.findall(folded(text[: QUERY_LENGTH * 20])):
        words.append(word[:left])
        left -= len(word) + 1
        if left <= 0:
            break
    return words
