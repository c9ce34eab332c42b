"""What those see whom an event is for: what there is, one event, and what they are told of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Button, Buttons, Card, Facts, FormButton, Link, Part, Strong, Text, cut
from bot.forms import Choice, Form
from bot.skills.events.records.planned import Event, Material, Plan
from bot.skills.events.records.registered import Registration
from bot.skills.events.words import about, calendar, changes, facts, head, line, links, when
from bot.texts import Texts

LISTED = 8
"""Events of one kind in a list; the form to choose from has them all."""
_MENU = "home.menu"


@dataclass(frozen=True)
class View:
    """An event as somebody sees it at a moment, in their `zone`. `queue` is their place in it, 0 if they do not wait."""

    found: Event
    now: datetime
    zone: str
    mine: Registration | None = None
    queue: int = 0
    is_full: bool = False
    may_manage: bool = False
    materials: tuple[Material, ...] = ()
    is_reminded: tuple[bool, bool] = (True, True)
    """Whether a reminder comes to them a day before, and an hour before."""

    @property
    def has_place(self) -> bool:
        """Whether they are registered and do not wait."""
        return self.mine is not None and not self.mine.is_waiting


def overview(
    _: Texts,
    mine: Sequence[View],
    offered: Sequence[View],
    managed: Sequence[View],
    *,
    may_plan: bool,
) -> Card:
    """What one comes to, what there is besides, and what one looks after."""
    heads = (_("You have registered"), _("Coming up"), _("Yours to look after"))
    parts: list[Part] = [
        _listed(_, kind, views) for kind, views in zip(heads, (mine, offered, managed), strict=True) if views
    ]
    if not mine and not offered:
        parts.insert(0, Text(_("No training events are coming up.")))
    every = {view.found.id: view for view in (*mine, *offered, *managed)}
    buttons: list[Button] = []
    if len(every) == 1:
        (only,) = every
        buttons.append(Button(_("Open {id}", id=only), "events.open", only))
    elif every:
        buttons.append(FormButton(_("Choose an event"), "events.choose"))
    if may_plan:
        buttons.append(FormButton(_("New event"), "events.new"))
    return Card(Text(Strong(_("Training events"))), *parts, Buttons((*buttons, Button(_("Menu"), _MENU))))


def _listed(_: Texts, kind: str, views: Sequence[View]) -> Text:
    lines = [f"• {line(_, view.found, view.zone)}{_mark(_, view)}" for view in views[:LISTED]]
    if len(views) > LISTED:
        lines.append(_("… and {n} more", n=_.number(len(views) - LISTED)))
    return Text(Strong(kind), "\n", "\n".join(lines))


def _mark(_: Texts, view: View) -> str:
    said = ""
    if view.found.status == "drafted":
        said = _("draft")
    elif view.queue:
        said = _("number {n} in the queue", n=_.number(view.queue))
    elif view.is_full and not view.mine:
        said = _("full")
    return f" · {said}" if said else ""


def choose(_: Texts, found: Sequence[Event]) -> Form:
    """Which one?"""
    options = tuple((one.id, cut(f"{one.id} · {one.plan.title}", 75)) for one in found)
    return Form(_("Choose an event"), "events.choose", (Choice("event", _("Event"), options),), _("Open"))


def event(_: Texts, view: View, *said: str) -> Card:
    """One event, what it is to the reader, and what they can do. `said` is what has just happened."""
    found, plan = view.found, view.found.plan
    parts: list[Part] = [Text(text) for text in said if text]
    parts += [Text(Strong(head(found))), facts(_, plan, view.zone, has_place=view.has_place), *about(plan)]
    parts += [Text(text) for text in (_state(_, view),) if text]
    if view.has_place:
        parts += [Text(f"{cut(one.words, 200)}\n{cut(one.url, 500)}") for one in view.materials[-3:]]
    return Card(*parts, Buttons(_buttons(_, view)))


def _state(_: Texts, view: View) -> str:
    """Where the reader stands, in a sentence."""
    found = view.found
    if found.status == "cancelled":
        return _("The event is cancelled.")
    if found.is_over(view.now):
        return _("The event has taken place.")
    if view.queue:
        return _(
            "You are number {n} in the queue. If a place becomes free, it is yours and I tell you at once.",
            n=view.queue,
        )
    if view.has_place:
        registered = _("You are registered.")
        return f"{registered} {promise(_, view)}"
    if not found.is_open(view.now):
        return _("The event has begun.")
    return _("The event is full. You can queue for a place.") if view.is_full else ""


def promise(_: Texts, view: View) -> str:
    """When somebody who is registered is reminded."""
    match view.is_reminded:
        case (True, _hour):
            return _("I remind you a day before and an hour before.")
        case (False, True):
            return _("I remind you an hour before.")
    return _("No reminder comes to you.")


def _buttons(_: Texts, view: View) -> tuple[Button | Link, ...]:
    found, has_ended = view.found, not view.found.is_published or view.found.is_over(view.now)
    buttons: list[Button | Link] = [*links(_, found.plan)] if view.has_place and not has_ended else []
    if found.is_open(view.now):
        if view.mine is None:
            label = _("Join the queue") if view.is_full else _("Register")
            buttons.append(Button(label, "events.register", found.id))
        else:
            label = _("Leave the queue") if view.mine.is_waiting else _("Unregister")
            buttons.append(Button(label, "events.unregister", found.id))
    if found.is_open(view.now) and view.has_place:
        buttons.append(Button(_("Calendar file"), "events.calendar", found.id))
    if found.is_over(view.now) and view.has_place and view.mine and not view.mine.attended:
        buttons.append(Button(_("I was there"), "events.attended", found.id))
    if view.may_manage:
        buttons.append(Button(_("Manage"), "events.manage", found.id))
    return (*buttons, Button(_("All events"), "events.overview"))


def with_calendar(_: Texts, view: View, *said: str) -> Card:
    """That somebody is registered, with the event for their calendar."""
    found = view.found
    parts = [Text(text) for text in said if text]
    title = Text(Strong(head(found)))
    return Card(
        *parts, title, facts(_, found.plan, view.zone), calendar(_, found, view.now), Buttons(_buttons(_, view))
    )


def unregistered(_: Texts, view: View, *, was_waiting: bool) -> Card:
    """That somebody is not registered any more; what stood in their calendar goes."""
    said = _("You are no longer in the queue.") if was_waiting else _("You are no longer registered.")
    title = Text(Strong(head(view.found)))
    file = () if was_waiting else (calendar(_, view.found, view.now, is_cancelled=True),)
    return Card(Text(said), title, *file, Buttons(_buttons(_, view)))


def changed(_: Texts, before: Plan, view: View) -> Card:
    """What has changed, told to those who come, with the new file for their calendar; who waits needs none yet."""
    found = view.found
    pairs = tuple(changes(_, before, found.plan, view.zone, has_place=view.has_place))
    file = () if view.queue else (calendar(_, found, view.now),)
    said = Text(Strong(_("{id} has changed", id=found.id)), f" · {cut(found.plan.title, 300)}")
    return Card(said, Facts(pairs), *file, Buttons(_buttons(_, view)))


def cancelled(_: Texts, view: View) -> Card:
    """That an event does not take place."""
    found = view.found
    said = Text(
        Strong(_("{id} is cancelled", id=found.id)),
        f" · {cut(found.plan.title, 300)} · {when(_, found.plan, view.zone)}",
    )
    file = () if view.mine and view.mine.is_waiting else (calendar(_, found, view.now, is_cancelled=True),)
    return Card(said, *file, Buttons((Button(_("All events"), "events.overview"),)))


def reminder(_: Texts, view: View) -> Card:
    """That an event is near."""
    found = view.found
    said = Text(_("Reminder:"), " ", Strong(head(found)), f" · {when(_, found.plan, view.zone)}")
    place = Text(cut(found.plan.location, 700))
    buttons: list[Button | Link] = [*links(_, found.plan)]
    buttons.append(Button(_("Unregister"), "events.unregister", found.id))
    buttons.append(Button(_("Open {id}", id=found.id), "events.open", found.id))
    return Card(said, place, Buttons(tuple(buttons)))


def material(_: Texts, view: View, added: Material) -> Card:
    """What was shown, to those who were registered."""
    found = view.found
    said = Text(Strong(_("Material from {id}", id=found.id)), f" · {cut(found.plan.title, 300)}")
    buttons = Link(_("Open the material"), added.url), *_buttons(_, view)
    return Card(said, Text(cut(added.words, 2_000)), Buttons(buttons))


def new(_: Texts, views: Sequence[View]) -> tuple[Part, ...]:
    """New events in a morning digest."""
    kind = _.plural("A new training event", "New training events", len(views))
    return (_listed(_, kind, views),)


def new_buttons(_: Texts, views: Sequence[View]) -> tuple[Button, ...]:
    """For the digest: one press where there is one."""
    if len(views) == 1:
        (view,) = views
        label = _("Join the queue") if view.is_full else _("Register")
        return (
            Button(label, "events.register", view.found.id),
            Button(_("Open {id}", id=view.found.id), "events.open", view.found.id),
        )
    ways = [Button(_("Register: {id}", id=view.found.id), "events.register", view.found.id) for view in views[:1]]
    return (*ways, Button(_("All events"), "events.overview"))


def gone(_: Texts) -> Card:
    """An event that there is not, or that is not for the reader."""
    said = Text(_("I know no such event that you could open."))
    return Card(said, Buttons((Button(_("All events"), "events.overview"), Button(_("Menu"), _MENU))))
