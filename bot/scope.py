"""How far somebody's view of people goes: in whose care a person is, and who counts without a name."""

from bot.people import Person, Reach, Role, Scope

FEW = 5
"""Fewer than this are not counted in the open: too easily one of them is somebody."""


def organisation_key(name: str) -> str:
    """An organisation's name as it is compared: case and spaces do not count."""
    return " ".join(name.casefold().split())


def reaches(scope: Scope, organisation: str, branch: str) -> bool:
    """Whether a coordinator's scope covers where somebody or something comes from. What is not told is only the network's."""
    match scope.reach:
        case Reach.NETWORK:
            return True
        case Reach.ORGANISATION:
            return bool(organisation) and organisation_key(organisation) == organisation_key(scope.value)
        case Reach.BRANCH:
            return bool(branch) and branch == scope.value
    return False


def is_in_scope(who: Person, person: Person) -> bool:
    """Whether one of the scopes of `who` covers a person; an administrator's covers everybody."""
    return who.is_a(Role.ADMIN) or any(_covers(scope, person) for scope in who.scopes)


def is_in_care(who: Person, person: Person) -> bool:
    """Whether an administrator has put the person's organisation in the care of `who`, who sees names there."""
    return any(scope.reach is Reach.ORGANISATION and _covers(scope, person) for scope in who.scopes)


def _covers(scope: Scope, person: Person) -> bool:
    return reaches(scope, person.organisation, person.branch.value if person.branch else "")
