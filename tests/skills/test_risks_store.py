"""Risk sheets on both databases: several people of one session at the same moment, and what goes when a person does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from bot.cards import lines
from bot.core import Core
from bot.delivery import codec, erasing, outbox
from bot.people import Address, Language
from bot.skills import SKILLS
from bot.skills.risks.records import sheets
from bot.skills.risks.records.sheets import MOST, Assessed, Purchase, Where
from bot.skills.risks.records.tables import risk, risk_sheet
from bot.store import Store, people, sessions
from bot.store.sessions import Part, Wish
from bot.turns import Event, Pressed, Submitted
from knowledge.library import Library
from tests.databases import Clock

PEOPLE = 6
RISK = {"words": "It breaks", "where": "object", "likelihood": "3", "consequence": "4"}


def unopened() -> Library:
    raise AssertionError("nobody asks for material")


def at(who: str) -> Address:
    return Address("slack", "T1", who, f"D{who}")


class House:
    """A sheet kept with a session, and those in it, who do things at the same moment."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        day = date(2026, 12, 1)
        wish = Wish("Lights", "", "", "", 60, day, day + timedelta(days=9), ("en",), True, "Europe/Helsinki")
        with store.writing() as conn:
            self.ids = {f"p{n}": people.add(conn, at(f"p{n}"), Language.EN).id for n in range(PEOPLE)}
            for id_ in self.ids.values():
                people.update(conn, id_, welcomed=True)
            self.session = sessions.add(conn, wish, self.ids["p0"], clock()).id
            for id_ in list(self.ids.values())[1:]:
                sessions.invite(conn, self.session, id_, Part.PARTICIPANT, clock(), state="in")
            self.sheet = sheets.add(conn, Purchase("Lights", session=self.session), self.ids["p0"], clock()).id

    def all_at_once(self, *events: Event) -> None:
        """What several did is stored first, as if none had seen the others, and then worked on by as many workers."""
        core = Core(self.store, SKILLS, unopened, self.clock)
        for event in events:
            core.receive(event)
        barrier = Barrier(len(events))

        def one(_number: int) -> None:
            core = Core(self.store, SKILLS, unopened, self.clock)
            barrier.wait()
            while core.work():
                pass

        with ThreadPoolExecutor(len(events)) as pool:
            list(pool.map(one, range(len(events))))

    def sent(self, action: str, arg: str, **values: str) -> list[Event]:
        """The same form from each of them, in their own words."""
        return [
            Submitted(f"{action} {who}", at(who), action, RISK | {"words": f"Of {who}"} | values, arg)
            for who in self.ids
        ]

    def risks(self) -> list[sheets.Risk]:
        with self.store.reading() as conn:
            return sheets.risks(conn, self.sheet)

    def told(self, words: str) -> set[str]:
        """Who was shown a card with the words."""
        with self.store.reading() as conn:
            rows = conn.execute(select(outbox.outbox)).all()
        cards = [(codec.address(row.address).user, codec.card(row.payload)) for row in rows if row.payload]
        return {who for who, card in cards if any(words in line for line in lines(card))}


@pytest.fixture
def house(store: Store, clock: Clock) -> Iterator[House]:
    yield House(store, clock)


def test_all_risks_that_are_added_at_once_have_numbers_of_their_own(house: House) -> None:
    house.all_at_once(*house.sent("risks.add", house.sheet))
    found = house.risks()
    assert sorted(one.nth for one in found) == list(range(1, PEOPLE + 1))
    assert {one.said.words for one in found} == {f"Of {who}" for who in house.ids}


def test_of_those_who_add_the_last_one_at_once_one_does_and_the_others_have_their_words_back(house: House) -> None:
    with house.store.writing() as conn:
        for _n in range(MOST - 1):
            sheets.put(conn, house.sheet, Assessed("x", Where.MARKET), house.clock())
    house.all_at_once(*house.sent("risks.add", house.sheet))
    assert len(house.risks()) == MOST
    (last,) = [one.said.words for one in house.risks() if one.said.words != "x"]
    assert house.told("is added") == {last.removeprefix("Of ")}
    for who in house.ids.keys() - house.told("is added"):
        assert who in house.told(f"Of {who}"), "what they wrote is lost"


def test_of_those_who_change_a_risk_at_once_one_does_and_the_others_have_their_words_back(house: House) -> None:
    with house.store.writing() as conn:
        sheets.put(conn, house.sheet, Assessed("x", Where.MARKET), house.clock())
    house.all_at_once(*house.sent("risks.change", f"{house.sheet} 1 0"))
    (one,) = house.risks()
    assert one.revision == 1
    assert house.told("is changed.") == {one.said.words.removeprefix("Of ")}
    for who in house.ids:
        assert who in house.told(f"Of {who}"), "what they wrote is lost"


def test_typical_risks_that_several_add_at_once_are_there_once(house: House) -> None:
    house.all_at_once(*house.sent("risks.prompts", house.sheet, market="bidders,change"))
    assert [one.said.prompt for one in house.risks()] == ["bidders", "change"]


def test_a_risk_that_is_removed_and_changed_at_once_is_one_of_the_two(house: House) -> None:
    with house.store.writing() as conn:
        sheets.put(conn, house.sheet, Assessed("x", Where.MARKET), house.clock())
    removed = [Pressed(f"r {who}", at(who), "risks.removed", f"{house.sheet} 1 0") for who in ("p3", "p4", "p5")]
    house.all_at_once(*removed, *house.sent("risks.change", f"{house.sheet} 1 0")[:3])
    assert len(house.told("is removed.")) + len(house.told("is changed.")) == 1
    assert bool(house.risks()) is bool(house.told("is changed."))


def test_the_database_holds_no_grade_that_is_none_of_the_five(house: House) -> None:
    for grade in (0, 6):
        with pytest.raises(Exception, match=r"(?i)check|constraint"), house.store.writing() as conn:
            sheets.put(conn, house.sheet, Assessed("x", Where.MARKET, grade, 1), house.clock())
    assert house.risks() == []


def test_one_by_one_they_are_erased_and_the_sheet_goes_with_the_last(house: House) -> None:
    with house.store.writing() as conn:
        sheets.put(conn, house.sheet, Assessed("x", Where.MARKET), house.clock())
    for who, id_ in house.ids.items():
        assert len(house.risks()) == 1, who
        with house.store.writing() as conn:
            erasing.erase(conn, id_, house.clock())
    with house.store.reading() as conn:
        assert not conn.execute(select(risk_sheet)).all()
        assert not conn.execute(select(risk)).all()


def test_who_was_only_asked_to_the_session_keeps_no_sheet_alive(house: House) -> None:
    with house.store.writing() as conn:
        conn.execute(update(sessions.session_person).where(sessions.session_person.c.person != 1).values(state="asked"))
        erasing.erase(conn, house.ids["p0"], house.clock())
        assert not conn.execute(select(risk_sheet)).all()
