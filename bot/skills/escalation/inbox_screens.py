"""Questions together: an expert's inbox and morning, and what waits for a coordinator."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Form
from bot.skills.escalation.examples import example
from bot.skills.escalation.expert_screens import OFFERED, OTHERS, Seen, View, stands
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.words import heading, quoted, until
from bot.texts import Texts

LISTED = 3
"""Questions of each kind in an inbox."""


def inbox(
    _: Texts, new: tuple[Escalation, ...], mine: tuple[Escalation, ...], waiting: frozenset[str], zone: str
) -> Card:
    """All that waits for an expert: new, in hand, waiting for the asker (`waiting` holds ids), past its time."""
    if not new and not mine:
        return Card(
            Text(_("Nothing waits for you.")),
            Buttons((Button(_("My topics"), "escalation.expertise"), Button(_("Menu"), "home.menu"))),
        )
    late = [one for one in mine if one.is_late]
    groups = (
        (_("Overdue"), late),
        (_("In hand"), [one for one in mine if not one.is_late and one.id not in waiting]),
        (_("Waiting for the asker"), [one for one in mine if not one.is_late and one.id in waiting]),
        (_("New"), list(new)),
    )
    listed = [one for _name, group in groups for one in group]
    shown: list[Part] = []
    for name, group in groups:
        if group:
            lines = [
                f"{cut(heading(_, one), 160)}, {_asked_on(_, one, zone)}\n{cut(one.text, 100)}"
                for one in group[:LISTED]
            ]
            more = [_("and {n} more", n=_.number(len(group) - LISTED))] if len(group) > LISTED else []
            shown.append(Text(Strong(f"{name} ({_.number(len(group))})"), "\n", "\n".join((*lines, *more))))
    opened = [Button(_("Open {id}", id=one.id), "escalation.open", one.id) for one in listed[:4]]
    more_of = [FormButton(_("Open another"), "escalation.pick")] if len(listed) > 4 else []
    return Card(*shown, Buttons((*opened, *more_of)))


def pick(_: Texts, listed: tuple[Escalation, ...]) -> Form:
    """Which one to open?"""
    return Form(
        title=_("Open"),
        action="escalation.pick",
        fields=(Choice("id", _("Question"), tuple((one.id, cut(f"{one.id} {one.text}", 70)) for one in listed[:100])),),
        submit=_("Open"),
    )


def opening(_: Texts, listed: tuple[Escalation, ...]) -> tuple[Button, ...]:
    """The way to one question, or to the list of them."""
    first = [Button(_("Open {id}", id=listed[0].id), "escalation.open", listed[0].id)] if listed else []
    return (*first, Button(_("Inbox"), "escalation.inbox"))


def morning(_: Texts, seen: tuple[Seen, ...]) -> tuple[Part, ...]:
    """Several questions of one morning, each with how it stands now."""
    waiting = [one for one in seen if one.view is not View.OTHERS]
    lines = [
        f"{heading(_, one.found)}: {cut(one.found.text, 140)}"
        + ("" if one.view is View.OFFERED else f"\n{stands(_, one)}")
        for one in seen[:8]
    ]
    head = _.plural("{n} question waits for you:", "{n} questions wait for you:", len(waiting))
    return Text(Strong(head)), *(Text(line) for line in lines)


def late(_: Texts, found: Escalation) -> tuple[Part, ...]:
    """A question its owner has had for long."""
    return (
        Text(
            Strong(
                _.plural(
                    "You have had {escalation} for {n} working day. What should happen to it?",
                    "You have had {escalation} for {n} working days. What should happen to it?",
                    found.owner_days,
                    escalation=found.id,
                )
            )
        ),
        Text(quoted(_, cut(found.text, 300)), quiet=True),
    )


def without(_: Texts, found: tuple[Escalation, ...], zone: str) -> Card:
    """To a coordinator: questions that nobody has, oldest first."""
    if not found:
        return Card(Text(_("Every question has somebody.")), Buttons((Button(_("Menu"), "home.menu"),)))
    lines = (f"{heading(_, one)}, {_asked_on(_, one, zone)}\n{cut(one.text, 140)}" for one in found[:10])
    opened = (Button(_("Open {id}", id=one.id), "escalation.open", one.id) for one in found[:5])
    return Card(Text(Strong(idle(_, len(found)).plain)), *(Text(line) for line in lines), Buttons(tuple(opened)))


def idle(_: Texts, count: int) -> Text:
    """How many questions wait for a coordinator to find somebody."""
    return Text(
        _.plural("{n} question has no expert", "{n} questions have no expert", count),
    )


def proposed(_: Texts, count: int) -> Text:
    """How many answers wait for a coordinator's approval."""
    return Text(_.plural("{n} answer waits for your approval", "{n} answers wait for your approval", count))


def running_out(_: Texts, entries: tuple[tuple[str, str, date | None], ...]) -> Text:
    """Shared answers that run out soon: (id, question, last day)."""
    lines = (f"{entry}: {cut(question, 120)} {until(_, day)}" for entry, question, day in entries[:5])
    return Text(Strong(_("Still right?")), " ", _("These answers run out soon:"), "\n", "\n".join(lines))


def _asked_on(_: Texts, found: Escalation, zone: str) -> str:
    """The day: a minute would tell who was seen to write then."""
    return _.day(found.asked_at.astimezone(ZoneInfo(zone)).date())


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("several questions of a morning", lambda _: Card(*morning(_, (OFFERED, OTHERS)))),
    ("questions without an expert", lambda _: Card(idle(_, 2))),
    ("answers to approve", lambda _: Card(proposed(_, 2))),
    ("answers that run out", lambda _: Card(running_out(_, (("K7", "Kuka maksaa?", date(2027, 6, 30)),)))),
    ("had for long", lambda _: Card(*late(_, example(state="taken")))),
    (
        "inbox",
        lambda _: inbox(
            _, (example(),), (example(id="E40", is_late=True), example(id="E39")), frozenset({"E39"}), "UTC"
        ),
    ),
    ("empty inbox", lambda _: inbox(_, (), (), frozenset(), "UTC")),
    ("opening another", lambda _: pick(_, (example(),))),
)
