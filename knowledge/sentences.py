"""Finds sentences in Finnish, Swedish and English text with one set of rules. Pure."""

import re

Span = tuple[int, int]

# sentencex, the one kept library with Finnish and Swedish, cuts at "den 1. mars", "t.ex. Esbo" and "kl. 10.03"
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)")
_BEFORE = re.compile(r"[^\s(\[\"'”’»„“]*$")
_NEVER = set(
    "esim mm ks vrt ts nk ns ko em ao mrd milj milj.e tk kk puh os kpl nro art prof toim huom lk yo fil tri t.ex "
    "bl.a d.v.s dvs s.k m.m.dyl f.d fr.o.m t.o.m p.g.a o.s.v m.a.o jfr kap kl st tfn nr mn resp ang inkl exkl e.g "
    "i.e cf vs no nos fig sec dr mr mrs ms approx dept para pp ss ca vol ed sid ref".split()
)
_OFTEN_LAST = set("jne ym yms osv etc m.m m.fl ynnä o.d dyl tms oy ab ltd inc a.m p.m eu e.kr j.kr mom § jr".split())
_MONTH = re.compile(
    r"(tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu|"
    r"(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)


_COUNTED = re.compile(
    r"(nro|nr|no|art\.?|artikla|artikel|article|§|momentti|kap\.?|luku|section|on|är|is|[a-z]+\.|[a-zåäö]{6,})$"
)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order: they never cross a line end and cover everything but white space.

    Quotes and brackets after a full stop belong to the sentence before.
    """
    found: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends(text[start : stop.start()], stop[0], text[stop.end() : line.end()].lstrip()):
                found += _stripped(text, start, stop.end())
                start = stop.end()
        found += _stripped(text, start, line.end())
    return found


def _stripped(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return [(left, left + len(piece.strip()))] if piece.strip() else []


def _ends(before: str, stop: str, after: str) -> bool:
    """Does a sentence end between `before` + `stop` and `after`?"""
    first = next((char for char in after if char.isalnum()), "")
    if not first:
        return False  # nothing but signs follows: they stay with the sentence
    if first.islower():
        return False
    if stop[0] != "." or stop.startswith("..") or len(stop) > 1:
        return True
    word = _BEFORE.search(before)
    last = word[0].lower().lstrip("-–/") if word else ""
    if last in _OFTEN_LAST:
        return first.isupper()
    if last in _NEVER or (len(last) == 1 and last.isalpha()):
        return False
    if re.fullmatch(r"(\w\.)+\w", last):  # t.ex., A.B.: initials and abbreviations nobody listed
        return False
    if re.fullmatch(r"\d{1,2}", last):  # an ordinal: "13. joulukuuta", "2. Vaihe" — or a number that ends a sentence
        return not _MONTH.match(after) and _number_may_end(before, last)
    return True


def _number_may_end(before: str, last: str) -> bool:
    """A number of one or two digits ends a sentence only after a word that counts or names it ("nro 5.", "Art. 5.")."""
    head = before[: len(before) - len(last)].rstrip().lower()
    return bool(_COUNTED.search(head))
