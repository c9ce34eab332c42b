"""What linking shows: the code, the question on the other account, where messages go. `known` are the names of workspaces."""

from collections.abc import Callable

from bot.cards import ARGUMENT, BUTTONS, Button, Buttons, Card, Facts, FormButton, Strong, Text
from bot.forms import Choice, Form
from bot.people import Address, Language, Person, Role
from bot.skills.people.words import address_name, names, roles_of
from bot.store.keeping import LINK_CODE
from bot.store.workspaces import Names
from bot.texts import Texts
from bot.texts.called import ROLES

MINUTES = int(LINK_CODE.total_seconds() // 60)


def code(_: Texts, code: str, person: Person) -> Card:
    """The code of a person, and what it gives away."""
    word = _.words("link, link account, link accounts")[0]
    return Card(
        Text(_("Write this to me on your other account within {minutes} minutes:", minutes=MINUTES)),
        Text(Strong(f"{word} {code}")),
        Text(
            _(
                "I ask you there whether to link the two. After that they are one person to me, with the same "
                "questions and settings."
            ),
        ),
        Text(
            Strong(_("Do not give the code to anybody.")),
            " ",
            _(
                "Whoever uses it gets what you have here: your questions and your roles ({roles}).",
                roles=roles_of(_, person),
            ),
        ),
        _menu(_),
    )


def confirm(_: Texts, maker: Person, there: tuple[Address, ...], here: Address, token: str, known: Names) -> Card:
    """The question on the other account: who made the code, and what happens on Link."""
    return Card(
        Text(Strong(_("Is this your own account?")), "\n", _("The code was made by:")),
        Facts(
            (
                (_("Name"), maker.name or _("not given")),
                (_("Account"), ", ".join(names(_, there, known))),
                (_("Roles"), roles_of(_, maker)),
            )
        ),
        Text(
            _(
                "If you link the accounts, that one and this one, {here}, become the same person. Your questions and "
                "everything else I know about you here move there. Whoever uses that account sees them and acts in "
                "your name.",
                here=address_name(_, here, known),
            )
        ),
        Text(_("Did somebody else give you the code? Then do not link the accounts, and tell your administrator.")),
        Buttons((Button(_("Link"), "people.join", token), Button(_("Do not link"), "people.part", token))),
    )


def linked(_: Texts, addresses: tuple[Address, ...], known: Names) -> Card:
    """It is done, to the one who confirmed."""
    return Card(
        Text(_("Linked. You are the same person on all these accounts:"), "\n", _list(names(_, addresses, known))),
        Text(_("I have told your other account too."), quiet=True),
        Buttons((_where(_), Button(_("Menu"), "home.menu"))),
    )


def told(_: Texts, came: tuple[Address, ...], known: Names) -> Card:
    """It is done, to the accounts that were there before; one press undoes it."""
    lanes = " ".join(at.lane for at in came)[:ARGUMENT]
    return Card(
        Text(_("Your account has been linked with another one:"), "\n", _list(names(_, came, known))),
        Text(
            _(
                "You are the same person there and here. If you did not do this yourself, unlink it at once and tell "
                "your administrator."
            )
        ),
        Buttons((Button(_("Unlink"), "people.cut", lanes), _where(_))),
    )


def not_linked(_: Texts) -> Card:
    """The answer was no."""
    return Card(Text(_("Not linked: nothing has changed, and the code no longer works.")), _menu(_))


def not_valid(_: Texts) -> Card:
    """A code that is wrong, used, or too old."""
    return Card(
        Text(
            _("This code does not work. A code is valid for {minutes} minutes and can be used once.", minutes=MINUTES)
        ),
        Text(_("Make a new one on your other account: write {word} there.", word=_quoted_link(_))),
        _menu(_),
    )


def too_many(_: Texts) -> Card:
    """Too many wrong codes."""
    return Card(Text(_("Too many codes did not work. Try again in an hour.")), _menu(_))


def own_code(_: Texts) -> Card:
    """The code came back to where it was made."""
    return Card(Text(_("This is your own code. Write it to me on your other account, not here.")), _menu(_))


def has_more(_: Texts, person: Person, maker: Person) -> Card:
    """Roles do not go to whoever made a code: it is made where the roles are."""
    more = ", ".join(_(ROLES[role]) for role in Role if role in person.roles - maker.roles) or roles_of(_, person)
    lines = [
        Text(_("This account has more rights than the one that made the code: {roles}.", roles=more)),
        Text(
            _(
                "So that nobody can take them from you with their own code, linking works only the other way round: "
                "make the code here and write it on the other account."
            )
        ),
    ]
    if maker.roles - person.roles:
        lines.append(
            Text(_("The other account has roles of its own: ask your administrator to give this one the same first."))
        )
    return Card(*lines, Buttons((Button(_("Make a code"), "people.code"), Button(_("Menu"), "home.menu"))))


def addresses(_: Texts, every: tuple[Address, ...], here: Address, known: Names, *, has_linked: bool) -> Card:
    """The person's accounts, the preferred one first, and buttons to prefer another: the one they are at comes first."""
    called = dict(zip(every, names(_, every, known), strict=True))
    arrive = _("messages go here")
    lines = [f"{called[at]} – {arrive}" if at is every[0] else called[at] for at in every]
    buttons: list[Button] = [FormButton(_("Unlink"), "people.unlink")] if has_linked else []
    buttons += [Button(_("Link an account"), "people.code"), Button(_("Menu"), "home.menu")]
    others = sorted(every[1:], key=lambda at: at.lane != here.lane)[: BUTTONS - len(buttons)]
    parts = [
        Text(Strong(_("Your accounts")), "\n", _list(lines)),
        Text(
            _("I answer where you write. This is about messages that I send on my own, such as reminders."), quiet=True
        ),
    ]
    if others:
        parts.append(Text(_("Where should they go instead?")))
    chosen = (Button(called[at], "people.prefer", at.lane) for at in others)
    return Card(*parts, Buttons((*chosen, *buttons)))


def unlink(_: Texts, linked: tuple[Address, ...], known: Names) -> Form:
    """Which account is to be unlinked?"""
    options = tuple((at.lane, name) for at, name in zip(linked, names(_, linked, known), strict=True))
    return Form(
        title=_("Unlink an account"),
        action="people.unlink",
        fields=(
            Choice(
                "address",
                _("Which one? Whoever writes from it is new to me then. Your questions and roles stay here."),
                options,
            ),
        ),
        submit=_("Unlink"),
    )


def unlinked(_: Texts, gone: tuple[Address, ...], known: Names) -> Card:
    """It is done, to the one who did it."""
    return Card(
        Text(
            _("Unlinked: {account}. Whoever writes from there is new to me.", account=", ".join(names(_, gone, known)))
        ),
        Buttons((_where(_), Button(_("Menu"), "home.menu"))),
    )


def on_your_own(_: Texts) -> Card:
    """It is done, to the account that was unlinked; nobody is known there now."""
    return Card(Text(_("This account is no longer linked with another one. If you write to me here, we begin anew.")))


def _where(_: Texts) -> Button:
    return Button(_("My accounts"), "people.addresses")


def _menu(_: Texts) -> Buttons:
    return Buttons((Button(_("Menu"), "home.menu"),))


def _list(lines: list[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _quoted_link(_: Texts) -> str:
    return _("“{text}”", text=_.words("link, link account, link accounts")[0])


_SLACK, _TEAMS = Address("slack", "T0123456789", "U1", ""), Address("teams", "a-tenant", "29:1", "a:1")
_OTHER = Address("slack", "T9876543210", "U2", "")
_KNOWN = {("slack", "T0123456789"): "Mallila Slack"}
_SEAT = Address("console", "", "maija", "maija")
_MAIJA = Person(
    "P1", "Maija Meri", Language.FI, frozenset({Role.EXPERT}), "", None, "Europe/Helsinki", True, _SLACK
)  # fmt: skip
_NEW = Person("P2", "", Language.EN, frozenset({Role.ADMIN}), "", None, "Europe/Helsinki", True, _TEAMS)

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("a code", lambda _: code(_, "ABCD-2345", _MAIJA)),
    ("is this you", lambda _: confirm(_, _MAIJA, (_SLACK,), _TEAMS, "0123456789abcdef", _KNOWN)),
    ("is this you, without a name", lambda _: confirm(_, _NEW, (_TEAMS, _SEAT), _SLACK, "0123456789abcdef", _KNOWN)),
    ("linked", lambda _: linked(_, (_SLACK, _TEAMS), _KNOWN)),
    ("told that it was linked", lambda _: told(_, (_TEAMS,), {})),
    ("not linked", not_linked),
    ("a code that does not work", not_valid),
    ("too many codes", too_many),
    ("one’s own code", own_code),
    ("more rights than the other", lambda _: has_more(_, _NEW, _MAIJA)),
    ("one account", lambda _: addresses(_, (_SEAT,), _SEAT, {}, has_linked=False)),
    ("three accounts", lambda _: addresses(_, (_SLACK, _TEAMS, _SEAT), _TEAMS, _KNOWN, has_linked=True)),
    ("which one to unlink", lambda _: unlink(_, (_SLACK, _OTHER, _TEAMS), {})),
    ("unlinked", lambda _: unlinked(_, (_TEAMS,), {})),
    ("on one’s own", on_your_own),
)
