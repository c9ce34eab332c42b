"""What somebody is reminded of, and when."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cards import Button, Buttons, Card, Facts, FormButton, Text
from bot.forms import Choice, Choices, DateField, Form, TimeField
from bot.store.reminding import Kind, Wanted
from bot.texts import N_, Texts
from bot.texts.called import DAYS, week
from bot.working import Hours

KINDS = {
    Kind.COORDINATORS: N_("What coordinators write"),
    Kind.TRAINING: N_("Training modules"),
    Kind.EVENTS: N_("Training events"),
}


def own(_: Texts, wanted: Wanted, today: date, *, is_new: bool = False) -> Card:
    """What one is reminded of, and when."""
    facts = [(_(called), _state(_, wanted, kind, today)) for kind, called in KINDS.items()]
    facts.append((_("When"), _when(_, wanted.hours)))
    said = _("Saved. This is what I remind you of:") if is_new else _("This is what I remind you of:")
    note = _("What falls outside these hours, or on a public holiday, comes the next morning you are there.")
    return Card(
        Text(said),
        Facts(tuple(facts)),
        Text(note, quiet=True),
        Buttons(
            (
                FormButton(_("Put off"), "reminders.later"),
                FormButton(_("Choose topics"), "reminders.kinds"),
                FormButton(_("Hours"), "reminders.hours"),
                Button(_("Menu"), "home.menu"),
            )
        ),
    )


def _state(_: Texts, wanted: Wanted, kind: Kind, today: date) -> str:
    if kind in wanted.off:
        return _("off")
    later = wanted.put_off(kind, today)
    return _("again from {day}", day=_.day(later)) if later else _("on")


def _when(_: Texts, hours: Hours) -> str:
    return f"{week(_, hours.days)} {_.clock(hours.starts)}–{_.clock(hours.ends)}"


def later(_: Texts, kind: str, errors: Mapping[str, str] | None = None) -> Form:
    """How long one's reminders wait; of which kind, where the button does not say."""
    longs = (("tomorrow", _("Until tomorrow")), ("week", _("For a week")), ("day", _("Until the day below")))
    which = Choice("kind", _("Which reminders"), tuple((one.value, _(called)) for one, called in KINDS.items()))
    fields = (Choice("long", _("How long"), longs), DateField("until", _("Day"), is_required=False))
    return Form(
        _("Remind me later"),
        "reminders.later",
        (*(() if kind else (which,)), *fields),
        _("Save"),
        kind,
        dict(errors or {}),
    )


def kinds(_: Texts, on: Sequence[Kind]) -> Form:
    """Of what one wants to be reminded."""
    options = tuple((one.value, _(called)) for one, called in KINDS.items())
    field = Choices("kinds", _("Remind me of"), options, tuple(one.value for one in on))
    return Form(_("Reminders"), "reminders.kinds", (field,), _("Save"))


def hours(_: Texts, now: Hours, errors: Mapping[str, str] | None = None) -> Form:
    """Within which hours, on which days."""
    days = tuple((str(day), _(name)) for day, name in enumerate(DAYS))
    fields = (
        TimeField("opens", _("At the earliest"), now.starts),
        TimeField("closes", _("At the latest"), now.ends),
        Choices("days", _("Days"), days, tuple(str(day) for day in sorted(now.days))),
    )
    return Form(_("Hours"), "reminders.hours", fields, _("Save"), errors=dict(errors or {}))
