"""Compares a sum with the procurement thresholds of a period. Pure.

Sources as of 23 November 2026: hankinnat.fi "Kynnysarvot" (2018–2019, national), TEM "EU- ja kansalliset kynnysarvot"
(2022–2023, national), secondary sources for 2020–2021, 2024–2025 and 2026–2027 (the document `thresholds` names them).
All sums are euros without VAT.
"""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.answers import Buyer, Verdict
from knowledge.trigrams import folded

GOODS, WORKS, SOCIAL, CONCESSION = "goods", "works", "social", "concession"
NATIONAL_SINCE = 2017

_EU = {
    (2018, 2019): (144_000, 221_000, 443_000, 5_548_000),
    (2020, 2021): (139_000, 214_000, None, 5_350_000),
    (2022, 2023): (140_000, 215_000, 431_000, 5_382_000),
    (2024, 2025): (143_000, 221_000, 443_000, 5_538_000),
    (2026, 2027): (140_000, 216_000, 432_000, 5_404_000),
}
"""Period → goods and services of central government, other authorities, utilities; works."""
_SOCIAL_EU = {Buyer.STATE: 750_000, Buyer.OTHER: 750_000, Buyer.UTILITY: 1_000_000}
_NATIONAL = {GOODS: 60_000, WORKS: 150_000, SOCIAL: 400_000, CONCESSION: 500_000}

_THRESHOLD = re.compile(r"kynny[sk]|hankintaraj|troskelvard|threshold|\beu-?(?:raja|grans|limit)")
_COMPARES = re.compile(r"\b(?:yli|ylit\w*|alle|alit\w*|over\w*|under\w*|above|below|exceed\w*)\b")
_NATIONAL_WORD = re.compile(r"kansalli|nationel|\bnational")
_KINDS = (
    (WORKS, re.compile(r"rakennus|urakka|byggentreprenad|entreprenad|\bworks?\b|construction")),
    (SOCIAL, re.compile(r"sosiaali|\bsote|terveyspalv|socialtjanst|social-? och|halsovard|social services?|health")),
    (CONCESSION, re.compile(r"kayttooikeus|koncession|concession")),
)
_BUYERS = (
    (Buyer.UTILITY, re.compile(r"erityisal|forsorjningssektor|utilit|vesilaitos|vattenverk")),
    (
        Buyer.STATE,
        re.compile(
            r"valtio|ministerio|virasto|statlig|\bstaten|ministeri(?:et|um)|ambetsverk|ministry|"
            r"central government|state (?:agency|authority)"
        ),
    ),
    (
        Buyer.OTHER,
        re.compile(
            r"kunta|kunnan|kunnal|kaupun|hyvinvointialue|kuntayhtyma|kommun|\bstad|valfardsomrad|"
            r"municipal|\bcity|county|local authority"
        ),
    ),
)
_AMOUNT = re.compile(
    r"(?P<n>\d{1,3}(?:[ .,]\d{3})+(?:,\d\d)?|\d+(?:[.,]\d+)?)\s*"
    r"(?P<scale>milj\w*|mn\b|million\w*|m€|meur|t€|teur|k€|k\b|tuhat\w*|tusen|thousand)?\s*(?P<unit>€|eur\w*)?"
)  # fmt: skip
_SCALES = {"milj": 1_000_000, "mn": 1_000_000, "mill": 1_000_000, "m€": 1_000_000, "meur": 1_000_000}
_YEAR = re.compile(r"\b(20[12]\d)\b")


@dataclass(frozen=True)
class Comparison:
    """What a threshold question asks. `missing` names what it left open; `amount` is None then or when not given."""

    amount: int | None
    verdicts: tuple[Verdict, ...]
    missing: tuple[str, ...]


def compare(question: str, today: date) -> Comparison | None:
    """The comparison a question asks for; None if it is no such question.

    Without a kind of buyer both state and other are compared; without a year the period of `today`, and the period
    before it where that would have been different.
    """
    line = folded(question.replace("\u00a0", " ").replace("\u202f", " "))
    if not _THRESHOLD.search(line):
        return None
    amount = _amount(line)
    if amount is None:
        return Comparison(None, (), ("amount",)) if _COMPARES.search(line) and len(line.split()) <= 14 else None
    kind = next((kind for kind, pattern in _KINDS if pattern.search(line)), GOODS)
    buyers = [buyer for buyer, pattern in _BUYERS if pattern.search(line)]
    years = [int(year) for year in _YEAR.findall(line)]
    year = years[0] if years else today.year
    asked = buyers or [Buyer.OTHER, Buyer.STATE]
    if _NATIONAL_WORD.search(line):
        verdicts = [_national(asked[0], kind, amount)] if year >= NATIONAL_SINCE else []
        return Comparison(amount, tuple(verdicts), ())
    now = [verdict for buyer in asked if (verdict := _eu(buyer, kind, amount, year))]
    before = [] if years else [verdict for buyer in asked if (verdict := _eu(buyer, kind, amount, year - 2))]
    changed = [old for old in before if any(old.buyer == new.buyer and old.is_over != new.is_over for new in now)]
    is_open = not buyers and len({verdict.is_over for verdict in now}) > 1
    return Comparison(amount, (*now, *changed), ("buyer",) if is_open else ())


def _eu(buyer: Buyer, kind: str, amount: int, year: int) -> Verdict | None:
    for (since, until), (state, other, utility, works) in _EU.items():
        if since <= year <= until:
            sums = {Buyer.STATE: state, Buyer.OTHER: other, Buyer.UTILITY: utility}
            threshold = {GOODS: sums[buyer], SOCIAL: _SOCIAL_EU[buyer]}.get(kind, works)
            return (threshold and Verdict(buyer, kind, threshold, amount >= threshold, since, until)) or None
    return None


def _national(buyer: Buyer, kind: str, amount: int) -> Verdict:
    threshold = _NATIONAL[kind]
    return Verdict(buyer, kind, threshold, amount >= threshold, NATIONAL_SINCE, 0)


def _amount(line: str) -> int | None:
    """The largest sum in euros; a bare number counts only from a thousand on, and never as a year."""
    found = []
    for match in _AMOUNT.finditer(line):
        digits, scale, unit = match["n"], match["scale"], match["unit"]
        number = _number(digits)
        if scale:
            number *= next((size for start, size in _SCALES.items() if scale.startswith(start)), 1_000)
        if scale or unit or (number >= 10_000 and not _YEAR.fullmatch(digits)):
            found.append(int(number))
    return max(found, default=None)


def _number(digits: str) -> float:
    grouped = re.fullmatch(r"(\d{1,3}(?:[ .,]\d{3})+)(?:,(\d\d))?", digits)
    if grouped:
        return float(re.sub(r"[ .,]", "", grouped[1]))
    return float(digits.replace(",", "."))
