"""A person's own card and its form."""

import pytest

from bot.people import Branch, Language
from bot.store import people
from bot.turns import Pressed
from tests.talk import Chat


def test_a_person_says_who_they_are(chat: Chat) -> None:
    assert "ei kerrottu" in chat.say("maija", "profiili")
    seen = chat.fill("maija", "Muokkaa", name="Maija Meri", organisation="Mallilan kaupunki", branch="1", language="2")
    assert "Sparat." in seen
    maija = chat.person("maija")
    assert (maija.name, maija.organisation) == ("Maija Meri", "Mallilan kaupunki")
    assert (maija.branch, maija.language) == (Branch.MUNICIPALITY, Language.SV)


def test_personal_data_in_the_form_is_masked_and_told(chat: Chat) -> None:
    chat.say("maija", "profiili")
    assert "Poistin ennen tallentamista" in chat.fill("maija", "Muokkaa", organisation="Mallila, p. 040 123 4567")
    assert "123 4567" not in chat.person("maija").organisation


def test_roles_are_shown(chat: Chat) -> None:
    chat.joins("erik", "sv", "expert")
    assert "upphandlare, expert" in chat.say("erik", "profil")


def of_workspace(chat: Chat, who: str, organisation: str, welcomed: bool = True) -> None:
    chat.joins(who, "en", welcomed=welcomed)
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person(who).id, organisation=organisation)


def test_what_the_workspace_told_is_asked_in_the_first_message_and_confirmed_by_one_press(chat: Chat) -> None:
    of_workspace(chat, "maija", "Mallila", welcomed=False)
    seen = chat.say("maija", "hello")
    assert "Organisation: Mallila, from your workspace or administrator." in seen
    assert not chat.person("maija").is_confirmed
    seen = chat.press("maija", "Confirm organisation")
    assert "Saved." in seen
    assert "Confirm" not in seen
    assert chat.person("maija").is_confirmed


def test_the_first_answer_waits_for_no_organisation_and_later_only_the_profile_asks(chat: Chat) -> None:
    chat.joins("maija", "en", welcomed=False)
    seen = chat.say("maija", "help")
    assert seen.index("Which organisation do you belong to?") < seen.index("Write one of these")
    for words in ("hello", "help", "menu", "who are you", "what is a pilot?"):
        assert "Which organisation" not in chat.say("maija", words)
    assert "Which organisation" in chat.say("maija", "profile")
    chat.fill("maija", "Change", organisation="Mallila")
    assert chat.person("maija").is_confirmed
    assert "organisation do you" not in chat.say("maija", "profile")
    assert "Confirm organisation" not in chat.can_press("maija")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("maija").id, organisation="", organisation_confirmed_at=None)
    assert "Which organisation" in chat.say("maija", "profile")


def test_leaving_the_organisation_as_it_is_in_the_form_confirms_it(chat: Chat) -> None:
    of_workspace(chat, "maija", "Mallila")
    assert "has told me your organisation" in chat.say("maija", "profile")
    chat.fill("maija", "Change", name="Maija")
    assert chat.person("maija").is_confirmed


@pytest.mark.parametrize("shown", ["Mallila", "", "x" * 200])
def test_an_old_card_confirms_nothing_else(chat: Chat, shown: str) -> None:
    of_workspace(chat, "maija", "Kuvitehyvä")
    chat.app.core.receive(Pressed("old", chat.person("maija").address, "people.confirm", shown))
    chat.app.settle()
    assert "Confirm organisation" in chat.can_press("maija")
    assert not chat.person("maija").is_confirmed


def test_a_name_of_any_length_can_be_confirmed(chat: Chat) -> None:
    of_workspace(chat, "maija", "Ö" * 400, welcomed=False)
    chat.say("maija", "menu")
    chat.say("maija", "profile")
    chat.press("maija", "Confirm organisation")
    assert chat.person("maija").is_confirmed
