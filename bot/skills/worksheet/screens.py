"""Examples of all that worksheets show."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from bot import exports
from bot.audience import Audience, Whom
from bot.cards import Card
from bot.forms import Form
from bot.skills.worksheet import model_screens as models
from bot.skills.worksheet import sheet_screens as screens
from bot.skills.worksheet import watch_screens as watch
from bot.skills.worksheet.access import Seen
from bot.skills.worksheet.reading import told_of
from bot.skills.worksheet.records.models import Model, Page
from bot.skills.worksheet.records.sheets import NOTHING, Change, Line
from bot.skills.worksheet.sheet_screens import Past
from bot.skills.worksheet.watch_screens import Lack
from bot.skills.worksheet.words import FACTS, LIMITS, LINES, ROWS
from bot.texts import Texts

_AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
_HOME = "Europe/Helsinki"
_TOWN = Audience(Whom.ORGANISATION, "Mallilan kaupunki")
_BRANCH = Audience(Whom.BRANCH, "lvm")
_LINE = Line(
    "The management team decides on purchases once a year.", "", "P2", "To the management team", date(2026, 12, 1)
)
_DONE = replace(_LINE, responsible="", named="Maija Meri", is_done=True)


def _lines(**said: Line) -> dict[str, Change]:
    return {code: Change(n, _TOWN, code, 1, line, "P1", _AT) for n, (code, line) in enumerate(said.items(), 1)}


_SEEN = Seen(
    _TOWN,
    _lines(
        leadership=_LINE, tools=_DONE, target=Line("Five per cent of all purchases"), dialogues=Line("Two in spring")
    ),
    may_change=True,
    may_name=True,
    sees_words=True,
    names={"P1": "Maija Meri", "P2": "Anna Alm"},
    here=frozenset({"P1", "P2"}),
    other=_BRANCH,
)
_EMPTY = Seen(_TOWN, {}, may_change=True, may_name=True)
_READ = replace(_SEEN, may_change=False, may_name=False, names={}, sees_words=False, other=None)
_OF_BRANCH = replace(_READ, sheet=_BRANCH, other=_TOWN)
_HARD = "&<" * 750
_LONG = Line(_HARD, "", "P2", _HARD[:400], date(2026, 12, 1), True)
_LONGEST = replace(
    _SEEN,
    sheet=replace(_TOWN, value=_HARD[:120]),
    lines=_lines(**dict.fromkeys(ROWS, _LONG), **dict.fromkeys(FACTS, Line(_HARD))),
    names={"P2": _HARD[:120]},
    may_change=False,
)
_PAST = (
    Past("leadership", _AT, "Maija Meri", NOTHING, _LINE),
    Past("tools", _AT, "", _LINE, _DONE),
    Past("target", _AT, "Anna Alm", Line("Ten"), Line("Five per cent"), is_undo=True),
    Past("training", _AT, "Anna Alm", None, _LINE),
)
_LACKS = (
    Lack(_BRANCH, "branch-lvm", True, True),
    Lack(_TOWN, "organisation-0123456789abcdef", True, False, 2),
    Lack(Audience(Whom.BRANCH, "tem"), "branch-tem", False, True),
    Lack(Audience(Whom.BRANCH, "vm"), "branch-vm", False, False),
)
_PAGE = Page(
    "How are purchases planned a year ahead?",
    "The management team goes through all purchases in January.",
    "Organisations with fewer than fifty purchases a year",
    "Two hours and a list",
    "Fewer purchases in a hurry",
    "https://mallila.example/plan",
    "en",
)
_MODEL = Model("M4", _TOWN, "leadership", "draft", _PAGE, 2, _AT, "P1")
_HARD_PAGE = Page(**{name: _HARD[:limit] for name, limit in models.LIMITS.items()}, language="fi")
_HARD_MODEL = replace(_MODEL, page=_HARD_PAGE, sheet=_LONGEST.sheet, state="proposed")
_TOLD = {name: getattr(_PAGE, name) for name in Page.__dataclass_fields__}

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("a worksheet", lambda _: screens.sheet(_, _SEEN, _("Your change is saved."))),
    ("an empty worksheet", lambda _: screens.sheet(_, _EMPTY)),
    ("a worksheet to read", lambda _: screens.sheet(_, _READ)),
    ("a branch's worksheet to read", lambda _: screens.sheet(_, _OF_BRANCH)),
    ("the longest worksheet", lambda _: screens.sheet(_, _LONGEST)),
    ("which row", lambda _: screens.choose(_, _SEEN)),
    ("a row", lambda _: screens.line(_, _SEEN, "leadership")),
    ("a row that is done", lambda _: screens.line(_, _SEEN, "tools", _("Ticked off."))),
    ("a row to read", lambda _: screens.line(_, _READ, "leadership")),
    ("an empty row", lambda _: screens.line(_, _EMPTY, "guidance")),
    ("a fact", lambda _: screens.line(_, _SEEN, "target")),
    ("the longest row", lambda _: screens.line(_, _LONGEST, "leadership")),
    ("fill in a row", lambda _: screens.fill(_, _SEEN, "leadership", told_of(_LINE, "Anna Alm"))),
    ("fill in a row without naming", lambda _: screens.fill(_, replace(_SEEN, may_name=False), "training", {})),
    (
        "fill in a row whose responsible person one may not know",
        lambda _: screens.fill(_, replace(_READ, may_name=True), "leadership", {}),
    ),
    (
        "fill in a row with faults",
        lambda _: screens.fill(
            _, _SEEN, "leadership", {"due_on": "x"}, {"next_step": _("What is to be done by that day?")}
        ),
    ),
    (
        "a row that was changed meanwhile",
        lambda _: screens.fill(
            _, _SEEN, "leadership", told_of(_DONE, "Maija"), overtaken=screens.overtaken(_, _SEEN, ["leadership"])
        ),
    ),
    ("the longest form", lambda _: screens.fill(_, _LONGEST, "tools", told_of(_LONG, _HARD[:120]))),
    ("overall facts", lambda _: screens.facts(_, _SEEN, {"target": "Five per cent"})),
    (
        "the longest overall facts",
        lambda _: screens.facts(
            _,
            _LONGEST,
            dict.fromkeys(FACTS, _HARD),
            {"target": _("At most {limit} characters, please.", limit=_.number(LIMITS["target"]))},
            screens.overtaken(_, _LONGEST, list(FACTS)),
        ),
    ),
    ("somebody was faster", lambda _: screens.lost(_, _SEEN, "leadership", told_of(_DONE, "Maija"))),
    (
        "somebody was faster than the longest",
        lambda _: screens.lost(_, _LONGEST, "target", {**dict.fromkeys(FACTS, _HARD), "next_step": _HARD[:400]}),
    ),
    ("the history", lambda _: screens.history(_, _SEEN, _PAST, _HOME, number=0, last=2, undo=7)),
    (
        "the longest history",
        lambda _: screens.history(
            _,
            _LONGEST,
            (Past("tools", _AT, _HARD[:120], _LONG, replace(_LONG, meaning=_HARD[1:], next_step="x")),) * 4,
            _HOME,
            _("There is a later change. Check it first."),
            number=1,
            last=2,
            undo=7,
        ),
    ),
    ("no history", lambda _: screens.history(_, _EMPTY, (), _HOME, number=0, last=0)),
    ("neither organisation nor branch", screens.nowhere),
    ("a worksheet of others", screens.not_yours),
    ("only to read", lambda _: screens.not_to_change(_, _OF_BRANCH)),
    ("a step in the morning", lambda _: Card(*screens.due(_, [("leadership", "Mallilan kaupunki", _LINE)]))),
    (
        "many steps in the morning",
        lambda _: Card(*screens.due(_, [(code, _HARD[:100], replace(_LONG, is_done=False)) for code in LINES] * 2)),
    ),
    ("who lacks what", lambda _: Card(*watch.desk(_, _LACKS).parts)),
    ("all worksheets", lambda _: watch.overview(_, _LACKS, 0)),
    ("the second page", lambda _: watch.overview(_, _LACKS * 20, 1)),
    ("the longest page", lambda _: watch.overview(_, (Lack(_LONGEST.sheet, "organisation-0", True, True, 3),) * 20, 0)),
    ("no scope", lambda _: watch.overview(_, (), 0)),
    ("which worksheet", lambda _: watch.pick(_, _LACKS)),
    ("which format", lambda _: exports.form(_, "worksheet.export", {})),
    ("the table", lambda _: watch.exported(_, _LACKS, "csv", _HOME)),
    ("a row with a model", lambda _: screens.line(_, replace(_SEEN, models={"leadership": "M4"}), "leadership")),
    ("a new model", lambda _: models.form(_, {}, "branch-lvm leadership")),
    (
        "a model with faults",
        lambda _: models.form(_, _TOLD, "M4 2", is_new=False, errors={"did": _("Please write something.")}),
    ),
    ("a draft of a model", lambda _: models.model(_, _MODEL, is_author=True, may_approve=False)),
    (
        "a model to approve",
        lambda _: models.model(_, replace(_MODEL, state="proposed"), is_author=False, may_approve=True),
    ),
    (
        "a model that waits",
        lambda _: models.model(_, replace(_MODEL, state="proposed"), is_author=True, may_approve=False),
    ),
    (
        "a published model",
        lambda _: models.model(_, replace(_MODEL, state="published"), is_author=False, may_approve=True),
    ),
    ("the longest model", lambda _: models.model(_, _HARD_MODEL, _HARD[:900], is_author=False, may_approve=True)),
    ("return a model", lambda _: models.back(_, _MODEL)),
    ("a model is out", lambda _: models.told(_, replace(_MODEL, state="published"))),
    ("a model came back", lambda _: models.told(_, replace(_MODEL, state="returned"), "Who was against it?")),
    ("all models", lambda _: models.models(_, (_MODEL,), (_MODEL,) * 12)),
    ("no models", lambda _: models.models(_, (), ())),
    ("which model", lambda _: models.find(_, (_MODEL, replace(_HARD_MODEL, id="M5")))),
    ("a model waits in the morning", lambda _: Card(*models.waiting(_, (_MODEL,)).parts)),
    ("many models wait", lambda _: Card(*models.waiting(_, (_HARD_MODEL,) * 5).parts)),
    ("no such model", models.gone),
)
