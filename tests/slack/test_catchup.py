"""What Slack did not deliver is found, once."""

import json
from datetime import timedelta

import pytest

from bot.channels.slack_catchup import EVERY, PAGE
from bot.delivery import erasing
from bot.store import StoreError
from bot.store.slack import Workspace
from bot.turns import Pressed, Said
from tests.slack.conftest import Play, Talk
from tests.slack.twin import dm


async def swept(talk: Talk) -> int:
    found = await talk.slack.catch_up.once(talk.slack._listening.receive)
    await talk.settle()
    return found


def test_twenty_missed_messages_are_answered_exactly_once(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA", "UERIK")
        for user in ("UMAIJA", "UERIK"):
            await talk.says(user, "menu")
        talk.clock.push(timedelta(minutes=30))
        for number in range(10):
            talk.twin.wrote("UMAIJA", dm("UMAIJA"), f"Mikä on asia {number}?")
            talk.twin.wrote("UERIK", dm("UERIK"), f"Mikä on asia {number}?")
        late = talk.twin.messages[dm("UERIK")][-1]
        assert await talk.twin.tells({**late, "channel": dm("UERIK"), "channel_type": "im"}) == 200
        assert await swept(talk) == 20
        assert await swept(talk) == 0
        await talk.settle(12)
        assert len(talk.twin.seen(dm("UMAIJA"))) == len(talk.twin.seen(dm("UERIK"))) == 11
        assert talk.count("question") == 20


def test_twelve_hundred_missed_messages_are_all_heard_in_their_order(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        root = talk.twin.wrote("UMAIJA", dm("UMAIJA"), "asia 0")["ts"]
        for number in range(1, 600):
            talk.twin.wrote("UMAIJA", dm("UMAIJA"), f"asia {number}")
        for number in range(600, 1_200):
            talk.twin.wrote("UMAIJA", dm("UMAIJA"), f"asia {number}", thread_ts=root)
        talk.twin.faults["conversations.replies"] = ["fatal_error"]
        sweep = talk.slack.catch_up.once
        assert await sweep(talk.slack._listening.receive) == 0
        assert await sweep(talk.slack._listening.receive) == 1_200
        with talk.app.store.reading() as conn:
            rows = conn.exec_driver_sql("SELECT payload FROM inbox WHERE state = 'due' ORDER BY number").scalars()
            assert [json.loads(payload)["text"] for payload in rows] == [f"asia {number}" for number in range(1_200)]
        assert await sweep(talk.slack._listening.receive) == 0


def test_what_could_not_be_stored_halfway_is_heard_in_the_next_round(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        for number in range(500):
            talk.twin.wrote("UMAIJA", dm("UMAIJA"), f"asia {number}")
        taken: list[Said | Pressed] = []

        async def full(workspace: Workspace, event: Said | Pressed) -> None:
            if len(taken) == 450:
                raise StoreError("the disk is full")
            taken.append(event)

        with pytest.raises(StoreError):
            await talk.slack.catch_up.once(full)
        own = len(talk.twin.seen(dm("UMAIJA")))
        assert await talk.slack.catch_up.once(talk.slack._listening.receive) == own + 500 - 2 * PAGE


def test_what_is_written_while_a_round_reads_is_left_to_the_next(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        before = talk.twin.wrote("UMAIJA", dm("UMAIJA"), "ennen")
        during = {**talk.twin.wrote("UMAIJA", dm("UMAIJA"), "aikana"), "ts": f"{int(float(before['ts'])) + 60}.000001"}
        talk.twin.messages[dm("UMAIJA")][-1] = during
        sweep = talk.slack.catch_up.once
        assert await sweep(talk.slack._listening.receive) == 1
        talk.clock.push(timedelta(minutes=2))
        assert await sweep(talk.slack._listening.receive) == 1


def test_the_assistants_threads_are_read_too(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        root = talk.twin.wrote("UBOT", dm("UMAIJA"), "New chat", bot_id="B1")["ts"]
        await talk.says("UMAIJA", "menu", thread_ts=root)
        talk.twin.wrote("UMAIJA", dm("UMAIJA"), "profiili", thread_ts=root)
        await swept(talk)
        assert talk.twin.seen(dm("UMAIJA"))[-1]["thread_ts"] == root
        assert "Organisaatio" in talk.twin.seen(dm("UMAIJA"))[-1]["text"]
        assert await swept(talk) == 0


def test_a_question_of_yesterday_gets_an_apology_and_a_button(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        talk.twin.wrote("UMAIJA", dm("UMAIJA"), "Onko markkinakartoitus pakollinen? Soita 040 123 4567")
        talk.clock.push(timedelta(hours=25))
        assert await swept(talk) == 1
        sorry = talk.twin.seen(dm("UMAIJA"))[-1]
        assert "myöhässä" in sorry["text"]
        assert "040 123" not in sorry["text"]
        assert talk.count("question") == 0
        await talk.twin.presses("UMAIJA", dm("UMAIJA"), sorry, "Vastaa nyt")
        await talk.settle()
        assert talk.count("question") == 1
        assert await swept(talk) == 0


def test_a_guest_is_not_read_and_a_workspace_that_left_is_left_alone(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        talk.twin.wrote("UMAIJA", dm("UMAIJA"), "profiili")
        talk.twin.joins("UMAIJA", is_restricted=True)
        talk.clock.push(EVERY + timedelta(minutes=1))
        rows = talk.count("inbox")
        await swept(talk)
        assert talk.count("inbox") == rows
        talk.twin.faults["conversations.history"] = ["token_revoked"]
        assert await swept(talk) == 0


def test_channels_are_not_read(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.twin.mentions("UMAIJA", "C1", "menu")
        await talk.settle()
        assert await swept(talk) == 0
        assert talk.twin.called("conversations.history") == []


def test_one_person_whom_slack_does_not_show_stops_nobody_elses(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA", "UERIK")
        for user in ("UMAIJA", "UERIK"):
            await talk.says(user, "menu")
            talk.twin.wrote(user, dm(user), "profiili")
        talk.slack._members._known.clear()
        talk.twin.faults["users.info"] = ["fatal_error"]
        assert await swept(talk) == 1
        assert "Organisaatio" in talk.twin.seen(dm("UMAIJA"))[-1]["text"]
        assert await swept(talk) == 1
        assert "Organisaatio" in talk.twin.seen(dm("UERIK"))[-1]["text"]


def test_somebody_erased_who_comes_back_is_read_again(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        with talk.app.store.writing() as conn:
            erasing.erase(conn, talk.person("UMAIJA").id, talk.clock())
        await swept(talk)
        await talk.says("UMAIJA", "menu")
        assert talk.count("slack_heard") == 1
