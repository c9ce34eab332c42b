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
_MUST_TENDER = re.compile(
    r"(?:tarvi|pita[ae]|taytyy|pakko|maste|behover|need|have to|must|should)\w*\b.*(?:kilpailut|konkurrensut|tender)|"
    r"(?:kilpailut|konkurrensut|tender)\w*\b.*(?:tarvi|pita[ae]|taytyy|pakko|maste|behov|need|have to|must)"
)
"""Asks whether a purchase must be put out to tender: with a sum in it, a question about thresholds."""
_LARGEST = 1e12
_FRAGMENT = 5
"""Words up to which a sum and what is bought ("59 999 € palvelu") are such a question too."""
_WITH_VAT = re.compile(
    r"\b(?:sis\w*\.? ?(?:alv|arvonlisavero)|alv\w* ?sis|inkl\w*\.? ?(?:moms|mervardes)|med moms|"
    r"inc(?:l\w*)?\.? ?(?:vat|of vat)|with vat|vat included)"
)
_HALF = re.compile(r"\b(?:puoli miljoonaa|en halv miljon|halv miljon|half a million)\b")
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
    (WORKS, re.compile(r"rakennus|rakenta|urakka|urakoi|bygg|entreprenad|\bworks?\b|construction")),
    (SOCIAL, re.compile(r"sosiaali|\bsote|terveyspalv|socialtjanst|social-? och|halsovard|social services?|health")),
    (CONCESSION, re.compile(r"kayttooikeus|koncession|concession")),
    (
        GOODS,
        re.compile(r"tavara|palvelu|konsult|varor|\bvara\b|tjanst|\bgoods\b|service|suunnittelukilpail|projekttavl"),
    ),
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
    r"(?P<scale>milj\w*|mn\b|million\w*|m€|meur|t€|teur|k€|k\b|tuhat\w*|tuhan\w*|tonni\w*|tusen|thousand)?\s*(?P<unit>€|eur\w*)?"
)  # fmt: skip
_SCALES = {"milj": 1_000_000, "mn": 1_000_000, "mill": 1_000_000, "m€": 1_000_000, "meur": 1_000_000}
_UNIT = re.compile(r"€|eur|\dk\b|\bmn\b|tonni")
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True)
class Comparison:
    """What a threshold question asks. `missing` names what it left open.

    Without an `amount` the verdicts only tell the thresholds themselves, and `is_over` means nothing.
    """

    amount: float | None
    verdicts: tuple[Verdict, ...]
    missing: tuple[str, ...]


def compare(question: str, today: date, before: str = "") -> Comparison | None:
    """The comparison, or the sums alone, that a question asks for; None if it asks for neither.

    What the question leaves open is taken from the question before it, if it follows one. Unless it names the EU or the
    national thresholds, both are compared; without a kind of buyer both state and other; without a year the period of
    `today`, and the period before it where that would have been different.
    """
    own, line = _line(question), _line(f"{before} {question}")
    amount = _amount(own) or _amount(line)
    kind = next((kind for part in (own, line) for kind, pattern in _KINDS if pattern.search(part)), None)
    if not (_THRESHOLD.search(line) or (amount and _is_about_tendering(own, line, kind))):
        return None
    if amount and _WITH_VAT.search(line):
        return Comparison(amount, (), ("vat",))
    asks_else = bool(_ASKS_ELSE.search(line))
    if amount is None and _COMPARES.search(line):
        return Comparison(None, (), ("amount",)) if len(line.split()) <= 14 and not asks_else else None
    buyers = _buyers(own) or _buyers(line)
    years = [int(year) for part in (own, line) for year in _YEAR.findall(_AMOUNT.sub(_without_sum, part))]
    year = years[0] if years else today.year
    asked = buyers or ([Buyer.OTHER] if kind in (WORKS, CONCESSION) else [Buyer.OTHER, Buyer.STATE])
    is_national, is_eu = bool(_NATIONAL_WORD.search(line)), bool(_EU.search(line))
    if amount is None:
        is_meant = is_eu or is_national or buyers or years or kind
        if asks_else or not is_meant or not _ASKS_SUM.search(line):
            return None
        national = [_national(asked[0], of, 0) for of in ([kind] if kind else [GOODS, WORKS, SOCIAL])]
        sums = [verdict for buyer in asked if (verdict := _eu(buyer, kind or GOODS, 0, year))]
        told = national if is_national else sums if is_eu or not kind else [*national, *sums]
        return Comparison(None, tuple(told), ()) if told else None
    national = (
        [_national(asked[0], kind or GOODS, amount)] if year >= NATIONAL_SINCE and asked != [Buyer.UTILITY] else []
    )
    if is_national:
        return Comparison(amount, tuple(national), ())
    now = [verdict for buyer in asked if (verdict := _eu(buyer, kind or GOODS, amount, year))]
    earlier = [] if years else [verdict for buyer in asked if (verdict := _eu(buyer, kind or GOODS, amount, year - 2))]
    changed = [old for old in earlier if any(old.buyer == new.buyer and old.is_over != new.is_over for new in now)]
    is_open = not buyers and len({verdict.is_over for verdict in now}) > 1
    return Comparison(amount, (*([] if is_eu or not now else national), *now, *changed), ("buyer",) if is_open else ())


def _is_about_tendering(own: str, line: str, kind: str | None) -> bool:
    is_fragment = bool(kind) and len(own.split()) <= _FRAGMENT and bool(_UNIT.search(own))
    return bool(_MUST_TENDER.search(line)) or is_fragment


def _without_sum(match: re.Match[str]) -> str:
    return " " if match["unit"] or match["scale"] else match[0]


def names_buyer(text: str) -> bool:
    """Whether a text names a kind of buyer ("me ollaan kunta")."""
    return bool(_buyers(_line(text)))


def _line(text: str) -> str:
    return folded(text.replace("\u00a0", " ").replace("\u202f", " "))


def _buyers(line: str) -> list[Buyer]:
    return [buyer for buyer, pattern in _BUYERS if pattern.search(line)]


def _eu(buyer: Buyer, kind: str, amount: float, year: int) -> Verdict | None:
    for (since, until), (state, other, utility, works) in _SUMS.items():
        if since <= year <= until:
            sums = {Buyer.STATE: state, Buyer.OTHER: other, Buyer.UTILITY: utility}
            threshold = {GOODS: sums[buyer], SOCIAL: _SOCIAL_EU[buyer]}.get(kind, works)
            return (threshold and Verdict(buyer, kind, threshold, amount >= threshold, since, until)) or None
    return None


def _national(buyer: Buyer, kind: str, amount: float) -> Verdict:
    threshold = _NATIONAL[kind]
    return Verdict(buyer, kind, threshold, amount >= threshold, NATIONAL_SINCE, 0)


def _amount(line: str) -> float | None:
    """The largest sum in euros; a bare number counts only from a thousand on, and never as a year."""
    found = [500_000.0] if _HALF.search(line) else []
    for match in _AMOUNT.finditer(line):
        digits, scale, unit = match["n"], match["scale"], match["unit"]
        number = _number(digits)
        if scale:
            number *= next((size for start, size in _SCALES.items() if scale.startswith(start)), 1_000)
        if number >= _LARGEST:
            continue
        if scale or unit or (number >= 10_000 and not _YEAR.fullmatch(digits)):
            found.append(round(number, 2))
    return max(found, default=None)


def _number(digits: str) -> float:
    grouped = re.fullmatch(r"(\d{1,3}(?:[ .,]\d{3})+)(?:,(\d\d))?", digits)
    if grouped:
        return float(re.sub(r"[ .,]", "", grouped[1])) + int(grouped[2] or 0) / 100
    return float(digits.replace(",", "."))
