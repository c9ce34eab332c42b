"""Cards and forms of what comes after a meeting."""

from collections.abc import Mapping, Sequence

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Choices, DateField, Form, TextField
from bot.skill import Section
from bot.skills.sparring.reading import day
from bot.skills.sparring.records.results import Step
from bot.skills.sparring.session_screens import step_line
from bot.skills.sparring.words import LIMITS, View, head, when
from bot.store.sessions import Session
from bot.texts import Texts

SHARE = "share"
LISTED = 5


def was_it_held(_: Texts, view: View) -> Card:
    """Its time is over."""
    id_ = view.found.id
    return Card(
        Text(_("Was {id} held, {time}?", id=id_, time=when(_, view.found, view.zone))),
        Text(Strong(head(view.found))),
        Buttons(
            (
                FormButton(_("It was held"), "sparring.held", id_),
                FormButton(_("Other days"), "sparring.move", id_),
                Button(_("It was not held"), "sparring.cancel", id_),
            )
        ),
    )


def held(_: Texts, view: View, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """Who came, notes, and a first next step."""
    those = tuple((one.person, cut(view.name(_, one.person), 75)) for one in view.inside)
    known = {value for value, _name in those}
    came = tuple(id_ for id_ in told.get("came", "").split(",") if id_ in known)
    text = told.get("notes", "")[: LIMITS["text"]]
    return Form(
        _("{id} was held", id=view.found.id),
        "sparring.held",
        (
            Choices("came", _("Who came"), those, came),
            TextField(
                "notes",
                _("What was talked about and agreed"),
                text,
                is_long=True,
                is_required=False,
                limit=LIMITS["text"],
            ),
            *_stepping(_, view, told, is_required=False),
        ),
        _("Save"),
        view.found.id,
        dict(errors or {}),
        _(
            "Everybody who takes part gets the notes and can correct them. The coordinators of your organisation and branch see them."
        ),
    )


def note(_: Texts, view: View, text: str, version: str, errors: Mapping[str, str] | None = None) -> Form:
    """The notes."""
    field = TextField(
        "notes", _("What was talked about and agreed"), text[: LIMITS["text"]], is_long=True, limit=LIMITS["text"]
    )
    return Form(_("Notes"), "sparring.note", (field,), _("Save"), f"{view.found.id} {version}", dict(errors or {}))


def step(_: Texts, view: View, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """A next step."""
    return Form(
        _("Next step"),
        "sparring.step",
        _stepping(_, view, told),
        _.context("button", "Add"),
        view.found.id,
        dict(errors or {}),
    )


def _stepping(
    _: Texts, view: View, told: Mapping[str, str], *, is_required: bool = True
) -> tuple[TextField, Choice, DateField]:
    those = tuple((one.person, cut(view.name(_, one.person), 75)) for one in view.inside)
    owner = told.get("owner", "")
    return (
        TextField(
            "step",
            _("Next step"),
            told.get("step", "")[: LIMITS["step"]],
            is_required=is_required,
            limit=LIMITS["step"],
        ),
        Choice("owner", _("Who does it"), those, owner if owner in dict(those) else "", is_required=is_required),
        DateField("due_on", _("By which day"), day(told.get("due_on", "")), is_required=is_required),
    )


def done(_: Texts, view: View) -> Form:
    """Which step is done?"""
    options = tuple((str(one.number), cut(one.text, 75)) for one in view.steps if one.done_at is None)
    return Form(
        _("A step is done"),
        "sparring.done",
        (Choice("step", _("Next step"), options),),
        _("Mark as done"),
        view.found.id,
    )


def outcome(_: Texts, view: View, text: str, errors: Mapping[str, str] | None = None) -> Form:
    """What came of it?"""
    share = ((SHARE, _("Coordinators may make material of it, without our names")),)
    return Form(
        _("What came of it"),
        "sparring.outcome",
        (
            TextField(
                "outcome", _("What came of the session?"), text[: LIMITS["text"]], is_long=True, limit=LIMITS["text"]
            ),
            Choices("share", _("For others"), share),
        ),
        _("Save"),
        view.found.id,
        dict(errors or {}),
    )


def results(_: Texts, view: View) -> Card:
    """To the others: what was written down, and what is to be done."""
    parts: list[Part] = [Text(_("{id}: what was agreed.", id=view.found.id)), Text(Strong(head(view.found)))]
    if view.notes:
        parts.append(Text(Strong(_("Notes")), "\n", cut(view.notes.text, 2_200)))
    if view.steps:
        lines = "\n".join(step_line(_, view, one) for one in view.steps[:LISTED])
        parts.append(Text(Strong(_("Next steps")), "\n", cut(lines, 2_000)))
    correct = FormButton(_("Correct notes") if view.notes else _("Write notes"), "sparring.note", view.found.id)
    return Card(*parts, Buttons((correct, Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id))))


def morning(
    _: Texts, steps: Sequence[Step], past: Sequence[Session], waiting: Sequence[Session], shared: Sequence[Session]
) -> Section | None:
    """What stands in the digest or on the desk; None for nothing."""
    parts: list[Part] = []
    buttons: list[Button] = []
    if steps:
        lines = [f"• {one.session}: {cut(one.text, 120)} · {_.day(one.due_on)}" for one in steps[:LISTED]]
        parts.append(Text(Strong(_("Next steps from sparring that are due")), "\n", "\n".join(lines)))
        first = steps[0]
        buttons.append(Button(_("{id}: done", id=first.session), "sparring.tick", f"{first.session} {first.number}"))
    for found, said in ((past, _("What came of these sessions?")), (waiting, _("Sparring sessions that wait for you"))):
        if found:
            lines = [f"• {cut(head(one), 120)}" for one in found[:LISTED]]
            parts.append(Text(Strong(said), "\n", "\n".join(lines)))
    if past:
        buttons.append(FormButton(_("Answer for {id}", id=past[0].id), "sparring.outcome", past[0].id))
    if waiting:
        buttons.append(Button(_("Open {id}", id=waiting[0].id), "sparring.open", waiting[0].id))
    if shared:
        lines = [f"• {cut(head(one), 120)}" for one in shared[:LISTED]]
        parts.append(Text(Strong(_("What came of sparring: may become material")), "\n", "\n".join(lines)))
        buttons.append(Button(_("{id}: make material", id=shared[0].id), "sparring.material", shared[0].id))
    return Section(tuple(parts), tuple(buttons[:3])) if parts else None
