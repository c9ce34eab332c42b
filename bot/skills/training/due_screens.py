"""What a digest says of training, and how its reminders are put off or turned off."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, DateField, Form
from bot.skill import Section
from bot.skills.training.naming import title
from bot.skills.training.records.due import Open
from bot.texts import Texts
from training_modules.catalogue import Module

LISTED = 8
ALL = "all"
"""All modules, in the forms; no module is called so."""


def section(_: Texts, modules: Sequence[Module], news: Sequence[Open], reminders: Sequence[Open], day: date) -> Section:
    """Who has enrolled somebody in what, and what they are reminded of."""
    parts: list[Part] = []
    buttons: list[Button] = []
    if news:
        by = next((one.by for one in news if one.by), "")
        same = by if all(one.by == by for one in news) else ""
        head = (
            _("{name} has enrolled you in training", name=cut(same, 60)) if same else _("You are enrolled in training")
        )
        parts.append(_listed(_, modules, head, news, day))
        buttons.append(Button(_("Begin"), "training.lesson", news[0].module))
    if reminders:
        parts.append(_listed(_, modules, _("Your training"), reminders, day))
        label = _("Go on") if reminders[0].has_begun or news else _("Begin")
        buttons.append(Button(label, "training.lesson", reminders[0].module))
        buttons.append(FormButton(_("Remind me later"), "training.later"))
        buttons.append(FormButton(_("Stop reminders"), "training.off"))
    return Section(tuple(parts), tuple(buttons))


def _listed(_: Texts, modules: Sequence[Module], head: str, found: Sequence[Open], day: date) -> Text:
    lines = [f"• {_line(_, modules, one, day)}" for one in found[:LISTED]]
    more = len(found) - LISTED
    if more > 0:
        lines.append(_("and {n} more", n=_.number(more)))
    return Text(Strong(head), "\n", "\n".join(lines))


def _line(_: Texts, modules: Sequence[Module], one: Open, day: date) -> str:
    said = [cut(title(_, modules, one.module), 120)]
    if one.due_on:
        said.append(until(_, one.due_on, day))
    lessons = next((module.lessons for module in modules if module.id == one.module), ())
    passed = sum(lesson.id in one.passed for lesson in lessons)
    if passed:
        said.append(_("{passed} of {n} lessons", passed=_.number(passed), n=_.number(len(lessons))))
    return " · ".join(said)


def until(_: Texts, due_on: date, day: date) -> str:
    """By when something is to be done, as it is said on a day."""
    left = (due_on - day).days
    if left < 0:
        return _("was to be done by {day}", day=_.day(due_on))
    if left == 0:
        return _("to be done today")
    return _.plural("to be done by {day}, {n} day left", "to be done by {day}, {n} days left", left, day=_.day(due_on))


def later(
    _: Texts,
    modules: Sequence[tuple[str, str]],
    which: str = ALL,
    when: str = "day",
    errors: Mapping[str, str] | None = None,
) -> Form:
    """Of what, and from when on?"""
    whens = (("day", _("tomorrow")), ("week", _("in a week")), ("date", _("on the day below")))
    return Form(
        _("Remind me later"),
        "training.later",
        (
            Choice("module", _("Of what?"), _which(_, modules), which),
            Choice("when", _("When?"), whens, when),
            DateField("until", _("Day"), is_required=False),
        ),
        _("Save"),
        errors=dict(errors or {}),
    )


def off(_: Texts, modules: Sequence[tuple[str, str]]) -> Form:
    """Of what are there to be no reminders?"""
    return Form(
        _("No more reminders"),
        "training.off",
        (Choice("module", _("Of what?"), _which(_, modules), ALL),),
        _("Stop reminders"),
        text=_("Your training stays as it is, and coordinators see that you are not reminded."),
    )


def _which(_: Texts, modules: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return ((ALL, _("all my training")), *((id_, cut(name, 75)) for id_, name in modules[:90]))


def put_off(_: Texts, name: str, until_on: date) -> Card:
    """It waits. `name` is the module's title, "" for all."""
    day = _.day(until_on)
    said = (
        _("You are reminded of “{title}” from {day} on.", title=cut(name, 200), day=day)
        if name
        else _("You are reminded of training from {day} on.", day=day)
    )
    return Card(Text(said), Buttons((Button(_("Training"), "training.overview"), Button(_("Menu"), "home.menu"))))


def turned_off(_: Texts, name: str, module: str) -> Card:
    """It is off, and can be turned on again. `name` is the module's title, "" for all."""
    said = (
        _("You are not reminded of “{title}” any more.", title=cut(name, 200))
        if name
        else _("You are not reminded of training any more.")
    )
    on = Button(_("Turn on again"), "training.on", module)
    return Card(Text(said), Buttons((on, Button(_("Training"), "training.overview"), Button(_("Menu"), "home.menu"))))


def turned_on(_: Texts) -> Card:
    """Reminders come again."""
    return Card(
        Text(_("Reminders are on again. They come with your morning digest, never by themselves.")),
        Buttons((Button(_("Training"), "training.overview"), Button(_("Menu"), "home.menu"))),
    )


def _open(module: str, **known: object) -> Open:
    said: dict[str, object] = {
        "person": "P1", "module": module, "has_begun": False, "is_enrolled": True, "told_on": None, "due_on": None,
        "stage": None, "reminded_on": None, "is_nudged": False, "is_off": False, "not_before": None, "by": "Kaisa",
    }  # fmt: skip
    return Open(**(said | known))  # type: ignore[arg-type]


_DAY = date(2026, 12, 1)


def _shown(_: Texts, news: Sequence[Open], reminders: Sequence[Open]) -> Card:
    found = section(_, (), news, reminders, _DAY)
    return Card(*found.parts, Buttons(found.buttons))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("in a digest: enrolled", lambda _: _shown(_, [_open("risk", due_on=date(2026, 12, 14)), _open("need")], [])),
    (
        "in a digest: reminded",
        lambda _: _shown(
            _,
            [_open("market", by="")],
            [_open("risk", due_on=_DAY, has_begun=True), _open("need", due_on=date(2026, 11, 24)), _open("cities")],
        ),
    ),
    ("in a digest: a day left", lambda _: _shown(_, [], [_open("risk", due_on=date(2026, 12, 2))])),
    ("remind me later", lambda _: later(_, (("need", "From need to specification"),))),
    ("no more reminders", lambda _: off(_, (("need", "From need to specification"),))),
    ("put off", lambda _: put_off(_, "From need to specification", _DAY)),
    ("all put off", lambda _: put_off(_, "", _DAY)),
    ("turned off", lambda _: turned_off(_, "From need to specification", "need")),
    ("all turned off", lambda _: turned_off(_, "", ALL)),
    ("turned on", turned_on),
)
