"""What is sent: outcomes by status, the windows, messages of our own accord, restarts, moved service URLs, blocked people."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cards import Card, File, Text
from bot.channels.teams_pace import Pace
from bot.channels.teams_sending import later
from bot.delivery import lanes, outbox
from bot.people import Address, Language, Place
from bot.store import Conflict, StoreError
from bot.turns import Send
from knowledge.library import Library
from tests.talk import HandClock
from tests.teams.reading import labels, seen
from tests.teams.stage import MAIJA, Stage, staged
from tests.teams.test_talk import CALENDAR, CHANNEL
from tests.teams.twin import HOME, Fault, Human, Twin


def put(stage: Stage, words: str, to: Address | None = None, **more: object) -> None:
    """A message of Sparri's own accord."""
    to = to or Address("teams", HOME, MAIJA.directory_id, MAIJA.chat)
    with stage.app.store.writing() as conn:
        outbox.put(conn, Send(to, Card(Text(words)), **more), to, stage.clock())  # type: ignore[arg-type]


async def known(stage: Stage, who: Human = MAIJA) -> None:
    """Somebody who has been welcomed."""
    await stage.say(who, "hei")
    stage.twin.calls.clear()


def state(stage: Stage) -> tuple[str, str]:
    """What became of the latest row."""
    with stage.app.store.reading() as conn:
        row = conn.execute(text("SELECT state, error FROM outbox ORDER BY id DESC LIMIT 1")).one()
    return row.state, row.error


async def once(stage: Stage) -> None:
    """Sends what is due now, and no more."""
    from bot.channels.sending import send_due

    await send_due(stage.app.store, {"teams": stage.teams}, stage.clock)


STATUSES = [
    (400, 0, 0), (401, 1, 1), (403, 0, 0), (404, 0, 0), (408, 1, 0), (409, 0, 0), (412, 19, 2), (413, 0, 0),
    (429, 25, 25), (500, 0, 0), (501, 0, 0), (502, 1, 0), (503, 19, 2), (504, 1, 0),
]  # fmt: skip
"""Status; how often a message that must arrive is sent again while Teams goes on answering so, and how often another.
A 401 is answered with a new token, 429 is waited out for as long as it takes, 412 and 503 are tried for two hours: none of
them has arrived."""


@pytest.mark.parametrize(("status", "must", "may"), STATUSES)
def test_what_is_sent_again_and_how_often(tmp_path: Path, library: Library, status: int, must: int, may: int) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            for is_must, times in ((True, must), (False, may)):
                stage.clock.push(timedelta(hours=2))
                stage.twin.calls.clear()
                stage.twin.faults = [Fault(status, {"error": {"code": "Odd", "message": "odd"}}) for _ in range(26)]
                put(stage, "tärkeä", Address("teams", HOME, f"x{is_must}", f"a:x{is_must}"), must=is_must)
                while state(stage)[0] == "due":
                    await once(stage)
                    stage.clock.push(timedelta(minutes=11))
                assert [call[2] for call in stage.twin.calls][: times + 1] == [status] * (times + 1)
                assert len(stage.twin.calls) == times + (2 if status == 429 else 1), stage.twin.calls
                assert state(stage)[0] == ("sent" if status == 429 else "failed")

    asyncio.run(run())


@pytest.mark.parametrize("status", [401, 408, 412, 429, 502, 503, 504])
def test_what_is_sent_again_arrives(tmp_path: Path, library: Library, status: int) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            stage.twin.faults = [Fault(status, "")]
            put(stage, "tärkeä", must=True)
            await stage.settle()
            assert [call[2] for call in stage.twin.calls] == [status, 201]
            assert state(stage)[0] == "sent"

    asyncio.run(run())


@pytest.mark.parametrize("fault", [Fault(504, "", arrives=True), Fault(408, "", arrives=True),
                                   Fault(504, arrives=True, drops=True)])  # fmt: skip
def test_what_may_have_arrived_twice_is_set_aside_in_words(
    tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            before = len(stage.twin.messages)
            stage.twin.faults = [fault] * 5
            put(stage, "tärkeä", must=True)
            await stage.settle()
            shown = [seen(one) for one in stage.twin.messages[before:]]
            assert len(shown) == 2
            assert ["saattaa olla sinulla jo" in one for one in shown] == [False, True]
            told, error = state(stage)
            assert told == "failed" and error.startswith("twice it may have arrived (")
            with stage.app.store.reading() as conn:
                assert outbox.uncertain(conn) == 1
            assert "sent once more as a possible repeat" in caplog.text and error in caplog.text
            assert "tärkeä" not in caplog.text
            stage.twin.faults = []
            put(stage, "seuraava")
            await stage.settle()
            assert state(stage) == ("sent", "")

    asyncio.run(run())


@pytest.mark.parametrize("is_begun", [True, False])
@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_what_may_have_arrived_is_repeated_when_teams_answers_again_and_not_before(
    tmp_path: Path, library: Library, status: int, is_begun: bool
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            before, start = len(stage.twin.messages), stage.clock()
            stage.twin.faults = [Fault(504, arrives=True, drops=True)]
            if not is_begun:
                stage.twin.faults.insert(0, Fault(201, {"id": MAIJA.chat}))
            at = Address(
                "teams",
                HOME,
                MAIJA.directory_id,
                MAIJA.chat if is_begun else "",
                route=f"{stage.twin.url} {MAIJA.own_id}",
            )
            put(stage, "tärkeä", at, must=True)
            stage.twin.roster_status = status
            while stage.clock() - start < timedelta(minutes=90):
                await once(stage)
                stage.clock.push(timedelta(minutes=1))
            assert state(stage)[0] == "due" and len(stage.twin.messages) == before + 1
            stage.twin.roster_status = 200
            stage.clock.push(timedelta(minutes=11))
            await stage.settle()
            shown = [seen(one) for one in stage.twin.messages[before:]]
            assert ["saattaa olla sinulla jo" in one for one in shown] == [False, True]
            assert state(stage)[0] == "sent"

    asyncio.run(run())


def test_a_row_whose_conversation_never_answers_is_set_aside_after_two_hours(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            before, start = len(stage.twin.messages), stage.clock()
            stage.twin.faults, stage.twin.roster_status = [Fault(504, arrives=True)], 503
            put(stage, "tärkeä", must=True)
            while state(stage)[0] == "due":
                await once(stage)
                stage.clock.push(timedelta(minutes=1))
            assert timedelta(hours=1.5) < stage.clock() - start < timedelta(hours=3)
            assert state(stage)[1] == "Teams does not answer yet, after an attempt that may have arrived; set aside"
            assert len(stage.twin.messages) == before + 1
            with stage.app.store.reading() as conn:
                assert outbox.uncertain(conn) == 1

    asyncio.run(run())


def test_a_conversation_that_could_not_be_begun_is_no_unknown_outcome(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.faults = [Fault(504, "", arrives=True), Fault(200, drops=True, arrives=True)]
            put(stage, "ensi kertaa", Address("teams", HOME, "x", "", route=f"{stage.twin.url} 29:x"))
            await stage.settle()
            assert [seen(one) for one in stage.twin.messages] == ["ensi kertaa"]
            assert state(stage)[0] == "sent"

    asyncio.run(run())


def test_nobody_there_is_no_unknown_outcome(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            nowhere = "http://127.0.0.1:1/"
            put(stage, "tärkeä", Address("teams", HOME, "x", "a:x", route=f"{nowhere} 29:x"), must=True)
            for _time in range(5):
                await once(stage)
                stage.clock.push(timedelta(minutes=11))
            assert state(stage) == ("due", "Teams cannot be reached")
            with stage.app.store.reading() as conn:
                assert not conn.execute(text("SELECT max(is_uncertain) FROM outbox")).scalar()

    asyncio.run(run())


def test_a_token_that_was_revoked_is_replaced_once(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            stage.twin.revoked = {"token-1"}
            at = [Address("teams", HOME, f"x{n}", f"a:x{n}") for n in range(5)]
            for one in at:
                put(stage, "tieto", one)
            await stage.settle()
            assert [seen(stage.twin.at(one.conversation)[-1]) for one in at] == ["tieto"] * 5
            assert stage.twin.tokens_given == 2
            stage.twin.revoked = {f"token-{n}" for n in range(9)}
            stage.clock.push(timedelta(minutes=1))
            put(stage, "tieto", at[0], must=True)
            await stage.settle()
            assert state(stage) == ("failed", "Teams answered 401; set aside")
            assert stage.twin.tokens_given == 3

    asyncio.run(run())


def test_what_arrived_and_was_answered_504_comes_again_only_if_it_must_and_says_so(
    tmp_path: Path, library: Library
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            for must, shown in ((False, 1), (True, 2)):
                for fault in (Fault(504, "<html>", arrives=True), Fault(504, arrives=True, drops=True)):
                    stage.clock.push(timedelta(minutes=1))
                    before = len(stage.twin.messages)
                    stage.twin.faults = [fault]
                    put(stage, f"tieto {must}", must=must)
                    await stage.settle()
                    new = stage.twin.messages[before:]
                    assert len(new) == shown
                    assert ("saattaa olla sinulla jo" in seen(*new[1:])) is must

    asyncio.run(run())


def test_too_many_waits_as_long_as_it_is_told(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            stage.twin.faults = [Fault(429, "", {"Retry-After": "40"})]
            put(stage, "odottaa")
            await once(stage)
            stage.clock.push(timedelta(seconds=39))
            await once(stage)
            assert len(stage.twin.calls) == 1
            stage.clock.push(timedelta(seconds=3))
            await once(stage)
            assert state(stage)[0] == "sent"

    asyncio.run(run())


def test_the_pause_after_too_many_grows_and_is_spread() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    pauses = [(later(None, times, now, 0.5) - now).total_seconds() for times in range(1, 10)]
    assert pauses == sorted(pauses) and pauses[0] == 3 and pauses[-1] == 450
    assert (later(7.0, 1, now, 0.5) - now).total_seconds() == 7.5
    assert later(now + timedelta(seconds=9), 1, now, 0) == now + timedelta(seconds=9)
    assert later(now - timedelta(days=9), 1, now, 0) == now


def test_a_date_to_wait_for_is_understood(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            until = format_datetime(stage.clock() + timedelta(seconds=90), usegmt=True)
            stage.twin.faults = [Fault(429, "", {"Retry-After": until})]
            stage.clock.push(timedelta(seconds=30))
            put(stage, "odottaa")
            await once(stage)
            stage.clock.push(timedelta(seconds=55))
            await once(stage)
            assert state(stage)[0] == "due"
            stage.clock.push(timedelta(seconds=10))
            await once(stage)
            assert state(stage)[0] == "sent"

    asyncio.run(run())


def test_the_second_half_of_an_answer_does_not_repeat_the_first(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            for fault in (Fault(503), Fault(429, "", {"Retry-After": "2"}), Fault(502, "<html>")):
                stage.clock.push(timedelta(minutes=1))
                before = len(stage.twin.messages)
                await stage.twin.deliver(stage.twin.said(MAIJA, CALENDAR))
                stage.twin.faults = [Fault(201, {"id": "first"}, arrives=True), fault]
                await stage.settle()
                told, card = stage.twin.messages[before:]
                assert told.activity["text"] and labels(card)

    asyncio.run(run())


def test_a_message_of_our_own_arrives_after_a_restart(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        clock = HandClock()
        twin = Twin(clock)
        await twin.start()
        async with staged(tmp_path, library, twin, clock) as stage:
            await known(stage)
            mention = stage.twin.mentioned(MAIJA, CALENDAR)
            await stage.hears(mention, CHANNEL)
        async with staged(tmp_path, library, twin, clock) as stage:
            person = stage.person(MAIJA)
            assert person and not person.address.route
            put(stage, "muistutus", person.address)
            there = Address("teams", HOME, MAIJA.directory_id, CHANNEL, place=Place.CHANNEL)
            put(stage, "uusi ketju", there)
            put(stage, "ketjuun", Address("teams", HOME, "", CHANNEL, mention["id"], Place.CHANNEL))
            await stage.settle()
            assert seen(twin.at(MAIJA.chat)[-1]) == "muistutus"
            anew, under = twin.at(CHANNEL)[-2:]
            assert (anew.conversation, seen(anew)) == (CHANNEL, "uusi ketju")
            assert (under.conversation, seen(under)) == (mention["conversation"]["id"], "ketjuun")
        await twin.stop()

    asyncio.run(run())


def test_a_service_url_that_moved_is_the_one_taken(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            old = stage.twin.url
            stage.twin.region = "nordics"
            # somebody who may not sign cannot move anybody
            forged = stage.twin.said(MAIJA, "hei") | {"serviceUrl": "https://evil.example/"}
            assert (await stage.twin.deliver(forged))[0] == 401
            assert (await stage.twin.deliver(stage.twin.said(MAIJA, "kiitos")))[0] == 200
            assert stage.twin.url != old
            put(stage, "tieto")
            await stage.settle()
            assert {url.path.split("/")[1] for url in map(_url, stage.teams._connector._clients)} == {"emea", "nordics"}
            with stage.app.store.reading() as conn:
                route = conn.execute(text("SELECT route FROM lane WHERE id LIKE '%@%'")).scalar()
            assert str(route).startswith(stage.twin.url)

    asyncio.run(run())


def _url(address: str):  # type: ignore[no-untyped-def]
    from yarl import URL

    return URL(address)


@pytest.mark.parametrize("body", [
    {"error": {"code": "ConversationBlockedByUser"}}, {"error": {"code": "BotNotInConversationRoster"}},
    {"error": {"code": "BotDisabledByAdmin"}}, {"errorCode": 209, "message": '{"subCode": "MessageWritesBlocked"}'},
])  # fmt: skip
def test_whoever_has_blocked_us_is_left_alone_until_they_speak(
    tmp_path: Path, library: Library, body: dict[str, object]
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            stage.twin.faults = [Fault(403, body)]
            put(stage, "ensimmäinen", must=True)
            await stage.settle()
            stage.twin.calls.clear()
            for _day in range(7):
                stage.clock.push(timedelta(days=1))
                put(stage, "muistutus", must=True)
                await stage.settle()
            assert stage.twin.calls == []
            with stage.app.store.reading() as conn:
                assert len(lanes.unreachable(conn)) == 1
            assert await stage.say(MAIJA, "valikko")
            put(stage, "taas")
            await stage.settle()
            assert seen(stage.twin.messages[-1]) == "taas"

    asyncio.run(run())


def test_whoever_removes_the_app_is_left_alone(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            assert (await stage.twin.deliver(stage.twin.installed(MAIJA, "remove")))[0] == 200
            put(stage, "muistutus", must=True)
            await stage.settle()
            assert stage.twin.calls == []
            assert (await stage.twin.deliver(stage.twin.installed(MAIJA)))[0] == 200
            put(stage, "taas")
            await stage.settle()
            assert [seen(one) for one in stage.twin.messages][1:] == ["taas"]

    asyncio.run(run())


def test_a_broadcast_keeps_every_window(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            for n in range(200):
                who = Human(f"P{n}")
                put(stage, "muistutus", Address("teams", HOME, who.directory_id, who.chat))
            for n in range(30):
                put(stage, f"viesti {n}", Address("teams", HOME, "x", "a:busy"))
            seconds: list[int] = []
            while True:
                before = len(stage.twin.calls)
                await once(stage)
                seconds.append(len(stage.twin.calls) - before)
                with stage.app.store.reading() as conn:
                    if not outbox.counts(conn).get("due"):
                        break
                stage.clock.push(timedelta(seconds=1))
            assert len(stage.twin.messages) == 230
            assert {call[2] for call in stage.twin.calls} == {201}
            assert max(seconds) <= 25

    asyncio.run(run())


def test_the_pace_keeps_the_windows_whatever_is_asked() -> None:
    pace, now, sent = Pace(), 0.0, []
    for n in range(2_500):
        count = 1 + n % 2
        while (wait := pace.take("c", f"t{n}", now, count)) > 0:
            now += wait
        sent += [now] * count
    for most, seconds in ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0)):
        assert all(sent[n + most] - sent[n] >= seconds - 1e-6 for n in range(len(sent) - most)), (most, seconds)


def test_what_is_too_big_is_refused_for_good(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.teams._sending._files = lambda _at, _file: "https://x.fi/" + "y" * 50_000
            at = Address("teams", HOME, MAIJA.directory_id, MAIJA.chat)
            with stage.app.store.writing() as conn:
                outbox.put(conn, Send(at, Card(File("a.zip", "application/zip", b"", "x"))), at, stage.clock())
            await stage.settle()
            assert state(stage) == ("failed", "too big for Teams; set aside")
            assert stage.twin.calls == []

    asyncio.run(run())


def test_a_database_that_is_away_for_a_moment_loses_nothing(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            door, faults = stage.teams._sending._door, [StoreError("away"), Conflict()]

            class Away:
                async def language(self, at: Address) -> Language:
                    if faults:
                        raise faults.pop()
                    return await door.language(at)

            stage.teams._sending._door = Away()  # type: ignore[assignment]
            stage.clock.push(timedelta(minutes=1))
            put(stage, "tärkeä")
            await stage.settle()
            assert state(stage) == ("sent", "")

    asyncio.run(run())


def test_a_thread_that_was_deleted_closes_no_channel(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            await known(stage)
            stage.clock.push(timedelta(minutes=1))
            there = Address("teams", HOME, MAIJA.directory_id, CHANNEL, "1700000000000", Place.CHANNEL)
            stage.twin.faults = [Fault(404, {"error": {"code": "ServiceError", "message": "Message not found"}})]
            put(stage, "katosi", there)
            await stage.settle()
            assert state(stage)[0] == "failed"
            put(stage, "perillä", replace(there, thread=""))
            await stage.settle()
            assert state(stage)[0] == "sent"

    asyncio.run(run())


def test_a_zone_that_is_none_and_a_name_that_cannot_be_kept_stand_in_nobodys_way(
    tmp_path: Path, library: Library
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            activity = stage.twin.said(MAIJA, "hei")
            for entity in activity["entities"]:
                if entity["type"] == "clientInfo":
                    entity["timezone"] = "FLE Standard Time"
            activity["from"]["name"] = "Maija\x00 \ud800Meri"
            assert await stage.hears(activity, MAIJA.chat)
            assert await stage.say(MAIJA, "omat kysymykset")
            person = stage.person(MAIJA)
            assert person
            assert (person.name, person.zone) == ("Maija Meri", "Europe/Helsinki")
            assert not stage.app.core.work()

    asyncio.run(run())
