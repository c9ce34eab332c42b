"""Training events on both databases: places while several press at once, reminders by two workers, and what ages."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from bot.audience import Audience
from bot.cards import lines
from bot.core import Core
from bot.delivery import codec, outbox, retention
from bot.people import Address, Language, Reach, Role, Scope
from bot.skills import SKILLS
from bot.skills.events.records import planned
from bot.skills.events.records.planned import Plan
from bot.skills.events.records.tables import event, event_material, event_told, registration
from bot.store import Store, people, personal
from bot.turns import Pressed
from knowledge.library import Library
from tests.databases import Clock

PEOPLE = 6


def unopened() -> Library:
    raise AssertionError("nobody asks for material")


def at(who: str) -> Address:
    return Address("slack", "T1", who, f"D{who}")


class House:
    """A published event for everybody, people who press at once, and as many workers as they are."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.core = Core(store, SKILLS, unopened, clock)
        with store.writing() as conn:
            kaisa = people.add(conn, at("kaisa"), Language.EN, name="Kaisa")
            people.give(conn, kaisa.id, Role.COORDINATOR, Scope(Reach.NETWORK))
            self.ids = {f"p{number}": people.add(conn, at(f"p{number}"), Language.EN).id for number in range(PEOPLE)}
            for id_ in (kaisa.id, *self.ids.values()):
                people.update(conn, id_, welcomed=True)
            starts = clock() + timedelta(days=3)
            plan = Plan("Day", "", "Room", starts, starts + timedelta(hours=1), Audience(), Language.EN, 1)
            self.found = planned.add(conn, plan, kaisa.id, clock())
        self.press("kaisa", "events.publish")
        self.work()

    def press(self, who: str, action: str) -> None:
        arg = self.found.id
        self.core.receive(Pressed(f"{who} {action} {self.clock()}", at(who), action, arg))

    def work(self, workers: int = 1) -> None:
        """All that waits is worked on, by several at the same time."""
        barrier = Barrier(workers)

        def one(_number: int) -> None:
            core = Core(self.store, SKILLS, unopened, self.clock)
            barrier.wait()
            while core.tick() or core.work():
                pass

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, range(workers)))

    def states(self) -> Counter[str]:
        with self.store.reading() as conn:
            return Counter(conn.execute(select(registration.c.state)).scalars())

    def told(self, words: str) -> Counter[str]:
        """Who was shown how many cards with the words."""
        with self.store.reading() as conn:
            rows = conn.execute(select(outbox.outbox)).all()
        cards = [(codec.address(row.address).user, codec.card(row.payload)) for row in rows if row.payload]
        return Counter(who for who, card in cards if any(words in line for line in lines(card)))

    def until(self, then: datetime, workers: int = 1) -> None:
        self.clock.now = then
        self.work(workers)


@pytest.fixture
def house(store: Store, clock: Clock) -> Iterator[House]:
    yield House(store, clock)


def test_the_last_place_is_given_once_however_many_press_at_once(house: House) -> None:
    for who in house.ids:
        house.press(who, "events.register")
    house.work(PEOPLE)
    assert house.states() == {"registered": 1, "waiting": PEOPLE - 1}
    with house.store.reading() as conn:
        positions = list(conn.execute(select(registration.c.position)).scalars())
    assert len(set(positions)) == PEOPLE


def test_a_place_that_becomes_free_goes_to_the_first_in_the_queue_and_nobody_else(house: House) -> None:
    for who in ("p0", "p1", "p2"):
        house.press(who, "events.register")
        house.work()
    house.clock.push(60)
    house.press("p0", "events.unregister")
    for who in ("p3", "p4"):
        house.press(who, "events.register")
    house.work(3)
    assert house.states() == {"registered": 1, "waiting": 3}
    assert house.told("A place has become free") == {"p1": 1}


def test_two_workers_remind_once_and_never_of_a_time_that_was_changed(house: House) -> None:
    house.press("p0", "events.register")
    house.work()
    old = house.found.plan.starts_at
    with house.store.writing() as conn:
        now = planned.get(conn, house.found.id)
        assert now
        later = Plan(
            "Day", "", "Room", old + timedelta(days=1), old + timedelta(days=1, hours=1), Audience(), Language.EN, 1
        )
        planned.change(conn, now, later)
    house.until(old - timedelta(hours=1), 2)
    assert not house.told("Reminder:")


def test_two_workers_remind_once_a_day_and_once_an_hour_before(house: House) -> None:
    house.press("p0", "events.register")
    house.work()
    starts = house.found.plan.starts_at
    house.until(starts - timedelta(days=1), 2)
    assert house.told("Reminder:") == {"p0": 1}
    house.until(starts - timedelta(hours=1), 2)
    assert house.told("Reminder:") == {"p0": 2}
    house.until(starts, 2)
    assert house.told("Reminder:") == {"p0": 2}


def test_two_who_become_one_have_one_place(house: House) -> None:
    for who in ("p0", "p1"):
        house.press(who, "events.register")
        house.work()
    with house.store.writing() as conn:
        personal.merge(conn, house.ids["p0"], house.ids["p1"], house.clock())
    assert house.states() == {"registered": 1}


def test_an_old_event_goes_with_all_that_hangs_on_it(house: House) -> None:
    house.press("p0", "events.register")
    house.work()
    with house.store.writing() as conn:
        planned.add_material(conn, house.found.id, "https://x.example", "Slides", house.clock())
        planned.tell(conn, house.found.id, house.ids["p1"], planned.NEW, house.clock().date())
    retention.run(house.store, house.clock() + timedelta(days=740))
    with house.store.reading() as conn:
        for table in (event, registration, event_told, event_material):
            assert not conn.execute(select(table)).all(), table.name
