"""Who may do what: the one table of roles and actions. What does not stand in it, nobody may.

An action is "skill.handler": a button, a form, a submission or a command. Whose question or message it is about, a handler
checks besides.
"""

from collections.abc import Mapping

from bot.people import Person, Role

EVERYBODY = frozenset(Role)
ADMINS = frozenset({Role.ADMIN})

MAY: Mapping[str, frozenset[Role]] = dict.fromkeys(
    (
        "ask.asked",
        "ask.question",
        "ask.late",
        "ask.anyway",
        "ask.leave",
        "ask.sources",
        "ask.expert",
        "ask.good",
        "ask.bad",
        "ask.because",
        "ask.rated",
        "ask.mine",
        "ask.pick",
        "ask.open",
        "ask.delete",
        "ask.erase",
        "ask.keep",
        "home.welcome",
        "home.opened",
        "home.menu",
        "home.help",
        "home.language",
        "home.speak",
        "home.begin",
        "home.in_finnish",
        "home.in_swedish",
        "home.in_english",
        "home.greeting",
        "home.thanks",
        "home.about",
        "home.near",
        "home.run",
        "people.me",
        "people.edit",
        "people.confirm",
        "people.link",
        "people.code",
        "people.join",
        "people.part",
        "people.addresses",
        "people.prefer",
        "people.unlink",
        "people.cut",
        "privacy.notice",
        "privacy.export",
        "privacy.erase",
        "privacy.gone",
        "privacy.keep",
    ),
    EVERYBODY,
) | {"people.overview": frozenset({Role.COORDINATOR, Role.ADMIN})}


def may(person: Person, action: str, table: Mapping[str, frozenset[Role]] = MAY) -> bool:
    """Whether one of the person's roles gives them the action."""
    return any(person.is_a(role) for role in table.get(action, ()))
