"""Figures of training as they are shown: the report, pictures with their tables, who is behind, and the hardest checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import charts, counts
from bot.cards import Button, Buttons, Card, Facts, FormButton, Image, Part, Strong, Text, cut
from bot.counts import Count
from bot.people import Address, Branch, Language, Person, WhyNot
from bot.scope import FEW
from bot.skill import Section
from bot.skills.training.naming import title
from bot.skills.training.reach import CALLED
from bot.skills.training.records.figures import Left
from bot.skills.training.tallying import Hard, Report, Tally
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES
from training_modules.catalogue import Module

ON_CARD, DRAWN, NAMES, CHECKS = 8, 10, 20, 8
"""Lines of a breakdown in the report and in a picture, people who are behind, checks."""
PICTURES = {
    "modules": N_("Training by module"),
    "organisations": N_("Training by organisation"),
    "branches": N_("Training by branch"),
    "months": N_("Modules done by month"),
}
LABELS = {
    "modules": N_("By module"),
    "organisations": N_("By organisation"),
    "branches": N_("By branch"),
    "months": N_("By month"),
}
Row = tuple[Person, Left, str]


@dataclass(frozen=True)
class Behind:
    """Who is behind in what, and what keeps reminders from them: all in the scope, those of them who may be named, and how many
    people the others are."""

    rows: tuple[Row, ...] = ()
    named: tuple[Row, ...] = ()
    others: Count = field(default_factory=Count)


def section(_: Texts, seen: Report) -> Section | None:
    """On a desk; nothing where nobody is in training."""
    if not seen.total.enrolled:
        return None
    said = _("Done: {part}", part=counts.part(_, seen.total.done, seen.total.enrolled))
    late = [_("Overdue: {n}", n=counts.told(_, seen.total.late))] if seen.total.late else []
    text = Text(Strong(_("Training")), "\n", " · ".join([said, *late]))
    report = Button(_("Training report"), "training.report")
    return Section((text,), (report, Button(_("Who is behind"), "training.behind")))


def report(_: Texts, modules: Sequence[Module], seen: Report) -> Card:
    """How far it has come, and the ways to all the rest."""
    enrol = Button(_("Enrol others"), "training.enrolling")
    head = Text(Strong(_("Training report")))
    if not seen.total.enrolled:
        nobody = _("Nobody in your scope is in training yet, or too few to tell.")
        return Card(head, Text(nobody), Buttons((enrol, Button(_("Desk"), "desk.open"))))
    total = seen.total
    facts = [(_("Enrolled or begun"), counts.told(_, total.enrolled))]
    for label, some in ((_("Have begun"), total.begun), (_("Done"), total.done), (_("Overdue"), total.late)):
        facts.append((label, counts.part(_, some, total.enrolled)))
    parts: list[Part] = [head, Facts(tuple(facts))]
    for name in ("modules", "organisations", "branches"):
        told_of = rows(_, modules, seen, name)
        if told_of:
            lines = tuple((label, said) for label, said, _length in told_of[:ON_CARD])
            parts += [Text(Strong(_(PICTURES[name])), " · ", _("done")), Facts(lines)]
    parts.append(Text(_("One person may be in several modules."), " ", _note(_, seen), quiet=True))
    row = (
        Button(_("Charts"), "training.picture", "modules"),
        Button(_("Who is behind"), "training.behind"),
        Button(_("Hardest checks"), "training.hardest"),
        FormButton(_("Export"), "training.export"),
        enrol,
    )
    return Card(*parts, Buttons(row))


def _note(_: Texts, seen: Report) -> str:
    said = _("Counts under {few} of organisations that are not in your care are not shown.", few=FEW)
    if not seen.hidden:
        return said
    few = _.plural("{n} organisation is left out for that.", "{n} organisations are left out for that.", seen.hidden)
    return f"{said} {few}"


def picture(_: Texts, modules: Sequence[Module], seen: Report, name: str) -> Card:
    """One breakdown as bars and as a table; the others behind buttons."""
    name = name if name in PICTURES else "modules"
    told_of = rows(_, modules, seen, name)
    told_of = told_of[-DRAWN:] if name == "months" else told_of[:DRAWN]
    others = tuple(Button(_(LABELS[other]), "training.picture", other) for other in PICTURES if other != name)
    row = Buttons((*others, Button(_("Training report"), "training.report")))
    heading = _(PICTURES[name])
    if not told_of or not seen.total.enrolled:
        return Card(Text(Strong(heading)), Text(_("There is nothing to draw.")), row)
    drawn = charts.bars(heading, tuple(charts.Bar(label, length, said) for label, said, length in told_of))
    alt = _("Bar chart: {title}. The table says the same.", title=heading)
    said = _("How many of how many are done; a bar is their share.") if name != "months" else _note(_, seen)
    table = Facts(tuple((cut(label, 80), told) for label, told, _length in told_of))
    return Card(Text(Strong(heading)), Image(f"{name}.png", drawn, alt), table, Text(said, quiet=True), row)


def rows(_: Texts, modules: Sequence[Module], seen: Report, name: str) -> list[tuple[str, str, float]]:
    """A breakdown: its labels, what may be told, and how long a bar is (per cent, or a number)."""
    if name == "months":
        return [(_month(day), counts.told(_, count), count.shown) for day, count in seen.months]
    found: Sequence[tuple[str, Tally]] = getattr(seen, name)
    return [(_label(_, modules, name, key), _said(_, tally), _share(tally)) for key, tally in found]


def _label(_: Texts, modules: Sequence[Module], name: str, key: str) -> str:
    match name:
        case "modules":
            return cut(title(_, modules, key), 80)
        case "branches":
            return _(BRANCHES[Branch(key)]) if key in list(Branch) else _("no branch given")
    return cut(key, 80) or _("smaller organisations, or none given")


def _said(_: Texts, tally: Tally) -> str:
    return counts.part(_, tally.done, tally.enrolled)


def _share(tally: Tally) -> float:
    done, enrolled = counts.least(tally.done, tally.enrolled)
    return round(100 * done / enrolled) if enrolled else 0


def _month(day: date) -> str:
    return f"{day.month}/{day.year}"


def behind(_: Texts, modules: Sequence[Module], seen: Behind, today: date) -> Card:
    """Who is behind, by name where the coordinator sees names."""
    head = Text(Strong(_("Who is behind")))
    report = Button(_("Training report"), "training.report")
    if not seen.rows:
        return Card(head, Text(_("Nobody in your scope is behind.")), Buttons((report, Button(_("Desk"), "desk.open"))))
    parts: list[Part] = [head]
    lines = [f"• {_behind_line(_, modules, row, today)}" for row in seen.named[:NAMES]]
    if lines:
        more = len(seen.named) - NAMES
        lines += [_("and {n} more", n=_.number(more))] if more > 0 else []
        parts.append(Text("\n".join(lines)))
    if seen.others:
        said = _("In organisations that are not in your care: {n}", n=counts.told(_, seen.others))
        parts.append(Text(said))
    rule = _("Behind: the day has passed or comes within a week; or there is none, and nothing was done for two weeks.")
    parts.append(Text(rule, quiet=True))
    row = (Button(_("Remind these"), "training.remind"), FormButton(_("Export"), "training.export"), report)
    return Card(*parts, Buttons(row))


def _behind_line(_: Texts, modules: Sequence[Module], row: Row, today: date) -> str:
    person, left, why = row
    said = [cut(person.name, 60) or person.id, cut(title(_, modules, left.module), 80)]
    if left.due_on and left.due_on < today:
        said.append(_("overdue since {day}", day=_.day(left.due_on)))
    elif left.due_on:
        said.append(_("to be done by {day}", day=_.day(left.due_on)))
    if not left.has_begun:
        said.append(_("not begun"))
    if why:
        said.append(_(CALLED[why]))
    return " · ".join(said)


def nudged(_: Texts, new: int, is_anybody: bool, *, is_exact: bool) -> Card:
    """They find it in their digest."""
    if not is_anybody:
        said = _("None of them can be reminded now; the list says why.")
    elif not new:
        said = _("They have been reminded today already, or find it in their next morning digest anyway.")
    elif is_exact:
        said = _.plural(
            "{n} reminder stands in the next morning digest.", "{n} reminders stand in the next morning digests.", new
        )
    else:
        said = _("They find it in their next morning digest.")
    row = (Button(_("Who is behind"), "training.behind"), Button(_("Training report"), "training.report"))
    return Card(Text(said), Buttons(row))


def hardest(_: Texts, modules: Sequence[Module], found: Sequence[Hard]) -> Card:
    """The checks that most answered wrong at first."""
    head = Text(Strong(_("Hardest checks")))
    row = Buttons((Button(_("Training report"), "training.report"), FormButton(_("Export"), "training.export")))
    if not found:
        return Card(head, Text(_("No check was answered wrong, or too few have answered to tell.")), row)
    lines = [f"• {_hard(_, modules, one)}" for one in found[:CHECKS]]
    note = _("Only checks that at least {few} people have answered.", few=FEW)
    return Card(head, Text("\n".join(lines)), Text(note, quiet=True), row)


def _hard(_: Texts, modules: Sequence[Module], one: Hard) -> str:
    module, lesson = check_of(_, modules, one)
    return _(
        "{lesson} ({module}): {share} % wrong at first, {n} answered",
        lesson=cut(lesson, 100),
        module=cut(module, 100),
        share=_.number(round(100 * one.wrong / one.answered)),
        n=_.number(one.answered),
    )


def check_of(_: Texts, modules: Sequence[Module], one: Hard) -> tuple[str, str]:
    """What its module and its lesson are called, as far as they are still here."""
    id_, _slash, name = one.check.partition("/")
    lessons = next((module.lessons for module in modules if module.id == id_), ())
    heading = next((lesson.headings[_.language.value] for lesson in lessons if lesson.id == name), name)
    return title(_, modules, id_), heading


_SEEN = Report(
    total=Tally(Count(5, 30), Count(4, 20), Count(3, 12), Count(1, 2)),
    modules=(
        ("need", Tally(Count(3, 20), Count(2, 15), Count(2, 10))),
        ("risk", Tally(Count(2, 10), done=Count(1, 2))),
    ),
    organisations=(
        ("Mallilan kaupunki", Tally(Count(5), Count(4), Count(3), Count(1))),
        ("Exempelby", Tally(Count(0, 20), Count(0, 14), Count(0, 18), Count(0, 2))),
        ("", Tally(Count(0, 10))),
    ),
    branches=(("municipality", Tally(Count(5, 20), done=Count(3, 8))), ("", Tally(Count(0, 10), done=Count(0, 4)))),
    months=((date(2026, 10, 1), Count(0, 9)), (date(2026, 11, 1), Count(3, 3)), (date(2026, 12, 1), Count())),
    hidden=2,
)
_MAIJA = Person(
    "P1", "Maija Meri", Language.FI, frozenset(), "", None, "Europe/Helsinki", True,
    Address("console", "", "maija", "maija"),
)  # fmt: skip
_ROWS: tuple[Row, ...] = (
    (_MAIJA, Left("P1", "need", date(2026, 11, 20), True, False, None), ""),
    (_MAIJA, Left("P1", "risk", date(2026, 12, 4), False, True, None), WhyNot.OFF),
    (_MAIJA, Left("P1", "market", None, False, False, None), WhyNot.CLOSED),
)
_DAY = date(2026, 12, 1)


def _on_desk(_: Texts) -> Card:
    found = section(_, _SEEN)
    assert found
    return Card(*found.parts, Buttons(found.buttons))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card]], ...] = (
    ("training on a desk", _on_desk),
    ("training report", lambda _: report(_, (), _SEEN)),
    ("training report, empty", lambda _: report(_, (), Report())),
    *((f"training picture: {name}", lambda _, name=name: picture(_, (), _SEEN, name)) for name in PICTURES),
    ("training picture, empty", lambda _: picture(_, (), Report(), "modules")),
    ("who is behind", lambda _: behind(_, (), Behind(_ROWS, _ROWS, Count(0, 7)), _DAY)),
    ("a few are behind", lambda _: behind(_, (), Behind(_ROWS[:1], (), Count(0, 2)), _DAY)),
    ("nobody is behind", lambda _: behind(_, (), Behind(), _DAY)),
    ("reminded", lambda _: nudged(_, 7, True, is_exact=True)),
    ("a few reminded", lambda _: nudged(_, 2, True, is_exact=False)),
    ("reminded already", lambda _: nudged(_, 0, True, is_exact=True)),
    ("nobody to remind", lambda _: nudged(_, 0, False, is_exact=True)),
    ("hardest checks", lambda _: hardest(_, (), (Hard("need/need-1", 12, 9), Hard("risk/shared", 1_200, 300)))),
    ("no hard checks", lambda _: hardest(_, (), ())),
)
