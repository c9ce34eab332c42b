"""A town that spars for months: people in five zones answer what they are shown, each in their own way, and Sparri dies at times."""

import heapq
import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import icalendar
import vobject
from sqlalchemy import func, select

from bot.cards import Button, Card
from bot.core import Core
from bot.delivery import claims, inbox, schedule
from bot.delivery.outbox import outbox
from bot.delivery.outcomes import Rules, Sent
from bot.people import Address, Language, Reach, Role, Scope
from bot.skills import SKILLS
from bot.skills.sparring.records import partners
from bot.store import Store, experts, people, sessions
from bot.store.experts import Topic
from bot.store.sessions import Session
from bot.turns import Event, Pressed, Submitted
from knowledge.library import Library
from tests.databases import Clock
from tests.skills.kills import Fate, Killed, Mortal

PLATFORM = "teams"
ZONES = ("Europe/Helsinki", "Europe/Stockholm", "Europe/London", "Europe/Berlin", "Atlantic/Azores")
THEMES = (
    ("riskin jakaminen toimittajan kanssa", "fi"),
    ("marknadsdialog inför upphandling", "sv"),
    ("life-cycle cost as an award criterion", "en"),
    ("innovaatiokumppanuuden sopimus", "fi"),
    ("att mäta andelen innovativa upphandlingar", "sv"),
)
BEGIN, DAYS = datetime(2026, 10, 12, 6, 0, tzinfo=UTC), 210
"""Both clock changes and all winter's holidays lie in it."""
WHAT_ONE_DOES = {
    "sparring.accept": 0.9, "sparring.decline": 0.1, "sparring.vote": 0.85, "sparring.confirm": 0.85, "sparring.again": 0.1,
    "sparring.another": 0.9, "sparring.propose": 1.0, "sparring.locate": 0.2, "sparring.leave": 0.03, "sparring.held": 0.7,
    "sparring.cancel": 0.15, "sparring.drop": 1.0, "sparring.move": 0.15, "sparring.more": 0.08, "sparring.add": 0.3,
    "sparring.prepare": 0.1, "sparring.preparation": 0.1,
}  # fmt: skip
"""How likely somebody presses a button that is before them."""


@dataclass
class Town:
    """`store` holds it; on PostgreSQL two workers work at once, on SQLite one that is killed now and then."""

    store: Store
    library: Library
    seed: int
    clock: Clock = field(default_factory=Clock)
    got: list[tuple[datetime, str, str, Card]] = field(default_factory=list)
    """When, who, the key, and what."""
    told: dict[str, tuple[set[str], Session]] = field(default_factory=dict)
    """By what a key begins with, who was to be told, and of what."""
    deaths: int = 0

    def __post_init__(self) -> None:
        self.chance, self.events, self.order = random.Random(self.seed), count(1), count(1)
        self.fate, self.plans = Fate(), list[tuple[datetime, int, str, Button, str]]()
        self.address: dict[str, Address] = {}
        self.keys: set[str] = set()
        self.held: set[tuple[str, str]] = set()
        self.begins()

    def begins(self) -> None:
        """The program, anew."""
        self.fate.is_dead = False
        store = Mortal(self.store.url.render_as_string(False), self.fate) if self.store.is_sqlite else self.store
        self.core = Core(store, SKILLS, lambda: self.library, self.clock)

    def settles_in(self, procurers: int, sparring: int) -> None:
        """Who lives there."""
        with self.store.writing() as conn:
            for number in range(procurers + sparring + 1):
                address = Address(PLATFORM, "T1", f"U{number}", f"D{number}")
                language = list(Language)[number % 3]
                person = people.add(conn, address, language, name=f"Person {number}", zone=ZONES[number % 5])
                people.update(conn, person.id, welcomed=True, organisation="Mallila")
                self.address[person.id] = address
                if procurers <= number < procurers + sparring:
                    topics = tuple(Topic(text, spoken) for text, spoken in THEMES)
                    experts.keep(conn, experts.Expert(person.id, ("fi", "sv", "en"), topics=topics))
                    partners.offer(conn, person.id, 20, self.clock())
            people.give(conn, person.id, Role.COORDINATOR, Scope(Reach.NETWORK))
        self.procurers = list(self.address)[:procurers]

    def spars(self, number: int, days: int = DAYS) -> None:
        """So many sessions are asked for, at any time; then all that comes of them happens."""
        self.clock.now = BEGIN
        for one in range(number):
            who = self.chance.choice(self.procurers)
            at = BEGIN + timedelta(minutes=self.chance.randrange(days * 24 * 60 * number // (number + one + 1)))
            heapq.heappush(self.plans, (at, next(self.order), who, Button("ask", "sparring.ask"), ""))
        end = BEGIN + timedelta(days=days + 120)
        while (at := self.next_at()) is not None and at <= end:
            self.clock.now = max(self.clock.now, at)
            self.works()
            while self.plans and self.plans[0][0] <= self.clock.now:
                _at, _order, who, button, message = heapq.heappop(self.plans)
                self.does(who, button, message)
            self.looks()

    def next_at(self) -> datetime | None:
        """When something happens next."""
        with self.store.reading() as conn:
            table = schedule.schedule
            mine = table.c.is_active, table.c.action.like("sparring%")
            soon = conn.execute(select(func.min(table.c.next_at)).where(*mine)).scalar()
            sent = conn.execute(select(func.min(outbox.c.due_at)).where(outbox.c.state == "due")).scalar()
        return min(filter(None, (soon, sent, self.plans[0][0] if self.plans else None)), default=None)

    # --- what people do

    def does(self, who: str, button: Button, message: str) -> None:
        """Somebody presses, now and then twice; who is told of what comes of it is kept."""
        before, mine = self.revisions(), self.fate.deaths
        filled = self.filled(who, button)
        for _time in range(2 if self.chance.random() < 0.1 else 1):
            event: Event
            if filled is None:
                event = Pressed(f"e{next(self.events)}", self.address[who], button.action, button.arg, message)
            else:
                arg, values = filled
                event = Submitted(f"e{next(self.events)}", self.address[who], button.action, values, arg, message)
            self.safely(lambda event=event: self.core.receive(event))
        self.works()
        for number, (revision, had_time) in self.revisions().items():
            then = before.get(number)
            if then is None or revision == then[0]:
                continue
            with self.store.reading() as conn:
                now, members = sessions.get(conn, f"S{number}"), sessions.members(conn, f"S{number}")
            assert now
            # who joins or leaves raises the revision too, and nobody else need hear of it
            is_news = button.action.removeprefix("sparring.") in ("confirm", "locate", "drop", "move")
            assert not is_news or revision == then[0] + 1, "one press, one change"
            if is_news and (now.status in ("confirmed", "cancelled") or (then[1] and not had_time)):
                # whoever was only asked to spar hears that it is called off too
                concerned = ("in", "asked") if now.status == "cancelled" else ("in",)
                those = {one.person for one in members if one.state in concerned} - {who}
                self.told[f"session:{now.id}:r{revision}:"] = those, now
        self.deaths += self.fate.deaths - mine

    def filled(self, who: str, button: Button) -> tuple[str, dict[str, str]] | None:
        """What somebody fills a form in with; None for a plain button."""
        today = self.clock().date()
        first = today + timedelta(days=self.chance.randint(2, 9))
        days = {"since": first.isoformat(), "until": (first + timedelta(days=self.chance.randint(4, 20))).isoformat()}
        match button.action.removeprefix("sparring."):
            case "ask":
                theme, _language = self.chance.choice(THEMES)
                those = self.chance.sample(self.procurers, self.chance.randint(0, min(10, len(self.procurers) - 1)))
                minutes = str(self.chance.choice((30, 60, 90)))
                return "", {
                    "theme": theme,
                    "people": "\n".join(those),
                    "minutes": minutes,
                    "languages": "fi,sv,en",
                    **days,
                }
            case "vote":
                says = {f"time{n}": self.chance.choice(("yes", "yes", "maybe", "no")) for n in range(1, 7)}
                return button.arg, says
            case "move":
                return button.arg, days
            case "locate":
                return button.arg, {"location": f"https://kokous.example/{next(self.order)}"}
            case "add":
                return button.arg, {"people": f"Person {int(self.chance.choice(self.procurers)[1:]) - 1}"}
            case "held":
                return button.arg, {"came": who, "notes": "Sovittiin: kokeillaan; riskit, ja niin edelleen."}
            case "prepare":
                return button.arg, {"decide": "Jaammeko riskin?"}
        return None

    def reacts(self, who: str, card: Card, message: str) -> None:
        """Somebody sees a card: what they may do of it, a while later."""
        for button in card.buttons:
            likely = WHAT_ONE_DOES.get(getattr(button, "action", ""), 0.0)
            if isinstance(button, Button) and self.chance.random() < likely:
                at = self.clock() + timedelta(minutes=self.chance.choice((1, 5, 60, 600, 2_000)))
                heapq.heappush(self.plans, (at, next(self.order), who, button, message))
                return

    # --- what Sparri does

    def works(self) -> None:
        """All that is due is done and sent, whoever dies of it."""
        if self.store.is_sqlite and self.chance.random() < 0.2:
            self.fate.at = self.chance.randint(1, 6)
        self.fate.step()
        for _round in range(12):
            if self.safely(self.worked) and not self.is_open():
                break
            self.fate.at = 0
            self.clock.now += max(inbox.LEASE, claims.LEASE) + timedelta(seconds=1)
        else:
            raise AssertionError("something is never done")
        self.fate.at = 0

    def worked(self) -> None:
        is_moving = True
        while is_moving:
            is_moving = self.core.tick()
            if self.store.is_sqlite:
                while self.core.work():
                    is_moving = True
            else:
                helper = threading.Thread(target=self.all_of_it)
                helper.start()
                self.all_of_it()
                helper.join()
            is_moving = bool(self.sends()) or is_moving

    def all_of_it(self) -> None:
        while self.core.work():
            pass

    def sends(self) -> int:
        with self.core.store.claiming() as conn:
            claimed = claims.claim(conn, self.clock(), {PLATFORM: Rules(looks_up=True)}, limit=50)
        for one in claimed:
            if one.key not in self.keys:
                self.keys.add(one.key)
                who = f"P{int(one.address.user[1:]) + 1}"
                self.got.append((self.clock(), who, one.key, one.card))
                self.reacts(who, one.card, f"m{one.row}")
        with self.core.store.claiming() as conn:
            for one in claimed:
                claims.finish(conn, one, Sent(f"m{one.row}"), self.clock())
        return len(claimed)

    def is_open(self) -> bool:
        with self.store.reading() as conn:
            waits = inbox.counts(conn).keys() & {"due", "taken"}
            sending = conn.execute(select(outbox.c.id).where(outbox.c.state == "sending").limit(1)).first()
        return bool(waits) or sending is not None

    def safely(self, does: Callable[[], object]) -> bool:
        """Whether it lived to the end of it."""
        try:
            does()
        except Killed:
            self.core.store.close()
            self.begins()
            return False
        return True

    # --- what must hold

    def sessions(self) -> list[Session]:
        """All there are."""
        with self.store.reading() as conn:
            return sessions.all(conn)

    def revisions(self) -> dict[int, tuple[int, bool]]:
        """Of every session its revision, and whether it has a time."""
        columns = sessions.session.c.number, sessions.session.c.revision, sessions.session.c.starts_at
        with self.store.reading() as conn:
            return {number: (revision, at is not None) for number, revision, at in conn.execute(select(*columns))}

    def looks(self) -> None:
        """Nobody is in two places; whoever is in a meeting was reminded of it."""
        one, other = sessions.session.alias(), sessions.session.alias()
        mine, theirs = sessions.session_person.alias(), sessions.session_person.alias()
        twice = (
            select(func.count())
            .select_from(mine)
            .join(one, one.c.number == mine.c.session)
            .join(theirs, (theirs.c.person == mine.c.person) & (theirs.c.session > mine.c.session))
            .join(other, other.c.number == theirs.c.session)
            .where(mine.c.state == "in", theirs.c.state == "in", one.c.starts_at < other.c.ends_at)
            .where(
                other.c.starts_at < one.c.ends_at, *(each.c.status.in_(("confirmed", "held")) for each in (one, other))
            )
        )
        now = self.clock()
        going = select(one.c.number, one.c.starts_at, mine.c.person).join(mine, mine.c.session == one.c.number)
        going = going.where(
            one.c.status == "confirmed", one.c.starts_at <= now, one.c.ends_at >= now, mine.c.state == "in"
        )
        with self.store.reading() as conn:
            assert conn.execute(twice).scalar() == 0, "somebody is in two sessions at once"
            for number, starts_at, person in conn.execute(going):
                self.held.add((f"session:S{number}:{starts_at.timestamp():.0f}:hour:P{person}", f"P{person}"))

    def everybody_was_told_once(self) -> int:
        """No message came twice, each change reached all whom it concerns and nobody else; how many changes there were."""
        keys = Counter(key for _at, _who, key, _card in self.got)
        assert [key for key, times in keys.items() if times > 1 and key] == []
        for begins, (those, _session) in self.told.items():
            assert {key.removeprefix(begins) for key in keys if key.startswith(begins)} == those, begins
        return len(self.told)

    def everybody_was_reminded(self) -> int:
        """An hour before; but not of a meeting they came into, or were asked to spar in, on the day before it or later."""
        keys = {key for _at, _who, key, _card in self.got}
        joined = {who for _at, who, key, _card in self.got if ":joined:" in key}
        asked = {(key.split(":")[1], who): at for at, who, key, _card in self.got if ":partner:" in key}
        missing = []
        for key, who in self.held:
            _session, id_, begins, *_rest = key.split(":")
            day_before = datetime.fromtimestamp(int(begins), UTC) - timedelta(days=1)
            if key not in keys and who not in joined and asked.get((id_, who), BEGIN) < day_before:
                missing.append(key)
        assert missing == []
        return len(self.held)

    def calendars_agree(self) -> int:
        """Two parsers read the same instants from every file, those of the session; each file of somebody is newer than the one
        before; how many files there were."""
        files, sequences, by_uid = 0, dict[tuple[str, str], int](), {found.uid: found for found in self.sessions()}
        for _at, who, _key, card in self.got:
            if card.file is None or not card.file.name.endswith(".ics"):
                continue
            files += 1
            (one,) = icalendar.Calendar.from_ical(card.file.content).walk("VEVENT")
            other = vobject.readOne(card.file.content.decode()).vevent
            assert one["DTSTART"].dt == other.dtstart.value
            assert one["DTEND"].dt == other.dtend.value
            assert str(one["UID"]) == other.uid.value
            assert int(one["SEQUENCE"]) == int(other.sequence.value)
            assert str(one["SUMMARY"]) == other.summary.value
            name = who, str(one["UID"])
            assert int(one["SEQUENCE"]) >= sequences.get(name, 0)
            sequences[name] = int(one["SEQUENCE"])
            found = by_uid[name[1]]
            if found.revision == sequences[name] and found.starts_at:
                assert one["DTSTART"].dt == found.starts_at
        return files
