"""How long reminders take: a year of them to 300 people, and 5,000 due in one minute, on SQLite."""

import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path

from bot.audience import Audience
from bot.people import Address, Language
from bot.skills.reminders.records import Plan
from bot.store import Store, migrate, people
from tests.databases import Clock
from tests.skills.reminding import HELSINKI, Year, a_year

PEOPLE, AT_ONCE = 300, 5_000


def figures() -> Iterator[tuple[str, float, float]]:
    """(what, seconds, the target's)."""
    with tempfile.TemporaryDirectory() as directory:
        begun = time.perf_counter()
        count = a_year(_store(directory, "year"), Clock(), PEOPLE)
        yield f"a year of {count} reminders to {PEOPLE}", time.perf_counter() - begun, 60
        year = Year(_store(directory, "minute"), Clock())
        with year.store.writing() as conn:
            for number in range(AT_ONCE - 1):
                person = people.add(conn, Address("slack", "T1", f"u{number}", f"D{number}"), Language.FI)
                people.update(conn, person.id, welcomed=True)
        year.plans(Plan(Audience(), date(2026, 12, 1), clock_time(9), HELSINKI, "market-dialogue", words="begin"))
        year.clock.now = datetime(2026, 12, 1, 7, tzinfo=UTC)
        begun = time.perf_counter()
        while year.core.tick():
            while year.core.work():
                pass
        yield f"{AT_ONCE} due in one minute, in their lanes", time.perf_counter() - begun, 60
        while year.sends():
            pass
        assert len(year.reminders()) == AT_ONCE
        yield f"{AT_ONCE} claimed and finished besides", time.perf_counter() - begun, 300


def peak_megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _store(directory: str, name: str) -> Store:
    store = Store(f"sqlite:///{Path(directory) / name}.db")
    migrate(store)
    return store


if __name__ == "__main__":
    for name, seconds, target in figures():
        print(f"{name:48}{seconds:7.2f} s   target {target} s")
    print(f"{'most memory held':48}{peak_megabytes():7.0f} MB   target 300 MB")
