"""Cards and tables of what coordinators see of sparring."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import exports
from bot.cards import Button, Buttons, Card, Facts, FormButton, Image, Part, Strong, Text, cut
from bot.charts import ROWS, Bar, bars
from bot.people import Branch
from bot.skills.sparring.records.results import Step
from bot.skills.sparring.words import STATES, spoken
from bot.store.sessions import Session
from bot.tables import Value
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES, CATEGORIES

HEADS = {
    "sessions": (
        N_("Session"), N_("Theme"), N_("State"), N_("Branch"), N_("Organisation"), N_("Category"), N_("Begins at"), N_("Minutes"),
        N_("Languages"), N_("People"), N_("Asked for on"),
    ),
    "steps": (N_("Session"), N_("Next step"), N_("By which day"), N_("Ticked off on")),
}  # fmt: skip
LISTED = 8


@dataclass(frozen=True)
class Report:
    """Sessions in a scope, the newest first: how many people are in each, which have a partner, how many by branch and state,
    by category, branches that have had none, and next steps."""

    sessions: Sequence[Session]
    people: Mapping[str, int]
    partnered: Collection[str]
    by_branch: Mapping[str, Counter[str]]
    by_category: Counter[str]
    without: Sequence[Branch]
    steps: Sequence[Step]
    today: date

    @property
    def late(self) -> int:
        """Open steps whose day is past."""
        return sum(one.done_at is None and one.due_on < self.today for one in self.steps)


def report(_: Texts, found: Report) -> Card:
    """How it stands."""
    parts: list[Part] = [Text(Strong(_("Sparring sessions")))]
    states: Counter[str] = Counter(one.status for one in found.sessions)
    pairs = [(_(name), _.number(states[code])) for code, name in STATES.items()]
    unpartnered = sum(one.status == "proposed" and one.id not in found.partnered for one in found.sessions)
    steps = sum(one.done_at is None for one in found.steps)
    pairs.append((_("Without a partner"), _.number(unpartnered)))
    pairs.append((_("Open next steps"), _("{n}, {late} of them late", n=_.number(steps), late=_.number(found.late))))
    parts.append(Facts(tuple(pairs)))
    if found.by_category:
        lines = [f"• {_category(_, code)}: {_.number(n)}" for code, n in found.by_category.most_common()]
        parts.append(Text(Strong(_("By category")), "\n", "\n".join(lines)))
    if found.without:
        names = ", ".join(_(BRANCHES[branch]) for branch in found.without)
        parts.append(Text(Strong(_("Branches without a session")), "\n", cut(names, 1_200)))
    if found.sessions:
        lines = [f"• {one.id} · {cut(one.wish.theme, 80)} · {_(STATES[one.status])}" for one in found.sessions[:LISTED]]
        parts.append(Text(Strong(_("The newest")), "\n", "\n".join(lines)))
    buttons: list[Button] = []
    if found.sessions:
        buttons = [
            FormButton(_("Choose a session"), "sparring.pick"),
            Button(_("By branch"), "sparring.picture"),
            FormButton(_("Export"), "sparring.export"),
        ]
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), "home.menu"))))


def picture(_: Texts, found: Report) -> Card:
    """Sessions by branch as bars, and the same as a table."""
    counted = sorted(found.by_branch.items(), key=lambda item: (-item[1].total(), item[0]))
    if not counted:
        return report(_, found)
    title = _("Sparring sessions by branch")
    rows = tuple(Bar(_branch(_, code), each.total(), _.number(each.total())) for code, each in counted[:ROWS])
    table = [
        f"• {_branch(_, code)}: "
        + ", ".join(f"{_(STATES[status])} {_.number(n)}" for status, n in sorted(each.items()))
        for code, each in counted
    ]
    alt = cut(f"{title}. " + "; ".join(f"{row.label}: {row.told}" for row in rows), 900)
    return Card(
        Text(Strong(title)), Image("sparring.png", bars(title, rows), alt), Text(cut("\n".join(table), 2_800)),
        Buttons((Button(_("All sessions"), "sparring.all"), Button(_("Menu"), "home.menu"))),
    )  # fmt: skip


def rows(_: Texts, found: Report) -> list[list[Value]]:
    """Every session as a row of a table."""
    return [
        [
            one.id, one.wish.theme, _(STATES[one.status]), _branch(_, one.wish.branch), one.wish.organisation,
            _(CATEGORIES[one.wish.category]) if one.wish.category in CATEGORIES else "", one.starts_at or "", one.wish.minutes,
            spoken(_, one.wish.languages), found.people.get(one.id, 0), one.created_at,
        ]
        for one in found.sessions
    ]  # fmt: skip


def rows_of_steps(_: Texts, found: Report) -> list[list[Value]]:
    """Every next step as a row of a table."""
    return [[one.session, one.text, one.due_on, one.done_at or ""] for one in found.steps]


def exported(_: Texts, what: str, called: str, kind: str, rows: Sequence[Sequence[Value]], zone: str) -> Card:
    """The file."""
    file = exports.file(_, f"sparring-{what}", _(called), kind, HEADS[what], rows, zone)
    return Card(file, Buttons((Button(_("All sessions"), "sparring.all"), Button(_("Menu"), "home.menu"))))


def _branch(_: Texts, code: str) -> str:
    return _(BRANCHES[Branch(code)]) if code in list(Branch) else _("Not known")


def _category(_: Texts, code: str) -> str:
    return _(CATEGORIES[code]) if code in CATEGORIES else _("Not known")
