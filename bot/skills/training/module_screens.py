"""A module as it is shown: the list of them, a lesson, its check, what was right, and the exercise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.cards import Button, Buttons, Card, File, FormButton, Strong, Text, cut
from bot.certificate import page
from bot.forms import Choice, Choices, Form, TextField
from bot.people import Person
from bot.skills.training.records.enrolments import Enrolment
from bot.texts import Texts
from training_modules.catalogue import Lesson, Module

EXERCISE = 3_000
_MENU = "home.menu"


def overview(
    _: Texts,
    modules: Sequence[Module],
    mine: Mapping[str, Enrolment],
    *,
    coordinates: bool = False,
    is_off: bool = False,
) -> Card:
    """What one is enrolled in and what one has begun, what is on offer, what is done; the one touched last can be gone on with at
    once. Who coordinates finds the way to the others' training; who has turned reminders off, the way back."""
    if not modules:
        return Card(Text(_("There are no training modules here yet.")), Buttons((Button(_("Menu"), _MENU),)))
    here = {one.id: mine[one.id] for one in modules if one.id in mine}
    is_done = {id_ for id_, one in here.items() if one.done_at}
    begun = [one for one in modules if one.id in here and one.id not in is_done and here[one.id].begun_at]
    enrolled = [one for one in modules if one.id in here and one.id not in is_done and not here[one.id].begun_at]
    parts = [Text(Strong(_("Training modules")))]
    if enrolled:
        lines = [f"{_title(_, one)} · {_minutes(_, one)}{_until(_, here[one.id])}" for one in enrolled]
        parts.append(_listed(_, _("Enrolled"), lines))
    if begun:
        lines = [f"{_title(_, one)} · {_progress(_, one, here[one.id])}{_until(_, here[one.id])}" for one in begun]
        parts.append(_listed(_, _("Begun"), lines))
    offered = [one for one in modules if one.id not in mine]
    if offered:
        parts.append(_listed(_, _("On offer"), [f"{_title(_, one)} · {_minutes(_, one)}" for one in offered]))
    if is_done:
        parts.append(_listed(_, _("Done"), [_title(_, one) for one in modules if one.id in is_done]))
    if is_off:
        parts.append(Text(_("You are not reminded of training."), quiet=True))
    return Card(*parts, Buttons(tuple(_overview_row(_, mine, begun, enrolled, coordinates=coordinates, is_off=is_off))))


def _overview_row(
    _: Texts,
    mine: Mapping[str, Enrolment],
    begun: Sequence[Module],
    enrolled: Sequence[Module],
    *,
    coordinates: bool,
    is_off: bool,
) -> Iterator[Button]:
    latest = next((id_ for id_ in mine if id_ in {one.id for one in begun}), "")
    if latest:
        yield Button(_("Go on"), "training.lesson", latest)
    elif enrolled:
        first = min(enrolled, key=lambda one: mine[one.id].due_on or date.max)
        yield Button(_("Begin"), "training.lesson", first.id)
    yield FormButton(_("Choose a module"), "training.choose")
    if coordinates:
        yield Button(_("Enrol others"), "training.enrolling")
        yield Button(_("Training report"), "training.report")
    else:
        if is_off:
            yield Button(_("Turn on again"), "training.on", "all")
        yield Button(_("Training events"), "events.overview")
    yield Button(_("Menu"), _MENU)


def choose(_: Texts, modules: Sequence[Module]) -> Form:
    """Which one?"""
    options = tuple((one.id, cut(_title(_, one), 75)) for one in modules)
    return Form(_("Choose a module"), "training.choose", (Choice("module", _("Module"), options),), _("Open"))


def module(_: Texts, found: Module, enrolment: Enrolment | None) -> Card:
    """What is in a module, and how far one has come."""
    passed = enrolment.passed if enrolment else frozenset()
    lessons = [
        f"{number}. {one.headings[_.language.value]}{' ✓' if one.id in passed else ''}"
        for number, one in enumerate(found.lessons, 1)
    ]
    size = _("{n} lessons, about {minutes} minutes", n=_.number(len(found.lessons)), minutes=_.number(found.minutes))
    is_done = enrolment is not None and enrolment.done_at is not None
    has_begun = enrolment is not None and enrolment.begun_at is not None
    label = _("From the beginning") if is_done else _("Go on") if has_begun else _("Begin")
    first = f"{found.id}/{found.lessons[0].id}" if is_done else found.id
    exercise = _("Your exercise") if enrolment and enrolment.exercise else _("Exercise")
    return Card(
        Text(Strong(_title(_, found)), "\n", found.introductions[_.language.value]),
        Text(size, quiet=True),
        Text("\n".join(lessons)),
        Text(_("Based on: {sources}", sources=cut("; ".join(found.sources[_.language.value]), 400)), quiet=True),
        Buttons(
            (
                Button(label, "training.lesson", first),
                *([Button(_("Certificate"), "training.certificate", found.id)] if is_done else []),
                FormButton(exercise, "training.exercise", found.id),
                Button(_("All modules"), "training.overview"),
            )
        ),
    )


def lesson(_: Texts, found: Module, shown: Lesson) -> Card:
    """One lesson."""
    language = _.language.value
    place = _place(found, shown)
    return Card(
        Text(
            _("Lesson {n}", n=f"{found.lessons.index(shown) + 1}/{len(found.lessons)}"),
            f" · {_title(_, found)}",
            quiet=True,
        ),
        Text(Strong(shown.headings[language])),
        *(Text(text) for text in _paragraphs(shown.texts[language])),
        Buttons(
            (
                FormButton(_("Check question"), "training.check", place),
                Button(_("Later"), "training.pause", place),
                Button(_("The module"), "training.module", found.id),
            )
        ),
    )


def check(_: Texts, found: Module, asked: Lesson, *, is_wrong: bool = False) -> Form:
    """The question after a lesson."""
    said = asked.checks[_.language.value]
    field = Choices if asked.is_several else Choice
    return Form(
        _("Check question"),
        "training.check",
        (field("answer", _("Your answer"), said.options),),
        _("Send"),
        arg=_place(found, asked),
        text=said.question,
        errors={"answer": _("Choose at least one.")} if is_wrong else {},
    )


def checked(
    _: Texts, found: Module, asked: Lesson, following: Lesson | None, *, is_right: bool, is_done: bool = False
) -> Card:
    """Whether it was right, what is, and why."""
    said = asked.checks[_.language.value]
    right = [text for letter, text in said.options if letter in asked.right]
    parts = [Text(Strong(_("Right.") if is_right else _("Not quite.")))]
    if is_right:
        parts += [Text("\n".join(f"✓ {text}" for text in right)), Text(said.why)]
    else:
        parts.append(Text(said.why))
    buttons: list[Button] = []
    if is_done:
        buttons.append(Button(_("Certificate"), "training.certificate", found.id))
    if not is_right:
        buttons.append(FormButton(_("Try again"), "training.check", _place(found, asked)))
        buttons.append(Button(_("The lesson again"), "training.lesson", _place(found, asked)))
    if is_done:
        parts.append(Text(Strong(_("You have passed every lesson of “{title}”.", title=_title(_, found)))))
        parts.append(
            Text(
                _(
                    "What is left is an exercise with a purchase of your own. It is for you: nobody else sees it unless "
                    "you send it to a coordinator."
                )
            )
        )
    if following and following is not asked:
        buttons.append(Button(_("Next lesson"), "training.lesson", _place(found, following)))
    if following is None:
        buttons.append(FormButton(_("Exercise"), "training.exercise", found.id))
    buttons.append(Button(_("All modules"), "training.overview"))
    return Card(*parts, Buttons(tuple(buttons)))


def certificate(_: Texts, found: Module, passed: int, done_at: datetime, person: Person) -> Card:
    """A PDF to keep; without a name there is none to be made."""
    if not person.name:
        said = _("What name should be on the certificate? Tell me your name, then ask for it again.")
        own = FormButton(_("Change"), "people.edit")
        return Card(Text(said), Buttons((own, Button(_("Certificate"), "training.certificate", found.id))))
    day = _.day(done_at.astimezone(ZoneInfo(person.zone)).date())
    count = _.plural("All {n} check question answered right.", "All {n} check questions answered right.", passed)
    told = (
        f"{count} {day}",
        _("Sparri, training in innovation-promoting public procurement. Not an official qualification."),
    )
    head = _("Certificate")
    content = page(head, person.name, _title(_, found), told)
    file = File(f"sparri-{found.id}.pdf", "application/pdf", content, cut(f"{head}: {_title(_, found)}, {day}", 300))
    return Card(file, Buttons((Button(_("All modules"), "training.overview"), Button(_("Menu"), _MENU))))


def paused(_: Texts, found: Module) -> Card:
    """Leaving for now."""
    said = _("You go on from this lesson whenever it suits you, here or anywhere else you write to me.")
    go_on = Button(_("Go on"), "training.lesson", found.id)
    return Card(Text(said), Buttons((go_on, Button(_("All modules"), "training.overview"), Button(_("Menu"), _MENU))))


def exercise(_: Texts, found: Module, text: str, *, is_wrong: bool = False) -> Form:
    """Something to do with one's own purchase."""
    field = TextField("text", _("Your text"), text[:EXERCISE], is_long=True, limit=EXERCISE)
    return Form(
        _("Exercise"),
        "training.exercise",
        (field,),
        _("Save"),
        arg=found.id,
        text=found.exercises[_.language.value],
        errors={"text": _("Please write something.")} if is_wrong else {},
    )


def written(_: Texts, found: Module, text: str, masked: tuple[str, ...]) -> Card:
    """It is kept."""
    parts = [Text(_("Saved. Your exercise in “{title}”:", title=_title(_, found))), Text(cut(text, 2_800))]
    if masked:
        parts.append(Text(_("I removed what looked like personal data before saving."), quiet=True))
    row = (
        FormButton(_("Change"), "training.exercise", found.id),
        Button(_("Send to a coordinator"), "training.hand", found.id),
        Button(_("The module"), "training.module", found.id),
        Button(_("Menu"), _MENU),
    )
    return Card(*parts, Buttons(row))


def gone(_: Texts) -> Card:
    """A module or lesson that was taken away."""
    said = _("This module or lesson is no longer here. What you have passed is kept.")
    return Card(Text(said), Buttons((Button(_("All modules"), "training.overview"), Button(_("Menu"), _MENU))))


def _title(_: Texts, found: Module) -> str:
    return found.titles[_.language.value]


def _minutes(_: Texts, found: Module) -> str:
    return _("{minutes} min", minutes=_.number(found.minutes))


def _progress(_: Texts, found: Module, enrolment: Enrolment) -> str:
    passed = sum(one.id in enrolment.passed for one in found.lessons)
    return _("{passed} of {n} lessons", passed=_.number(passed), n=_.number(len(found.lessons)))


def _until(_: Texts, enrolment: Enrolment) -> str:
    return " · " + _("to be done by {day}", day=_.day(enrolment.due_on)) if enrolment.due_on else ""


def _listed(_: Texts, head: str, lines: Sequence[str]) -> Text:
    return Text(Strong(head), "\n", "\n".join(f"• {line}" for line in lines))


def _place(found: Module, shown: Lesson) -> str:
    return f"{found.id}/{shown.id}"


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Each paragraph by itself; a list stays with the line that introduces it."""
    joined: list[str] = []
    for line in lines:
        is_item = line.startswith("• ") or line.split(" ")[0].rstrip(".").isdigit()
        if is_item and joined:
            joined[-1] = f"{joined[-1]}\n{line}"
        else:
            joined.append(line)
    return joined
