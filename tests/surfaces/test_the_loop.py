"""A question becomes knowledge: asked in Finnish, answered in Swedish, approved in the terminal, found in English, on every
pair of surfaces."""

import asyncio
from pathlib import Path

import pytest

from bot.people import Reach, Role, Scope
from bot.store import people
from knowledge.library import Library
from tests.surfaces.house import House, housed
from tests.surfaces.surfaces import Seen, Surface

PLACES = ("Slack", "Teams", "Terminal")
QUESTION = "voiko innovaatiokumppanuuden keskeyttää jos prototyyppi epäonnistuu"
ANSWER = "Ja, ett innovationspartnerskap får avbrytas efter en fas, om avbrottet har skrivits in i avtalet."


def words(seen: list[Seen]) -> str:
    return "\n".join(one.words for one in seen)


def choices(seen: list[Seen]) -> list[str]:
    return [choice for one in seen for choice in one.choices]


@pytest.mark.parametrize("expert_at", PLACES)
@pytest.mark.parametrize("asker_at", PLACES)
def test_the_whole_way(asker_at: str, expert_at: str, tmp_path: Path, library: Library) -> None:
    asyncio.run(played(asker_at, expert_at, tmp_path, library))


async def played(asker_at: str, expert_at: str, path: Path, library: Library) -> None:
    async with housed(path, library) as house:
        maija, erik = house.comes(asker_at, "Maija", "fi"), house.comes(expert_at, "Erik", "sv")
        kaisa, john = house.comes("Terminal", "Kaisa", "fi"), house.comes(asker_at, "John", "en")
        await told_who_is_who(house, maija, erik, kaisa, john)

        seen = await john.says("May we stop an innovation partnership when the prototype fails?")
        assert "Tell me when this is answered" in choices(seen)
        await john.presses("Tell me when this is answered")
        await maija.says(f"asiantuntija {QUESTION}")
        form = await maija.opens("Kirjoita asiantuntijalle")
        assert form.title == "Kysy asiantuntijalta"
        seen = await maija.sends(options="share")
        assert "E1 on lähetetty. Nimeäsi ei näytetä." in words(seen)

        await house.wait(days=1)
        seen = await erik.looks()
        assert "E1 (på finska" in words(seen) and QUESTION in words(seen)
        assert "Maija" not in words(seen)
        assert "Du har hand om E1." in words(await erik.presses("Ta hand om"))
        await erik.opens("Svara")
        seen = await erik.sends(text=ANSWER, sources="Upphandlingslagen 1397/2016")
        assert "har inte skickats" in words(seen)
        assert "har skickats" in words(await erik.presses("Skicka svaret"))

        seen = await maija.looks()
        assert ANSWER in words(seen) and "(ruotsiksi)" in words(seen)
        await maija.presses("Jaa näillä sanoilla")

        await house.wait(days=1)
        seen = await kaisa.says("hyväksyttävät")
        assert ANSWER in words(await kaisa.presses("Avaa K1"))
        await kaisa.presses("Hyväksy")

        assert "An expert has answered" in words(await john.looks())
        seen = await john.says("Can an innovation partnership be interrupted after a phase?")
        assert ANSWER.rstrip(".") in words(seen).replace("\n", " ")
        assert "From an expert" in words(seen) or "from an expert" in words(seen)


async def told_who_is_who(house: House, *everybody: Surface) -> None:
    """Everybody has read the welcome; roles are given."""
    greetings = ("moi", "hej", "moi", "hello")
    for who, greeting in zip(everybody, greetings, strict=True):
        await who.says(greeting)
    house.is_expert("Erik", "avtal i innovationspartnerskap", "sv")
    with house.chat.app.store.writing() as conn:
        kaisa = next(one for one in people.all(conn) if one.name.casefold() == "kaisa")
        people.give(conn, kaisa.id, Role.COORDINATOR, Scope(Reach.NETWORK))
