"""Examples of all that risk sheets show."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.cards import Card, FormButton
from bot.forms import Form
from bot.skills.risks import risk_screens, sheet_screens, taking_screens
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.reading import told_of, told_of_risk
from bot.skills.risks.records.sheets import MOST, Assessed, Bearer, Purchase, Risk, Sheet, Where
from bot.skills.risks.words import LIMITS
from bot.texts import Texts

_AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
_HOME = "Europe/Helsinki"
_PURCHASE = Purchase("Smart street lights", "Half the energy by 2029", "The control works in the cold", "S7")
_SHEET = Sheet("K1", _PURCHASE, "P1", 2, _AT, 4)
_EMPTY = Sheet("K2", Purchase("School food"), "P1", 0, _AT)
_FUNDING = Assessed(
    "The council postpones the funding", Where.PROCESS, 3, 5, "Agree on it before the tender", "Head of procurement",
    Bearer.BUYER,
)  # fmt: skip
_PROMPT = Assessed(PROMPTS["bidders"][1], Where.MARKET, prompt="bidders")
_RISKS = (
    Risk(3, _FUNDING, 1),
    Risk(1, Assessed("It does not work in the cold", Where.OBJECT, 4, 2, bearer=Bearer.SHARED)),
    Risk(4, Assessed("Nobody steers the contract", Where.PARTIES, 2, 2)),
    Risk(2, _PROMPT),
)
_MANY = sorted(
    (
        Risk(n, replace(_FUNDING, where=tuple(Where)[n % 4], likelihood=n % 5 + 1, consequence=n % 3 + 1))
        for n in range(1, MOST + 1)
    ),
    key=lambda one: -one.said.score,
)
_FULL = replace(_SHEET, count=MOST)
_LONG = Assessed(
    ("long words & more " * 40)[: LIMITS["words"]],
    Where.MARKET,
    5,
    5,
    ("a long measure & more " * 60)[: LIMITS["measure"]],
    ("a long name & more " * 9)[: LIMITS["responsible"]],
    Bearer.SHARED,
)
_LONGEST = replace(
    _FULL,
    purchase=Purchase(*((f"long {name} & more " * 90)[: LIMITS[name]] for name in ("title", "objective", "success"))),
)
_SESSIONS = {"S7": "S7 · Smart street lights", "S8": "S8 · School food"}

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("no risk sheet", lambda _: sheet_screens.overview(_, ())),
    ("one risk sheet", lambda _: sheet_screens.overview(_, (_SHEET,))),
    ("many risk sheets", lambda _: sheet_screens.overview(_, (_SHEET, _EMPTY) * 8)),
    ("those of a session", lambda _: sheet_screens.overview(_, (_SHEET,), "S7")),
    ("none of a session", lambda _: sheet_screens.overview(_, (), "S7")),
    ("which sheet", lambda _: sheet_screens.choose(_, (_SHEET, _EMPTY))),
    ("a new sheet", lambda _: sheet_screens.form(_, {}, {})),
    (
        "a new sheet for a session",
        lambda _: sheet_screens.form(_, {"title": "Smart street lights", "session": "S7"}, _SESSIONS),
    ),
    (
        "a sheet with faults",
        lambda _: sheet_screens.form(
            _,
            told_of(_PURCHASE),
            _SESSIONS,
            arg="K1 2",
            is_new=False,
            errors={"title": _("The sheet was changed meanwhile. Check what stands here, and save again.")},
        ),
    ),
    ("an empty sheet", lambda _: sheet_screens.sheet(_, _EMPTY, ())),
    ("a sheet", lambda _: sheet_screens.sheet(_, _SHEET, _RISKS, _("Risk {n} is added.", n=4))),
    ("a full sheet", lambda _: sheet_screens.sheet(_, _FULL, _MANY)),
    ("the longest sheet", lambda _: sheet_screens.sheet(_, _LONGEST, [Risk(n, _LONG) for n in range(1, MOST + 1)])),
    ("about a sheet", lambda _: sheet_screens.about(_, _SHEET, is_mine=True, zone=_HOME)),
    ("about somebody else’s sheet", lambda _: sheet_screens.about(_, _FULL, is_mine=False, zone=_HOME)),
    ("delete it?", lambda _: sheet_screens.delete(_, _SHEET)),
    ("deleted", lambda _: sheet_screens.deleted(_, _SHEET)),
    ("no such sheet", sheet_screens.gone),
    ("a sheet that somebody else was faster to change", lambda _: sheet_screens.late(_, _SHEET, _PURCHASE)),
    ("which risk", lambda _: risk_screens.pick(_, _SHEET, _RISKS)),
    ("a risk", lambda _: risk_screens.risk(_, _SHEET, _RISKS[0])),
    ("a risk that is a prompt", lambda _: risk_screens.risk(_, _SHEET, _RISKS[3])),
    ("add a risk", lambda _: risk_screens.form(_, {}, arg="K1", is_new=True)),
    (
        "a risk that somebody else has changed",
        lambda _: risk_screens.form(
            _,
            told_of_risk(_, _FUNDING) | {"likelihood": "5"},
            arg="K1 3 1",
            errors={"words": _("Risk {n} was changed meanwhile. Check what stands here, and save again.", n=3)},
            now=_FUNDING,
        ),
    ),
    (
        "the longest risk that somebody else has changed",
        lambda _: risk_screens.form(_, told_of_risk(_, _LONG), arg="K1 40 9", now=_LONG),
    ),
    ("the longest risk", lambda _: risk_screens.risk(_, _LONGEST, Risk(40, _LONG))),
    ("remove it?", lambda _: risk_screens.remove(_, _SHEET, _RISKS[0])),
    (
        "a risk that somebody else was faster to change",
        lambda _: risk_screens.late(
            _,
            _SHEET,
            _FUNDING,
            _("Risk {n} was changed meanwhile.", n=3),
            FormButton(_("Edit"), "risks.change", "K1 3"),
        ),
    ),
    ("typical risks", lambda _: risk_screens.prompts(_, _SHEET, {"bidders"}) or sheet_screens.gone(_)),
    ("the matrix", lambda _: taking_screens.picture(_, _SHEET, _RISKS)),
    ("a full matrix", lambda _: taking_screens.picture(_, _FULL, _MANY)),
    ("nothing to draw", lambda _: taking_screens.picture(_, _EMPTY, ())),
    ("which format", lambda _: taking_screens.export(_, _SHEET)),
    ("the table", lambda _: taking_screens.exported(_, _SHEET, _RISKS, "csv", _HOME)),
)
