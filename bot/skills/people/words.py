"""What people and their accounts are called."""

from bot.cards import LABEL, cut
from bot.people import Address, Person, Role
from bot.store.workspaces import Names
from bot.texts import Texts
from bot.texts.called import ROLES


def roles_of(_: Texts, person: Person) -> str:
    """A person's roles with commas between; everybody is a procurer."""
    return ", ".join(_(ROLES[role]) for role in Role if person.is_a(role))


def address_name(_: Texts, at: Address, known: Names) -> str:
    """What an account is called: by its platform, and its workspace where that is `known` by name."""
    if at.platform == "console":
        return _("terminal ({seat})", seat=at.user)
    platform, workspace = at.platform.title(), known.get((at.platform, at.workspace))
    return f"{platform} ({workspace})" if workspace else platform


def names(_: Texts, addresses: tuple[Address, ...], known: Names) -> list[str]:
    """The names of accounts, short enough for a button, with a number behind each that another one has already; `known` are
    the names of workspaces."""
    called: list[str] = []
    for at in addresses:
        name = cut(address_name(_, at, known), LABEL - 3)
        called.append(name if name not in called else f"{name} {len(called) + 1}")
    return called
