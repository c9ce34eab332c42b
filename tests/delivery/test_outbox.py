import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.cards import Answered, Card, Text, lines
from bot.delivery import claims, outbox, outcomes
from bot.delivery.outcomes import Claimed, Later, Outcome, Refused, Sent, Unknown
from bot.people import Address
from bot.store import Store
from bot.turns import Reply, Send
from tests.databases import Clock

MAIJA = Address("console", "here", "maija", "maija")
ANNA = Address("console", "here", "anna", "anna")


def card(words: str) -> Card:
    return Card(Text(words))


def put(store: Store, clock: Clock, *effects: Reply | Send) -> None:
    with store.writing() as conn:
        for effect in effects:
            outbox.put(conn, effect, MAIJA, clock())


def claim(store: Store, clock: Clock) -> list[Claimed]:
    with store.claiming() as conn:
        return claims.claim(conn, clock(), {"console": outcomes.Rules()})


def finish(store: Store, clock: Clock, claimed: Claimed, outcome: Outcome) -> bool:
    with store.claiming() as conn:
        return claims.finish(conn, claimed, outcome, clock())


def words(claimed: list[Claimed]) -> list[str]:
    return [" ".join(lines(item.card)) for item in claimed]


def send(store: Store, clock: Clock, remote_id: str = "r") -> list[tuple[str, str | None]]:
    """Sends all that is due now; what was shown, and which message it redrew."""
    shown = []
    while claimed := claim(store, clock):
        for item in claimed:
            shown.append((words([item])[0], item.edits_remote_id))
            assert finish(store, clock, item, Sent(remote_id))
    return shown


def test_one_lane_one_order(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("1")), Reply(card("2")), Send(ANNA, card("3")))
    first = claim(store, clock)
    assert sorted(words(first)) == ["1", "3"]
    assert claim(store, clock) == []
    for item in first:
        assert finish(store, clock, item, Sent("r"))
    assert words(claim(store, clock)) == ["2"]


def test_once_is_once(store: Store, clock: Clock) -> None:
    put(store, clock, Send(ANNA, card("1"), once="k"), Send(ANNA, card("2"), once="k"))
    assert send(store, clock) == [("1", None)]
    put(store, clock, Send(ANNA, card("3"), once="k"))
    assert send(store, clock) == []


def test_a_slot_before_it_is_sent(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("old"), slot="s"), Reply(card("between")), Send(MAIJA, card("new"), slot="s"))
    assert send(store, clock) == [("new", None), ("between", None)]


def test_a_slot_after_it_was_sent(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("1"), slot="s"))
    send(store, clock, "r1")
    put(store, clock, Send(MAIJA, card("2"), slot="s"), Send(MAIJA, card("other"), slot="t"))
    assert send(store, clock, "r1") == [("2", "r1"), ("other", None)]


def test_a_slot_while_it_is_sent(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("1"), slot="s"))
    (first,) = claim(store, clock)
    put(store, clock, Send(MAIJA, card("2"), slot="s"), Send(MAIJA, card("3"), slot="s"))
    finish(store, clock, first, Sent("r1"))
    assert send(store, clock, "r1") == [("3", "r1")]


def test_a_slot_without_a_remote_id_is_posted_anew(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("1"), slot="s"))
    send(store, clock, "")
    put(store, clock, Send(MAIJA, card("2"), slot="s"))
    assert send(store, clock, "") == [("2", None)]


def test_a_slot_is_one_in_each_place(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("1"), slot="s"), Send(ANNA, card("2"), slot="s"))
    assert sorted(send(store, clock)) == [("1", None), ("2", None)]


def test_hold_and_cancel(store: Store, clock: Clock) -> None:
    put(store, clock, Send(ANNA, card("1"), once="k", hold=timedelta(seconds=10)))
    assert claim(store, clock) == []
    with store.writing() as conn:
        assert outbox.cancel(conn, "k")
        assert not outbox.cancel(conn, "k")
    clock.push(20)
    assert claim(store, clock) == []


def test_later_and_expiry(store: Store, clock: Clock) -> None:
    at = clock() + timedelta(hours=25)
    put(store, clock, Send(ANNA, card("1"), at=at), Send(MAIJA, card("2"), at=at, drop_after=at + timedelta(hours=1)))
    assert claim(store, clock) == []
    clock.push(27 * 3600)
    assert send(store, clock) == [("1", None)]


def test_a_refusal_is_tried_three_times_and_holds_the_order(store: Store, clock: Clock) -> None:
    put(store, clock, Send(MAIJA, card("1")), Reply(card("2")))
    for _ in range(3):
        (item,) = claim(store, clock)
        assert words([item]) == ["1"]
        finish(store, clock, item, Refused("busy"))
        clock.push(60)
    assert send(store, clock) == [("2", None)]


def outage(store: Store, clock: Clock, first: Outcome, then: Outcome) -> None:
    """Ninety minutes in which nothing gets through."""
    start, outcome = clock(), first
    while clock() < start + timedelta(minutes=90):
        for item in claim(store, clock):
            assert item.is_uncertain is (item.attempts > 1 and isinstance(first, Unknown))
            finish(store, clock, item, outcome)
            outcome = then
        clock.push(30)
    clock.push(600)


def test_what_must_arrive_outlasts_an_outage(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("1")))
    outage(store, clock, Refused("out of order"), Refused("out of order"))
    assert send(store, clock) == [("1", None)]


def test_what_may_have_arrived_waits_for_the_end_of_an_outage_and_is_repeated_once(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """A channel that asks first whether it would get through refuses until then: that is no repetition."""
    put(store, clock, Reply(card("1")), Reply(card("2")))
    outage(store, clock, Unknown("no answer"), Refused("it does not answer yet"))
    (item,) = claim(store, clock)
    assert (words([item]), item.is_uncertain) == (["1"], True)
    finish(store, clock, item, Unknown("no answer"))
    with store.reading() as conn:
        assert outbox.uncertain(conn) == 1
    assert "twice it may have arrived (no answer); set aside and not sent again" in caplog.text
    clock.push(3_600)
    assert send(store, clock) == [("2", None)]


def test_a_row_that_cannot_be_read_does_not_stop_the_others(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("broken")), Reply(card("whole")), Send(ANNA, card("hers")))
    with store.writing() as conn:
        conn.execute(text("UPDATE outbox SET payload = '{\"is\": \"Poem\"}' WHERE payload LIKE '%broken%'"))
    assert sorted(send(store, clock)) == [("hers", None), ("whole", None)]


def test_another_platform_is_left_alone(store: Store, clock: Clock) -> None:
    there = Address("console2", "here", "maija", "maija")
    put(store, clock, Send(there, card("1")))
    assert claim(store, clock) == []


def test_a_slot_takes_the_time_of_the_card_that_replaces(store: Store, clock: Clock) -> None:
    tomorrow = clock() + timedelta(hours=25)
    put(store, clock, Send(MAIJA, card("later"), slot="s", at=tomorrow, drop_after=tomorrow))
    put(store, clock, Send(MAIJA, card("now"), slot="s"))
    assert send(store, clock) == [("now", None)]
    put(store, clock, Send(ANNA, card("now"), slot="s"), Send(ANNA, card("later"), slot="s", at=tomorrow))
    assert send(store, clock) == []
    clock.push(26 * 3600)
    assert send(store, clock) == [("later", None)]


def test_what_changes_while_it_is_claimed_goes_out_as_it_is_then(store: Store, clock: Clock) -> None:
    """On PostgreSQL nothing makes the two wait for each other but the row itself."""
    put(store, clock, Send(ANNA, card("cancelled"), once="k"), Send(MAIJA, card("old"), slot="s"))
    claimed: list[Claimed] = []
    with store.writing() as conn:
        assert outbox.cancel(conn, "k")
        outbox.put(conn, Send(MAIJA, card("new"), slot="s"), MAIJA, clock())
        thread = threading.Thread(target=lambda: claimed.extend(claim(store, clock)))
        thread.start()
        thread.join(0.5)
    thread.join()
    assert words(claimed) == ["new"]


def test_a_final_refusal_is_not_tried_again(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("1")), Reply(card("2")))
    (item,) = claim(store, clock)
    finish(store, clock, item, Refused("no such channel", is_final=True))
    assert send(store, clock) == [("2", None)]


def test_waiting_as_told_is_no_attempt(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("1")))
    for _ in range(5):
        (item,) = claim(store, clock)
        assert item.attempts == 1
        finish(store, clock, item, Later(clock() + timedelta(seconds=30)))
        assert claim(store, clock) == []
        clock.push(30)


@pytest.mark.parametrize(("must", "shown"), [(True, [("1", None)]), (False, [])])
def test_an_unknown_outcome(store: Store, clock: Clock, must: bool, shown: list[tuple[str, None]]) -> None:
    put(store, clock, Send(ANNA, card("1"), must=must))
    (item,) = claim(store, clock)
    finish(store, clock, item, Unknown())
    clock.push(5)
    assert send(store, clock) == shown


def test_an_edit_is_repeated_after_an_unknown_outcome(store: Store, clock: Clock) -> None:
    put(store, clock, Send(ANNA, card("1"), slot="s"))
    send(store, clock, "r1")
    put(store, clock, Send(ANNA, card("2"), slot="s"))
    (item,) = claim(store, clock)
    finish(store, clock, item, Unknown())
    clock.push(5)
    assert send(store, clock, "r1") == [("2", "r1")]


@pytest.mark.parametrize("must", [True, False])
def test_a_killed_worker_does_not_stop_the_lane(store: Store, clock: Clock, must: bool) -> None:
    put(store, clock, Send(ANNA, card("1"), must=must), Send(ANNA, card("2")))
    (dead,) = claim(store, clock)
    clock.push(59)
    assert claim(store, clock) == []
    clock.push(2)
    assert send(store, clock) == ([("1", None)] if must else []) + [("2", None)]
    assert not finish(store, clock, dead, Sent("late"))


def test_what_was_sent_is_forgotten(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("salainen")))
    send(store, clock)
    with store.reading() as conn:
        assert "salainen" not in str(conn.execute(text("SELECT * FROM outbox")).all())


def test_many_workers_send_each_card_once(store: Store, clock: Clock) -> None:
    people = [Address("console", "here", f"p{n}", f"p{n}") for n in range(12)]
    put(store, clock, *(Send(at, card(f"{at.user} {n}")) for n in range(4) for at in people))
    shown: list[str] = []

    def work() -> None:
        idle = 0
        while idle < 20:
            claimed = claim(store, clock)
            idle = 0 if claimed else idle + 1
            for item in claimed:
                shown.extend(words([item]))
                finish(store, clock, item, Sent("r"))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shown) == len(set(shown)) == 48
    for at in people:
        mine = [line for line in shown if line.startswith(at.user + " ")]
        assert mine == sorted(mine)


def test_an_answer_is_found_by_the_message_that_shows_it(store: Store, clock: Clock) -> None:
    answer = Card(Text("answer"), answered=Answered("Q12"))
    put(store, clock, Reply(answer))
    send(store, clock, "m1")
    put(store, clock, Reply(answer), Reply(card("other")))  # shown again, and something else
    send(store, clock, "m2")
    with store.reading() as conn:
        assert [outbox.answered(conn, MAIJA, name) for name in ("m1", "m2", "m3", "")] == ["Q12", "Q12", "", ""]
        assert outbox.answered(conn, ANNA, "m1") == ""
