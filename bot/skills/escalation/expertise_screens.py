"""What an expert sees of how they are asked, and a coordinator of quiet periods."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

from bot.cards import TEXT, Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import CHOICE_LABEL, CHOICES, Choice, Choices, DateField, Form, TextField, TimeField
from bot.people import Address, Branch, Language, Person, Role
from bot.store.experts import CAP, CAPS, TOPIC, TOPICS, Absence, Expert, Topic
from bot.texts import Texts
from bot.texts.called import BRANCHES, DAYS, LANGUAGES, week

LISTED = 15
"""Quiet periods, or absences, on a card."""
Period = tuple[str, date, date]
"""An organisation and the first and last day on which nobody of it is asked."""


def expertise(_: Texts, profile: Expert, names: Mapping[str, str], today: date, *, is_new: bool = False) -> Card:
    """The expert's own card; `names` are those of substitutes by id, absences begin with the next."""
    parts: list[Part] = [
        Text(_("Saved. This is how questions reach you:") if is_new else _("This is how questions reach you:"))
    ]
    if profile.topics:
        listed = "\n".join(f"– {one.text}" for one in profile.topics)
        parts.append(Text(Strong(_("Topics")), "\n", cut(listed, TEXT - 100)))
    else:
        parts.append(Text(Strong(_("You have not said yet what you can help with, so no topic leads to you."))))
    parts.append(Facts(_facts(_, profile, names)))
    parts.append(
        Text(
            _(
                "Coordinators see this. Whoever passes a question on to you sees your name, and whoever asks sees it "
                "with your answer if you wish."
            ),
            quiet=True,
        )
    )
    buttons: list[Button] = [
        FormButton(_("Change"), "escalation.topics"),
        FormButton(_("Add an absence"), "escalation.away"),
    ]
    if profile.absences:
        first = profile.absences[0]
        label = _("Back at work") if first.since <= today else _("Cancel the absence")
        buttons.append(Button(label, "escalation.present", first.since.isoformat()))
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), "home.menu"))))


def _facts(_: Texts, profile: Expert, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    away = [_absence(_, one, names) for one in profile.absences[:LISTED]]
    languages = ", ".join(_(LANGUAGES[one]) for one in Language if one.value in profile.languages)
    branches = ", ".join(_(name) for branch, name in BRANCHES.items() if branch.value in profile.branches)
    return (
        (_("Languages"), languages or _("all")),
        (_("Branches you know best"), branches or _("all alike")),
        (_("At work"), f"{week(_, profile.days)} {_.clock(profile.starts)}–{_.clock(profile.ends)}"),
        (_("Open questions at most"), _.number(profile.cap)),
        (_("Asked where no topic fits"), _("Yes") if profile.takes_any else _("No")),
        (_("Absences"), cut("; ".join(away), 900) or _("no absences")),
    )


def _absence(_: Texts, one: Absence, names: Mapping[str, str]) -> str:
    days = between(_, one.since, one.until)
    name = cut(names.get(one.substitute, ""), 80)
    return _("{days}, {name} stands in", days=days, name=name) if name else days


def between(_: Texts, since: date, until: date) -> str:
    """From the first day to the last."""
    return _.day(since) if since == until else f"{_.day(since)}–{_.day(until)}"


def change(_: Texts, told: Mapping[str, str], errors: dict[str, str] | None = None) -> Form:
    """Asks for everything but absences, filled in with what was `told` as far as the fields can hold it."""
    chosen = told["any"].split(",")
    any_ = (("any", _("Ask me also where no topic fits")),)
    return Form(
        title=_("My topics"),
        action="escalation.topics",
        fields=(
            TextField(
                "topics",
                _("Topics you can help with, in your own words"),
                told["topics"][:3_000],
                hint=_("One per line, at most {number}, each at most {limit} characters", number=TOPICS, limit=TOPIC),
                is_long=True,
                is_required=False,
            ),
            _choices("languages", _("Languages you answer in"), LANGUAGES, told["languages"], _),
            _choices("branches", _("Branches you know best (none: all alike)"), BRANCHES, told["branches"], _),
            TimeField("starts", _("Work begins"), clock(told["starts"])),
            TimeField("ends", _("Work ends"), clock(told["ends"])),
            Choices(
                "days",
                _("Working days"),
                tuple((str(number), _(name)) for number, name in enumerate(DAYS)),
                tuple(str(number) for number in range(7) if str(number) in told["days"].split(",")),
            ),
            TextField(
                "cap",
                _("Open questions at most"),
                told["cap"][:4],
                hint=_("{first}–{last}; usually {usual}", first=CAPS[0], last=CAPS[-1], usual=CAP),
                limit=4,
            ),
            Choices("any", _("Questions without a match"), any_, ("any",) if "any" in chosen else ()),
        ),
        submit=_("Save"),
        errors=errors or {},
    )


def _choices(
    name: str, label: str, names: Mapping[Language, str] | Mapping[Branch, str], told: str, _: Texts
) -> Choices:
    options = tuple((one.value, _(called)) for one, called in names.items())
    return Choices(name, label, options, tuple(value for value, _label in options if value in told.split(",")))


def clock(text: str) -> time | None:
    """A time of day as forms give it, None for anything else."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def away(_: Texts, since: date, until: date, others: Sequence[Person], errors: dict[str, str] | None = None) -> Form:
    """From when to when, and who of the other experts stands in."""
    options = tuple((one.id, cut(one.name, CHOICE_LABEL)) for one in others[:CHOICES])
    substitute = (Choice("substitute", _("Your substitute"), options, is_required=False),) if options else ()
    return Form(
        title=_("Add an absence"),
        action="escalation.away",
        fields=(DateField("since", _("First day"), since), DateField("until", _("Last day"), until), *substitute),
        submit=_("Save"),
        errors=errors or {},
    )


def quiets(_: Texts, periods: tuple[Period, ...], *, may_add: bool, is_new: bool = False) -> Card:
    """The quiet periods in a coordinator's care."""
    parts: list[Part] = [Text(_("Saved.") if is_new else _("In a quiet period nobody of an organisation is asked."))]
    lines = [f"{_named(name, 100)}: {between(_, since, until)}" for name, since, until in periods[:LISTED]]
    if len(periods) > LISTED:
        lines.append(_("and {n} more", n=_.number(len(periods) - LISTED)))
    if lines:
        parts.append(Text(Strong(_("Quiet periods")), "\n", "\n".join(lines)))
    elif may_add:
        parts.append(Text(_("No quiet period is ahead.")))
    if not may_add:
        parts.append(Text(_("No organisation has been put in your care yet. An administrator can do that.")))
    buttons: list[Button] = [FormButton(_("Add a period"), "escalation.quiet")] if may_add else []
    buttons += [FormButton(_("Remove"), "escalation.loud")] if periods else []
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), "home.menu"))))


def key(organisation: str) -> str:
    """What a form names an organisation by: a name may be too long for that, and hold a comma."""
    return hashlib.sha256(organisation.encode()).hexdigest()[:16]


def quiet(
    _: Texts,
    organisations: tuple[str, ...] | None,
    since: date,
    until: date,
    errors: dict[str, str] | None = None,
) -> Form:
    """Which organisation, from when to when; `organisations` are those to choose from, None for any."""
    which: Choice | TextField = TextField("organisation", _("Organisation"), limit=120)
    if organisations:
        options = tuple((key(name), cut(name, CHOICE_LABEL)) for name in organisations[:CHOICES])
        which = Choice("organisation", _("Organisation"), options, options[0][0] if len(options) == 1 else "")
    return Form(
        title=_("Quiet period"),
        action="escalation.quiet",
        fields=(which, DateField("since", _("First day"), since), DateField("until", _("Last day"), until)),
        submit=_("Save"),
        errors=errors or {},
    )


def loud(_: Texts, periods: Mapping[str, Period]) -> Form:
    """Which quiet period is to go; by the key that comes back."""
    options = tuple(
        (key, f"{_named(name, 40)}: {between(_, since, until)}")
        for key, (name, since, until) in list(periods.items())[:CHOICES]
    )
    return Form(
        title=_("Quiet period"),
        action="escalation.loud",
        fields=(Choice("period", _("Which one is to be removed?"), options),),
        submit=_("Remove"),
    )


def _named(organisation: str, limit: int) -> str:
    return cut(organisation[:1].upper() + organisation[1:], limit)


_TODAY = date(2026, 11, 23)
_NEW = Expert("P4", ("sv",))
_ERIK = Expert(
    "P4",
    ("fi", "sv"),
    ("tem", "municipality"),
    time(8),
    time(15, 30),
    frozenset({0, 1, 3}),
    7,
    True,
    (Topic("avtal i innovationspartnerskap", "sv"), Topic("prövning av lämplighet", "sv")),
    (Absence(date(2026, 11, 20), date(2026, 11, 27), "P7"), Absence(date(2027, 7, 1), date(2027, 7, 31))),
)
_FULL = Expert(
    "P4",
    tuple(Language),
    tuple(Branch),
    days=frozenset(range(7)),
    topics=tuple(Topic(f"{number:2} " + "ö" * 147, "fi") for number in range(TOPICS)),
    absences=tuple(Absence(date(2027, month, 1), date(2027, month, 9), "P7") for month in range(1, 13)),
)
_TOLD = {
    "topics": "avtal i innovationspartnerskap\nprövning av lämplighet",
    "languages": "fi,sv",
    "branches": "tem",
    "starts": "08:00",
    "ends": "16:00",
    "days": "0,1,2,3,4",
    "cap": "5",
    "any": "any",
}
_AINO = Person(
    "P7",
    "Aino Aalto",
    Language.FI,
    frozenset({Role.EXPERT}),
    "",
    None,
    "Europe/Helsinki",
    True,
    Address("console", "", "aino", "aino"),
)
_JULY = ("mallilan kaupunki", date(2027, 7, 1), date(2027, 7, 31))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("a new expert", lambda _: expertise(_, _NEW, {}, _TODAY)),
    ("an expert who is away", lambda _: expertise(_, _ERIK, {"P7": "Aino Aalto"}, _TODAY, is_new=True)),
    ("as much as an expert can say", lambda _: expertise(_, _FULL, {"P7": "A" * 80}, _TODAY)),
    ("the form of an expert", lambda _: change(_, _TOLD)),
    (
        "the form of an expert with errors",
        lambda _: change(_, {**_TOLD, "ends": "x", "days": ""}, {"days": _("Please choose at least one.")}),
    ),
    ("the form of an absence", lambda _: away(_, _TODAY, _TODAY, (_AINO,))),
    ("nobody can stand in", lambda _: away(_, _TODAY, _TODAY, ())),
    ("quiet periods", lambda _: quiets(_, (_JULY,), may_add=True, is_new=True)),
    ("no quiet period", lambda _: quiets(_, (), may_add=True)),
    ("no organisation to be quiet", lambda _: quiets(_, (), may_add=False)),
    ("many quiet periods", lambda _: quiets(_, (("Ö" * 120, _JULY[1], _JULY[2]),) * 30, may_add=True)),
    ("the form of a quiet period", lambda _: quiet(_, ("Mallilan kaupunki",), _TODAY, _TODAY)),
    ("the form of anybody’s quiet period", lambda _: quiet(_, None, _TODAY, _TODAY)),
    ("the form to end a quiet period", lambda _: loud(_, {"2027-07-01 1": _JULY})),
)
