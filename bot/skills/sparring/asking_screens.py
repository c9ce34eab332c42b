"""Cards and forms of asking for sparring."""

from collections.abc import Mapping, Sequence

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Choice, Choices, DateField, Form, TextField
from bot.people import Language
from bot.skills.sparring.reading import day
from bot.skills.sparring.words import LIMITS, MINUTES, STATES, View, when
from bot.store.sessions import MOST, Session
from bot.texts import Texts
from bot.texts.called import BRANCHES, CATEGORIES, LANGUAGES

LISTED = 8
_MENU = "home.menu"


def overview(_: Texts, mine: Sequence[View], *, is_partner: bool, may_see_all: bool) -> Card:
    """What one has: what is coming, what waits for one, what has been; and the way to ask."""
    about = _(
        "In a sparring session you talk a plan or a problem through with somebody who has done it. I look for a partner and a "
        "time, and remind you."
    )
    parts: list[Part] = [Text(Strong(_("Sparring sessions"))), Text(about, quiet=bool(mine))]
    heads = {
        "proposed": _("Being arranged"), "confirmed": _("Coming up"), "held": _("Have taken place"), "cancelled": _("Cancelled"),
    }  # fmt: skip
    for status, name in heads.items():
        lines = [line(_, view) for view in mine if view.found.status == status]
        if lines and status == "cancelled":
            lines = lines[:2]
        if lines:
            more = [_("… and {n} more", n=_.number(len(lines) - LISTED))] if len(lines) > LISTED else []
            parts.append(Text(Strong(name), "\n", "\n".join([*lines[:LISTED], *more])))
    buttons: list[Button] = [FormButton(_("Ask for sparring"), "sparring.ask")]
    if len(mine) == 1:
        buttons.append(Button(_("Open {id}", id=mine[0].found.id), "sparring.open", mine[0].found.id))
    elif mine:
        buttons.append(FormButton(_("Choose a session"), "sparring.choose"))
    buttons.append(Button(_("My sparring of others") if is_partner else _("Spar with others"), "sparring.partnership"))
    if may_see_all:
        buttons.append(Button(_("All sessions"), "sparring.all"))
    return Card(*parts, Buttons((*buttons, Button(_("Menu"), _MENU))))


def line(_: Texts, view: View) -> str:
    """A session in a list."""
    found = view.found
    waits = ""
    if view.mine and view.mine.state == "asked":
        waits = _("waits for your answer")
    elif view.ballot and view.ballot.is_open and view.is_in and view.mine and view.mine.person not in view.ballot.votes:
        waits = _("waits for your vote")
    said = [f"{found.id} · {cut(found.wish.theme, 80)}", when(_, found, view.zone), *filter(None, [waits])]
    return "• " + " · ".join(said)


def choose(_: Texts, found: Sequence[Session], action: str = "sparring.choose") -> Form:
    """Which one?"""
    options = tuple((one.id, cut(f"{one.id} · {one.wish.theme} · {_(STATES[one.status])}", 75)) for one in found)
    return Form(_("Choose a session"), action, (Choice("session", _("Session"), options),), _("Open"))


def form(_: Texts, told: Mapping[str, str], *, arg: str = "", errors: Mapping[str, str] | None = None) -> Form:
    """All that is to be said of a session. Changed later, it names no people: they are added one by one."""
    value = {name: told.get(name, "")[: LIMITS[name]] for name in ("theme", "about", "people")}
    chosen = tuple(code for code in told.get("languages", "").split(",") if code in list(Language))
    branches = tuple((code.value, cut(_(words), 75)) for code, words in BRANCHES.items())
    categories = (("auto", _("Sparri suggests one")), *((code, _(words)) for code, words in CATEGORIES.items()))
    lengths = tuple((str(n), _("{n} min", n=n)) for n in MINUTES)
    people = TextField(
        "people", _("Colleagues who take part, by name"), value["people"], _("One on each line, as they are called in Sparri"),
        is_long=True, is_required=False, limit=LIMITS["people"],
    )  # fmt: skip
    branch, minutes, category = told.get("branch", ""), told.get("minutes", ""), told.get("category", "")
    return Form(
        title=_("Edit {id}", id=arg.partition(" ")[0]) if arg else _("Ask for sparring"),
        action="sparring.edit" if arg else "sparring.ask",
        fields=(
            TextField("theme", _("Theme"), value["theme"], limit=LIMITS["theme"]),
            TextField(
                "about", _("What is planned, and what is difficult?"), value["about"], is_long=True, is_required=False,
                limit=LIMITS["about"],
            ),
            *(() if arg else (people,)),
            Choice("minutes", _("How long"), lengths, minutes if minutes in dict(lengths) else "60"),
            DateField("since", _("From"), day(told.get("since", ""))),
            DateField("until", _("Until"), day(told.get("until", ""))),
            Choices("languages", _("Languages"), tuple((one.value, _(LANGUAGES[one])) for one in Language), chosen),
            Choice(
                "how", _("How"), (("remote", _("On the web")), ("site", _("On site"))),
                "site" if told.get("how") == "site" else "remote",
            ),
            Choice("branch", _("Branch"), branches, branch if branch in dict(branches) else "", is_required=False),
            Choice(
                "category", _("Category of the action programme"), categories, category if category in dict(categories) else "auto",
            ),
        ),
        submit=_("Save") if arg else _("Ask"),
        arg=arg,
        errors=dict(errors or {}),
        text=_("Those who take part see what you write here, and so do the coordinators of your organisation and branch."),
    )  # fmt: skip


def most(_: Texts) -> str:
    """How many fit into one session."""
    return _("At most {n} people in one session.", n=MOST)


def enough(_: Texts, limit: int) -> Card:
    """Too many in one day."""
    return Card(Text(_("You have asked for {n} sessions within a day. Ask for more tomorrow.", n=limit)))
