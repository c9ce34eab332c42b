"""Takes personal data out of what people write, before anything is stored: pure functions on clean text (see inbox)."""

import re
from collections.abc import Callable, Iterator

MASK = "▮▮▮"

_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_PERSONAL_ID = re.compile(r"(?<!\w)(\d{2})(\d{2})(\d{2})[-+–‑−ABCDEFYXWVU](\d{3})([0-9A-FHJ-NPR-Y])(?!\w)", re.I)

_ID_CUE = re.compile(
    r"\b(?:hetu|henkilötunnu|sotu|personbeteckning|personnummer|personal identity|identity code|ssn)", re.I
)

_IBAN_START = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?=[ \n-]?[A-Z0-9])", re.I)
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        "([A-Z]{2})([0-9]{2})",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 "
        "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 "
        "LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 "
        "SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20",
    )
}

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)(?:[^\W_][\w-]{0,62}\.)+[^\W\d_]{2,24}", re.I)

_GAP = "[ .\n‑–-]?"
_BEFORE = r"(?<!\w)(?<!\d[.,:/–‑-])"
_ABROAD = re.compile(rf"(?<![\w+])(?:\+\d|00(?=358|4[0-9]|3[0-69]))(?:{_GAP}\(?\d\)?){{7,14}}(?!\d)")
_MOBILE = re.compile(rf"{_BEFORE}\(?(?:04\d|050)\)?(?:{_GAP}\d){{6,8}}(?!\d)(?!{_GAP}\d{{1,2}}[.–-]\d)")
_AREA = "(?:0[235689]|01\\d|0[23]\\d|0[678]00|07[135])"
_LANDLINE = re.compile(rf"{_BEFORE}(?<!\d )(?<!/S )\(?{_AREA}\)?(?:{_GAP}\d){{5,8}}(?!\d)")
_CUE = re.compile(
    r"(?:\bp|puh|puhelin|puhelimitse|puhelinnumero|tel|telefon|phone|numero|numeroon|numerosta|nummer|numret|number|soita|"
    r"ring|call|dial|gsm|fax)[.:]?\s{0,2}(?:on|is|är)?\s?$",
    re.I,
)
_NOT_A_PHONE = re.compile(
    r"\d{6}[-–]\d{3,4}|\d{7}-\d|\d{8}-\d|\d\d-(?:19|20)\d\d-\d+|\d\d[.-]\d\d[.-](?:19|20)?\d\d.*"  # records, ids, CPV, days
)


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with personal data replaced by MASK, and which kinds were found, in alphabetical order.

    Kinds are "personal_id" (Finnish, its check character right), "iban" (mod 97), "email" and "phone".
    """
    kinds: list[str] = []
    for kind, find in _FINDERS.items():
        spans = list(find(text))
        if spans:
            kinds.append(kind)
        for start, end in reversed(spans):
            text = text[:start] + MASK + text[end:]
    return text, tuple(sorted(kinds))


def _personal_ids(text: str) -> Iterator[tuple[int, int]]:
    for found in _PERSONAL_ID.finditer(text):
        day, month, year, serial, check = found.groups()
        is_day = 1 <= int(day) <= 31 and 1 <= int(month) <= 12
        is_right = _CHECKS[int(day + month + year + serial) % 31] == check.upper()
        # one that is called so is one, mistyped or not
        if is_day and (is_right or _ID_CUE.search(text[max(0, found.start() - 40) : found.start()])):
            yield found.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for found in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(found.group()[:2].upper())
        if length and found.start() >= last:
            end = _iban_end(text, found.start(), length)
            if end:
                last = end
                yield found.start(), end


def _iban_end(text: str, start: int, length: int) -> int:
    """Where an account number of that length ends, 0 if none stands there."""
    account, at = "", start
    while at < len(text) and len(account) < length:
        letter = text[at]
        if letter.isascii() and letter.isalnum():
            account += letter.upper()
        elif letter not in " \n-" or text[at - 1] in " \n-":
            return 0
        at += 1
    if len(account) < length or (at < len(text) and text[at].isdigit()):
        return 0
    number = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    return at if int(number) % 97 == 1 else 0


def _emails(text: str) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for pattern in (_ABROAD, _MOBILE, _LANDLINE):
        for found in pattern.finditer(text):
            start, end = found.span()
            number = found.group()
            if any(start < other_end and end > other_start for other_start, other_end in taken):
                continue
            if _NOT_A_PHONE.fullmatch(number.strip("()")):
                continue
            if pattern is _LANDLINE and number.isdigit() and not _CUE.search(text[max(0, start - 24) : start]):
                continue  # nine digits in a row are a reference more often than a landline
            taken.append((start, end))
    yield from sorted(taken)


_FINDERS: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "personal_id": _personal_ids,
    "iban": _ibans,
    "email": _emails,
    "phone": _phones,
}
