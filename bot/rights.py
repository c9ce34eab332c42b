"""Who may do what: the one table of roles and actions. What does not stand in it, nobody may.

An action is "skill.handler": a button, a form, a submission or a command. Whose question or message it is about, a handler
checks besides.
"""

from collections.abc import Mapping

from bot.people import Person, Role

EVERYBODY = frozenset(Role)
EXPERTS = frozenset({Role.EXPERT})
COORDINATORS = frozenset({Role.COORDINATOR, Role.ADMIN})
NOBODY: frozenset[Role] = frozenset()
"""For what skills ask of each other."""


def _rows(roles: frozenset[Role], **actions: str) -> dict[str, frozenset[Role]]:
    """Rows of the table: the same roles for actions, by skill."""
    return {f"{skill}.{action}": roles for skill, named in actions.items() for action in named.split()}


MAY: Mapping[str, frozenset[Role]] = {
    **_rows(
        EVERYBODY,
        ask=(
            "asked question late anyway leave sources expert good bad because mine pick open delete erase keep tell rated"
        ),
        escalation=(
            "expert offer ask helps helped mine state edit withdraw reopen more thank solve reply meant "
            "sharing share wording unshare takeback entry"
        ),
        events="overview open choose register unregister calendar attended",
        home=(
            "welcome opened menu help language speak begin in_finnish in_swedish in_english greeting thanks "
            "about near run"
        ),
        people="me edit confirm link code join part addresses prefer unlink cut calendar follow unfollow",
        privacy="notice details export erase gone keep",
        reminders="overview own later kinds hours",
        sparring=(
            "overview choose open ask edit another propose accept decline vote count choose_time confirm again move more locate "
            "preparation prepare add knock let leave cancel drop held note step done tick outcome partnership partner stop"
        ),
        risks=(
            "overview of choose open about new edit delete drop pick risk add prompts change remove removed picture export"
        ),
        training="overview choose module lesson check pause exercise certificate later off on hand handed join",
        worksheet="open choose fill facts done history undo model page remodel propose",
    ),
    **_rows(
        COORDINATORS,
        people="overview",
        escalation=(
            "idle quiets quiet loud proposals choose proposal approve amend return knowledge find "
            "figures picture export gaps limits write"
        ),
        desk="overview open",
        reminders="new edit words choose show test save undo pause cancel duplicate take here leave",
        sparring="all picture pick export choose_partner material",
        events="new edit manage publish cancel drop attendance material export",
        training="enrolling enrol invite enrolled discard undo end report picture behind remind hardest export read answer",
        worksheet="overview pick export models find publish back retire",
    ),
    **_rows(
        EXPERTS,
        escalation="inbox pick later decline draft expertise topics away present",
    ),
    **_rows(
        COORDINATORS | EXPERTS,
        escalation="open take release pass answer send keep back known renew change retire retired",
    ),
    **_rows(
        NOBODY,
        desk="redraw",
        escalation="leaving",
        sparring="leaving",
    ),
}
"""A coordinator finds somebody for what no expert has, or answers it; whose a question is, its handlers check besides."""


def may(person: Person, action: str, table: Mapping[str, frozenset[Role]] = MAY) -> bool:
    """Whether one of the person's roles gives them the action."""
    return any(person.is_a(role) for role in table.get(action, ()))
