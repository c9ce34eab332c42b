"""A process dies at every point of every step, and another goes on: no step is lost, and nothing comes twice."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from bot.people import Role
from bot.store import Store
from knowledge.library import Library
from tests.conftest import MANY
from tests.skills.kills import Fate, Stage

TOPIC = "avtal i innovationspartnerskap"
QUESTION = "voiko innovaatiokumppanuuden keskeyttää jos prototyyppi epäonnistuu"
ANSWER = "Ja, ett innovationspartnerskap får avbrytas efter en fas, om avbrottet har skrivits in i avtalet."


def knowledge(stage: Stage) -> None:
    """From a question to what another finds: asked, taken, asked back, answered, agreed to, approved, told, found."""
    stage.comes("maija", "fi")
    stage.comes("erik", "sv", TOPIC, role=Role.EXPERT)
    stage.comes("kaisa", "fi", role=Role.COORDINATOR)
    stage.comes("john", "en")
    stage.says("john", "Can an innovation partnership be interrupted?")
    stage.presses("john", "Tell me when this is answered")
    stage.says("maija", f"asiantuntija {QUESTION}")
    stage.fills("maija", "Kirjoita asiantuntijalle", options="share")
    stage.mornings(date(2026, 11, 24))
    stage.presses("erik", "Ta hand om")
    stage.fills("erik", "Fråga tillbaka", text="Vilken fas gäller det?")
    stage.says("maija", "toista vaihetta")
    stage.presses("maija", "Vastaus: E#")
    stage.fills("erik", "Svara", text=ANSWER, sources="Upphandlingslagen")
    stage.presses("erik", "Skicka svaret")
    stage.presses("maija", "Jaa näillä sanoilla")
    stage.mornings(date(2026, 11, 25))
    stage.presses("kaisa", "Hyväksyttävät")
    stage.presses("kaisa", "Avaa K#")
    stage.presses("kaisa", "Hyväksy")
    assert "An expert has answered" in stage.sees("john")
    found = stage.says("john", "May an innovation partnership be interrupted after a phase?")
    assert ANSWER.rstrip(".") in found.replace("\n", " ")


def second_thoughts(stage: Stage) -> None:
    """What the clock does, and every way of parting with a question: put off, the next expert, declined, the coordinator,
    the owner reminded, passed on, withdrawn, asked again."""
    stage.comes("maija", "fi")
    for name in ("erik", "liisa", "siri"):
        stage.comes(name, "sv", TOPIC, role=Role.EXPERT)
    stage.comes("kaisa", "fi", role=Role.COORDINATOR)
    stage.says("maija", f"asiantuntija {QUESTION}")
    stage.fills("maija", "Kirjoita asiantuntijalle")
    stage.mornings(date(2026, 11, 24))
    first = asked(stage)
    stage.fills(first, "Senare", day="2026-11-26")
    stage.mornings(date(2026, 11, 25))
    second = asked(stage, first)
    stage.fills(second, "Avböj", reason="topic")
    stage.mornings(date(2026, 11, 26))
    third = asked(stage, first, second)
    assert stage.messages()[first][-1].startswith("God morgon"), "it was put off until today"
    stage.mornings(date(2026, 11, 27))
    assert "ilman asiantuntijaa" in stage.sees("kaisa")
    stage.presses(third, "Ta hand om")
    stage.mornings(date(2026, 12, 4))
    assert "Du har haft hand om E# i 5 arbetsdagar" in stage.sees(third)
    stage.fills(third, "Skicka vidare", to=stage.person(second))
    stage.mornings(date(2026, 12, 7))
    assert asked(stage, first) == second, "whoever is named gets it, though they declined it before"
    stage.presses("maija", "Peru")
    stage.presses("maija", "Avaa uudelleen")
    stage.mornings(date(2026, 12, 8))


def asked(stage: Stage, *without: str) -> str:
    """Whoever has it before them now, besides those."""
    found = [who for who in ("erik", "liisa", "siri") if who not in without and "Ta hand om" in stage.can_press(who)]
    assert len(found) == 1, found
    return found[0]


def points(alive: Fate, stage: Stage) -> range:
    """Where to die in a step: at every third point on SQLite, at every seventh on PostgreSQL, which is slower and runs the same
    code; with `--hypothesis-profile=many` (`make bench`) at every one."""
    step = 3 if stage.store.is_sqlite else 7
    return range(1, alive.longest + 1, 1 if settings().max_examples >= MANY else step)


Scene = Callable[[Stage], None]


@pytest.mark.parametrize("scene", [knowledge, second_thoughts])
def test_nothing_is_lost_and_nothing_comes_twice(
    scene: Scene, stores: Callable[[], Store], tmp_path: Path, library: Library
) -> None:
    """In run n a process dies at the n-th point of every step; where messages are found again by their key, nobody sees it."""
    alive = Fate()
    wanted = Stage(stores(), tmp_path, library, alive, looks_up=True)
    scene(wanted)
    assert alive.longest > 8
    for at in points(alive, wanted):
        fate = Fate(at)
        stage = Stage(stores(), tmp_path, library, fate, looks_up=True)
        scene(stage)
        assert fate.deaths > 0
        assert stage.messages() == wanted.messages(), f"point {at}"
        assert stage.rows() == wanted.rows(), f"point {at}"


@pytest.mark.parametrize("scene", [knowledge, second_thoughts])
def test_where_nobody_can_look_a_message_comes_at_most_once_more_and_says_so(
    scene: Scene, stores: Callable[[], Store], tmp_path: Path, library: Library
) -> None:
    """The same on Teams, whose messages cannot be found again: a process dies after each has arrived."""
    alive = Fate(only_messages=True)
    wanted = Stage(stores(), tmp_path, library, alive, looks_up=False)
    scene(wanted)
    for at in points(alive, wanted):
        fate = Fate(at, only_messages=True)
        stage = Stage(stores(), tmp_path, library, fate, looks_up=False)
        scene(stage)
        assert fate.deaths > 0 and stage.repeats() >= 0
        assert stage.messages(with_repeats=False) == wanted.messages(), f"point {at}"
        assert {**stage.rows(), "outbox": []} == {**wanted.rows(), "outbox": []}, f"point {at}"
