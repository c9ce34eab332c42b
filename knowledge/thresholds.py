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

_SUMS = {
    (2018, 2019): (144_000, 221_000, 443_000, 5_548_000),
    (2020, 2021): (139_000, 214_000, None, 5_350_000),
    (2022, 2023): (140_000, 215_000, 431_000, 5_382_000),
    (2024, 2025): (143_000, 221_000, 443_000, 5_538_000),
    (2026, 2027): (140_000, 216_000, 432_000, 5_404_000),
}
"""Period → goods and services of central government, other authorities, utilities; works."""
_SOCIAL_EU = {Buyer.STATE: 750_000, Buyer.OTHER: 750_000, Buyer.UTILITY: 1_000_000}
_NATIONAL = {GOODS: 60_000, WORKS: 150_000, SOCIAL: 400_000, CONCESSION: 500_000}

_THRESHOLD = re.compile(r"kynny[sk]|hankintaraj|troskel|threshold|\beu-?(?:raja|grans|limit)|\beu limit")
_COMPARES = re.compile(r"\b(?:yli|ylit\w*|alle|alit\w*|over\w*|under\w*|above|below|exceed\w*)\b")
_ASKS_SUM = re.compile(
    r"\b(?:mika|mitka|mita|paljonko|kuinka (?:suuri|suuret|paljon|korkea|korkeat)|montako euroa|"
    r"vad|vilket|vilka|hur (?:stort?|stora|mycket|hogt?|hoga)|what|which|how (?:much|high|large|big))\b"
)
_ASKS_ELSE = re.compile(
    r"\b(?:milloin|miksi|mista|miten|kuka|kenen|nar|varfor|vem|hur (?:beraknas|ar|raknas|gor)|"
    r"when|why|who|how (?:is|are|do|does|to))\b|"
    r"lasket|lasken|muuttu|tarkoit|tapahtu|ilmoit|sovellet|saannos|seura|"
    r"berakn|andra[sr]|betyd|inneb|hand[ea]|annonser|tillamp|regler|skillnad|foljer|"
    r"calculat|chang|happen|mean|publish|notice|rules?\b|differ|appl|follow|"
    r"\bheter\b|(?:suomeksi|ruotsiksi|englanniksi|(?:pa|in) (?:finska|svenska|engelska|finnish|swedish|english))\b"
)
"""What a question about thresholds may ask instead of their sums."""
_EU = re.compile(r"\beu\b")
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
            r"kun(?:ta|tien|na|ni)|kaupun|hyvinvointialue|kuntayhtyma|kommun|\bstad|valfardsomrad|"
            r"municipal|\bcity|county|local authority"
        ),
    ),
)
_AMOUNT = re.compile(
    r"(?P<n>\d{1,3}(?:[ .,]\d{3})+(?:,\d\d)?|\d+(?:[.,]\d+)?)\s*"
    r"(?P<scale>milj\w*|mn\b|million\w*|m€|meur|t€|teur|k€|k\b|tuhat\w*|tusen|thousand)?\s*(?P<unit>€|eur\w*)?"
)  # fmt: skip
_SCALES = {"milj": 1_000_000, "mn": 1_000_000, "mill": 1_000_000, "m€": 1_000_000, "meur": 1_000_000}
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True)
class Comparison:
    """What a threshold question asks. `missing` names what it left open.

    Without an `amount` the verdicts only tell the thresholds themselves, and `is_over` means nothing.
    """

    amount: int | None
    verdicts: tuple[Verdict, ...]
    missing: tuple[str, ...]


def compare(question: str, today: date, before: str = "") -> Comparison | None:
    """The comparison, or the sums alone, that a question asks for; None if it asks for neither.

    What the question leaves open is taken from the question before it, if it follows one. Without a kind of buyer both
    state and other are compared; without a year the period of `today`, and the period before it where that would have
    been different.
    """
    own, line = _line(question), _line(f"{before} {question}")
    if not _THRESHOLD.search(line):
        return None
    amount = _amount(own) or _amount(line)
    asks_else = bool(_ASKS_ELSE.search(line))
    if amount is None and _COMPARES.search(line):
        return Comparison(None, (), ("amount",)) if len(line.split()) <= 14 and not asks_else else None
    kind = next((kind for part in (own, line) for kind, pattern in _KINDS if pattern.search(part)), GOODS)
    buyers = _buyers(own) or _buyers(line)
    years = [int(year) for part in (own, line) for year in _YEAR.findall(part)]
    year = years[0] if years else today.year
    asked = buyers or [Buyer.OTHER, Buyer.STATE]
    if amount is None:
        is_meant = _EU.search(line) or buyers or years or kind != GOODS
        asks_sum = is_meant and _ASKS_SUM.search(line) and not asks_else and not _NATIONAL_WORD.search(line)
        sums = [verdict for buyer in asked if asks_sum and (verdict := _eu(buyer, kind, 0, year))]
        return Comparison(None, tuple(sums), ()) if sums else None
    if _NATIONAL_WORD.search(line):
        verdicts = [_national(asked[0], kind, amount)] if year >= NATIONAL_SINCE else []
        return Comparison(amount, tuple(verdicts), ())
    now = [verdict for buyer in asked if (verdict := _eu(buyer, kind, amount, year))]
    earlier = [] if years else [verdict for buyer in asked if (verdict := _eu(buyer, kind, amount, year - 2))]
    changed = [old for old in earlier if any(old.buyer == new.buyer and old.is_over != new.is_over for new in now)]
    is_open = not buyers and len({verdict.is_over for verdict in now}) > 1
    return Comparison(amount, (*now, *changed), ("buyer",) if is_open else ())


def _line(text: str) -> str:
    return folded(text.replace("\u00a0", " ").replace("\u202f", " "))


def _buyers(line: str) -> list[Buyer]:
    return [buyer for buyer, pattern in _BUYERS if pattern.search(line)]


def _eu(buyer: Buyer, kind: str, amount: int, year: int) -> Verdict | None:
    for (since, until), (state, other, utility, works) in _SUMS.items():
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
