"""Who cannot be reached any more stands in the morning digest of the coordinators whose scope they are in, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import AWAY, MORNINGS
from bot.cards import Card, Text, lines
from bot.core import Core
from bot.delivery import claims, codec, lanes, outbox, outcomes, schedule
from bot.people import Address, Branch, Language, Reach, Role, Scope
from bot.skills import SKILLS
from bot.skills.people.records import told_away
from bot.store import Store, people, personal
from bot.turns import Send
from knowledge.library import Library
from tests.databases import Clock

MALLILA, NETWORK = Scope(Reach.ORGANISATION, "Mallilan kaupunki"), Scope(Reach.NETWORK)


def unopened() -> Library:
    raise AssertionError("nobody asks for material in the morning")


def at(who: str, platform: str = "slack") -> Address:
    return Address(platform, "T1", who, f"D{who}")


class Town:
    """People of a few organisations, a clock, and the messages that wait for somebody."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.seen = store, clock, 0
        self.restarts()

    def restarts(self) -> None:
        """The program begins anew, on the same database."""
        self.core = Core(self.store, SKILLS, unopened, self.clock)
        with self.store.claiming() as conn:
            schedule.put(conn, AWAY, AWAY, MORNINGS, self.clock())

    def joins(self, who: str, organisation: str = "Mallilan kaupunki", *scopes: Scope) -> str:
        with self.store.writing() as conn:
            person = people.add(conn, at(who), Language.EN, name=who.title())
            people.update(conn, person.id, organisation=organisation, branch=Branch.MUNICIPALITY, welcomed=True)
            for scope in scopes:
                people.give(conn, person.id, Role.COORDINATOR, scope)
        return person.id

    def leaves(self, who: str, platform: str = "slack") -> None:
        """Sparri finds out as it does in life: what it sends there is refused for good."""
        with self.store.claiming() as conn:
            outbox.close(conn, at(who, platform), "account_inactive")

    def returns(self, who: str) -> None:
        with self.store.claiming() as conn:
            lanes.heard(conn, at(who))

    def at(self, day: int, hour: int = 9, *, was_off: bool = False) -> dict[str, list[str]]:
        """The local hour of a day in November 2026 comes, after its morning unless Sparri was off, and all that is due; who is
        newly to be shown what."""
        then = datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=2)
        morning = (then.replace(hour=6, minute=minute) for minute in (0, 30))
        for self.clock.now in (*(at for at in morning if self.clock.now < at < then and not was_off), then):
            while self.core.tick():
                while self.core.work():
                    pass
        with self.store.reading() as conn:
            query = select(outbox.outbox).where(outbox.outbox.c.id > self.seen).order_by(outbox.outbox.c.id)
            rows = conn.execute(query).all()
        shown: dict[str, list[str]] = {}
        for row in rows:
            self.seen = row.id
            told = "\n".join(lines(codec.card(row.payload))) if row.payload else ""
            shown.setdefault(codec.address(row.address).user, []).append(told)
        return shown


@pytest.fixture
def town(store: Store, clock: Clock) -> Iterator[Town]:
    yield Town(store, clock)


def test_one_message_names_all_of_ones_care_and_none_other(town: Town) -> None:
    town.joins("kaisa", "Virasto", MALLILA)
    town.joins("aino", "Virasto", Scope(Reach.ORGANISATION, "Virasto"))
    for who, organisation in (("maija", "mallilan  kaupunki"), ("erik", "Mallilan kaupunki"), ("veli", "Kuvitehyvä")):
        town.joins(who, organisation)
        town.leaves(who)
    assert town.at(23, 15) == {}, "it waits for the morning"
    shown = town.at(24)
    assert list(shown) == ["kaisa"]
    (told,) = shown["kaisa"]
    assert "In your care: Erik, Maija\n" in told
    assert "Veli" not in told
    assert "counts" not in told


def test_nobody_is_told_of_twice_until_they_were_reached_again(town: Town) -> None:
    town.joins("kaisa", "Virasto", MALLILA)
    town.joins("maija")
    town.joins("erik")
    town.leaves("maija")
    assert "Maija" in town.at(24)["kaisa"][0]
    assert town.at(25) == {}
    town.restarts()
    town.leaves("erik")
    assert "In your care: Erik\n" in town.at(26)["kaisa"][0]
    town.returns("maija")
    assert town.at(27) == {}
    town.leaves("maija")
    assert "In your care: Maija\n" in town.at(30)["kaisa"][0]


def test_it_takes_a_refusal_for_good_of_the_last_address(town: Town) -> None:
    """Through the claims, as the sending loop does it."""
    town.joins("kaisa", "Virasto", MALLILA)
    maija, other = town.joins("maija"), at("maija", "teams")
    with town.store.writing() as conn:
        new = people.add(conn, other, Language.FI)
        personal.merge(conn, maija, new.id, town.clock())
    for number, address in enumerate((at("maija"), other)):
        with town.store.claiming() as conn:
            outbox.put(conn, Send(address, Card(Text("hei"))), address, town.clock())
        with town.store.claiming() as conn:
            (claimed,) = claims.claim(conn, town.clock(), {address.platform: outcomes.Rules()})
            assert claims.finish(conn, claimed, outcomes.Gone("blocked"), town.clock())
        town.at(24 + number, 8)
        told = town.at(24 + number).get("kaisa", [])
        assert bool(told) is (number == 1), f"after {number + 1} of 2 addresses"


def test_where_only_counts_are_seen_five_are_told_without_a_name(town: Town) -> None:
    town.joins("kaisa", "Virasto", NETWORK)
    town.joins("aino", "Virasto", Scope(Reach.BRANCH, "tem"))
    for number in range(4):
        town.joins(f"veli{number}", "Kuvitehyvä")
        town.leaves(f"veli{number}")
    assert town.at(24) == {}
    town.joins("fia", "Exempelby")
    town.leaves("fia")
    shown = town.at(25)
    assert list(shown) == ["kaisa"]
    assert "only counts: 5" in shown["kaisa"][0]
    assert "Veli" not in shown["kaisa"][0]
    assert town.at(26) == {}


def test_a_missed_morning_and_a_weekend_are_made_up_for(town: Town) -> None:
    town.joins("kaisa", "Virasto", MALLILA)
    town.joins("maija")
    town.leaves("maija")
    town.restarts()
    assert town.at(24, 17, was_off=True) == {}, "started again in the afternoon: not in the evening"
    town.joins("erik")
    town.leaves("erik")
    assert "In your care: Erik, Maija" in town.at(25)["kaisa"][0]
    town.joins("veli")
    town.leaves("veli")
    town.at(26, 8)
    assert "Veli" in town.at(26)["kaisa"][0]
    town.joins("aino")
    assert town.at(27) == {}
    town.leaves("aino")
    assert town.at(28) == town.at(29) == {}, "the weekend"
    assert "Aino" in town.at(30)["kaisa"][0]


def test_whoever_cannot_be_reached_or_is_no_coordinator_is_not_told(town: Town) -> None:
    kaisa = town.joins("kaisa", "Virasto", MALLILA)
    town.joins("maija")
    town.leaves("maija")
    town.leaves("kaisa")
    assert town.at(24) == {}
    town.returns("kaisa")
    assert "Maija" in town.at(25)["kaisa"][0]
    with town.store.writing() as conn:
        people.take(conn, kaisa, Role.COORDINATOR)
    assert town.at(26) == {}
    with town.store.reading() as conn:
        assert conn.execute(select(told_away)).all() == []
