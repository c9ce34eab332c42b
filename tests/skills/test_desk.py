"""The desk and the morning digest: one a day and person, whatever happens, and drawn again where it stands."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cards import BUTTONS, Button, Card, Divider, Facts, File, Image, Strong, Text, lines
from bot.core import Core
from bot.delivery import codec, lanes, outbox, schedule
from bot.people import Address, Language, Person, Role
from bot.skill import Section, Skill, Skills, morning
from bot.skills import SKILLS
from bot.skills.desk import desk, screens
from bot.store import Store, people, personal
from bot.texts import texts
from bot.turns import Do, Effects, Later, Tick, Turn
from bot.working import Hours
from tests.databases import Clock
from tests.talk import Chat

ERIK = Address("console", "here", "erik", "erik")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
HALF_PAST_EIGHT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


class House:
    """A core with the desk and a skill that has things to say in the morning; what it took up, it counts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.waiting: dict[str, list[str]] = {}
        self.taken, self.changes = 0, 0
        self.failing: list[BaseException] = []
        self.skills = Skills((desk, self._notes()))
        self.core = Core(store, self.skills, self._no_library, clock)
        with store.writing() as conn:
            self.erik = people.add(conn, ERIK, Language.SV, name="Erik")

    @staticmethod
    def _no_library():
        raise AssertionError("nobody searched")

    def _notes(self) -> Skill:
        notes = Skill("notes")

        @notes.morning
        def note(turn: Turn | Tick, person: Person, day: date, is_new: bool) -> Section | None:
            waiting = self.waiting.get(person.id)
            people.update(turn.store.write(), person.id, welcomed=True)
            self.taken += is_new
            if self.failing:
                raise self.failing.pop()
            return Section((Text(", ".join(waiting)),), (Button("E41", "notes.take"),)) if waiting else None

        @notes.due("changed")
        def changed(_tick: Tick, arg: str) -> Effects:
            yield Do("desk.redraw", arg)

        return notes

    def ask_for(self, person: Person | None = None) -> None:
        """Somebody's next morning is asked for."""
        who = person or self.erik
        with self.store.claiming() as conn:
            schedule.put_once(conn, morning(who, Hours(zone=who.zone), self.clock.now), self.clock.now)

    def change(self, arg: str) -> None:
        """What stands in a digest changes."""
        self.changes += 1
        later = Later("notes.changed", self.clock.now, f"change {self.changes}", arg)
        with self.store.claiming() as conn:
            schedule.put_once(conn, later, self.clock.now)
        self.settle()

    def settle(self) -> None:
        while self.core.tick() or self.core.work():
            pass

    def sent(self) -> list[tuple[str, str]]:
        """(state, words) of what is to be shown, in order."""
        with self.store.reading() as conn:
            rows = conn.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all()
        return [(row.state, "\n".join(lines(codec.card(row.payload))) if row.payload else "") for row in rows]


@pytest.fixture
def house(store: Store, clock: Clock) -> Iterator[House]:
    yield House(store, clock)
    Skills(SKILLS.skills)  # the desk belongs to the real house again


def at(clock: Clock, moment: datetime) -> None:
    clock.now = moment


# --- one a day


def test_the_digest_comes_at_half_past_eight_once_however_often_it_is_asked_for(house: House) -> None:
    house.waiting[house.erik.id] = ["En fråga väntar på dig."]
    for _twice in range(2):
        house.ask_for()
    at(house.clock, HALF_PAST_EIGHT - timedelta(seconds=1))
    house.settle()
    assert house.sent() == []
    at(house.clock, HALF_PAST_EIGHT)
    house.settle()
    assert house.sent() == [("due", "God morgon, Erik. En fråga väntar på dig.")]
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT + timedelta(hours=12))
    house.settle()
    assert len(house.sent()) == 1
    at(house.clock, HALF_PAST_EIGHT + timedelta(days=1))
    house.settle()
    assert len(house.sent()) == 2


def test_where_there_is_nothing_to_say_nothing_is_sent(house: House) -> None:
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT)
    house.settle()
    assert house.sent() == []
    house.waiting[house.erik.id] = ["x"]
    house.change(f"{house.erik.id} {TUESDAY}")
    assert house.sent() == []


def test_whoever_cannot_be_reached_or_is_erased_gets_none(house: House) -> None:
    house.waiting[house.erik.id] = ["x"]
    house.ask_for()
    with house.store.claiming() as conn:
        outbox.close(conn, ERIK, "blocked")
    at(house.clock, HALF_PAST_EIGHT)
    house.settle()
    assert (house.sent(), house.taken) == ([], 0)
    with house.store.claiming() as conn:
        lanes.heard(conn, ERIK)
        schedule.put_once(conn, Later("desk.morning", house.clock.now, "x", "P999"), house.clock.now)
    house.settle()
    assert house.sent() == []


@pytest.mark.parametrize("end", [KeyboardInterrupt, ValueError])
def test_a_program_that_ends_in_the_middle_sends_it_once(house: House, end: type[BaseException]) -> None:
    house.waiting[house.erik.id] = ["x"]
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT)
    house.failing = [end(), end()]
    for _time in range(6):
        try:
            house.settle()
        except KeyboardInterrupt:
            assert end is KeyboardInterrupt
        house.clock.push(60)
    assert house.sent() == [("due", "God morgon, Erik. x")]


def test_two_workers_send_one(house: House) -> None:
    house.waiting[house.erik.id] = ["x"]
    for number in range(6):
        with house.store.claiming() as conn:
            later = Later("desk.morning", HALF_PAST_EIGHT, f"other {number}", house.erik.id)
            schedule.put_once(conn, later, house.clock.now)
    at(house.clock, HALF_PAST_EIGHT)
    together = Barrier(2)

    def worker(_number: int) -> None:
        together.wait()
        house.settle()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, range(2)))
    house.clock.push(300)
    house.settle()
    assert [words for _state, words in house.sent()] == ["God morgon, Erik. x"]


def test_a_night_that_was_slept_through_is_made_up_for_once(house: House) -> None:
    """Tuesday's comes on Wednesday at eight, and is Wednesday's; what is new after it is Thursday's."""
    house.waiting[house.erik.id] = ["x"]
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT + timedelta(hours=4))
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT + timedelta(hours=23))
    house.settle()
    at(house.clock, HALF_PAST_EIGHT + timedelta(hours=30))
    house.settle()
    assert (len(house.sent()), house.taken) == (1, 1)
    at(house.clock, HALF_PAST_EIGHT + timedelta(days=2))
    house.settle()
    assert (len(house.sent()), house.taken) == (2, 2)


@pytest.mark.parametrize(
    ("zone", "moment"), [("Asia/Tokyo", 23.5), ("America/New_York", 13.5), ("Pacific/Kiritimati", 18.5)]
)
def test_the_day_is_the_one_where_the_person_is(house: House, zone: str, moment: float) -> None:
    with house.store.writing() as conn:
        people.update(conn, house.erik.id, zone=zone)
        erik = people.get(conn, house.erik.id)
    assert erik
    house.waiting[erik.id] = ["x"]
    house.ask_for(erik)
    due = morning(erik, Hours(zone=zone), house.clock.now)
    assert due.at.hour + due.at.minute / 60 == moment
    at(house.clock, due.at)
    house.settle()
    day = due.once.rpartition(":")[2]
    with house.store.reading() as conn:
        assert conn.execute(select(outbox.outbox.c.key)).scalars().all() == [f"morning:{day}:{erik.id}"]


# --- drawn again


def test_it_is_drawn_again_where_it_stands_and_nowhere_else(house: House) -> None:
    house.waiting[house.erik.id] = ["two questions"]
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT)
    house.settle()
    house.waiting[house.erik.id] = ["one question"]
    house.change(f"{house.erik.id} {TUESDAY}")
    assert house.sent() == [("due", "God morgon, Erik. one question")]
    house.waiting = {}
    house.change(f"{house.erik.id} {TUESDAY}")
    house.change(f"{house.erik.id} {MONDAY}")
    assert house.sent() == [("due", "God morgon, Erik. Allt som stod här är redan skött.")]
    assert house.taken == 1


def test_messages_that_arrive_elsewhere_now_leave_the_digest_where_it_is(house: House) -> None:
    house.waiting[house.erik.id] = ["x"]
    house.ask_for()
    at(house.clock, HALF_PAST_EIGHT)
    house.settle()
    other = Address("slack", "T1", "U1", "D1")
    with house.store.writing() as conn:
        someone = people.add(conn, other, Language.SV)
        personal.merge(conn, house.erik.id, someone.id, house.clock.now)
        people.prefer(conn, house.erik.id, other)
    house.change(f"{house.erik.id} {TUESDAY}")
    with house.store.reading() as conn:
        assert set(conn.execute(select(outbox.outbox.c.lane)).scalars()) == {ERIK.lane}


@pytest.mark.parametrize("arg", ["", "P1", "P1 yesterday", "P999 2026-11-24", "x 2026-11-24", "P1 2026-11-24 x"])
def test_what_is_no_digest_is_not_drawn(house: House, arg: str) -> None:
    house.change(arg)
    assert house.sent() == []


# --- what is on a card

BUTTON = st.builds(Button, st.text(min_size=1, max_size=30), st.just("a" * 30 + "." + "b" * 29), st.text(max_size=200))
WORDS = st.one_of(st.text(min_size=1, max_size=40), st.sampled_from(["x" * 2_800, "<" * 700, "å\n" * 900]))
PART = st.one_of(
    st.builds(Text, WORDS),
    st.builds(lambda words: Text(Strong("E41"), words, quiet=True), WORDS),
    st.lists(st.tuples(st.just("x"), st.text(min_size=1, max_size=100)), min_size=1, max_size=10).map(
        lambda pairs: Facts(tuple(pairs))
    ),
    st.just(Divider()),
    st.just(Image("a.png", b"\x89PNG\r\n\x1a\n", "two bars")),
    st.just(File("a.csv", "text/csv", b"", "a table")),
)
SECTION = st.builds(
    Section, st.lists(PART, max_size=12).map(tuple), st.lists(BUTTON, max_size=2).map(tuple)
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(SECTION, max_size=12), st.text(max_size=200), st.sampled_from(Language))
def test_whatever_skills_have_to_say_a_card_holds_it_or_says_that_it_does_not(
    sections: list[Section], name: str, language: Language
) -> None:
    _ = texts(language)
    for card in (
        screens.morning(_, name, sections),
        screens.board(_, sections, datetime(2026, 11, 23, tzinfo=UTC), "Europe/Helsinki"),
    ):
        assert isinstance(card, Card) and len(card.buttons) <= BUTTONS
        said = "\n".join(lines(card))
        words = [part.plain for section in sections for part in section.parts if isinstance(part, Text)]
        assert all(one in said for one in words) or _("There is more than fits here.") in said


def test_every_section_has_its_first_button_before_any_has_its_second() -> None:
    sections = [Section((Text(str(n)),), (Button(f"{n} first", "a.b"), Button(f"{n} second", "a.b"))) for n in range(3)]
    labels = [button.label for button in screens.morning(texts(Language.EN), "", sections).buttons]
    assert labels == ["0 first", "1 first", "2 first", "0 second", "1 second"]
    board = screens.board(texts(Language.EN), sections, datetime(2026, 11, 23, tzinfo=UTC), "Europe/Helsinki")
    assert [button.label for button in board.buttons][-2:] == ["0 second", "Menu"]


# --- who has one


@pytest.mark.parametrize("role", Role)
def test_the_desk_is_for_those_who_run_the_programme(chat: Chat, role: Role) -> None:
    chat.joins("kaisa", "en", role)
    is_theirs = role in (Role.COORDINATOR, Role.ADMIN)
    assert ("Desk · 23 Nov 2026, 09:00" in chat.say("kaisa", "desk")) is is_theirs
    chat.say("kaisa", "menu")
    assert ("Desk" in chat.can_press("kaisa")) is (role is Role.COORDINATOR)
