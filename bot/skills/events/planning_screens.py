"""What coordinators see: the form of an event, the card from which they manage it, and what comes after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot import exports
from bot.audience import Audience
from bot.cards import Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Choices, DateField, Form, TextField, TimeField
from bot.people import Language
from bot.skills.events.records.planned import Event
from bot.skills.events.words import LIMITS, about, count, facts, whom
from bot.tables import Value
from bot.texts import N_, Texts
from bot.texts.called import LANGUAGES

NAMES = 80
"""Names on one page of the form that asks who came."""
_HEAD = (N_("Name"), N_("Organisation"), N_("State"), N_("Registered on"), N_("Took part"))


@dataclass(frozen=True)
class Group:
    """People of an event as a coordinator sees them: by name those in their care, the others only as a number."""

    names: tuple[str, ...] = ()
    others: int = 0

    def told(self, _: Texts) -> str:
        """How many."""
        return count(_, len(self.names), self.others)


@dataclass(frozen=True)
class Seen:
    """Who comes, who waits, who came, and whom nothing reaches, by reason (in English). Of a draft: whom it will reach."""

    registered: Group = Group()
    waiting: Group = Group()
    attended: Group = Group()
    reached: Group = Group()
    unreached: tuple[tuple[str, Group], ...] = ()


def form(
    _: Texts,
    told: Mapping[str, str],
    audiences: Mapping[str, Audience],
    *,
    arg: str = "",
    is_new: bool = True,
    errors: Mapping[str, str] | None = None,
) -> Form:
    """All that is to be said of an event."""
    value = {name: told.get(name, "") for name in LIMITS}
    languages = tuple((one.value, _(LANGUAGES[one])) for one in Language)
    them = tuple((one, cut(whom(_, audience), 75)) for one, audience in audiences.items())
    chosen, language = told.get("audience", ""), told.get("language", "")
    return Form(
        title=_("New event") if is_new else _("Event {id}", id=arg.split(" ")[0]),
        action="events.new" if is_new else "events.edit",
        fields=(
            TextField("title", _("Title"), value["title"][: LIMITS["title"]], limit=LIMITS["title"]),
            TextField(
                "about", _("What it is about"), value["about"][: LIMITS["about"]], is_long=True, is_required=False,
                limit=LIMITS["about"],
            ),
            DateField("date", _("Date"), _day(told.get("date", ""))),
            TimeField("starts", _("Begins, Finnish time"), _clock(told.get("starts", ""))),
            TimeField("ends", _("Ends, Finnish time"), _clock(told.get("ends", ""))),
            TextField("location", _("Link or place"), value["location"][: LIMITS["location"]], limit=LIMITS["location"]),
            Choice("audience", _("For whom"), them, chosen if chosen in audiences else them[0][0]),
            Choice("language", _("Language"), languages, language if language in list(Language) else _.language.value),
            TextField(
                "capacity", _("Places (empty: everybody fits in)"), told.get("capacity", "")[:5], is_required=False, limit=5
            ),
        ),
        submit=_("Save"),
        arg=arg,
        errors=dict(errors or {}),
        text=_("The date and the times are those of Finland (Europe/Helsinki)."),
    )  # fmt: skip


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _clock(said: str) -> time | None:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return None


def manage(_: Texts, found: Event, seen: Seen, now: datetime, zone: str, *said: str) -> Card:
    """An event as those see it who look after it. `said` is what has just happened."""
    plan = found.plan
    states = {"drafted": _("draft"), "published": _.context("event", "published"), "cancelled": _("cancelled")}
    parts: list[Part] = [Text(text) for text in said if text]
    parts += [Text(Strong(f"{found.id} · {states[found.status]}"), f" · {cut(plan.title, 300)}"), facts(_, plan, zone)]
    parts += about(plan)
    if found.status == "drafted":
        parts.append(Text(_("This is how it will look. Nobody sees it before you publish it."), quiet=True))
        parts.append(Text(reach(_, seen)))
    else:
        parts += [_figures(_, found, seen, now)]
        named = ((_("Registered"), seen.registered), (_("Queue"), seen.waiting), (_("Took part"), seen.attended))
        lines = [f"{head}: {', '.join(group.names)}" for head, group in named if group.names]
        parts += [Text(cut("\n".join(lines), 1_000))] if lines else []
    parts += [Text(cut("\n".join(unreached(_, seen)), 600), quiet=True)] if seen.unreached else []
    return Card(*parts, Buttons(_managing(_, found, now, has_names=bool(seen.registered.names))))


def reach(_: Texts, seen: Seen) -> str:
    """How many find it in their morning digest."""
    return _("In their next morning digest it is found by: {n}", n=seen.reached.told(_))


def unreached(_: Texts, seen: Seen) -> list[str]:
    """Whom nothing reaches, by reason: by name, or how many."""
    return [
        f"{_(reason)}: {', '.join((*group.names, *([Group((), group.others).told(_)] if group.others else [])))}"
        for reason, group in seen.unreached
    ]


def _figures(_: Texts, found: Event, seen: Seen, now: datetime) -> Facts:
    capacity = found.plan.capacity
    places = f" / {_.number(capacity)}" if capacity is not None else ""
    attended = ((_("Took part"), seen.attended.told(_)),) if found.is_over(now) else ()
    return Facts(
        ((_("Registered"), f"{seen.registered.told(_)}{places}"), (_("Queue"), seen.waiting.told(_)), *attended)
    )


def _managing(_: Texts, found: Event, now: datetime, *, has_names: bool) -> tuple[Button, ...]:
    """Who sees nobody by name has nobody to mark or to export."""
    edit = FormButton(_("Edit"), "events.edit", found.id)
    again = FormButton(_("Duplicate"), "events.new", found.id)
    cancel = Button(_("Cancel event"), "events.cancel", found.id)
    export = (FormButton(_("Export"), "events.export", found.id),) if has_names else ()
    every = Button(_("All events"), "events.overview")
    if found.status == "drafted":
        return Button(_("Publish"), "events.publish", found.id), edit, again, cancel, every
    if found.status == "cancelled":
        return again, every
    if found.is_over(now):
        attendance = (FormButton(_("Who came"), "events.attendance", found.id),) if has_names else ()
        return *attendance, FormButton(_("Add material"), "events.material", found.id), *export, again, every
    return edit, *export, again, cancel, every


def cancel(_: Texts, found: Event, seen: Seen) -> Card:
    """Whether it is really not to take place."""
    asked = Text(Strong(_("Cancel {id}?", id=found.id)), f" {cut(found.plan.title, 300)}")
    told = _("Registered: {n}, in the queue: {m}.", n=seen.registered.told(_), m=seen.waiting.told(_))
    said = _("They are told at once, and the event goes out of their calendars. This cannot be undone.")
    is_draft = found.status == "drafted"
    parts = [Text(_("It is a draft: nobody is told."))] if is_draft else [Text(told, " ", said)]
    keep = Button(_("Keep it"), "events.manage", found.id)
    return Card(asked, *parts, Buttons((Button(_("Cancel event"), "events.drop", found.id), keep)))


def attendance(_: Texts, found: Event, people: Sequence[tuple[str, str]], came: Sequence[str], page: int) -> Form:
    """Who of those in one's care came."""
    options = tuple((id_, cut(name or id_, 75)) for id_, name in people)
    return Form(
        _("Who came"),
        "events.attendance",
        (Choices("came", _("Who came"), options, tuple(came)),),
        _("Save"),
        arg=f"{found.id} {page}",
        text=_("Those in your care. The others say themselves that they were there."),
    )


def more_names(_: Texts, found: Event, page: int, left: int) -> Card:
    """There are more names than one form holds."""
    said = Text(_.plural("Saved. {n} name is left.", "Saved. {n} names are left.", left))
    more = FormButton(_("Next names"), "events.attendance", f"{found.id} {page}")
    return Card(said, Buttons((more, Button(_("Manage"), "events.manage", found.id))))


def material(_: Texts, found: Event, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """A link, and what it leads to."""
    return Form(
        _("Add material"),
        "events.material",
        (
            TextField("url", _("Web address"), told.get("url", "")[: LIMITS["url"]], limit=LIMITS["url"]),
            TextField("words", _("What it is"), told.get("words", "")[: LIMITS["words"]], is_long=True, limit=LIMITS["words"]),
        ),
        _("Send"),
        arg=found.id,
        errors=dict(errors or {}),
        text=_("Those who were registered get it at once, each in a message."),
    )  # fmt: skip


def export(_: Texts, found: Event) -> Form:
    """In which format?"""
    return exports.form(_, "events.export", {}, found.id)


def exported(_: Texts, found: Event, kind: str, rows: Sequence[Sequence[Value]], zone: str) -> Card:
    """Who comes, those in one's care, as a table."""
    file = exports.file(_, found.id, found.id, kind, _HEAD, rows, zone)
    said = Text(_("Here is the table."), " ", _("It has those who are in your care."))
    return Card(said, file, Buttons((Button(_("Manage"), "events.manage", found.id),)))


def over(_: Texts, found: Sequence[Event]) -> tuple[Part, ...]:
    """Events that have taken place, in the morning digest of whoever looks after them."""
    lines = [_("{id} “{title}” has taken place.", id=one.id, title=cut(one.plan.title, 100)) for one in found[:10]]
    return (Text("\n".join(lines), "\n", _("Mark who came, and add the material.")),)


def without_scope(_: Texts) -> Card:
    """A coordinator whom nobody has given a scope."""
    said = Text(_("You have no organisation, branch or network to plan for yet. An administrator gives you one."))
    return Card(said, Buttons((Button(_("All events"), "events.overview"),)))
