"""What people shows."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.cards import ARGUMENT, CARD, TEXT, Button, Buttons, Card, Facts, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Form, TextField
from bot.people import Address, Branch, Language, Person, Role
from bot.skills.people.calendar_screens import EXAMPLES as CALENDAR
from bot.skills.people.linking_screens import EXAMPLES as LINKING
from bot.skills.people.words import roles_of
from bot.texts import Texts
from bot.texts.called import BRANCHES, LANGUAGES

LIMITS = {"name": 80, "organisation": 120}
CONFIRMED = "\u00a0✓"
"""Behind the name of somebody who has confirmed their organisation."""
NAMES, ORGANISATIONS = 40, 15
"""How many are listed at most; the rest is counted."""
ORGANISATION = 100
"""Characters of an organisation's name in a list of them."""

Named = tuple[str, bool]
"""A name, and whether the person has confirmed that they belong there."""


def profile(_: Texts, person: Person, is_new: bool = False, masked: tuple[str, ...] = ()) -> Card:
    """The person's own card; `is_new` after a change, `masked` if something was taken out of what they wrote."""
    unknown = _("not given")
    parts: list[Text | Facts] = [
        Text(_("Saved. This is what I know about you:") if is_new else _("This is what I know about you:")),
        Facts(
            (
                (_("Name"), person.name or unknown),
                (_("Organisation"), person.organisation or unknown),
                (_("Branch"), _(BRANCHES[person.branch]) if person.branch else unknown),
                (_("Language"), _(LANGUAGES[person.language])),
                (_("Roles"), roles_of(_, person)),
            )
        ),
    ]
    if masked:
        parts.append(Text(_("I removed what looked like personal data before saving."), quiet=True))
    buttons = [FormButton(_("Change"), "people.edit"), Button(_("My accounts"), "people.addresses")]
    if not person.organisation:
        parts.append(Text(_("Which organisation do you belong to? You can tell me whenever it suits you."), quiet=True))
    elif not person.is_confirmed:
        told = _("Your workspace or an administrator has told me your organisation. Confirm it, or change it.")
        parts.append(Text(told, quiet=True))
        said = person.organisation[:ARGUMENT]
        buttons = [Button(_("Confirm organisation"), "people.confirm", said), *buttons]
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), "home.menu"))))


def edit(_: Texts, told: Mapping[str, str], errors: dict[str, str] | None = None) -> Form:
    """Asks for name, organisation, branch and language, filled in with what was `told` as far as the fields can hold it."""
    return Form(
        title=_("My profile"),
        action="people.edit",
        fields=(
            TextField("name", _("Name"), told["name"][: LIMITS["name"]], is_required=False, limit=LIMITS["name"]),
            TextField(
                "organisation",
                _("Organisation"),
                told["organisation"][: LIMITS["organisation"]],
                hint=_("for example a city, an agency, a hospital"),
                is_required=False,
                limit=LIMITS["organisation"],
            ),
            Choice(
                "branch",
                _("Branch"),
                tuple((branch.value, _(name)) for branch, name in BRANCHES.items()),
                told["branch"] if told["branch"] in list(Branch) else "",
                is_required=False,
            ),
            Choice(
                "language",
                _("Language"),
                tuple((language.value, _(name)) for language, name in LANGUAGES.items()),
                told["language"] if told["language"] in list(Language) else "",
            ),
        ),
        submit=_("Save"),
        errors=errors or {},
    )


def overview(
    _: Texts,
    named: tuple[tuple[str, tuple[Named, ...]], ...],
    counted: tuple[tuple[str, int], ...],
    few: int,
    away: tuple[str, ...] = (),
    invited: tuple[str, ...] = (),
    experts: tuple[int, int] = (0, 0),
) -> Card:
    """Who uses Sparri: names in the organisations in one's care, counts of others; `few` are those with too few people,
    `away` the names of those in one's care who cannot be reached, `invited` of those who have not written yet; of how many
    `experts` how many can be asked."""
    parts, unknown = [Text(Strong(_("Who uses Sparri")))], _("Organisation not given")
    room = min(TEXT - 500, CARD // 3 // min(len(named) or 1, ORGANISATIONS))
    for organisation, names in named[:ORGANISATIONS]:
        shown = [(name or _("no name given")) + CONFIRMED * is_confirmed for name, is_confirmed in names[:NAMES]]
        more = [_("and {n} more", n=_.number(len(names) - NAMES))] if len(names) > NAMES else []
        heading = Strong(f"{cut(organisation, ORGANISATION) or unknown} ({_.number(len(names))})")
        parts.append(Text(heading, "\n", cut(", ".join((*shown, *more)), room)))
    if any(is_confirmed for _organisation, names in named for _name, is_confirmed in names):
        parts.append(Text(_("✓ after a name: has confirmed the organisation."), quiet=True))
    if len(named) > ORGANISATIONS:
        parts.append(Text(_("and {n} more", n=_.number(len(named) - ORGANISATIONS))))
    if away:
        parts.append(Text(Strong(_("Cannot be reached: {names}", names=_listed(_, away))), "\n", _why_away(_)))
    if invited:
        listed = cut(", ".join(name or _("no name given") for name in invited), 400)
        why = _("They have been entered, and are here as soon as they write to Sparri.")
        parts.append(Text(Strong(_("Invited: {names}", names=listed)), "\n", why))
    if experts[1]:
        met, every = (_.number(number) for number in experts)
        parts.append(Text(Strong(_("{met} of {all} experts can be reached", met=met, all=every))))
    lines = [f"{cut(name, ORGANISATION) or unknown}: {_.number(number)}" for name, number in counted[:ORGANISATIONS]]
    if few:
        lines.append(
            _.plural("{n} organisation has fewer than 5 people", "{n} organisations have fewer than 5 people each", few)
        )
    if lines:
        parts.append(Text(Strong(_("Other organisations")), "\n", "\n".join(lines)))
    if len(parts) == 1:
        parts.append(Text(_("No organisation has been put in your care yet. An administrator can do that.")))
    parts.append(Text(_("I show names only of organisations that an administrator has put in your care."), quiet=True))
    return Card(*parts, Buttons((Button(_("Menu"), "home.menu"),)))


def away(_: Texts, names: tuple[str, ...], more: int) -> tuple[Part, ...]:
    """What a coordinator's digest says of those messages no longer reach: the names in their care, and how many `more` there
    are where they see counts only."""
    parts = [Text(Strong(_("Messages no longer reach everybody")))]
    if names:
        parts.append(Text(_("In your care: {names}", names=_listed(_, names))))
    if more:
        parts.append(Text(_("Further people where you see only counts: {n}", n=_.number(more))))
    parts.append(Text(_why_away(_)))
    return (*parts, Text(_("I tell you this once about each of them."), quiet=True))


def _listed(_: Texts, names: tuple[str, ...]) -> str:
    return cut(", ".join(name or _("no name given") for name in names), 400)


def _why_away(_: Texts) -> str:
    return _("They have blocked Sparri or removed it. As soon as they write to it, messages reach them again.")


_NEW = Person("P2", "", Language.EN, frozenset(), "", None, "Europe/Helsinki", True, Address("console", "", "x", "x"))
_MAIJA = Person(
    "P1",
    "Maija Meri",
    Language.FI,
    frozenset({Role.EXPERT, Role.COORDINATOR, Role.ADMIN}),
    "Oulun kaupunki",
    Branch.MUNICIPALITY,
    "Europe/Helsinki",
    True,
    Address("console", "", "maija", "maija"),
)
_CONFIRMED = replace(_MAIJA, is_confirmed=True)
_NAMED = (("Mallilan kaupunki", (("Maija Meri", True), ("Åke Örn", False), ("", True))),)
_TOLD = {"name": "Maija Meri", "organisation": "Oulun kaupunki", "branch": "municipality", "language": "fi"}

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("somebody new", lambda _: profile(_, _NEW)),
    ("told by the workspace", lambda _: profile(_, _MAIJA)),
    ("everything told", lambda _: profile(_, _CONFIRMED)),
    ("after a change", lambda _: profile(_, _CONFIRMED, is_new=True, masked=("phone",))),
    ("the form", lambda _: edit(_, _TOLD)),
    ("the form with errors", lambda _: edit(_, _TOLD, {"name": _("At most {limit} characters, please.", limit=80)})),
    (
        "who uses Sparri",
        lambda _: overview(
            _, _NAMED, (("Oulun kaupunki", 1_204), ("", 5)), 3, ("Åke Örn", ""), ("Aino Aalto", ""), (12, 30)
        ),
    ),
    ("nobody in one’s care", lambda _: overview(_, (), (), 1)),
    ("nobody at all", lambda _: overview(_, (), (), 0)),
    ("who cannot be reached", lambda _: Card(*away(_, ("Maija Meri", ""), 0))),
    ("who cannot be reached, and how many", lambda _: Card(*away(_, ("Åke Örn",), 5))),
    ("how many cannot be reached", lambda _: Card(*away(_, (), 1_204))),
    *LINKING,
    *CALENDAR,
)
