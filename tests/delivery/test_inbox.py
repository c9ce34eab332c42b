from sqlalchemy import text

from bot.delivery import inbox
from bot.people import Address
from bot.store import Store
from bot.turns import Pressed, Said, Submitted
from tests.databases import Clock

MAIJA = Address("console", "here", "maija", "maija")
ANNA = Address("console", "here", "anna", "anna")


def said(key: str, words: str = "moi", at: Address = MAIJA) -> Said:
    return Said(key, at, words)


def put(store: Store, clock: Clock, *events: Said | Pressed | Submitted) -> list[bool]:
    with store.claiming() as conn:
        return [inbox.put(conn, event, clock()) for event in events]


def claim(store: Store, clock: Clock) -> inbox.Taken | None:
    with store.claiming() as conn:
        return inbox.claim(conn, clock())


def done(store: Store, taken: inbox.Taken | None) -> bool:
    assert taken
    with store.writing() as conn:
        return inbox.done(conn, taken)


def test_an_event_is_stored_once(store: Store, clock: Clock) -> None:
    assert put(store, clock, said("1"), said("1"), said("2")) == [True, False, True]
    assert done(store, claim(store, clock))
    assert put(store, clock, said("1")) == [False]


def test_in_order_within_a_conversation(store: Store, clock: Clock) -> None:
    put(store, clock, said("m1"), said("m2"), said("a1", at=ANNA))
    first, second = claim(store, clock), claim(store, clock)
    assert first
    assert second
    assert (first.key, second.key) == ("m1", "a1")
    assert claim(store, clock) is None
    assert done(store, first)
    third = claim(store, clock)
    assert third
    assert third.key == "m2"


def test_a_killed_worker_is_followed_by_another(store: Store, clock: Clock) -> None:
    put(store, clock, said("1"))
    dead = claim(store, clock)
    clock.push(59)
    assert claim(store, clock) is None
    clock.push(1)
    living = claim(store, clock)
    assert living
    assert living.attempts == 2
    assert not done(store, dead)
    assert done(store, living)
    assert claim(store, clock) is None


def test_set_aside_after_three_attempts(store: Store, clock: Clock) -> None:
    put(store, clock, said("1"), said("2"))
    for is_last in (False, False, True):
        taken = claim(store, clock)
        assert taken
        assert taken.key == "1"
        with store.claiming() as conn:
            assert inbox.failed(conn, taken, "ValueError: no", clock()) is is_last
    taken = claim(store, clock)
    assert taken
    assert taken.key == "2"


def test_a_released_event_is_not_an_attempt(store: Store, clock: Clock) -> None:
    put(store, clock, said("1"))
    for _ in range(5):
        taken = claim(store, clock)
        assert taken
        assert taken.attempts == 1
        with store.claiming() as conn:
            inbox.released(conn, taken, clock())


def test_personal_data_never_reaches_the_table(store: Store, clock: Clock) -> None:
    form = Submitted("2", ANNA, "people.edit", {"name": "040 555 0112", "is": "maija@example.fi"})
    put(store, clock, said("1", "hetu 131052-308T \0\ud800"), form)
    with store.reading() as conn:
        rows = str(conn.execute(text("SELECT * FROM inbox")).all())
    assert not any(secret in rows for secret in ("308T", "0112", "maija@"))
    first, second = claim(store, clock), claim(store, clock)
    assert first
    assert second
    assert isinstance(first.event, Said)
    assert first.event.text.strip() == "hetu ▮▮▮"
    assert first.event.masked == ("personal_id",)
    assert isinstance(second.event, Submitted)
    assert second.event.values == {"name": "▮▮▮", "is": "▮▮▮"}
    assert second.event.masked == ("email", "phone")


def test_words_are_forgotten_when_done(store: Store, clock: Clock) -> None:
    put(store, clock, said("1", "salainen"))
    done(store, claim(store, clock))
    with store.reading() as conn:
        assert "salainen" not in str(conn.execute(text("SELECT * FROM inbox")).all())


def test_a_new_start_does_not_wait_for_the_lease_of_a_dead_process(store: Store, clock: Clock) -> None:
    put(store, clock, said("1", "one"))
    assert claim(store, clock)
    assert claim(store, clock) is None
    with store.claiming() as conn:
        inbox.freed(conn, "slack")
    assert claim(store, clock) is None
    with store.claiming() as conn:
        inbox.freed(conn, "console")
    assert claim(store, clock)


def test_any_number_of_unreadable_events_hold_nobody_up(store: Store, clock: Clock) -> None:
    with store.claiming() as conn:
        for number in range(1_100):
            inbox.put(conn, Said(f"e{number}", MAIJA, "moi"), clock())
        conn.execute(inbox.inbox.update().values(payload="{}"))
        inbox.put(conn, Said("readable", MAIJA, "hei"), clock())
    with store.claiming() as conn:
        taken = inbox.claim(conn, clock())
    assert taken
    assert taken.event == Said("readable", MAIJA, "hei")
