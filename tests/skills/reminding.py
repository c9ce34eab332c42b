"""Reminders without platforms: the real core, claims and clock, and a list of what reached whom at which moment."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select

from bot.audience import Audience, Whom
from bot.core import Core
from bot.delivery import claims, schedule
from bot.delivery.outbox import outbox
from bot.delivery.outcomes import Rules, Sent
from bot.people import Address, Language, Reach, Role, Scope
from bot.skills import SKILLS
from bot.skills.reminders import records
from bot.skills.reminders.keeping import UNDO
from bot.skills.reminders.records import PLANNED, Plan
from bot.skills.reminders.rounds import next_round, planned
from bot.skills.reminders.times import Repeat, days
from bot.store import Store, people, reminding
from bot.store.enrolments import enrolment
from bot.store.people import number_of
from bot.store.reminding import Kind
from bot.working import FINLAND, is_working
from knowledge.library import Library
from tests.databases import Clock

PLATFORM = "slack"


def unopened() -> Library:
    raise AssertionError("a reminder needs no material")


@dataclass
class Year:
    """People, a coordinator of them all, and the messages that reach them."""

    store: Store
    clock: Clock
    got: list[tuple[datetime, str, str]] = field(default_factory=list)
    """When, who (the platform's id), and the key of what."""

    def __post_init__(self) -> None:
        self.restarts()
        self.kaisa = self.joins("kaisa", coordinates=True)

    def restarts(self) -> None:
        """The program begins anew, on the same database."""
        self.core = Core(self.store, SKILLS, unopened, self.clock)

    def joins(self, who: str, *, coordinates: bool = False, zone: str = people.ZONE) -> str:
        with self.store.writing() as conn:
            person = people.add(conn, Address(PLATFORM, "T1", who, f"D{who}"), Language.FI, name=who, zone=zone)
            people.update(conn, person.id, welcomed=True)
            if coordinates:
                people.give(conn, person.id, Role.COORDINATOR, Scope(Reach.NETWORK))
        return person.id

    def plans(self, plan: Plan) -> int:
        """Kaisa saves a reminder; its number."""
        with self.store.writing() as conn:
            found = records.make(conn, self.kaisa, plan, self.clock())
            following = planned(conn, found, self.clock())
            assert following
            assert records.move(conn, found, PLANNED, self.clock())
            saved = records.get(conn, found.id)
            assert saved
            later = next_round(saved, following[0], max(following[1], self.clock() + UNDO))
            schedule.put_once(conn, later, self.clock())
        return found.number

    def next_at(self) -> datetime | None:
        """When something is due next: of the schedule, or of the outbox."""
        with self.store.reading() as conn:
            table = schedule.schedule
            soon = conn.execute(select(func.min(table.c.next_at)).where(table.c.is_active)).scalar()
            sent = conn.execute(select(func.min(outbox.c.due_at)).where(outbox.c.state == "due")).scalar()
        return min(filter(None, (soon, sent)), default=None)

    def works(self) -> None:
        """All that is due at this moment is done and sent."""
        while self.core.tick():
            while self.core.work():
                pass
        while self.sends():
            pass

    def sends(self) -> int:
        """One claim of the sending loop, and all of it arrives."""
        with self.store.claiming() as conn:
            claimed = claims.claim(conn, self.clock(), {PLATFORM: Rules()}, limit=50)
        for one in claimed:
            self.got.append((self.clock(), one.address.user or one.address.conversation, one.key))
        with self.store.claiming() as conn:
            for one in claimed:
                claims.finish(conn, one, Sent(f"m{one.row}"), self.clock())
        return len(claimed)

    def until(self, end: datetime, at: Callable[[datetime], None] = lambda _now: None) -> None:
        """Time goes from one moment at which something is due to the next; `at` is called before each."""
        while (moment := self.next_at()) is not None and moment <= end:
            self.clock.now = max(self.clock.now, moment)
            at(self.clock.now)
            self.works()
        self.clock.now = max(self.clock.now, end)

    def reminders(self) -> list[tuple[datetime, str, str]]:
        """What reached people of reminders, without what their author heard of them."""
        return [one for one in self.got if one[2].startswith("reminder:")]


BEGIN, END = datetime(2026, 11, 2, 10, 0, tzinfo=UTC), date(2027, 11, 2)
DONE = 5
HELSINKI, STOCKHOLM = "Europe/Helsinki", "Europe/Stockholm"


def done(store: Store, person: str, module: str, at: datetime) -> None:
    """Somebody has done a module."""
    row = {
        "module": module,
        "lesson": "x",
        "begun_at": at,
        "seen_at": at,
        "done_at": at,
        "exercise": "",
        "is_nudged": False,
        "is_off": False,
    }
    with store.writing() as conn:
        conn.execute(insert(enrolment).values(person=number_of(person), **row))


def a_year(store: Store, clock: Clock, count: int) -> int:
    """Reminders to so many people, with twenty restarts; both clock changes and the holidays of the year lie in it. How many came;
    AssertionError if one was lost, doubled, late, at night, or after it was done."""
    clock.now = BEGIN
    year = Year(store, clock)
    who = {f"p{n}": year.joins(f"p{n}", zone=STOCKHOLM if n % 10 == 0 else HELSINKI) for n in range(count)}
    most, few = (Audience(Whom.PEOPLE, " ".join(list(who.values())[:size])) for size in (count * 2 // 3, count // 2))
    with year.store.writing() as conn:
        reminding.turn(conn, who["p7"], Kind.COORDINATORS, is_off=True)
        reminding.keep_hours(conn, who["p8"], time(12), time(14), frozenset({1}))
    plans = {
        "fortnightly": Plan(
            Audience(), date(2026, 11, 3), time(9), HELSINKI, "m", words="go_on", repeat=Repeat.FORTNIGHTLY
        ),
        "monthly": Plan(most, date(2026, 11, 30), time(22, 30), HELSINKI, "m", words="begin", repeat=Repeat.MONTHLY),
        "sunday": Plan(
            few, date(2026, 11, 29), time(3, 30), HELSINKI, "m", words="begin", repeat=Repeat.MONTHLY_WEEKDAY
        ),
    }
    plans = {name: replace(plan, until=END) for name, plan in plans.items()}
    numbers = {name: year.plans(plan) for name, plan in plans.items()}
    restarts = iter([BEGIN + timedelta(days=17 * n, minutes=7) for n in range(1, 21)] + [BEGIN + timedelta(days=9_999)])
    following, half = next(restarts), BEGIN + timedelta(days=180)
    finished: set[str] = set()

    def at(now: datetime) -> None:
        nonlocal following
        if now >= following:
            year.restarts()
            following = next(restarts)
        if now >= half and not finished:
            finished.update(list(who)[20 : 20 + DONE])
            for one in finished:
                done(year.store, who[one], "m", now)

    year.until(BEGIN + timedelta(days=366), at)
    got = year.reminders()
    assert len(got) >= 34 * count
    assert max(Counter(key for _at, _who, key in got).values()) == 1
    for name, plan in plans.items():
        expected = list(days(plan.first_on, plan.repeat, plan.until))
        for one in ("p1", "p0"):
            zone = ZoneInfo(STOCKHOLM if one == "p0" else HELSINKI)
            mine = [
                (at.astimezone(zone), key)
                for at, to, key in got
                if to == one and key.startswith(f"reminder:{numbers[name]}:")
            ]
            assert [key.split(":")[2] for _at, key in mine] == [day.isoformat() for day in expected], name
            for local, key in mine:
                day = date.fromisoformat(key.split(":")[2])
                is_kept = plan.at == time(9) and is_working(day, FINLAND)
                assert (local.hour, local.minute) == ((9, 0) if is_kept else (8, 0)), (name, key, local)
                assert local.date() == day if is_kept else local.date() >= day
    for at_, to, _key in got:
        local = at_.astimezone(ZoneInfo(STOCKHOLM if to[1:].isdigit() and int(to[1:]) % 10 == 0 else HELSINKI))
        assert is_working(local.date(), FINLAND), f"{local} is a day off"
        assert time(8) <= local.time() < time(16), f"{local} is night"
        assert not (to in finished and at_ >= half), f"{to} has done it"
        assert to != "p7"
        assert to != "p8" or (local.weekday() == 1 and local.hour == 12)
    return len(got)
