"""What stands in for Slack and Teams by hand does what its lines say."""

import asyncio
from pathlib import Path

from knowledge.library import Library
from tests import by_hand
from tests.slack import stand_in as slack
from tests.slack.conftest import Talk, played
from tests.teams import stand_in as teams
from tests.teams.stage import staged

LINES = """maija: valikko
maija [Omat tiedot]
maija [Muokkaa …]
maija > name={long}
maija > name=Maija Meri; branch=municipality
maija #hankinnat: Mitä hankintoja Esikaupungin hankintakalenteri sisältää?
maija [👍]""".format(long="x" * 81).splitlines()


def test_lines_are_understood_or_not() -> None:
    assert by_hand.parsed("Anna (sv) /sparri: hej") == by_hand.Line("anna", "sv", "/sparri", "hej")
    assert by_hand.parsed("anna > name=A; x=") == by_hand.Line("anna", fields={"name": "A", "x": ""})
    assert by_hand.parsed("what is this") is None


def check(hand: slack.Hand | teams.Hand, answers: list[str]) -> None:
    shown = "\n".join(hand.shown().values())
    assert "name (Nimi) = Maija" in answers[2]
    assert "80" in answers[3]
    assert "Nimi: Maija Meri" in shown
    assert "Kalenteriin kirjataan" in shown
    assert "Hyvä tietää" in shown
    assert "[Omat tiedot]" in shown


def test_slack(tmp_path: Path, library: Library) -> None:
    async def scene(talk: Talk) -> None:
        hand, answers = slack.Hand(talk.twin), []
        for line in LINES:
            asked = by_hand.parsed(line)
            assert asked
            answers.append(await hand.do(asked))
            await talk.settle()
        check(hand, answers)

    asyncio.run(played(scene, tmp_path, library, {}))


def test_teams(tmp_path: Path, library: Library) -> None:
    async def scene() -> None:
        async with staged(tmp_path, library) as stage:
            hand, answers = teams.Hand(stage.twin), []
            for line in LINES:
                asked = by_hand.parsed(line)
                assert asked
                answers.append(await hand.do(asked))
                await stage.settle()
            check(hand, answers)

    asyncio.run(scene())
