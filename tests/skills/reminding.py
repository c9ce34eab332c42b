"""Reminders without platforms: the real core, claims and clock, and a list of what reached whom at which moment."""

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
MODULE = "market-dialogue"
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
            Audience(), date(2026, 11, 3), time(9), HELSINKI, MODULE, words="begin", repeat=Repeat.FORTNIGHTLY
        ),
        "monthly": Plan(most, date(2026, 11, 30), time(22, 30), HELSINKI, MODULE, words="begin", repeat=Repeat.MONTHLY),
        "sunday": Plan(
            few, date(2026, 11, 29), time(3, 30), HELSINKI, MODULE, words="begin", repeat=Repeat.MONTHLY_WEEKDAY
        ),
    }
    plans = {name: replace(plan, until=END) for name, plan in plans.items()}
    numbers = {name: year.plans(plan) for name, plan in plans.items()}
    restarts = iter([BEGIN + timedelta(days=17 * n, minutes=7) for n in range(1, 21)] + [BEGIN + timedelta(days=9_999)])
    following, half = next(restarts), BEGIN + timedelta(days=180)
    finished: set[str] = set()
    off: list[tuple[datetime, datetime]] = []

    def at(now: datetime) -> None:
        nonlocal following
        if now >= following:
            # every fourth time it is off for thirty hours, else it comes back at once
            clock.now = now + timedelta(hours=0 if len(off) % 4 else 30)
            off.append((now, clock.now))
            year.restarts()
            following = next(restarts)
        if now >= half and not finished:
            finished.update(list(who)[20 : 20 + DONE])
            for one in finished:
                done(year.store, who[one], MODULE, now)

    year.until(BEGIN + timedelta(days=366), at)
    came = {(to, key): when for when, to, key in year.reminders()}
    assert len(came) == len(year.reminders()), "one came twice"
    wanted: set[tuple[str, str]] = set()
    for name, plan in plans.items():
        for one, person in who.items():
            for day in (
                days(plan.first_on, plan.repeat, plan.until)
                if plan.audience.value == "" or person in plan.audience.value.split()
                else ()
            ):
                due = _expected(one, day, plan.at)
                key = (one, f"reminder:{numbers[name]}:{day}:{person}")
                if (
                    one == "p7"
                    or (one in finished and due > half)
                    or (one == "p8" and key not in came and _is_replaced(plan, day, due))
                ):
                    assert key not in came, key
                    continue
                wanted.add(key)
                assert key in came, f"{key} was lost"
                late = next((end for begin, end in off if begin <= due <= end), None)
                assert came[key] == due if late is None else late <= came[key] <= late + timedelta(days=9), (
                    key,
                    due,
                    came[key],
                )
    assert {key for key in came if key[0] in who} == wanted, "nothing else came"
    for (to, _key), when in came.items():
        local = when.astimezone(ZoneInfo(_zone(to)))
        assert is_working(local.date(), FINLAND), f"{local} is a day off"
        assert time(8) <= local.time() < time(16), f"{local} is night"
    return len(came)


def _zone(one: str) -> str:
    return STOCKHOLM if one[1:].isdigit() and int(one[1:]) % 10 == 0 else HELSINKI


def _expected(one: str, day: date, at: time) -> datetime:
    """When it is to come to somebody: written down anew, minute by minute and without the code that is tested."""
    zone = ZoneInfo(_zone(one))
    opens, closes, days_on = (time(12), time(14), {1}) if one == "p8" else (time(8), time(16), {0, 1, 2, 3, 4})
    local = datetime.combine(day, at)
    if at < opens:
        local = datetime.combine(day, opens)
    elif at >= closes:
        local = datetime.combine(day + timedelta(days=1), opens)
    while local.weekday() not in days_on or not is_working(local.date(), FINLAND):
        local = datetime.combine(local.date() + timedelta(days=1), opens)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _is_replaced(plan: Plan, day: date, due: datetime) -> bool:
    """Whether the next one of a series comes first: then only that does."""
    after = next((one for one in days(plan.first_on, plan.repeat, plan.until) if one > day), None)
    return after is not None and datetime.combine(after, time(0), UTC) <= due
