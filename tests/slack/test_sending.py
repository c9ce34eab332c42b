"""What becomes of a message: paces, waits, look-ups, ends."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.cards import Button, Buttons, Card, File, Image, Text
from bot.channels.slack_calls import given_up, outcome
from bot.channels.slack_sending import BURST, EVERY, Budget
from bot.delivery import lanes, outbox
from bot.delivery.outcomes import Gone, Refused, Unknown
from bot.people import Address, Place
from bot.turns import Reply, Send
from tests.slack.conftest import Play, Talk
from tests.slack.twin import TEAM, dm
from tests.talk import HandClock

CARD = Card(Text("Good morning"), Buttons((Button("Menu", "home.menu"),)))
MAIJA = Address("slack", TEAM, "UMAIJA", dm("UMAIJA"))


def put(talk: Talk, to: Address = MAIJA, card: Card = CARD, **more: Any) -> None:
    with talk.app.store.claiming() as conn:
        outbox.put(conn, Send(to, card, **more), to, talk.clock())


def states(talk: Talk) -> list[tuple[str, str]]:
    with talk.app.store.reading() as conn:
        return [tuple(row) for row in conn.exec_driver_sql("SELECT state, error FROM outbox ORDER BY id")]


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("ratelimited", 429, None),
        ("", 429, None),
        ("message_limit_exceeded", 200, None),
        ("account_inactive", 200, Gone("account_inactive")),
        ("token_revoked", 200, Gone("token_revoked")),
        ("channel_not_found", 200, Gone("channel_not_found")),
        ("not_in_channel", 200, Gone("not_in_channel")),
        ("is_archived", 200, Gone("is_archived")),
        ("user_not_found", 200, Gone("user_not_found")),
        ("cannot_dm_bot", 200, Gone("cannot_dm_bot")),
        ("user_disabled", 200, Gone("user_disabled")),
        ("msg_too_long", 200, Refused("msg_too_long", is_final=True)),
        ("invalid_blocks", 200, Refused("invalid_blocks", is_final=True)),
        ("invalid_blocks_format", 200, Refused("invalid_blocks_format", is_final=True)),
        ("missing_scope", 200, Refused("missing_scope")),
        ("invalid_auth", 200, Refused("invalid_auth")),
        ("something_new", 200, Refused("something_new")),
        ("", 404, Refused("http 404")),
        ("unreachable", 200, Refused("unreachable")),
        ("org_login_required", 200, Refused("org_login_required")),
        ("restricted_action", 200, Refused("restricted_action", is_final=True)),
        ("team_added_to_org", 200, Unknown()),
        ("fatal_error", 200, Unknown()),
        ("internal_error", 200, Unknown()),
        ("request_timeout", 200, Unknown()),
        ("service_unavailable", 503, Unknown()),
        ("", 500, Unknown()),
        ("", 502, Unknown()),
        ("", 504, Unknown()),
    ],
)
def test_what_an_answer_means(code: str, status: int, expected: object) -> None:
    assert outcome(code, status) == expected


@pytest.mark.parametrize(
    ("code", "third"),
    [
        ("something_new", Refused("something_new", is_final=True)),
        ("missing_scope", Refused("missing_scope", is_final=True)),
        ("unreachable", Refused("unreachable")),
        ("invalid_auth", Refused("invalid_auth")),
        ("not_authed", Refused("not_authed")),
        ("org_login_required", Refused("org_login_required")),
        ("team_added_to_org", Unknown()),
        ("internal_error", Unknown()),
        ("fatal_error", Unknown()),
        ("service_unavailable", Unknown()),
        ("request_timeout", Unknown()),
        ("is_archived", Gone("is_archived")),
        ("no_text", Refused("no_text", is_final=True)),
    ],
)
def test_a_cause_that_is_not_known_to_pass_is_final_at_the_third_attempt(code: str, third: object) -> None:
    found = outcome(code, 200)
    assert found is not None
    assert [given_up(found, attempt) for attempt in (1, 2)] == [found, found]
    assert given_up(found, 3) == third


def test_an_answer_that_slack_refuses_oddly_holds_the_next_one_up_for_seconds_only(play: Play, caplog: Any) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["something_new"] * 3
        put(talk, must=True)
        put(talk, must=True, card=Card(Text("The next one")))
        await talk.settle(12)
        assert states(talk) == [("failed", "something_new; set aside"), ("sent", "")]
        assert len(talk.twin.called("chat.postMessage")) == 4
        with talk.app.store.reading() as conn:
            assert lanes.unreachable(conn) == {}

    assert "something_new" in caplog.text


@pytest.mark.parametrize("fault", ["500 after", "500", "drop", "fatal_error"])
def test_what_may_have_arrived_is_looked_for_and_not_doubled(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        talk.twin.faults["chat.postMessage"] = [fault]
        assert await talk.twin.says("UMAIJA", "menu") == 200
        await talk.settle(8)
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1
        assert len(talk.twin.called("chat.postMessage")) == (1 if fault == "500 after" else 2)
        (looked,) = talk.twin.called("conversations.history")
        assert looked["include_all_metadata"] in ("true", "1", "True")
        ((state, told),) = states(talk)
        assert state == "sent" and told.startswith("it may have arrived; it is looked for")


def test_in_a_thread_too_and_where_the_conversation_is_not_known(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        root = talk.twin.wrote("UMAIJA", dm("UMAIJA"), "pane")["ts"]
        talk.twin.faults["chat.postMessage"] = ["500 after"]
        await talk.twin.says("UMAIJA", "menu", thread_ts=root)
        await talk.settle(8)
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1
        talk.twin.faults["chat.postMessage"] = ["500 after"]
        await talk.twin.commands("UMAIJA", "menu")
        await talk.settle(8)
        assert len(talk.twin.seen(dm("UMAIJA"))) == 2
        assert talk.twin.called("conversations.open") == [{"users": "UMAIJA"}]


@pytest.mark.parametrize(
    ("must", "times", "copies", "state"), [(True, 1, 2, "sent"), (True, 9, 2, "failed"), (False, 1, 1, "failed")]
)
def test_in_a_channel_nothing_can_be_looked_for(play: Play, must: bool, times: int, copies: int, state: str) -> None:
    """Rather twice than never for what must arrive, and never three times; for the rest rather never than twice."""

    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["500 after"] * times
        put(talk, Address("slack", TEAM, "UMAIJA", "C1", place=Place.CHANNEL), must=must)
        await talk.settle(60)
        assert len(talk.twin.seen("C1")) == copies
        assert states(talk)[0][0] == state


def test_a_redraw_that_may_have_arrived_is_drawn_where_it_is(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["500 after"]
        put(talk, slot="status")
        await talk.settle(1)
        put(talk, slot="status", card=Card(Text("Later")))
        await talk.settle(8)
        (shown,) = talk.twin.seen(dm("UMAIJA"))
        assert shown["text"] == "Later"
        assert shown["edited"]


@pytest.mark.parametrize("fault", ["cant_update_message", "edit_window_closed"])
def test_what_is_found_and_cannot_be_redrawn_stands_as_it_arrived(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["500 after"]
        talk.twin.faults["chat.update"] = [fault] * 9
        put(talk, Address("slack", TEAM, "UMAIJA", dm("UMAIJA")), slot="s")
        await talk.settle(8)
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1
        assert states(talk)[0][0] == "sent"
        assert len(talk.twin.called("chat.update")) == 1


@pytest.mark.parametrize("fault", ["message_not_found", "cant_update_message"])
def test_what_cannot_be_redrawn_is_posted_anew(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        put(talk, slot="status")
        await talk.settle()
        talk.twin.faults["chat.update"] = [fault]
        put(talk, slot="status", card=Card(Text("Later")))
        await talk.settle()
        assert [shown["text"] for shown in talk.twin.seen(dm("UMAIJA"))] == ["Good morning\n1 painike: Menu", "Later"]


def test_asked_to_wait_nobody_of_that_workspace_asks_and_it_is_no_attempt(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["429"]
        put(talk)
        await talk.settle(2)
        put(talk, Address("slack", TEAM, "UERIK", dm("UERIK")))
        await talk.settle(4)
        assert len(talk.twin.called("chat.postMessage")) == 1
        await talk.settle(4)
        assert len(talk.twin.called("chat.postMessage")) == 3
        assert states(talk) == [("sent", ""), ("sent", "")]
        with talk.app.store.reading() as conn:
            assert list(conn.exec_driver_sql("SELECT attempts FROM outbox").scalars()) == [1, 1]


@pytest.mark.parametrize("fault", ["channel_not_found", "account_inactive", "cannot_dm_bot"])
def test_nobody_there_ends_the_conversation_until_they_are_heard(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        talk.twin.faults["chat.postMessage"] = [fault]
        for number in range(3):
            put(talk, once=f"n{number}")
        await talk.settle()
        assert len(talk.twin.called("chat.postMessage")) == 1
        assert {state for state, _error in states(talk)} == {"failed"}
        assert await talk.says("UMAIJA", "menu")


def test_two_hundred_people_within_what_a_workspace_takes(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        for number in range(200):
            put(talk, Address("slack", TEAM, f"U{number}", ""))
        await talk.settle(2)
        early = len(talk.twin.called("chat.postMessage"))
        assert BURST <= early <= BURST + 5 / EVERY.total_seconds()
        await talk.settle(60)
        assert {state for state, _error in states(talk)} == {"sent"}
        assert len(talk.twin.called("chat.postMessage")) == 200


def test_a_budget() -> None:
    budget, now = Budget(), HandClock()()
    sent = [budget.wait(now) for _number in range(BURST + 2)]
    assert sent[:BURST] == [None] * BURST
    assert sent[BURST:] == [now + EVERY, now + 2 * EVERY]
    assert budget.wait(now + 2 * EVERY) is None


def test_a_file_follows_its_card(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        file = Card(Text("Here"), File("a.csv", "text/csv", b"a;b", "All your questions"))
        talk.twin.faults["files.completeUploadExternal"] = ["internal_error"]
        put(talk, card=file, must=True)
        await talk.settle(8)
        card, shared = talk.twin.seen(dm("UMAIJA"))
        assert "a.csv: All your questions" in card["text"]
        assert shared["files"] == [{"name": "a.csv"}]
        assert set(talk.twin.files.values()) == {b"a;b"}
        assert len(talk.twin.called("chat.postMessage")) == 1


@pytest.mark.parametrize("fault", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_picture_and_a_file_follow_their_card_each_once(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        png = b"\x89PNG\r\n\x1a\n"
        card = Card(Text("Ages"), Image("a.png", png, "Two <bars>"), File("a.csv", "text/csv", b"a;b", "The same"))
        talk.twin.faults[fault] = ["internal_error"]
        put(talk, card=card, must=True)
        await talk.settle(8)
        shown, picture, table = talk.twin.seen(dm("UMAIJA"))
        assert shown["text"] == "Ages\nTwo &lt;bars&gt;\na.csv: The same"
        assert (picture["files"], table["files"]) == ([{"name": "a.png"}], [{"name": "a.csv"}])
        assert talk.twin.called("files.getUploadURLExternal")[-2]["alt_txt"] == "Two <bars>"
        assert "alt_txt" not in talk.twin.called("files.getUploadURLExternal")[-1]
        assert len(talk.twin.called("chat.postMessage")) == 1


def test_without_the_right_to_upload_the_card_stands_alone(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["files.getUploadURLExternal"] = ["missing_scope"]
        put(talk, card=Card(File("a.csv", "text/csv", b"a;b", "All your questions")))
        await talk.settle()
        assert states(talk) == [("sent", "")]
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1


def test_two_messages_to_one_person_are_a_second_apart(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        for number in range(3):
            put(talk, once=f"n{number}", card=Card(Text(str(number))))
        await talk.settle(1)
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1
        await talk.settle(3)
        assert [shown["text"] for shown in talk.twin.seen(dm("UMAIJA"))] == ["0", "1", "2"]


def test_nothing_is_previewed_linked_or_told_twice_by_the_sdk(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        with talk.app.store.claiming() as conn:
            outbox.put(conn, Reply(Card(Text("<!channel> https://a.example"))), MAIJA, talk.clock())
        talk.twin.faults["chat.postMessage"] = ["500"]
        await talk.settle(1)
        assert len(talk.twin.called("chat.postMessage")) == 1
        await talk.settle(8)
        (sent,) = talk.twin.called("chat.postMessage")[1:]
        assert (sent["parse"], sent["link_names"], sent["mrkdwn"]) == ("none", False, False)
        assert "<!channel>" not in sent["text"]
        assert sent["metadata"]["event_type"] == "sparri_message"
        assert "Maija" not in json.dumps(sent["metadata"])
        talk.clock.push(timedelta(hours=1))


@pytest.mark.parametrize("fault", ["account_inactive", "token_revoked"])
def test_a_workspace_that_is_there_again_is_open_again(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = [fault]
        put(talk)
        await talk.settle()
        with talk.app.store.reading() as conn:
            assert lanes.unreachable(conn) == {MAIJA.lane: fault}
        await talk.slack._workspaces.start()  # as when Sparri is started anew with a new token
        put(talk)
        await talk.settle()
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1


def test_somebody_who_has_left_stays_closed(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.faults["chat.postMessage"] = ["user_disabled"]
        put(talk)
        await talk.settle()
        await talk.slack._workspaces.start()
        with talk.app.store.reading() as conn:
            assert lanes.unreachable(conn) == {MAIJA.lane: "user_disabled"}
