"""Enrolling others as it is shown: the form, what would come of it, and what has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import counts
from bot.audience import Audience, Meant, Whom
from bot.cards import Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.counts import Count
from bot.forms import CHOICE_LABEL, Choice, Choices, DateField, Form, TextField
from bot.people import WhyNot
from bot.skills.training.reach import CALLED, Unreached
from bot.skills.training.records.enrollings import Enrolling
from bot.texts import N_, Texts
from bot.texts.called import audience as called

NAMES, LINES = 12, 8
"""Of those who cannot be reached, and of lines that were not understood, on one card."""
WRITTEN = 3_000
UNDO = 30
"""Seconds within which it can be undone."""

LEARN = N_("They see it in their next morning digest.")
ONLY_LATER = N_("Nobody would be enrolled now, only those who join later.")
NOBODY = N_("Nobody would be enrolled: everybody is in the module already, or there is nobody.")
OVER = {
    "gone": N_("This was made or discarded already, or is no longer here."),
    "late": N_(
        "It is too late to undo this: it was made more than half a minute ago. Whoever does not want to be reminded of the "
        "module can turn that off in the reminder."
    ),
    "discarded": N_("Discarded. Nobody was enrolled."),
    "ended": N_("Ended. Whoever joins from now on is not enrolled by it any more."),
    "nobody": NOBODY,
}


@dataclass(frozen=True)
class Filled:
    """What the form was filled in with, as it was typed."""

    module: str = ""
    whom: str = ""
    people: str = ""
    due_on: date | None = None
    is_standing: bool = False


@dataclass(frozen=True)
class Preview:
    """What an order would come to: those concerned, those of them who are in the module or done already, and those whom reminders
    do not reach. The coordinator has named them one by one if `is_named`."""

    concerned: Count
    already: Count
    unreached: Unreached
    meant: Meant = field(default_factory=Meant)
    is_named: bool = False

    @property
    def new(self) -> Count:
        """Those who would be enrolled."""
        return Count(self.concerned.own - self.already.own, self.concerned.others - self.already.others)


def opening(_: Texts, standing: Sequence[tuple[Enrolling, str]]) -> Card:
    """What enrolling is, and the orders (with the module's title) that enrol whoever joins."""
    parts: list[Part] = [
        Text(Strong(_("Enrol others in training"))),
        Text(
            _(
                "People, an organisation, a branch or a role in your scope. They learn it in their next morning digest; "
                "nobody is enrolled twice."
            )
        ),
    ]
    if standing:
        lines = [f"• {_standing(_, one, title)}" for one, title in standing[:LINES]]
        parts.append(Text(Strong(_("Those who join later are enrolled too")), "\n", "\n".join(lines)))
    end = [FormButton(_("Enrol no more"), "training.end")] if standing else []
    row = (FormButton(_("Enrol people"), "training.enrol"), *end, Button(_("Training report"), "training.report"))
    return Card(*parts, Buttons((*row, Button(_("Menu"), "home.menu"))))


def form(
    _: Texts,
    modules: Sequence[tuple[str, str]],
    whom: tuple[tuple[str, str], ...],
    filled: Filled,
    errors: Mapping[str, str] | None = None,
    arg: str = "",
) -> Form:
    """Which module, for whom, until when?"""
    has_module, has_whom = filled.module in dict(modules), filled.whom in dict(whom)
    return Form(
        _("Enrol people"),
        "training.enrol",
        (
            Choice(
                "module",
                _("Module"),
                tuple((id_, cut(title, 75)) for id_, title in modules),
                filled.module if has_module else "",
            ),
            Choice("whom", _("For whom"), whom, filled.whom if has_whom else "", is_required=False),
            TextField(
                "people",
                _("Names or ids"),
                filled.people[:WRITTEN],
                _("One on each line: a name or an id such as P12. What stands here counts before the choice above."),
                is_long=True,
                is_required=False,
                limit=WRITTEN,
            ),
            DateField("due_on", _("To be done by"), filled.due_on, is_required=False),
            Choices(
                "later",
                _("Joining later"),
                (("yes", _("also those who join later")),),
                ("yes",) if filled.is_standing else (),
            ),
        ),
        _("Preview"),
        arg=arg,
        errors=dict(errors or {}),
    )


def options(_: Texts, audiences: Mapping[str, Audience]) -> tuple[tuple[str, str], ...]:
    """For whom, as a form's choice."""
    named = tuple((value, cut(called(_, one), CHOICE_LABEL)) for value, one in audiences.items())
    return (*named, (Whom.PEOPLE.value, _("the people I write below")))


def preview(_: Texts, order: Enrolling, title: str, seen: Preview) -> Card:
    """What would come of it, before anything does."""
    concerned = _.number(seen.concerned.own + seen.concerned.others) if seen.is_named else _told(_, seen.concerned)
    facts = [
        (_("For whom"), cut(called(_, order.audience), 300)),
        (_("To be done by"), _.day(order.due_on) if order.due_on else _("no day")),
        (_("Concerned"), concerned),
    ]
    if seen.concerned.shown:
        facts.append((_("In it already, or done"), counts.part(_, seen.already, seen.concerned)))
    if order.is_standing:
        facts.append((_("Joining later"), _("also those who join later")))
    parts: list[Part] = [Text(Strong(_("Enrol in “{title}”?", title=cut(title, 200)))), Facts(tuple(facts))]
    if order.due_on and seen.already:
        parts.append(Text(_("The day does not change for those who are in it already."), quiet=True))
    parts += _not_understood(_, seen.meant)
    parts += unreached(_, seen.unreached)
    parts.append(Text(_(_outcome(order, seen)), quiet=True))
    row: list[Button] = []
    if seen.new or order.is_standing:
        row.append(Button(_enrol(_, seen), "training.enrolled", str(order.number)))
    row.append(FormButton(_("Change"), "training.enrol", str(order.number)))
    row.append(Button(_("Discard"), "training.discard", str(order.number)))
    return Card(*parts, Buttons(tuple(row)))


def _outcome(order: Enrolling, seen: Preview) -> str:
    if seen.new:
        return LEARN
    return ONLY_LATER if order.is_standing else NOBODY


def _enrol(_: Texts, seen: Preview) -> str:
    if not seen.new:
        return _("Enrol those who join")
    if seen.new.is_exact and seen.concerned.is_exact:
        return _.plural("Enrol {n} person", "Enrol {n} people", seen.new.own + seen.new.others)
    return _("Enrol them")


def _told(_: Texts, count: Count) -> str:
    return counts.told(_, count) if count else _("nobody")


def _not_understood(_: Texts, meant: Meant) -> list[Part]:
    parts: list[Part] = []
    if meant.unknown:
        said = _("Nobody in your scope is called this:")
        parts.append(Text(said, "\n", _listed(_, meant.unknown)))
    if meant.several:
        said = _("Several people are called this; write the id instead:")
        parts.append(Text(said, "\n", _listed(_, meant.several)))
    return parts


def _listed(_: Texts, lines: Sequence[str]) -> str:
    shown = "\n".join(f"• {cut(line, 80)}" for line in lines[:LINES])
    more = [_("and {n} more", n=_.number(len(lines) - LINES))] if len(lines) > LINES else []
    return "\n".join((shown, *more))


def unreached(_: Texts, seen: Unreached) -> list[Part]:
    """Whom reminders do not reach, and why, as far as it may be told."""
    if not seen.named and not seen.counted.shown:
        return []
    lines = [f"• {cut(name, 80)}: {_(CALLED[why])}" for name, why in seen.named[:NAMES]]
    more = len(seen.named) - NAMES
    if more > 0:
        lines.append(_("and {n} more", n=_.number(more)))
    if seen.counted.shown:
        lines.append(_("• elsewhere: {n}", n=_.number(seen.counted.shown)))
    return [Text(Strong(_("Not reached by reminders now")), "\n", "\n".join(lines))]


def enrolled(_: Texts, order: Enrolling, title: str, new: Count) -> Card:
    """It is done, and can be undone for a moment."""
    if new.is_exact:
        total = new.own + new.others
        said = _.plural(
            "{n} person is enrolled in “{title}”.",
            "{n} people are enrolled in “{title}”.",
            total,
            title=cut(title, 200),
        )
    else:
        said = _("They are enrolled in “{title}”.", title=cut(title, 200))
    more = [Text(_("Those who join later are enrolled too."))] if order.is_standing else []
    report = Button(_("Training report"), "training.report")
    return Card(
        Text(Strong(said)),
        *more,
        Text(_("They learn it in their next morning digest. Undo works for {n} seconds.", n=UNDO), quiet=True),
        Buttons((Button(_("Undo"), "training.undo", str(order.number)), report)),
    )


def over(_: Texts, what: str) -> Card:
    """An order that is no more what its button was drawn for: `what` is one of OVER."""
    row = (Button(_("Enrol others"), "training.enrolling"), Button(_("Training report"), "training.report"))
    return Card(Text(_(OVER[what])), Buttons(row))


def undone(_: Texts, title: str) -> Card:
    """Taken back."""
    said = _("Undone. Those who have already begun stay in “{title}”.", title=cut(title, 200))
    row = (Button(_("Enrol others"), "training.enrolling"), Button(_("Training report"), "training.report"))
    return Card(Text(said), Buttons(row))


def end(_: Texts, standing: Sequence[tuple[Enrolling, str]]) -> Form:
    """Which standing one is to end?"""
    options = tuple((str(one.number), cut(_standing(_, one, title), 75)) for one, title in standing[:100])
    text = _("Nobody who joins from now on is enrolled by it. Those who are enrolled stay.")
    return Form(
        _("Enrol no more"), "training.end", (Choice("order", _("Which one?"), options),), _("End it"), text=text
    )


def _standing(_: Texts, order: Enrolling, title: str) -> str:
    is_invitation = order.audience == Audience(Whom.PEOPLE)
    whom = _("whoever joins in the channel") if is_invitation else called(_, order.audience)
    return f"{cut(title, 100)} · {cut(whom, 80)}"


_BRANCH = Enrolling(4, "P5", "need", Audience(Whom.BRANCH, "tem"), date(2026, 12, 14), True, "draft", None)
_PEOPLE = Enrolling(5, "P5", "need", Audience(Whom.PEOPLE, "P1 P2"), None, False, "draft", None)
_TITLE = "From need to specification"
_AWAY = Unreached((("Maija Meri", WhyNot.INVITED), ("Pekka", WhyNot.OFF)), Count(0, 7))
_WHOM = (("everybody", "everybody"), ("people", "people"))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("enrolling", lambda _: opening(_, ())),
    ("enrolling, some later", lambda _: opening(_, ((_BRANCH, _TITLE),))),
    ("whom to enrol", lambda _: form(_, (("need", _TITLE),), _WHOM, Filled())),
    (
        "whom to enrol, wrong",
        lambda _: form(
            _, (("need", _TITLE),), _WHOM, Filled("need", "people"), {"people": _("Please write something.")}
        ),
    ),
    ("before enrolling", lambda _: preview(_, _BRANCH, _TITLE, Preview(Count(3, 20), Count(1, 6), _AWAY))),
    (
        "before enrolling people",
        lambda _: preview(
            _, _PEOPLE, _TITLE, Preview(Count(2, 1), Count(), Unreached(), Meant((), ("Masa",), ("Virtanen",)), True)
        ),
    ),
    ("before enrolling nobody", lambda _: preview(_, _PEOPLE, _TITLE, Preview(Count(), Count(), Unreached()))),
    ("before those who join", lambda _: preview(_, _BRANCH, _TITLE, Preview(Count(), Count(), Unreached()))),
    ("enrolled", lambda _: enrolled(_, _BRANCH, _TITLE, Count(3, 20))),
    ("enrolled a few", lambda _: enrolled(_, _PEOPLE, _TITLE, Count(0, 2))),
    *((f"enrolling: {name}", lambda _, name=name: over(_, name)) for name in OVER),
    ("undone", lambda _: undone(_, _TITLE)),
    ("which to end", lambda _: end(_, ((_BRANCH, _TITLE),))),
)
