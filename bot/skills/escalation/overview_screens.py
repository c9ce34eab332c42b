"""What coordinators see of questions to experts: figures with pictures and tables, gaps, exports, time limits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot import charts
from bot.cards import Button, Buttons, Card, Facts, FormButton, Image, Part, Strong, Text, cut
from bot.forms import Form, TextField
from bot.people import Branch, Language
from bot.scope import FEW
from bot.skill import Section
from bot.skills.escalation.counting import Count, Times, Told, told
from bot.skills.escalation.gaps import Gap, told_together
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES, LANGUAGES

ANSWERS, LOAD = "answers", "load"
IDS, ON_CARD, GAPS = 8, 5, 6
"""How many ids stand in a line, lines in a breakdown of the overview, gaps on a card."""
DAY = timedelta(hours=8)
"""A working day, as times are told."""

AGES = (N_("today"), N_("1–2 working days"), N_("3–5 working days"), N_("over 5 working days"))
TOOK = (N_("within a working day"), N_("1–2 working days"), N_("3–5 working days"), N_("over 5 working days"))
PICTURES = {
    "ages": N_("Waiting questions by age"),
    "topics": N_("Waiting questions by topic"),
    "languages": N_("Waiting questions by language"),
    "load": N_("What experts have in hand"),
    "answers": N_("How long answers took"),
}
"""What is drawn, by the name of the breakdown."""
LABELS = {
    "ages": N_("By age"),
    "topics": N_("By topic"),
    "languages": N_("By language"),
    "load": N_("Experts’ load"),
    "answers": N_("Answer times"),
}
LIMITS = {
    "next_days": N_("Not taken: the next expert is asked after"),
    "coordinator_days": N_("Not taken: coordinators are told after"),
    "owner_days": N_("Taken, not answered: its expert is reminded after"),
}


@dataclass(frozen=True)
class Load:
    """How many questions an expert has in hand or is offered, of how many at most."""

    name: str
    has: int
    cap: int
    is_reached: bool


@dataclass(frozen=True)
class Figures:
    """What a coordinator sees. `ages` and `answers` have a count for each class; a topic is an expert's words, or a branch where
    none met the question, or "". `times` are of the answers that may be told of."""

    ages: tuple[Count, ...]
    topics: tuple[tuple[str, Count], ...]
    languages: tuple[tuple[str, Count], ...]
    answers: tuple[Count, ...]
    times: Times | None
    load: tuple[Load, ...]
    reached: int
    experts: int


def waiting(
    _: Texts, proposed: int, idle: Sequence[str], late: Mapping[str, str], reached: int, experts: int
) -> Section:
    """What waits on a desk: how many proposed answers, the ids of questions without an expert, owners by id of those late."""
    lines = []
    if proposed:
        lines.append(_.plural("{n} answer waits for your approval.", "{n} answers wait for your approval.", proposed))
    if idle:
        lines.append(_("Without an expert: {ids}.", ids=_listed(_, idle)))
    if late:
        named = [f"{one} ({cut(name, 60)})" if name else one for one, name in late.items()]
        lines.append(_("Overdue: {ids}.", ids=_listed(_, named)))
    if not lines:
        lines.append(_("None of them waits for you."))
    reachable = _("{n} of {all} experts can be reached.", n=_.number(reached), all=_.number(experts))
    text = Text(Strong(_("Questions to experts")), "\n", "\n".join(lines))
    gaps = Button(_("Unanswered questions"), "escalation.gaps")
    first = Button(_("Without an expert"), "escalation.idle") if idle else gaps
    if proposed and not idle:
        first = Button(_("Approvals"), "escalation.proposals")
    elif late and not idle:
        first = Button(_("Open {id}", id=next(iter(late))), "escalation.open", next(iter(late)))
    return Section((text, Text(reachable, quiet=True)), (first, Button(_("Figures"), "escalation.figures")))


def figures(_: Texts, seen: Figures) -> Card:
    """The overview: the most of every breakdown; the rest is behind its picture and in the export."""
    parts: list[Part] = [Text(Strong(_("Questions to experts, in figures")))]
    for name in ("ages", "languages", "topics"):
        told_of = rows(_, seen, name)
        if told_of:
            parts += [
                Text(Strong(_(PICTURES[name]))),
                Facts(tuple((label, one.text) for label, one in told_of[:ON_CARD])),
            ]
    parts.append(Text(Strong(_(PICTURES[ANSWERS])), "\n", *_times(_, seen)))
    if seen.load:
        load = tuple((cut(one.name, 60) or _("no name given"), _load(_, one)) for one in seen.load[:ON_CARD])
        parts += [Text(Strong(_(PICTURES[LOAD]))), Facts(load)]
    reachable = _("{n} of {all} experts can be reached.", n=_.number(seen.reached), all=_.number(seen.experts))
    few = _("Counts under {few} of organisations that are not in your care are not shown.", few=FEW)
    parts.append(Text(f"{reachable} {few}", quiet=True))
    row = (
        Button(_("Charts"), "escalation.picture", "ages"),
        FormButton(_("Export"), "escalation.export"),
        FormButton(_("Time limits"), "escalation.limits"),
        Button(_("Unanswered questions"), "escalation.gaps"),
        Button(_("Desk"), "desk.open"),
    )
    return Card(*parts, Buttons(row))


def picture(_: Texts, seen: Figures, name: str) -> Card:
    """One breakdown as bars and as a table; the others behind buttons."""
    name = name if name in PICTURES else "ages"
    told_of = rows(_, seen, name)[:10]
    others = tuple(Button(_(LABELS[other]), "escalation.picture", other) for other in PICTURES if other != name)
    row = Buttons((*others, Button(_("Figures"), "escalation.figures")))
    title = _(PICTURES[name])
    if not any(one.exact or one.exact is None for _label, one in told_of):
        return Card(Text(Strong(title)), Text(_("There is nothing to draw.")), row)
    drawn = charts.bars(title, tuple(charts.Bar(label, one.exact or 0, one.text) for label, one in told_of))
    alt = _("Bar chart: {title}. The table says the same.", title=title)
    said = [Text(*_times(_, seen), quiet=True)] if name == "answers" else []
    table = Facts(tuple((cut(label, 80), one.text) for label, one in told_of))
    return Card(Text(Strong(title)), Image(f"{name}.png", drawn, alt), table, *said, row)


def gaps(_: Texts, found: Sequence[Gap]) -> Card:
    """What is asked and not answered, by what most people asked. Nobody's words stand here."""
    row = Buttons(
        (
            FormButton(_("Write material"), "escalation.write"),
            FormButton(_("Write to an expert"), "escalation.ask"),
            FormButton(_("Export"), "escalation.export"),
            Button(_("Desk"), "desk.open"),
        )
    )
    heading = Text(Strong(_("Asked and not answered, in the last 30 days")))
    if not found:
        return Card(heading, Text(_("The material has answered everything that was asked about procurement.")), row)
    shown = told_together(found, GAPS)
    parts: list[Part] = [heading]
    for gap in shown:
        terms, titles = ", ".join(gap.terms), "; ".join(cut(title, 120) for title in gap.titles)
        label = cut(terms, 150) or (_("Something else") if gap.example else _("All others"))
        lines = [_("Nearest material: {titles}", titles=titles)] if titles else []
        parts.append(Text(Strong(label), "\n", "\n".join([_people(_, gap), *lines])))
    parts.append(Text(_("What people wrote is not shown here: it is theirs."), quiet=True))
    return Card(*parts, row)


def limits(_: Texts, told: Mapping[str, str], errors: dict[str, str] | None = None) -> Form:
    """After how many working days what happens."""
    hint = _("working days; applies to questions asked from now on")
    return Form(
        title=_("Time limits"),
        action="escalation.limits",
        fields=tuple(TextField(name, _(label), told[name][:2], hint, limit=2) for name, label in LIMITS.items()),
        submit=_("Save"),
        errors=errors or {},
    )


def limited(_: Texts, days: Mapping[str, int]) -> Card:
    """Saved."""
    facts = tuple(
        (_(label), _.plural("{n} working day", "{n} working days", days[name])) for name, label in LIMITS.items()
    )
    return Card(
        Text(_("Saved. This applies to questions asked from now on; those under way keep their limits.")),
        Facts(facts),
        Buttons((Button(_("Figures"), "escalation.figures"), Button(_("Desk"), "desk.open"))),
    )


def rows(_: Texts, seen: Figures, name: str) -> list[tuple[str, Told]]:
    """A breakdown with its labels, as it may be told."""
    match name:
        case "load":
            return [(cut(one.name, 60) or _("no name given"), Told(_load(_, one), one.has)) for one in seen.load]
        case "topics":
            labels, counts = [_topic(_, key) for key, _count in seen.topics], [count for _key, count in seen.topics]
        case "languages":
            labels = names(_, [key for key, _count in seen.languages])
            counts = [count for _key, count in seen.languages]
        case "answers":
            labels, counts = [_(label) for label in TOOK], list(seen.answers)
        case _:
            labels, counts = [_(label) for label in AGES], list(seen.ages)
    return list(zip(labels, told(_, counts), strict=True))


def _topic(_: Texts, key: str) -> str:
    if key in list(Branch):
        return _("no topic; {branch}", branch=_(BRANCHES[Branch(key)]))
    return cut(key, 80) or _("no topic")


def names(_: Texts, languages: Sequence[str]) -> list[str]:
    """What languages are called, by their codes."""
    return [_(LANGUAGES[Language(one)]) for one in languages]


def _times(_: Texts, seen: Figures) -> tuple[str, ...]:
    if seen.times is None:
        return (_("In the last 90 days there were no answers, or too few to tell."),)
    middle, ninety = _span(_, seen.times.middle), _span(_, seen.times.ninety)
    told = _("Half within {middle}, nine of ten within {ninety}.", middle=middle, ninety=ninety)
    return (told, "\n", _("Working time: Mon–Fri 8–16, not on Finnish holidays. Answers of the last 90 days."))


def _span(_: Texts, lasted: timedelta) -> str:
    if lasted < DAY:
        return _.plural("{n} working hour", "{n} working hours", max(1, round(lasted / timedelta(hours=1))))
    days = round(lasted / DAY, 1)
    return (
        _.plural("{n} working day", "{n} working days", int(days))
        if days == int(days)
        else _("{n} working days", n=_.number(days))
    )


def _load(_: Texts, one: Load) -> str:
    has = f"{_.number(one.has)} / {_.number(one.cap)}"
    return has if one.is_reached else _("{load}, cannot be reached", load=has)


def _people(_: Texts, gap: Gap) -> str:
    (people,) = told(_, [gap.people])
    if people.exact is not None:
        return _.plural("{n} person asked", "{n} people asked", people.exact)
    return _("People who asked: {count}", count=people.text)


def _listed(_: Texts, ids: Sequence[str]) -> str:
    more = [_("and {n} more", n=_.number(len(ids) - IDS))] if len(ids) > IDS else []
    return ", ".join([*ids[:IDS], *more])


_SEEN = Figures(
    ages=(Count(1, 6), Count(0, 12), Count(2, 3), Count()),
    topics=(("avtal i innovationspartnerskap", Count(0, 14)), ("municipality", Count(3)), ("", Count(0, 2))),
    languages=(("fi", Count(2, 11)), ("sv", Count(1, 8)), ("en", Count(0, 1))),
    answers=(Count(4), Count(9, 6), Count(0, 2), Count(1)),
    times=Times(timedelta(hours=5), timedelta(hours=20)),
    load=(Load("Erik Ek", 4, 5, True), Load("Åsa Ö", 1, 5, False), Load("", 0, 3, True)),
    reached=12,
    experts=30,
)
_NOTHING = Figures((Count(),) * 4, (), (), (Count(),) * 4, None, (), 0, 0)
_GAPS = (
    Gap(
        "Q7", Count(3, 9), ("fi", "sv"), ("innovaatiokumppanuus",), ("Innovaatiokumppanuus: milloin sitä saa käyttää",)
    ),
    Gap("Q12", Count(0, 3), ("en",), (), ("Riski ja sen jakaminen", "Frederiksberg: hulevedet")),
    Gap("Q40", Count(1), ("fi",), (), ()),
)
_SAID = {"next_days": "1", "coordinator_days": "2", "owner_days": "5"}


def _section(_: Texts, section: Section) -> Card:
    return Card(*section.parts, Buttons(section.buttons))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("on a coordinator’s desk", lambda _: _section(_, waiting(_, 2, ["E41"], {"E40": "Erik Ek", "E39": ""}, 12, 30))),
    ("nothing on the desk", lambda _: _section(_, waiting(_, 0, [], {}, 1, 1))),
    ("figures", lambda _: figures(_, _SEEN)),
    ("no figures", lambda _: figures(_, _NOTHING)),
    *((f"a picture: {name}", lambda _, name=name: picture(_, _SEEN, name)) for name in PICTURES),
    ("nothing to draw", lambda _: picture(_, _NOTHING, "ages")),
    ("gaps", lambda _: gaps(_, _GAPS)),
    ("more gaps than fit", lambda _: gaps(_, _GAPS[:1] * 12)),
    ("no gaps", lambda _: gaps(_, ())),
    ("time limits", lambda _: limits(_, _SAID)),
    (
        "wrong time limits",
        lambda _: limits(
            _, {**_SAID, "next_days": "x"}, {"next_days": _("A whole number from 1 to {limit}, please.", limit=60)}
        ),
    ),
    ("time limits saved", lambda _: limited(_, {name: int(days) for name, days in _SAID.items()})),
)
