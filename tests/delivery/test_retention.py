"""What is kept too long goes, class by class, and nothing younger."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.core import Core
from bot.delivery import inbox, outbox, retention, schedule
from bot.people import Address, Language
from bot.skill import Skills
from bot.skills.escalation.records import escalations, sealed
from bot.store import Store, audit, entries, experts, keeping, link_codes, people, questions, slack, wishes
from bot.turns import Later, Said, Send
from tests.databases import Clock
from tests.delivery.test_outbox import card, send

MAIJA = Address("console", "", "maija", "maija")
GHOST = Address("console", "", "ghost", "ghost")
NAMES = [kind.name for kind in retention.classes()]
ALONE = timedelta(seconds=1)


def nothing(**counts: int) -> dict[str, int]:
    return dict.fromkeys(NAMES, 0) | {name.replace("_", " "): count for name, count in counts.items()}


def live(store: Store, clock: Clock) -> None:
    """One thing of each class, finished now."""
    with store.writing() as conn:
        maija = people.add(conn, MAIJA, Language.FI).id
        about = {"at": MAIJA, "text": "onko pakko?", "language": "fi", "asked_at": clock()}
        questions.add(conn, person=maija, **about)
        questions.add(conn, person=maija, state="held", **about)
        inbox.put(conn, Said("e1", MAIJA, "onko pakko?"), clock())
        taken = inbox.claim(conn, clock())
        assert taken
        assert inbox.done(conn, taken)
        outbox.put(conn, Send(MAIJA, card("kyllä")), MAIJA, clock())
        outbox.put(conn, Send(GHOST, card("boo")), GHOST, clock())
        audit.note(conn, clock(), "refused", actor=maija)
        link_codes.keep(conn, maija, "digest", clock())
        slack.issue(conn, "state", clock() + keeping.LINK_CODE)
    send(store, clock)


def test_an_installation_chooses_its_times(store: Store, clock: Clock) -> None:
    chosen = keeping.Periods(questions=timedelta(days=100), events=timedelta(days=2), messages=timedelta(days=8))
    live(store, clock)
    store.periods = chosen
    now = clock() + chosen.messages
    before = retention.run(store, now, dry_run=True)
    assert (before["events"], before["messages"], before["questions"]) == (1, 0, 0)
    after = retention.run(store, now + chosen.questions, dry_run=True)
    assert (after["messages"], after["questions"], after["audit"]) == (2, 2, 0)


def test_each_class_goes_in_its_time_and_not_before(store: Store, clock: Clock) -> None:
    live(store, clock)
    start = clock()
    for kept, gone in (
        (timedelta(minutes=9), nothing()),
        (keeping.LINK_CODE, nothing(link_codes=1, installations=1)),
        (timedelta(hours=23), nothing()),
        (keeping.STRANGERS + ALONE, nothing(strangers=1, conversations=1, unasked=1)),
        (keeping.EVENTS, nothing()),
        (keeping.EVENTS + ALONE, nothing(events=1)),
        (keeping.MESSAGES, nothing()),
        (keeping.MESSAGES + ALONE, nothing(messages=1)),
        (keeping.QUESTIONS, nothing()),
        (keeping.QUESTIONS + ALONE, nothing(questions=1, audit=1)),
    ):
        now = start + kept
        before = retention.run(store, now, dry_run=True)
        assert before == gone | ({"conversations": 0} if gone["strangers"] else {})
        assert retention.run(store, now) == gone, kept
        assert retention.run(store, now) == nothing()


def test_what_is_not_finished_stays_however_old(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        people.add(conn, MAIJA, Language.FI)
        inbox.put(conn, Said("e1", MAIJA, "odottaa"), clock())
        outbox.put(conn, Send(MAIJA, card("odottaa")), MAIJA, clock())
        outbox.put(conn, Send(GHOST, card("odottaa")), GHOST, clock())
    told = retention.run(store, clock() + 3 * keeping.YEAR)
    assert told == nothing(unsent=2, conversations=1), "a message that nobody sends is the exception"


def test_a_channel_keeps_its_lane(store: Store, clock: Clock) -> None:
    channel = Address("console", "", "ghost", "C1", place="channel")  # type: ignore[arg-type]
    with store.writing() as conn:
        outbox.put(conn, Send(channel, card("kaikille")), channel, clock())
    send(store, clock)
    assert retention.run(store, clock() + keeping.STRANGERS + ALONE)["conversations"] == 0


def test_it_runs_every_night_by_itself(store: Store, clock: Clock) -> None:
    live(store, clock)
    core = Core(store, Skills(()), lambda: None, clock)  # type: ignore[arg-type,return-value]
    with store.claiming() as conn:
        retention.plan(conn, clock())
        retention.plan(conn, clock())
    clock.push(16.5 * 3600 - 1)  # 3.29.59 in Helsinki
    assert not core.tick()
    clock.push(1)
    assert core.tick()
    assert core.work()
    assert not core.work()
    with store.reading() as conn:
        assert conn.execute(select(func.count()).select_from(link_codes.link_code)).scalar() == 0
        assert conn.execute(select(schedule.schedule.c.next_on)).scalar_one().isoformat() == "2026-11-25"
        assert conn.execute(select(inbox.inbox.c.state)).scalars().all() == ["done", "done"]


def test_a_message_that_can_be_redrawn_keeps_its_name(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        people.add(conn, MAIJA, Language.FI)
        outbox.put(conn, Send(MAIJA, card("1"), slot="s"), MAIJA, clock())
    send(store, clock, "r1")
    clock.push(29 * 24 * 3600)
    retention.run(store, clock())
    with store.writing() as conn:
        outbox.put(conn, Send(MAIJA, card("2"), slot="s"), MAIJA, clock())
    assert send(store, clock) == [("2", "r1")]


def test_a_closed_question_to_experts_goes_with_all_that_hangs_on_it(store: Store, clock: Clock) -> None:
    about = {"text": "?", "tried": "", "language": "fi", "organisation": "", "branch": "", "is_urgent": False}
    with store.writing() as conn:
        maija = people.add(conn, MAIJA, Language.FI).id
        ids = [
            escalations.add(conn, **about, asker="", may_share=False, asked_at=clock()).id  # type: ignore[arg-type]
            for _number in range(5)
        ]
        for number in range(1, 6):
            sealed.seal(conn, number, maija, "")
        for asked, state, fields in zip(
            ids,
            ("open", "taken", "answered", "shared", "withdrawn"),
            ({}, {}, {"answered_at": clock()}, {"answered_at": clock(), "ended_at": clock.push(60)}, {}),
            strict=True,
        ):
            escalations.move(conn, asked, ["open"], state, **fields)
    end = clock() + keeping.QUESTIONS
    assert retention.run(store, end)["escalations"] == 2
    assert retention.run(store, end + ALONE)["escalations"] == 1
    assert retention.run(store, end + keeping.YEAR)["escalations"] == 0
    with store.reading() as conn:
        assert {found.state for found in escalations.in_state(conn, "open", "taken", "answered", "shared")} == {
            "open",
            "taken",
        }
        assert sealed.asked_by(conn, maija) == [2, 1]


def test_what_has_come_is_forgotten_and_what_is_to_come_is_not(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija = people.add(conn, MAIJA, Language.FI).id
        experts.be_away(conn, maija, experts.Absence(clock().date(), clock().date()))
        for asked in ("yksi", "kaksi"):
            found = questions.add(conn, person=maija, at=MAIJA, text=asked, language="fi", asked_at=clock())
            wishes.add(conn, found.id, maija, clock())
        wishes.told(conn, "Q1", clock())
        entry = entries.propose(conn, kind="expert", language="fi", question="?", answer="!", written_on=clock().date())
        entries.give(conn, entry.id, maija, clock())
        schedule.put_once(conn, Later("x.y", clock(), "came"), clock())
        schedule.put_once(conn, Later("x.y", clock() + keeping.YEAR, "comes"), clock())
        retention.plan(conn, clock())
        schedule.tick(conn, clock())
    start = clock()
    for kept, gone in (
        (keeping.ONCE, nothing()),
        (keeping.ONCE + timedelta(days=1), nothing(occasions=1, absences=1)),
        (keeping.MESSAGES, nothing()),
        (keeping.MESSAGES + ALONE, nothing(wishes=1)),
        (keeping.QUESTIONS, nothing()),
        (keeping.QUESTIONS + ALONE, nothing(questions=2, given_answers=1)),
    ):
        assert retention.run(store, start + kept) == gone, kept
    with store.writing() as conn:
        assert wishes.open_ones(conn) == []
        assert not schedule.put_once(conn, Later("x.y", clock(), "comes"), clock())


def test_what_waits_for_a_platform_that_is_not_served_keeps_its_words_for_thirty_days(
    store: Store, clock: Clock
) -> None:
    there = Address("teams", "tenant", "u", "a:1")
    with store.writing() as conn:
        outbox.put(conn, Send(there, card("salaisuus")), there, clock())
        outbox.put(conn, Send(there, card("tuleva"), at=clock() + timedelta(days=60)), there, clock())
    assert retention.run(store, clock() + keeping.MESSAGES)["unsent"] == 0
    assert retention.run(store, clock() + keeping.MESSAGES + ALONE)["unsent"] == 1
    with store.reading() as conn:
        kept = conn.execute(select(outbox.outbox.c.payload)).scalars().all()
    assert len(kept) == 1 and "tuleva" in str(kept[0])
