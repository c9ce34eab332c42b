"""Two workers and one person: whoever is erased, or becomes another, while an event of theirs is worked on elsewhere."""

import threading
from collections.abc import Callable

from sqlalchemy import func, select

from bot.cards import Card, Text
from bot.core import Core
from bot.delivery import claims, erasing, inbox, lanes, outbox, retention
from bot.delivery.outcomes import Rules, Sent
from bot.people import Address, Language, Place, Role
from bot.skill import Skill, Skills
from bot.store import Store, people, personal, questions
from bot.turns import Effects, Reply, Said, Send, Turn
from tests.databases import Clock

MAIJA = Address("console", "", "maija", "maija")
MERI = Address("console", "", "meri", "meri")
IN_CHANNEL = Address("console", "", "meri", "C1", place=Place.CHANNEL)


class Waiting:
    """A core whose handler stops in the middle, where a test has something else happen."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.reached, self.go_on = threading.Event(), threading.Event()
        skill = Skill("ask")
        skill.pressed("asked")(self.asked)
        rights = {"ask.asked": frozenset(Role)}
        self.core = Core(store, Skills((skill,)), lambda: None, clock, rights=rights)  # type: ignore[arg-type,return-value]

    def asked(self, turn: Turn, text: str) -> Effects:
        self.reached.set()
        assert self.go_on.wait(30)
        questions.add(
            turn.store.write(), person=turn.person.id, at=turn.address, text=text, language="fi", asked_at=turn.now
        )
        yield Reply(Card(Text("vastaus")))

    def meanwhile(self, then: object) -> None:
        """Works on an event of Meri's in a channel; amid it, `then` happens."""
        with self.store.claiming() as conn:
            inbox.put(conn, Said("e1", IN_CHANNEL, "salainen kysymys"), self.clock())
        worker = threading.Thread(target=self.core.work)
        worker.start()
        assert self.reached.wait(30)
        with self.store.writing() as conn:
            then(conn)  # type: ignore[operator]
        self.go_on.set()
        worker.join()
        while self.core.work():
            pass


def met(store: Store) -> tuple[str, str]:
    with store.writing() as conn:
        found = tuple(people.add(conn, at, Language.FI).id for at in (MAIJA, MERI))
        for person in found:
            people.update(conn, person, welcomed=True)
    return found[0], found[1]


def test_an_event_of_somebody_erased_meanwhile_brings_nothing_back(store: Store, clock: Clock) -> None:
    maija, meri = met(store)
    Waiting(store, clock).meanwhile(lambda conn: erasing.erase(conn, meri, clock()))
    with store.reading() as conn:
        assert [person.id for person in people.all(conn)] == [maija]
        for table in (questions.question, outbox.outbox):
            assert conn.execute(select(func.count()).select_from(table)).scalar() == 0
        assert "salainen" not in str(conn.execute(select(inbox.inbox)).all())


def test_an_event_of_somebody_linked_meanwhile_is_the_one_persons(store: Store, clock: Clock) -> None:
    maija, meri = met(store)
    Waiting(store, clock).meanwhile(lambda conn: personal.merge(conn, maija, meri, clock()))
    with store.reading() as conn:
        assert [person.id for person in people.all(conn)] == [maija]
        assert [asked.text for asked in questions.of_person(conn, maija)] == ["salainen kysymys"]


def lanes_of(store: Store) -> list[str]:
    with store.reading() as conn:
        return list(conn.execute(select(lanes.lane.c.id)).scalars())


def amid(store: Store, clock: Clock, then: Callable[[], object]) -> None:
    """Writes a message to Meri; before that is committed, `then` begins in another thread."""
    other = threading.Thread(target=then)
    with store.writing() as conn:
        outbox.put(conn, Send(MERI, Card(Text("tervetuloa"))), MERI, clock())
        other.start()
        other.join(1)  # on SQLite it waits for us, on PostgreSQL it need not
    other.join()


def test_a_lane_is_not_erased_under_a_message_that_is_being_written(store: Store, clock: Clock) -> None:
    with store.claiming() as conn:
        lanes.add(conn, MERI)
    amid(store, clock, lambda: retention.run(store, clock()))
    assert lanes_of(store) == [MERI.lane]
    assert retention.run(store, clock())["conversations"] == 0


def test_a_farewell_takes_no_lane_away_in_which_somebody_talks_anew(store: Store, clock: Clock) -> None:
    rules = {"console": Rules()}
    with store.writing() as conn:
        erasing.farewell(conn, Card(Text("hyvästi")), MERI, clock())
    with store.claiming() as conn:
        (last,) = claims.claim(conn, clock(), rules)

    def arrived() -> None:
        with store.claiming() as conn:
            claims.finish(conn, last, Sent("r"), clock())

    amid(store, clock, arrived)
    with store.claiming() as conn:
        (new,) = claims.claim(conn, clock(), rules)
    assert new.card == Card(Text("tervetuloa"))


def test_whoever_sends_is_not_held_up_by_a_message_that_is_being_written(store: Store, clock: Clock) -> None:
    """Nor the other way round: neither loses a race, and none waits longer than the database takes."""
    with store.writing() as conn:
        outbox.put(conn, Send(MERI, Card(Text("eka"))), MERI, clock())
    sent: list[bool] = []

    def send() -> None:
        with store.claiming() as conn:
            (item,) = claims.claim(conn, clock(), {"console": Rules()})
        with store.claiming() as conn:
            sent.append(claims.finish(conn, item, Sent("r"), clock()))

    amid(store, clock, send)
    assert sent == [True]
