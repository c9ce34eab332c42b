"""What delivery knows of a conversation: its pace, the newest way there, its end, and what was pressed in it."""

from datetime import timedelta

from sqlalchemy import text

from bot.cards import Card, Text, lines
from bot.delivery import claims, inbox, lanes, outbox
from bot.delivery.outcomes import Claimed, Gone, Later, Outcome, Rules, Sent, Unknown
from bot.people import Address, Place
from bot.store import Store
from bot.turns import Home, Pressed, Reply, Said, Send
from tests.databases import Clock

DM = Address("slack", "T1", "U1", "D1")
CHANNEL = Address("slack", "T1", "U1", "C1", thread="10.1", place=Place.CHANNEL)
RULES = {"slack": Rules(pace=timedelta(seconds=1), looks_up=True), "teams": Rules(pace=timedelta(seconds=2))}


def card(words: str) -> Card:
    return Card(Text(words))


def put(store: Store, clock: Clock, effect: Reply | Send | Home, at: Address = DM, pressed: str = "") -> None:
    with store.writing() as conn:
        outbox.put(conn, effect, at, clock(), pressed)


def claim(store: Store, clock: Clock) -> list[Claimed]:
    with store.claiming() as conn:
        return claims.claim(conn, clock(), RULES)


def finish(store: Store, clock: Clock, item: Claimed, outcome: Outcome) -> None:
    with store.claiming() as conn:
        assert claims.finish(conn, item, outcome, clock(), RULES[item.address.platform])


def hear(store: Store, clock: Clock, event: Said | Pressed) -> None:
    with store.claiming() as conn:
        inbox.put(conn, event, clock())


def words(item: Claimed) -> str:
    return " ".join(lines(item.card))


def test_a_conversation_is_paced_and_others_are_not_held_up(store: Store, clock: Clock) -> None:
    for n in range(3):
        put(store, clock, Reply(card(str(n))))
    put(store, clock, Reply(card("there")), CHANNEL)
    sent = []
    for _ in range(4):
        for item in claim(store, clock):
            finish(store, clock, item, Sent("D1 1"))
            sent.append((words(item), clock().second))
        clock.push(1)
    assert sorted(sent) == [("0", 0), ("1", 1), ("2", 2), ("there", 0)]


def test_one_person_one_lane_whether_the_conversation_is_known_or_not(store: Store, clock: Clock) -> None:
    put(store, clock, Send(Address("slack", "T1", "U1", ""), card("first")))
    put(store, clock, Send(DM, card("second")))
    (item,) = claim(store, clock)
    assert words(item) == "first"
    assert claim(store, clock) == []


def test_after_an_unknown_outcome_whoever_sends_is_told_to_look(store: Store, clock: Clock) -> None:
    put(store, clock, Send(DM, card("1")))
    (first,) = claim(store, clock)
    assert not first.is_uncertain
    finish(store, clock, first, Unknown())
    clock.push(3)
    (second,) = claim(store, clock)
    assert second.is_uncertain
    assert second.key == first.key
    finish(store, clock, second, Later(clock() + timedelta(seconds=9)))
    clock.push(9)
    (third,) = claim(store, clock)
    assert third.is_uncertain, "to wait is not to know"


def test_where_nothing_can_be_looked_up_only_what_must_arrive_is_sent_again(store: Store, clock: Clock) -> None:
    there = Address("teams", "tenant", "u", "a:1")
    put(store, clock, Send(there, card("hint")))
    put(store, clock, Send(there, card("answer"), must=True))
    for _ in range(2):
        (item,) = claim(store, clock)
        finish(store, clock, item, Unknown())
        clock.push(3)
    (item,) = claim(store, clock)
    assert words(item) == "answer"
    finish(store, clock, item, Unknown())
    clock.push(3_600)
    assert claim(store, clock) == [], "once more, and no more"


def test_a_killed_sender_leaves_its_row_uncertain(store: Store, clock: Clock) -> None:
    put(store, clock, Send(DM, card("1")))
    claim(store, clock)
    clock.push(61)
    (item,) = claim(store, clock)
    assert item.is_uncertain


def test_keys_do_not_come_again_in_a_database_begun_anew(store: Store, clock: Clock) -> None:
    put(store, clock, Send(DM, card("1")))
    (first,) = claim(store, clock)
    with store.writing() as conn:
        conn.execute(text("DELETE FROM outbox"))
        conn.execute(text("UPDATE lane SET lease_until_at = 0"))
    clock.push(1)
    put(store, clock, Send(DM, card("2")))
    (second,) = claim(store, clock)
    assert first.key != second.key


def test_a_closed_conversation_takes_nothing_until_somebody_is_heard_there(store: Store, clock: Clock) -> None:
    put(store, clock, Send(DM, card("1")))
    put(store, clock, Send(DM, card("2")))
    (item,) = claim(store, clock)
    finish(store, clock, item, Gone("account_inactive"))
    put(store, clock, Send(DM, card("3")))
    clock.push(7 * 24 * 3600)
    assert claim(store, clock) == []
    with store.reading() as conn:
        assert lanes.unreachable(conn) == {"slack:T1:@U1": "account_inactive"}
        assert lanes.ended(conn) == 1
    hear(store, clock, Said("e1", DM, "moi"))
    put(store, clock, Send(DM, card("4")))
    (item,) = claim(store, clock)
    assert words(item) == "4"


def test_a_conversation_may_be_closed_before_anything_was_sent(store: Store, clock: Clock) -> None:
    with store.claiming() as conn:
        outbox.close(conn, DM, "uninstalled")
    put(store, clock, Send(DM, card("1")))
    assert claim(store, clock) == []


def test_the_latest_route_is_taken_and_outlives_the_event_it_came_with(store: Store, clock: Clock) -> None:
    old = Address("teams", "tenant", "u", "a:1", route="https://old.example/")
    put(store, clock, Send(old, card("1")), old)
    hear(store, clock, Said("e1", Address("teams", "tenant", "u", "a:1", route="https://new.example/"), "moi"))
    (item,) = claim(store, clock)
    assert item.address.route == "https://new.example/"
    finish(store, clock, item, Sent("x"))
    put(store, clock, Send(Address("teams", "tenant", "u", "a:1"), card("2")))
    clock.push(2)
    (item,) = claim(store, clock)
    assert item.address.route == "https://new.example/"


def test_a_press_redraws_the_message_it_stood_on_and_the_latest_wins(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("taken"), redraw=True), CHANNEL, pressed="C1 5.5")
    put(store, clock, Reply(card("released"), redraw=True), CHANNEL, pressed="C1 5.5")
    put(store, clock, Reply(card("another"), redraw=True), CHANNEL, pressed="C1 6.6")
    seen = []
    while claimed := claim(store, clock):
        for item in claimed:
            seen.append((words(item), item.edits_remote_id))
            finish(store, clock, item, Sent("C1 5.5"))
        clock.push(1)
    assert seen == [("released", "C1 5.5"), ("another", "C1 6.6")]


def test_a_redraw_of_nothing_is_a_new_message(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("1"), redraw=True))
    (item,) = claim(store, clock)
    assert item.edits_remote_id is None


def test_a_home_page_is_replaced_and_never_edited(store: Store, clock: Clock) -> None:
    put(store, clock, Home(card("old")))
    put(store, clock, Home(card("new")))
    (item,) = claim(store, clock)
    assert (words(item), item.slot, item.edits_remote_id) == ("new", outbox.HOME, None)
    finish(store, clock, item, Sent("view"))
    clock.push(1)
    put(store, clock, Home(card("newer")))
    (item,) = claim(store, clock)
    assert item.edits_remote_id is None
