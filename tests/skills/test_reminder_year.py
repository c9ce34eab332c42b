"""A year of reminders on the test clock: every one exactly once, at the right local minute, none at night, none after it was done.

With 300 people `make bench` plays it.
"""

from bot.store import Store
from tests.databases import Clock
from tests.skills.reminding import a_year


def test_a_year_of_reminders(store: Store, clock: Clock) -> None:
    assert a_year(store, clock, 48 if store.is_sqlite else 30) > 900
