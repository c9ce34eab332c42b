"""The series for a day by which a module is to be done: each stage once, the latest alone, none after done, as people want it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import AWAY, MORNINGS, TRAINING
from bot.cards import lines
from bot.core import Core
from bot.delivery import codec, lanes, outbox, schedule
from bot.people import Address, Language
from bot.skills import SKILLS
from bot.skills.training.due import STAGES, stage_on, waiting
from bot.skills.training.records import due, enrollings, enrolments
from bot.skills.training.records.due import Open
from bot.store import Store, people, reminding
from bot.store.enrolments import enrolment
from bot.store.reminding import Kind, Wanted
from bot.working import FINLAND, Hours, is_working, moment
from knowledge.library import Library
from tests.databases import Clock
from tests.skills.test_training import MODULE

DUE = date(2026, 12, 15)
TITLE = MODULE.titles["en"]


def unopened() -> Library:
    raise AssertionError("nobody asks for material in the morning")


class Mornings:
    """One person in training, a clock, and what their digests say, day by day."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.seen = store, clock, 0
        with store.writing() as conn:
            self.person = people.add(conn, Address("slack", "T1", "maija", "Dmaija"), Language.EN, name="Maija").id
            people.update(conn, self.person, welcomed=True)
        self.restarts()

    def restarts(self) -> None:
        self.core = Core(self.store, SKILLS, unopened, self.clock)
        with self.store.claiming() as conn:
            for name in (AWAY, TRAINING):
                schedule.put(conn, name, name, MORNINGS, self.clock())

    def enrolled(self, due_on: date | None = DUE, module: str = MODULE.id) -> None:
        with self.store.writing() as conn:
            order = enrollings.given(conn, module, due_on, self.clock())
            enrollings.enrol(conn, [self.person], module, self.clock(), due_on, order.number)

    def told(self) -> None:
        """That they were enrolled was told before."""
        with self.store.writing() as conn:
            conn.execute(enrolment.update().values(told_on=date(2026, 1, 1)))

    def until(self, day: date, *, restarts: bool = False) -> dict[date, str]:
        """Every half hour from now to the evening of a day comes; what the digests said, by day."""
        end = moment(day, time(20), "Europe/Helsinki")
        while self.clock.now < end:
            self.clock.now += timedelta(minutes=30)
            if restarts:
                self.restarts()
            while self.core.tick():
                while self.core.work():
                    pass
        with self.store.reading() as conn:
            query = select(outbox.outbox).where(outbox.outbox.c.id > self.seen).order_by(outbox.outbox.c.id)
            rows = conn.execute(query).all()
        said: dict[date, str] = {}
        for row in rows:
            self.seen = row.id
            local = row.due_at.astimezone(UTC) + timedelta(hours=2)
            assert local.date() not in said, "two messages on one day"
            assert (local.hour, local.minute) == (8, 30)
            said[local.date()] = "\n".join(lines(codec.card(row.payload)))
        return said


@pytest.fixture
def mornings(store: Store, clock: Clock) -> Mornings:
    clock.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    return Mornings(store, clock)


def test_the_series_each_stage_once(mornings: Mornings) -> None:
    mornings.enrolled()
    mornings.told()
    said = mornings.until(date(2027, 1, 31), restarts=True)
    assert list(said) == [
        date(2026, 12, 8),
        date(2026, 12, 14),  # two days before is a Sunday
        date(2026, 12, 15),
        date(2026, 12, 22),
        date(2026, 12, 29),
        date(2027, 1, 5),
    ]
    assert "7 days left" in said[date(2026, 12, 8)]
    assert "1 day left" in said[date(2026, 12, 14)]
    assert "to be done today" in said[DUE]
    assert "was to be done by 15 Dec 2026" in said[date(2027, 1, 5)]


def test_who_was_enrolled_is_told_in_the_next_digest_once(mornings: Mornings) -> None:
    mornings.enrolled(date(2026, 12, 3))
    said = mornings.until(date(2026, 12, 2))
    assert list(said) == [date(2026, 12, 1)]
    assert "You are enrolled in training" in said[date(2026, 12, 1)]
    assert TITLE in said[date(2026, 12, 1)]
    assert list(mornings.until(date(2026, 12, 3))) == [date(2026, 12, 3)]


def test_none_comes_once_it_is_done(mornings: Mornings) -> None:
    mornings.enrolled()
    mornings.told()
    assert len(mornings.until(date(2026, 12, 8))) == 1
    with mornings.store.writing() as conn:
        enrolments.finish(conn, mornings.person, MODULE.id, mornings.clock.now)
    assert not mornings.until(date(2027, 1, 31))


def test_several_modules_are_one_section(mornings: Mornings) -> None:
    mornings.enrolled()
    mornings.enrolled(module="sharing-risk")
    mornings.told()
    (said,) = mornings.until(date(2026, 12, 8)).values()
    assert said.count("7 days left") == 2


def test_put_off_it_comes_on_the_first_day_allowed_and_only_the_latest_stage(mornings: Mornings) -> None:
    mornings.enrolled()
    mornings.told()
    with mornings.store.writing() as conn:
        reminding.put_off(conn, mornings.person, Kind.TRAINING, date(2026, 12, 19))
    said = mornings.until(date(2026, 12, 23))
    assert list(said) == [date(2026, 12, 21), date(2026, 12, 22)]
    assert "was to be done" in said[date(2026, 12, 21)]


@pytest.mark.parametrize("module", [MODULE.id, ""])
def test_turned_off_none_comes(mornings: Mornings, module: str) -> None:
    mornings.enrolled()
    mornings.told()
    with mornings.store.writing() as conn:
        if module:
            due.turn(conn, mornings.person, module, is_off=True)
        else:
            reminding.turn(conn, mornings.person, Kind.TRAINING, is_off=True)
    assert not mornings.until(date(2026, 12, 31))


def test_a_module_that_was_taken_away_is_not_reminded_of(mornings: Mornings) -> None:
    mornings.enrolled(module="taken-away")
    assert not mornings.until(date(2026, 12, 31))
    mornings.enrolled()
    said = mornings.until(date(2027, 1, 4))
    assert "taken-away" not in str(said)


def test_who_is_not_reached_finds_it_when_they_are(mornings: Mornings) -> None:
    mornings.enrolled()
    mornings.told()
    at = Address("slack", "T1", "maija", "Dmaija")
    with mornings.store.claiming() as conn:
        outbox.close(conn, at, "account_inactive")
    assert not mornings.until(date(2026, 12, 16))
    with mornings.store.claiming() as conn:
        lanes.heard(conn, at)
    assert list(mornings.until(date(2026, 12, 17))) == [date(2026, 12, 17)]


def test_their_own_hours_count(mornings: Mornings) -> None:
    with mornings.store.writing() as conn:
        reminding.keep_hours(conn, mornings.person, time(8), time(16), frozenset({3}))
    mornings.enrolled()
    mornings.told()
    said = mornings.until(date(2026, 12, 31))
    assert all(day.weekday() == 3 for day in said)
    assert next(iter(said)) == date(2026, 12, 10)


def test_nudged_in_the_next_digest_once_a_day(mornings: Mornings) -> None:
    mornings.enrolled(None)
    mornings.told()
    pair = [(mornings.person, MODULE.id)]
    with mornings.store.writing() as conn:
        assert due.nudge(conn, pair, date(2026, 11, 30)) == 1
        assert due.nudge(conn, pair, date(2026, 11, 30)) == 0
    assert list(mornings.until(date(2026, 12, 2))) == [date(2026, 12, 1)]
    with mornings.store.writing() as conn:
        assert due.nudge(conn, pair, date(2026, 12, 1)) == 0
        assert due.nudge(conn, pair, date(2026, 12, 2)) == 1
        enrolments.finish(conn, mornings.person, MODULE.id, mornings.clock.now)
        assert due.nudge(conn, pair, date(2026, 12, 5)) == 0
    assert not mornings.until(date(2026, 12, 10))


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 60))
def test_a_series_day_by_day(due_on: date, before: int) -> None:
    """Every working morning from some day before to long after: never two stages at once, never one twice, in order."""
    one = Open("P1", "m", True, True, date(2026, 1, 1), due_on, None, None, False, False, None, "")
    came: list[tuple[date, int]] = []
    for n in range(-before, 60):
        day = due_on + timedelta(days=n)
        if is_working(day, FINLAND) and waiting([one], Wanted(Hours()), day, frozenset({"m"})).reminders:
            stage = stage_on(due_on, day)
            assert stage is not None
            came.append((day, stage))
            one = Open("P1", "m", True, True, date(2026, 1, 1), due_on, stage, day, False, False, None, "")
    stages = [stage for _day, stage in came]
    assert stages == sorted(set(stages))
    assert stages[-1] == len(STAGES) - 1
    for day, stage in came:
        assert day >= due_on + timedelta(days=STAGES[stage])
