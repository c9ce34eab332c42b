"""Tables that coordinators take along: which, in which format, and what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot import exports
from bot.cards import Button, Buttons, Card, Text
from bot.forms import Form
from bot.people import Language
from bot.skills.escalation.counting import told
from bot.skills.escalation.examples import example
from bot.skills.escalation.gaps import Gap
from bot.skills.escalation.overview_screens import PICTURES, Figures, names, rows
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.words import STATES
from bot.tables import Value
from bot.texts import N_, Texts
from bot.texts.called import LANGUAGES
from bot.working import Hours

TABLES = {
    "figures": N_("Figures"),
    "waiting": N_("Waiting questions"),
    "load": N_("What experts have in hand"),
    "gaps": N_("Unanswered questions"),
}
HEADS: Mapping[str, tuple[str, ...]] = {
    "figures": (N_("Figure"), N_("Class"), N_("Number")),
    "waiting": (
        N_("Question"), N_("State"), N_("Language"), N_("Topic"), N_("Urgent"), N_("Asked"), N_("Working days"), N_("Expert"),
    ),
    "load": (N_("Expert"), N_("In hand"), N_("At most"), N_("Reachable")),
    "gaps": (N_("Terms"), N_("Nearest material"), N_("Languages"), N_("People")),
}  # fmt: skip


def export(_: Texts) -> Form:
    """Which table, and for which program."""
    return exports.form(_, "escalation.export", TABLES)


def exported(_: Texts, what: str, kind: str, table: Sequence[Sequence[Value]], day: date, zone: str) -> Card:
    """The file."""
    file = exports.file(_, f"{what}-{day}", _(TABLES[what]), kind, HEADS[what], table, zone)
    return Card(Text(_("Here is the table.")), file, Buttons((Button(_("Desk"), "desk.open"),)))


def figure_rows(_: Texts, seen: Figures) -> list[list[Value]]:
    """Every breakdown of counts in rows: a number where it may be known, else what may be told."""
    return [
        [_(PICTURES[name]), label, one.text if one.exact is None else one.exact]
        for name in ("ages", "languages", "topics", "answers")
        for label, one in rows(_, seen, name)
    ]


def gap_rows(_: Texts, found: Sequence[Gap]) -> list[list[Value]]:
    """Every gap in a row."""
    table: list[list[Value]] = []
    for gap in found:
        (people,) = told(_, [gap.people])
        number = people.text if people.exact is None else people.exact
        table.append([", ".join(gap.terms), "; ".join(gap.titles), ", ".join(names(_, gap.languages)), number])
    return table


def waiting_row(_: Texts, one: Escalation, topic: str, owner: str, asked: date, today: date) -> list[Value]:
    """A question that waits, without whose it is and what it says."""
    language, urgent = _(LANGUAGES[Language(one.language)]), yes_or_no(_, one.is_urgent)
    days = Hours().days_between(asked, today)
    return [one.id, _(STATES[one.state]), language, topic, urgent, asked, days, owner]


def yes_or_no(_: Texts, is_so: bool) -> str:
    """In a cell."""
    return _("Yes") if is_so else _("No")


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("which export", export),
    (
        "an export",
        lambda _: exported(
            _,
            "waiting",
            "csv",
            [waiting_row(_, example(), "x", "", date(2026, 11, 26), date(2026, 12, 1))],
            date(2026, 12, 1),
            "UTC",
        ),
    ),
)
