"""Who you are to Sparri: your card, and how to change it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import ARGUMENT
from bot.people import Branch, Language, Person
from bot.skills.people import screens
from bot.skills.people.skill import people
from bot.store import people as records
from bot.texts import N_, W_, texts
from bot.turns import Effects, Reply, Show, Turn
from knowledge.documents import clean


@people.command(W_("word", "profile, my profile, me"), N_("what I know about you, and changing it"))
@people.pressed("me")
def me(turn: Turn, _arg: str = "") -> Effects:
    """The person's own card."""
    yield Reply(screens.profile(turn.texts, turn.person), alone=True)


@people.form("edit")
def edit(turn: Turn, _arg: str = "") -> Effects:
    """Asks for everything a person may say about themselves."""
    yield Show(screens.edit(turn.texts, _told(turn.person)))


@people.submitted("edit")
def edited(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Keeps it, and shows the card in the language now chosen."""
    told = {**_told(turn.person), **{name: clean(value) for name, value in values.items()}}
    errors = _errors(turn, told)
    if errors:
        yield Show(screens.edit(turn.texts, told, errors))
        return
    conn = turn.store.write()
    language, branch = Language(told["language"]), Branch(told["branch"]) if told["branch"] else None
    records.update(
        conn,
        turn.person.id,
        name=told["name"],
        organisation=told["organisation"],
        branch=branch.value if branch else None,
        language=language,
        organisation_confirmed_at=turn.now if told["organisation"] else None,
    )
    person = records.get(conn, turn.person.id) or turn.person
    yield Reply(screens.profile(texts(language), person, is_new=True, masked=turn.masked))


@people.pressed("confirm")
def confirm(turn: Turn, organisation: str) -> Effects:
    """The organisation that somebody else told is the person's own. What stood on an old card is not what is known now."""
    is_known = organisation and organisation == turn.person.organisation[:ARGUMENT]
    if is_known and not turn.person.is_confirmed:
        records.update(turn.store.write(), turn.person.id, organisation_confirmed_at=turn.now)
        card = screens.profile(turn.texts, replace(turn.person, is_confirmed=True), is_new=True)
    else:
        card = screens.profile(turn.texts, turn.person)
    yield Reply(card, alone=True)


def _told(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "organisation": person.organisation,
        "branch": person.branch.value if person.branch else "",
        "language": person.language.value,
    }


def _errors(turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    _ = turn.texts
    errors = {
        name: _("At most {limit} characters, please.", limit=limit)
        for name, limit in screens.LIMITS.items()
        if len(told[name]) > limit
    }
    if told["language"] not in list(Language):
        errors["language"] = _("Please choose one of these.")
    if told["branch"] and told["branch"] not in list(Branch):
        errors["branch"] = _("Please choose one of these.")
    return errors


people.menu(N_("My profile"), "me")
