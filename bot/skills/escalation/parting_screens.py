"""What an expert is shown who parts with a question: passes it on, puts it off, declines it."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.cards import Button, Buttons, Card, Text, cut
from bot.forms import CHOICES, Choice, DateField, Form, TextField
from bot.skills.escalation.answer_screens import NOTE
from bot.skills.escalation.examples import example
from bot.skills.escalation.records.escalations import Escalation
from bot.texts import N_, Texts

REASONS = {
    "topic": N_("It is not my topic"),
    "time": N_("I have no time"),
    "conflict": N_("I have a conflict of interest"),
    "other": N_("Another reason"),
}
LONGEST = 60
"""Days for which a question can be put off."""


def pass_on(
    _: Texts,
    found_id: str,
    experts: tuple[tuple[str, str], ...],
    told: Mapping[str, str] | None = None,
    meant: tuple[tuple[str, str], ...] = (),
) -> Form:
    """Asks to whom: a named expert, or whoever knows a topic. Of more than can be listed the name is written, and if it is
    that of several, one of them (`meant`) chosen. With `told` it asks again."""
    values, is_many = told or {}, len(experts) > CHOICES
    name, topic, note = (values.get(field, "") for field in ("name", "topic", "note"))
    listed = experts if not is_many else meant if len(meant) <= CHOICES else ()
    options = tuple((one, cut(named, 70)) for one, named in listed)
    by_name = TextField(
        "name",
        _("Name of an expert"),
        cut(name, 80),
        _.plural("{n} expert can be reached: write a name or a part of it.",
                 "{n} experts can be reached: write a name or a part of it.", len(experts)),
        is_required=False,
        limit=80,
    )  # fmt: skip
    errors = {}
    if len(meant) > CHOICES:
        errors["name"] = _("Too many have this in their name: please write more of it.")
    elif meant:
        errors["to"] = _("Several have this in their name: please choose one.")
    elif name:
        errors["name"] = _("No expert who can be reached has this name.")
    elif told is not None:
        errors["topic"] = _("Please choose somebody, or name a topic.")
    return Form(
        title=_("Pass on {id}", id=found_id),
        action="escalation.pass",
        fields=(
            *([by_name] if is_many or name else []),
            *([Choice("to", _("To an expert"), options, is_required=False)] if options else []),
            TextField("topic", _("Or to whoever knows this topic"), cut(topic, 200), is_required=False, limit=200),
            TextField("note", _("A note to them"), cut(note, NOTE), is_long=True, is_required=False, limit=NOTE),
        ),
        submit=_("Pass it on"),
        arg=found_id,
        errors=errors,
    )


def passed(_: Texts, found: Escalation, name: str) -> Card:
    """It has gone to somebody else, "" where nobody is free."""
    where = (
        _("{escalation} has gone on to {name}.", escalation=found.id, name=name)
        if name
        else _("Nobody is free for {escalation}, so a coordinator looks for somebody.", escalation=found.id)
    )
    return Card(Text(where), Buttons((Button(_("Inbox"), "escalation.inbox"),)))


def later(_: Texts, found_id: str, day: date, *, is_wrong: bool = False) -> Form:
    """Asks until when to put it off."""
    return Form(
        title=_("Later"),
        action="escalation.later",
        fields=(DateField("day", _("Remind me in the morning of"), day),),
        submit=_("Save"),
        arg=found_id,
        errors={"day": _("Please choose a day within the next {n} days.", n=_.number(LONGEST))} if is_wrong else {},
    )


def put_off(_: Texts, found: Escalation, day: date) -> Card:
    """It comes again; others may take it meanwhile."""
    return Card(
        Text(
            _(
                "You see {escalation} again on {day}, unless somebody else takes it meanwhile.",
                escalation=found.id,
                day=_.day(day),
            )
        ),
        Buttons((Button(_("Take it"), "escalation.take", found.id), Button(_("Inbox"), "escalation.inbox"))),
    )


def decline(_: Texts, found_id: str, errors: dict[str, str] | None = None) -> Form:
    """Asks why."""
    return Form(
        title=_("Decline"),
        action="escalation.decline",
        fields=(Choice("reason", _("Why?"), tuple((value, _(text)) for value, text in REASONS.items())),),
        submit=_("Decline"),
        arg=found_id,
        errors=errors or {},
    )


def declined(_: Texts, found: Escalation) -> Card:
    """Somebody else is asked."""
    return Card(
        Text(_("You have declined {escalation}; another expert is asked.", escalation=found.id)),
        Buttons((Button(_("Take it after all"), "escalation.take", found.id), Button(_("Inbox"), "escalation.inbox"))),
    )


_MANY = (("P4", "Erik Ek"), ("P5", "Erik Åström"), *((f"P{n}", f"Liisa {n}") for n in range(10, 120)))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("passing on", lambda _: pass_on(_, "E41", (("P4", "Erik Ek"),))),
    ("passing on where there are many", lambda _: pass_on(_, "E41", _MANY)),
    ("passing on to one of several", lambda _: pass_on(_, "E41", _MANY, {"name": "Erik"}, _MANY[:2])),
    ("passing on to nobody", lambda _: pass_on(_, "E41", _MANY, {"name": "Olga", "topic": "siivous"})),
    ("passed on", lambda _: passed(_, example(), "Liisa Laki")),
    ("passed on to nobody", lambda _: passed(_, example(), "")),
    ("putting off", lambda _: later(_, "E41", date(2026, 11, 24))),
    ("put off", lambda _: put_off(_, example(), date(2026, 11, 24))),
    ("declining", lambda _: decline(_, "E41")),
    ("declined", lambda _: declined(_, example())),
)
