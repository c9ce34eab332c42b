"""Tables of training that coordinators take along: which, in which format, and what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import exports
from bot.cards import Button, Buttons, Card, Text
from bot.forms import Form
from bot.people import Person
from bot.skills.training.naming import title
from bot.skills.training.reach import CALLED
from bot.skills.training.records.figures import Left, State
from bot.skills.training.seeing_screens import LABELS, check_of, rows
from bot.skills.training.tallying import Hard, Report
from bot.tables import Value
from bot.texts import N_, Texts
from training_modules.catalogue import Module

TABLES = {
    "figures": N_("Figures"),
    "people": N_("People in your care"),
    "behind": N_("Who is behind"),
    "checks": N_("Hardest checks"),
}
HEADS: Mapping[str, tuple[str, ...]] = {
    "figures": (N_("Figure"), N_("Class"), N_("Done"), N_("Per cent, or number")),
    "people": (
        N_("Name"), N_("Organisation"), N_("Module"), N_("State"), N_("Enrolled on"), N_("Begun on"), N_("Done on"),
        N_("To be done by"),
    ),
    "behind": (N_("Name"), N_("Organisation"), N_("Module"), N_("State"), N_("To be done by"), N_("Not reminded because")),
    "checks": (N_("Module"), N_("Lesson"), N_("Answered"), N_("Wrong at first, per cent")),
}  # fmt: skip


def export(_: Texts) -> Form:
    """Which table, and for which program."""
    return exports.form(_, "training.export", TABLES)


def exported(_: Texts, what: str, kind: str, table: Sequence[Sequence[Value]], day: date, zone: str) -> Card:
    """The file."""
    file = exports.file(_, f"training-{what}-{day}", _(TABLES[what]), kind, HEADS[what], table, zone)
    row = (Button(_("Training report"), "training.report"), Button(_("Desk"), "desk.open"))
    return Card(Text(_("Here is the table.")), file, Buttons(row))


def figure_rows(_: Texts, modules: Sequence[Module], seen: Report) -> list[list[Value]]:
    """Every breakdown in rows, as far as it may be told."""
    return [
        [_(LABELS[name]), label, said, length]
        for name in LABELS
        for label, said, length in rows(_, modules, seen, name)
    ]


def state_row(_: Texts, modules: Sequence[Module], person: Person, one: State) -> list[Value]:
    """An enrolment of somebody in the coordinator's care."""
    state = _("Done") if one.done_at else _("Begun") if one.begun_at else _("not begun")
    days = [_day(at, person.zone) for at in (one.enrolled_at, one.begun_at, one.done_at)]
    return [person.name or person.id, person.organisation, title(_, modules, one.module), state, *days, one.due_on]


def behind_row(_: Texts, modules: Sequence[Module], person: Person, left: Left, why: str) -> list[Value]:
    """Somebody in the coordinator's care who is behind."""
    state = _("Begun") if left.has_begun else _("not begun")
    told = _(CALLED[why]) if why else ""
    return [person.name or person.id, person.organisation, title(_, modules, left.module), state, left.due_on, told]


def check_rows(_: Texts, modules: Sequence[Module], found: Sequence[Hard]) -> list[list[Value]]:
    """Every check that may be told of."""
    return [[*check_of(_, modules, one), one.answered, round(100 * one.wrong / one.answered)] for one in found]


def _day(at: datetime | None, zone: str) -> date | None:
    return at.astimezone(ZoneInfo(zone)).date() if at else None


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("which table", export),
    (
        "a table",
        lambda _: exported(_, "checks", "csv", check_rows(_, (), [Hard("need/x", 9, 3)]), date(2026, 12, 1), "UTC"),
    ),
)
