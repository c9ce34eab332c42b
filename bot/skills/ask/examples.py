"""Records from which the examples of ask's screens are drawn: short, and with everything that may stand on a card."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.people import Place
from bot.store import Question
from knowledge.answers import Answer, Buyer, Citation, Opened, Quote, RestsOn, Verdict
from knowledge.terms import Term
from training_modules.catalogue import document_id

_FINNISH = Citation(
    n=1,
    document="market-consultation.fi",
    passage="market-consultation.fi#2",
    title="Markkinakartoitus",
    section="Onko se pakollinen?",
    language="fi",
    publisher="Sparrin tiivistelmä",
    date=date(2026, 11, 23),
    as_of=date(2026, 11, 23),
    valid_until=None,
    is_expired=False,
    is_reviewed=False,
    url="https://www.hankinnat.fi/markkinakartoitus",
    key_terms=(("markkinakartoitus", "market consultation"), ("hankintayksikkö", "contracting authority")),
)
_SWEDISH = replace(
    _FINNISH,
    n=2,
    document="thresholds.sv",
    passage="thresholds.sv#1",
    title="EU-tröskelvärden",
    section="",
    language="sv",
    publisher="",
    valid_until=date(2025, 12, 31),
    is_expired=True,
    is_reviewed=True,
    url="",
    key_terms=(),
)

MATERIAL = Answer(
    language="fi",
    rests_on=RestsOn.MATERIAL,
    confidence=0.83,
    quotes=(
        Quote(1, "Markkinakartoitus on vapaaehtoinen, eikä sen muotoa ole säädetty."),
        Quote(3, "Se ei saa vääristää kilpailua."),
        Quote(2, "Under perioden är EU-tröskelvärdet 216 000 euro."),
    ),
    citations=(_FINNISH, _SWEDISH, replace(_FINNISH, n=3, section="Miten se tehdään?", key_terms=())),
    searched=138,
)
LESSON = replace(
    MATERIAL,
    quotes=MATERIAL.quotes[:1],
    citations=(
        replace(_FINNISH, document=document_id("market-dialogue", "fi"), section="Miksi puhua ennen kuin ostaa"),
    ),
)
_NAMED = Citation(
    n=1,
    document="#K7",
    passage="#K7#1",
    title="Får ett innovationspartnerskap avbrytas om prototypen misslyckas?",
    section="",
    language="sv",
    publisher="Erik Ek",
    date=date(2026, 11, 20),
    as_of=None,
    valid_until=date(2027, 6, 30),
    is_expired=False,
    is_reviewed=True,
    url="",
    key_terms=(("innovationspartnerskap", "innovation partnership"),),
    entry="K7",
)
_NAMELESS = replace(
    _NAMED, n=2, document="#K9", passage="#K9#1", publisher="", language="fi", title="Saako muistion julkaista?",
    valid_until=None, key_terms=(), entry="K9",
)  # fmt: skip
EXPERT = Answer(
    language="en",
    rests_on=RestsOn.EXPERT,
    confidence=0.86,
    quotes=(
        Quote(1, "Ja, om det står i upphandlingsdokumenten."),
        Quote(2, "Saa, kun yritykset ovat hyväksyneet tekstin."),
    ),
    citations=(_NAMED, _NAMELESS),
    searched=138,
)
FROM_MODEL = replace(
    EXPERT,
    quotes=EXPERT.quotes[:1],
    citations=(replace(_NAMED, title="Så köper man in en gång om året", publisher="Mallila stad", kind="model"),),
)
THRESHOLDS = Answer(
    language="fi",
    rests_on=RestsOn.THRESHOLDS,
    confidence=0.95,
    quotes=(Quote(1, "Kaudella 2026–2027 EU-kynnysarvo on muille viranomaisille 216 000 euroa."),),
    citations=(
        replace(
            _FINNISH,
            title="EU-kynnysarvot",
            section="Kausi 2026–2027",
            valid_until=date(2027, 12, 31),
            is_reviewed=True,
        ),
    ),
    amount=218_000,
    verdicts=(
        Verdict(Buyer.OTHER, "goods", 216_000, True, 2026, 2027),
        Verdict(Buyer.STATE, "goods", 140_000, True, 2026, 2027),
        Verdict(Buyer.OTHER, "goods", 221_000, False, 2024, 2025),
    ),
    missing=("buyer",),
)
WITHOUT_SUM = Answer(language="en", rests_on=RestsOn.THRESHOLDS, confidence=0.5, missing=("amount",))
TERM = Answer(
    language="fi",
    rests_on=RestsOn.TERM,
    confidence=0.9,
    term=Term(
        id="innovation-partnership",
        names={"fi": "innovaatiokumppanuus", "sv": "innovationspartnerskap", "en": "innovation partnership"},
        variants={"fi": (), "sv": (), "en": ()},
        definitions={
            "fi": "Innovaatiokumppanuus on menettely, jossa kehitetään ja hankitaan jotakin, mitä markkinoilla ei ole.",
            "sv": "Innovationspartnerskap är ett förfarande där man utvecklar och köper något som inte finns på marknaden.",
            "en": "An innovation partnership is a procedure for developing and buying what the market does not offer.",
        },
        sources={
            "fi": ("direktiivi 2014/24/EU julkisista hankinnoista",),
            "sv": ("direktiv 2014/24/EU om offentlig upphandling",),
            "en": ("Directive 2014/24/EU on public procurement",),
        },
    ),
)
NOTHING = Answer(
    language="en",
    rests_on=RestsOn.NOTHING,
    confidence=0.3,
    nearest=(_FINNISH, replace(_SWEDISH, n=2), replace(_FINNISH, n=3, title="Frederiksberg")),
    searched=138,
)
OUTSIDE = Answer(language="en", rests_on=RestsOn.OUTSIDE, confidence=0.02)

OPENED: tuple[tuple[Citation, Opened | None], ...] = (
    (
        _FINNISH,
        Opened(
            _FINNISH,
            "Markkinakartoitus on vapaaehtoinen. Se ei saa vääristää kilpailua.",
            ("hankinnat.fi: Markkinakartoitus",),
        ),
    ),
    (_SWEDISH, None),
)

OPENED_EXPERT: tuple[tuple[Citation, Opened | None], ...] = (
    (
        _NAMED,
        Opened(
            _NAMED,
            "Ja, om det står i upphandlingsdokumenten. Partnerskapet delas in i faser.",
            ("Lag 1397/2016, 98 §",),
        ),
    ),
    (_NAMELESS, None),
)

_QUESTION = Question(
    id="Q12",
    person="P1",
    talk="console::@maija",
    place=Place.PRIVATE,
    text="Onko markkinakartoitus pakollinen?",
    language="fi",
    answer=None,
    rests_on="material",
    confidence=0.83,
    asked_at=datetime(2026, 11, 23, 7, 5, tzinfo=UTC),
    feedback="",
    feedback_reason="",
    state="asked",
)
KEPT = (_QUESTION, replace(_QUESTION, id="Q7", text="<b>Voiko</b> *innovaatiokumppanuuden* keskeyttää? " * 5))
