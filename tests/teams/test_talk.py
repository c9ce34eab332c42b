"""Conversations in Teams, over HTTP from its activity to what stands on the screen."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels import teams_events
from bot.people import Role
from knowledge.library import Library
from tests.teams.reading import labels, seen
from tests.teams.stage import ANNA, JOHN, MAIJA, Stage, staged
from tests.teams.twin import ELSEWHERE, Human, Message

CALENDAR = "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"
CHANNEL = "19:channel@thread.tacv2"


async def answered(stage: Stage, who: Human = MAIJA) -> tuple[Message, Message]:
    """The two messages of an answer."""
    text_, card = (await stage.say(who, CALENDAR))[-2:]
    return text_, card


def test_an_answer_is_labelled_cites_and_has_thumbs(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            told, card = await answered(stage)
            (entity,) = told.activity["entities"]
            assert entity["additionalType"] == ["AIGeneratedContent"]
            assert [one["position"] for one in entity["citation"]] == [1, 2]
            assert all(f"[{one['position']}]" in told.activity["text"] for one in entity["citation"])
            assert told.activity["channelData"] == {"feedbackLoop": {"type": "default"}}
            assert not told.activity.get("attachments") and not card.activity.get("text")
            assert "Perustuu aineistoon" in seen(card)
            assert labels(card) == ["Kysy asiantuntijalta", "Lähteet"]
            assert stage.twin.typing == [MAIJA.chat]
            assert not any("entities" in one.activity for one in stage.twin.messages if one is not told)

    asyncio.run(run())


@pytest.mark.parametrize(("reaction", "said"), [("like", "Kiitos. Hyvä tietää"), ("dislike", "Väärä")])
def test_teams_own_thumbs_are_ours_and_repeats_have_one_effect(
    tmp_path: Path, library: Library, reaction: str, said: str
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            told, _card = await answered(stage)
            before = len(stage.twin.messages)
            value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": "{}"}}
            for _delivery in range(4):
                assert await stage.twin.deliver(stage.twin.invoke(MAIJA, "message/submitAction", value, told)) == (
                    200,
                    {},
                )
            await stage.settle()
            thanks = stage.twin.messages[before:]
            assert len(thanks) == 1
            assert said in seen(*thanks) + str(labels(*thanks))
            with stage.app.store.reading() as conn:
                assert (
                    conn.execute(text("SELECT feedback FROM question")).scalar()
                    == {"like": "good", "dislike": "bad"}[reaction]
                )

    asyncio.run(run())


@pytest.mark.parametrize("given", ['{"feedbackText": "Vanha laki, soita 040 123 4567"}', "Vanha laki, soita 040 123 4567",
                                   {"feedbackText": "Vanha laki, soita 040 123 4567"}])  # fmt: skip
def test_words_beside_a_thumb_are_kept_with_the_question_and_masked(
    tmp_path: Path, library: Library, given: object
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            told, _card = await answered(stage)
            before = len(stage.twin.messages)
            value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": given}}
            for _delivery in range(4):
                await stage.twin.deliver(stage.twin.invoke(MAIJA, "message/submitAction", value, told))
            await stage.settle()
            (thanks,) = stage.twin.messages[before:]
            assert "Vanha laki" in seen(thanks) and "4567" not in seen(thanks)
            with stage.app.store.reading() as conn:
                feedback, reason = conn.execute(text("SELECT feedback, feedback_reason FROM question")).one()
            assert feedback == "bad"
            assert reason.startswith("Vanha laki") and "4567" not in reason

    asyncio.run(run())


def test_a_thumb_that_is_changed_counts_as_it_is_last(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            told, card = await answered(stage)
            for reaction in ("like", "dislike", "like"):
                value = {"actionName": "feedback", "actionValue": {"reaction": reaction}}
                await stage.twin.deliver(stage.twin.invoke(MAIJA, "message/submitAction", value, told))
            await stage.settle()
            with stage.app.store.reading() as conn:
                assert conn.execute(text("SELECT feedback FROM question")).scalar() == "good"
            elsewhere = stage.twin.invoke(MAIJA, "message/submitAction", value, card)
            assert await stage.twin.deliver(elsewhere) == (200, {})

    asyncio.run(run())


def test_a_press_redraws_the_message_it_stood_on(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            (welcome, *_rest) = await stage.say(MAIJA, "valikko")
            assert await stage.press(MAIJA, welcome, "English") == []
            assert "Hello, I am Sparri." in seen(welcome)
            assert welcome.edits == 1
            (secret,) = await stage.say(MAIJA, "Bidder A offered 128 000 euros and bidder B 131 000 euros, who wins?")
            (under,) = await stage.press(MAIJA, secret, "Ask anyway")
            assert (secret.edits == 1 and "entities" in secret.activity) or "I searched" in seen(secret)
            assert under.activity["attachments"]

    asyncio.run(run())


def test_a_message_that_is_gone_is_posted_anew(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            welcome = (await stage.say(MAIJA, "valikko"))[0]
            stage.twin.messages.remove(welcome)
            (anew,) = await stage.hears(
                stage.twin.pressed(MAIJA, welcome, {"action": "home.begin", "arg": "sv"}), MAIJA.chat
            )
            assert "Hej, jag är Sparri" in seen(anew)

    asyncio.run(run())


def test_a_form_is_asked_again_with_what_was_typed_then_taken_once(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            card = (await stage.say(MAIJA, "omat tiedot"))[-1]
            status, dialog = await stage.open(MAIJA, card, "Muokkaa")
            assert status == 200
            shown = dialog["task"]["value"]["card"]["content"]
            assert dialog["task"]["value"]["title"] == "Omat tiedot"
            assert all(one["label"] for one in shown["body"] if one["type"].startswith("Input."))
            wrong = stage.filled(MAIJA, dialog, card, name="Maija", organisation="Mallila " * 20)
            status, again = await stage.twin.deliver(wrong)
            assert status == 200
            body = again["task"]["value"]["card"]["content"]["body"]
            values = {one["id"]: one["value"] for one in body if one["type"].startswith("Input.")}
            assert values["field:organisation"] == "Mallila " * 20
            errors = [n for n, one in enumerate(body) if one["type"] == "RichTextBlock"]
            assert body[errors[0]]["inlines"][0]["color"] == "Attention"
            assert next(one["id"] for one in body[errors[0] :] if "id" in one) == "field:organisation"
            before = len(stage.twin.messages)
            for delivery in range(4):
                right = stage.filled(MAIJA, again, card, name="Maija", organisation="Mallila", language="sv")
                assert (await stage.twin.deliver(right | {"timestamp": f"{delivery}"})) == (200, None)
            await stage.settle()
            (saved,) = stage.twin.messages[before:]
            assert "Sparat" in seen(saved)
            person = stage.person(MAIJA)
            assert person and (person.organisation, person.language) == ("Mallila", "sv")

    asyncio.run(run())


def test_a_form_that_is_none_says_so(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            (*_welcome, card) = await stage.say(MAIJA, "valikko")
            for data in ({"action": "people.nothing", "arg": ""}, {"action": "x"}, {}, None):
                invoke = stage.twin.invoke(MAIJA, "task/fetch", {"data": data}, card)
                told = {"task": {"type": "message", "value": "Tätä lomaketta ei voi nyt avata."}}
                assert await stage.twin.deliver(invoke) == (200, told)

    asyncio.run(run())


def test_a_mention_by_somebody_new_is_answered_in_the_thread_and_they_are_welcomed_alone(
    tmp_path: Path, library: Library
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            mention = stage.twin.mentioned(MAIJA, CALENDAR.replace(" ", "&nbsp;", 1))
            told = await stage.hears(mention, CHANNEL)
            root = mention["conversation"]["id"]
            assert [one.conversation for one in told] == [root, root]
            assert "Kalenteriin kirjataan" in seen(*told)
            (welcome,) = stage.twin.at(MAIJA.chat)
            assert "Hei, olen Sparri" in seen(welcome)
            assert [call[1] for call in stage.twin.calls].count("create") == 1
            person = stage.person(MAIJA)
            assert person and person.address.conversation == MAIJA.chat
            # a follow-up in the thread, and a private press of what stands there
            again = await stage.hears(stage.twin.mentioned(MAIJA, CALENDAR, root=mention["id"]), CHANNEL)
            assert [one.conversation for one in again] == [root, root]
            (alone,) = await stage.press(MAIJA, told[-1], "Lähteet")
            assert alone.conversation == MAIJA.chat

    asyncio.run(run())


def test_whoever_has_no_personal_app_is_told_in_the_channel_and_welcomed_when_they_add_it(
    tmp_path: Path, library: Library
) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            stage.twin.blocked = {MAIJA.chat}
            for _time in range(2):
                told = await stage.hears(stage.twin.mentioned(MAIJA, CALENDAR), CHANNEL)
                assert "Hei, olen Sparri. Olen ohjelma" in seen(told[0])
                assert "Kalenteriin kirjataan" in seen(*told)
                person = stage.person(MAIJA)
                assert person and not person.welcomed
            assert stage.twin.at(MAIJA.chat) == []
            stage.twin.blocked = set()
            (welcome,) = await stage.hears(stage.twin.installed(MAIJA), MAIJA.chat)
            assert "Hei, olen Sparri" in seen(welcome)
            told = await stage.hears(stage.twin.mentioned(MAIJA, CALENDAR), CHANNEL)
            assert "Olen ohjelma" not in seen(*told)
            person = stage.person(MAIJA)
            assert person and person.welcomed

    asyncio.run(run())


def test_the_app_welcomes_once_whoever_adds_it(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            both = [
                stage.twin.installed(ANNA),
                stage.twin.activity(
                    ANNA,
                    "conversationUpdate",
                    ANNA.chat,
                    "personal",
                    membersAdded=[stage.twin.installed(ANNA)["recipient"]],
                ),
            ]
            for activity in [*both, *both]:
                assert (await stage.twin.deliver(activity))[0] == 200
            await stage.settle()
            (welcome,) = stage.twin.at(ANNA.chat)
            assert "Hej, jag är Sparri" in seen(welcome)
            assert welcome.activity["attachments"][0]["content"]["lang"] == "sv"
            for kind in ("messageReaction", "typing", "messageUpdate", "messageDelete", "event", "endOfConversation"):
                assert (await stage.twin.deliver(stage.twin.activity(ANNA, kind, ANNA.chat, "personal")))[0] == 200
            assert await stage.twin.deliver(stage.twin.invoke(ANNA, "composeExtension/query", {})) == (501, {})
            await stage.settle()
            assert len(stage.twin.at(ANNA.chat)) == 1

    asyncio.run(run())


def test_the_same_activity_is_one_question(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            activity = stage.twin.said(MAIJA, CALENDAR)
            for _delivery in range(4):
                assert (await stage.twin.deliver(activity))[0] == 200
            await stage.settle()
            with stage.app.store.reading() as conn:
                assert conn.execute(text("SELECT count(*) FROM question")).scalar() == 1

    asyncio.run(run())


def test_who_is_there_comes_from_teams(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        async with staged(tmp_path, library) as stage:
            assert "Hello, I am Sparri" in seen(*await stage.say(JOHN, "hello"))
            told = await stage.teams.profile(teams_events.address(stage.twin.said(JOHN, "")))
            assert (told.name, told.language, told.zone) == ("John", "en", "Europe/Helsinki")
            assert told.email == "john@example.fi"

    asyncio.run(run())


def test_an_e_mail_address_of_another_tenant_makes_no_admin(tmp_path: Path, library: Library) -> None:
    async def run() -> None:
        boss = Human("John", tenant=ELSEWHERE)
        async with staged(tmp_path, library, teams_tenants=ELSEWHERE, admins="john@example.fi") as stage:
            assert await stage.say(boss, "hello")
            person = stage.person(boss)
            assert person
            assert not person.is_a(Role.ADMIN)
            await stage.say(JOHN, "hello")
            person = stage.person(JOHN)
            assert person
            assert person.is_a(Role.ADMIN)

    asyncio.run(run())
