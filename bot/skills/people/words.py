"""What people and their accounts are called."""

from bot.cards import LABEL, cut
from bot.people import Address, Person, Role
from bot.texts import N_, Texts

ROLES = {
    Role.PROCURER: N_("procurer"),
    Role.EXPERT: N_("expert"),
    Role.COORDINATOR: N_("coordinator"),
    Role.ADMIN: N_("admin"),
}


def roles_of(_: Texts, person: Person) -> str:
    """A person's roles with commas between; everybody is a procurer."""
    return ", ".join(_(ROLES[role]) for role in Role if person.is_a(role))


def address_name(_: Texts, at: Address) -> str:
    """What an account is called: by its platform, and what tells it from others there."""
    match at.platform:
        case "slack":
            return f"Slack ({at.workspace})"
        case "teams":
            return "Teams"
        case "console":
            return _("terminal ({seat})", seat=at.user)
    return at.platform


def names(_: Texts, addresses: tuple[Address, ...]) -> list[str]:
    """The names of accounts, short enough for a button, with a number behind each that another one has already."""
    called: list[str] = []
    for at in addresses:
        name = cut(address_name(_, at), LABEL - 3)
        called.append(name if name not in called else f"{name} {len(called) + 1}")
    return called
