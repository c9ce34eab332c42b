"""One person with several accounts: the code, the question, both sides told, and everybody who should not get in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.cards import Button
from bot.delivery import lanes, outbox
from bot.people import Address, Language, Person, Reach, Role, Scope
from bot.skills.people import linking_screens as screens
from bot.skills.people.linking import TRIES
from bot.store import audit, link_codes, people, questions
from bot.texts import texts
from bot.turns import Pressed
from tests.talk import Chat

CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def code_of(chat: Chat, who: str) -> str:
    (code,) = CODE.findall(chat.say(who, "link"))
    return str(code)


def joined(chat: Chat, first: str = "maija", second: str = "meri") -> None:
    chat.say(second, f"link {code_of(chat, first)}")
    chat.press(second, "Link")


@pytest.fixture
def two(chat: Chat) -> Chat:
    """Two accounts that know nothing of each other."""
    for who in ("maija", "meri"):
        chat.joins(who, "en")
    return chat


def audited(chat: Chat, who: str) -> list[str]:
    with chat.app.store.reading() as conn:
        return [entry.action for entry in audit.of_person(conn, chat.person(who).id)]


def test_two_accounts_become_one_person(two: Chat) -> None:
    two.say("meri", "may I ask suppliers before the tender?")
    two.say("maija", "what is a pilot?")
    seen = two.say("meri", f"link {code_of(two, 'maija')}")
    assert "Is this your own account?" in seen
    assert "terminal (maija)" in seen
    assert two.person("maija") != two.person("meri")
    assert "Linked." in two.press("meri", "Link")
    assert "Your account has been linked with another one:\n• terminal (meri)" in two.sees("maija")
    one = two.person("maija")
    assert two.person("meri") == one
    with two.app.store.reading() as conn:
        assert len(questions.of_person(conn, one.id)) == 2
        assert [person.id for person in people.all(conn)] == [one.id]
        assert conn.execute(select(link_codes.link_code)).all() == []
    assert audited(two, "maija") == ["linked"]


def test_the_question_can_be_answered_with_no(two: Chat) -> None:
    code = code_of(two, "maija")
    two.say("meri", f"link {code}")
    assert "nothing has changed" in two.press("meri", "Do not link")
    assert two.person("maija") != two.person("meri")
    assert "does not work" in two.say("meri", f"link {code}")


@pytest.mark.parametrize("written", ["{0}", "{1}", "{2}", "{3}"])
def test_a_code_may_be_typed_as_people_type(two: Chat, written: str) -> None:
    code = code_of(two, "maija")
    ways = (code, code.lower(), code.replace("-", ""), code.replace("-", " "))
    assert "Is this your own account?" in two.say("meri", "link " + written.format(*ways))


@given(some.text(max_size=12) | some.from_regex(r"[A-Za-z]{4}[ -]?[A-Za-z]{4}", fullmatch=True))
def test_words_are_no_code(words: str) -> None:
    found = link_codes.read_code(words)
    assert found is None or (CODE.fullmatch(found) and any(char.isdigit() for char in found))


def test_a_code_alone_is_enough_and_is_no_question(two: Chat) -> None:
    assert "Is this your own account?" in two.say("meri", code_of(two, "maija").lower())
    with two.app.store.reading() as conn:
        assert questions.of_person(conn, two.person("meri").id) == []


@pytest.mark.parametrize("words", ["2345-6789", "abcd2345", "hankinta", "ABCD-EFGH", "onko ABCD-2345 koodi?"])
def test_what_only_looks_like_a_code_is_a_question(words: str) -> None:
    assert link_codes.read_bare_code(words) is None


def test_every_code_is_one() -> None:
    codes = {link_codes.new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    for code in codes:
        assert link_codes.read_code(code.lower()) == code
        assert not set(code) & set("01ILOU")


def test_a_question_about_linking_is_a_question(two: Chat) -> None:
    two.say("maija", "link between pilots and market dialogue?")
    with two.app.store.reading() as conn:
        assert len(questions.of_person(conn, two.person("maija").id)) == 1


def test_a_code_lives_ten_minutes_and_so_does_the_question(two: Chat) -> None:
    code = code_of(two, "maija")
    two.wait(minutes=10)
    assert "does not work" in two.say("meri", f"link {code}")
    two.say("meri", f"link {code_of(two, 'maija')}")
    two.wait(minutes=10)
    assert "does not work" in two.press("meri", "Link")
    assert two.person("maija") != two.person("meri")


def test_a_code_is_for_one(two: Chat) -> None:
    two.joins("mallory", "en")
    code = code_of(two, "maija")
    two.say("meri", f"link {code}")
    assert "does not work" in two.say("mallory", f"link {code}")
    assert "own code" in two.say("maija", f"link {code_of(two, 'maija')}")


def test_a_new_code_ends_the_one_before(two: Chat) -> None:
    old, new = code_of(two, "maija"), code_of(two, "maija")
    assert "does not work" in two.say("meri", f"link {old}")
    assert "Is this your own account?" in two.say("meri", f"link {new}")


def test_nobody_confirms_for_another(two: Chat) -> None:
    two.joins("mallory", "en")
    two.say("meri", f"link {code_of(two, 'maija')}")
    with two.app.store.reading() as conn:
        token = conn.execute(select(link_codes.link_code.c.token)).scalar_one()
    press(two, "mallory", "people.join", token)
    press(two, "maija", "people.join", token)
    assert len({two.person(who).id for who in ("maija", "meri", "mallory")}) == 3
    two.press("meri", "Link")
    assert two.person("meri") == two.person("maija")


def press(chat: Chat, who: str, action: str, arg: str) -> str:
    """A press that no card on the screen offers."""
    at = Address("console", "", who, who)
    chat.terminal.seen[who] = []
    chat.app.core.receive(Pressed(f"{who} {action} {arg} {chat.clock()}", at, action, arg))
    chat.app.settle()
    return chat.sees(who)


def test_wrong_codes_are_few_and_a_right_one_does_not_help_then(two: Chat) -> None:
    for _try in range(TRIES):
        assert "does not work" in two.say("meri", "link ABCD-2345")
    code = code_of(two, "maija")
    assert "Too many codes" in two.say("meri", f"link {code}")
    assert audited(two, "meri") == ["link failed"] * TRIES
    two.wait(minutes=61)
    assert "Is this your own account?" in two.say("meri", f"link {code_of(two, 'maija')}")


def test_a_code_is_kept_as_a_digest_only(two: Chat) -> None:
    code = code_of(two, "maija")
    with two.app.store.reading() as conn:
        assert code not in str(conn.execute(select(link_codes.link_code)).all())
        assert code.replace("-", "") not in str(conn.execute(select(link_codes.link_code)).all())


# --- whoever is talked into it


def test_roles_do_not_go_to_whoever_made_the_code(two: Chat) -> None:
    two.joins("kaisa", "en", "admin")
    code = code_of(two, "meri")
    seen = two.say("kaisa", f"link {code}")
    assert "more rights" in seen
    assert "admin" in seen
    assert two.can_press("kaisa") == ["Make a code", "Menu"]
    assert not two.person("meri").is_a(Role.ADMIN)
    assert audited(two, "kaisa") == ["link refused"]
    assert "admin" in two.press("kaisa", "Make a code")


def test_a_scope_is_a_right_too(two: Chat) -> None:
    for who in ("maija", "meri"):
        with two.app.store.writing() as conn:
            people.give(conn, two.person(who).id, Role.COORDINATOR)
    with two.app.store.writing() as conn:
        people.give(conn, two.person("meri").id, Role.COORDINATOR, Scope(Reach.NETWORK))
    assert "more rights" in two.say("meri", f"link {code_of(two, 'maija')}")
    assert "Is this your own account?" in two.say("maija", f"link {code_of(two, 'meri')}")


def test_a_role_given_between_the_question_and_the_answer_stops_it(two: Chat) -> None:
    two.say("meri", f"link {code_of(two, 'maija')}")
    with two.app.store.writing() as conn:
        people.give(conn, two.person("meri").id, Role.ADMIN)
    two.press("meri", "Link")
    assert two.person("maija") != two.person("meri")


def test_the_card_with_the_code_says_what_it_gives_away(chat: Chat) -> None:
    chat.joins("kaisa", "en", "coordinator", "admin")
    seen = chat.say("kaisa", "link")
    assert "Do not give the code to anybody." in seen
    assert "coordinator, admin" in seen


def test_the_owner_undoes_it_with_one_press_and_cannot_be_shut_out(two: Chat) -> None:
    with two.app.store.writing() as conn:
        people.give(conn, two.person("maija").id, Role.ADMIN)
    joined(two)
    owner = two.person("maija")
    assert two.person("meri").is_a(Role.ADMIN)
    press(two, "meri", "people.cut", owner.address.lane)
    assert two.person("maija") == owner
    seen = two.press("maija", "Unlink")
    assert "Unlinked: terminal (meri)" in seen
    assert "no longer linked" in two.sees("meri")
    assert "Olen ohjelma" in two.say("meri", "menu")
    assert not two.person("meri").is_a(Role.ADMIN)
    assert two.person("maija") == owner


def test_erasing_one_erases_both_and_tells_both(two: Chat) -> None:
    joined(two)
    two.say("meri", "erase me")
    assert "Your data is erased" in two.press("meri", "Erase everything")
    assert "Your data is erased" in two.sees("maija")
    with two.app.store.reading() as conn:
        assert people.all(conn) == []
        for table in (outbox.outbox, lanes.lane):
            assert conn.execute(select(table)).all() == []


# --- where messages arrive


def test_messages_arrive_where_the_person_wants(two: Chat) -> None:
    joined(two)
    assert two.person("meri").address.user == "maija"
    two.press("meri", "My accounts")
    seen = two.press("meri", "terminal (meri)")
    assert "terminal (meri) – messages go here" in seen
    assert two.person("maija").address.user == "meri"


def test_an_account_is_unlinked_by_a_form_and_its_person_begins_anew(two: Chat) -> None:
    joined(two)
    two.press("maija", "My accounts")
    two.press("maija", "terminal (meri)")
    two.fill("maija", "Unlink", address="1")
    assert two.person("maija").address.user == "maija"
    two.say("meri", "menu")
    assert two.person("meri").id != two.person("maija").id
    assert audited(two, "maija") == ["linked", "unlinked"]
    two.say("maija", "profile")
    two.press("maija", "My accounts")
    assert "Unlink" not in two.can_press("maija")


def test_somebody_elses_account_is_no_choice(two: Chat) -> None:
    lane = two.person("meri").address.lane
    for action in ("people.prefer", "people.cut"):
        press(two, "maija", action, lane)
    assert two.person("maija").address.user == "maija"
    assert two.person("meri").address.user == "meri"


@pytest.mark.parametrize("language", Language)
def test_many_accounts_still_fit_a_card(language: Language) -> None:
    every = tuple(Address("slack", "T0123456789ABCDEFGHIJKLMNOPQ", f"U{n}", "") for n in range(12))
    card = screens.addresses(
        texts(language), every, every[7], {("slack", every[0].workspace): "Ö" * 200}, has_linked=True
    )
    labels = [button.label for button in card.buttons]
    assert len(set(labels)) == len(labels) == 5
    first = card.buttons[0]
    assert isinstance(first, Button)
    assert first.arg == every[7].lane
    screens.unlink(texts(language), every, {})
    screens.told(texts(language), every, {})


def test_names_may_be_anything() -> None:
    nasty = Person(
        "P1", "x" * 900, Language.EN, frozenset(), "", None, "Europe/Helsinki", True, Address("x", "", "", "")
    )
    screens.confirm(texts(Language.EN), nasty, (nasty.address,), nasty.address, "t", {("x", ""): "x" * 200})
