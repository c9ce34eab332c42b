"""Who sees how many use Sparri: names in one's care, counts of five and more, and nothing else."""

import pytest

from bot.cards import lines
from bot.delivery import outbox
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.skills.people import screens
from bot.skills.people.overview import View, view
from bot.store import people
from bot.texts import texts
from tests.talk import Chat

MALLILA, COUNTY = Scope(Reach.ORGANISATION, "mallilan  kaupunki"), Scope(Reach.BRANCH, "county")
AT = Address("console", "", "x", "x")


def person(
    name: str, organisation: str, branch: Branch | None = None, *roles: Role, scopes: tuple[Scope, ...] = ()
) -> Person:
    return Person(name, name, Language.FI, frozenset(roles), organisation, branch, "Europe/Helsinki", True, AT, scopes)


EVERYBODY = [
    *(person(name, "Mallilan kaupunki", Branch.MUNICIPALITY) for name in ("Örn", "Åke", "Maija", "")),
    *(person(f"k{n}", "Kuvitehyvä" if n % 2 else "kuvitehyvä ", Branch.COUNTY) for n in range(5)),
    *(person(f"e{n}", "Exempelby", Branch.COUNTY) for n in range(4)),
    *(person(f"v{n}", "Virasto", Branch.TEM) for n in range(9)),
    person("yksin", "Olen Matti Meikäläinen"),
]
NAMED = (("Mallilan kaupunki", (("Maija", False), ("Åke", False), ("Örn", False), ("", False))),)


@pytest.mark.parametrize(
    ("roles", "scopes", "seen"),
    [
        ((Role.COORDINATOR,), (), View((), (), 0)),
        ((Role.COORDINATOR,), (MALLILA,), View(NAMED, (), 0)),
        ((Role.COORDINATOR,), (COUNTY,), View((), (("Kuvitehyvä", 5),), 1)),
        ((Role.COORDINATOR,), (MALLILA, COUNTY), View(NAMED, (("Kuvitehyvä", 5),), 1)),
        ((Role.COORDINATOR,), (Scope(Reach.NETWORK),), View((), (("Virasto", 9), ("Kuvitehyvä", 5)), 3)),
        ((Role.ADMIN,), (), View((), (("Virasto", 9), ("Kuvitehyvä", 5)), 3)),
        ((Role.ADMIN,), (MALLILA,), View(NAMED, (("Virasto", 9), ("Kuvitehyvä", 5)), 2)),
    ],
)
def test_a_view_ends_where_the_scope_does(roles: tuple[Role, ...], scopes: tuple[Scope, ...], seen: View) -> None:
    found = view(person("kaisa", "Exempelby", None, *roles, scopes=scopes), EVERYBODY)
    assert View(found.named, tuple((name.title(), n) for name, n in found.counted), found.few) == seen


def test_ones_own_profile_opens_nothing(chat: Chat) -> None:
    chat.joins("kaisa", "en", "coordinator")
    chat.joins("maija")
    with chat.app.store.writing() as conn:
        for who in ("kaisa", "maija"):
            people.update(conn, chat.person(who).id, organisation="Mallila")
    assert "Maija" not in chat.say("kaisa", "people")
    with chat.app.store.writing() as conn:
        people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, Scope(Reach.ORGANISATION, "Mallila"))
    assert "Mallila (2)\nKaisa, Maija" in chat.say("kaisa", "people")
    chat.say("maija", "profiili")
    chat.press("maija", "Vahvista organisaatio")
    assert "Mallila (2)\nKaisa, Maija ✓" in chat.say("kaisa", "people")


def test_a_whole_town_fits_the_card() -> None:
    many = tuple(("N" * 80, True) for _ in range(300))
    counted = tuple(("O" * 120, 9) for _ in range(100))
    assert screens.overview(texts(Language.EN), (("Org", many),), counted, 7)


@pytest.mark.parametrize("language", Language)
def test_whoever_has_everybody_in_their_care_sees_as_much_as_fits(language: Language) -> None:
    long = "🏛️" * 60
    many = tuple((f"{n} {long}", tuple((f"{person} {long}", True) for person in range(200))) for n in range(60))
    counted = tuple((f"{n} {long}", 1_000_000) for n in range(60))
    assert "45" in "\n".join(lines(screens.overview(texts(language), many, counted, 1_000)))


def test_who_cannot_be_reached_is_told_to_whose_care_they_are_in(chat: Chat) -> None:
    for who, organisation in (("kaisa", ""), ("maija", "Mallilan kaupunki"), ("erik", "Virasto")):
        chat.joins(who, "en")
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(who).id, organisation=organisation)
            people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, MALLILA)
            if who != "kaisa":
                outbox.close(conn, chat.person(who).address, "blocked")
    assert "Cannot be reached: Maija\n" in chat.say("kaisa", "people")
    chat.say("maija", "menu")
    assert "Cannot be reached" not in chat.say("kaisa", "people")


def test_who_is_invited_is_not_here_yet_and_how_many_experts_can_be_asked(chat: Chat) -> None:
    chat.joins("kaisa", "en")
    chat.joins("erik", "sv", Role.EXPERT)
    with chat.app.store.writing() as conn:
        people.give(conn, chat.person("kaisa").id, Role.COORDINATOR, MALLILA)
        for name, organisation in (("Aino", "Mallilan kaupunki"), ("Otto", "Virasto")):
            invited = people.add(conn, people.invitation(f"{name}@exempel.fi"), Language.FI, name=name).id
            people.update(conn, invited, organisation=organisation)
            people.give(conn, invited, Role.EXPERT)
        people.update(conn, chat.person("erik").id, organisation="Mallilan kaupunki")
    seen = chat.say("kaisa", "people")
    assert "Mallilan kaupunki (1)\nErik" in seen
    assert "Invited: Aino\n" in seen
    assert "1 of 2 experts can be reached" in seen
    assert "Otto" not in seen
    with chat.app.store.writing() as conn:
        outbox.close(conn, chat.person("erik").address, "blocked")
    seen = chat.say("kaisa", "people")
    assert "Cannot be reached: Erik\n" in seen
    assert "0 of 2 experts can be reached" in seen
