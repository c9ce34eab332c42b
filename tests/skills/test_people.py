"""A person's own card and its form."""

from bot.people import Branch, Language
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
