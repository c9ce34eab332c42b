"""Months of sparring: no double booking, nobody told twice or not at all, every calendar file right."""

from bot.store import Store
from knowledge.library import Library
from tests.skills.sparring_town import Town

SESSIONS = 6
"""`python -m tests.bench_sparring` has 200 of them."""


def months(store: Store, library: Library, number: int, seed: int = 7) -> Town:
    """So many sessions, after which everything that must hold is asked."""
    town = Town(store, library, seed)
    town.settles_in(30, 8)
    town.spars(number)
    assert town.everybody_was_told_once() > number / 2
    assert town.everybody_was_reminded() > number / 2
    assert town.calendars_agree() > number
    assert town.deaths or not store.is_sqlite
    return town


def test_months_of_sparring(store: Store, library: Library) -> None:
    town = months(store, library, SESSIONS)
    states = [found.status for found in town.sessions()]
    assert states.count("held") >= SESSIONS / 3
