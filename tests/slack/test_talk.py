"""Conversations in Slack, from the request to what stands in the channel."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.delivery import inbox
from tests.slack.conftest import Play
from tests.slack.twin import BOT, TEAM, buttons, dm

CALENDAR = "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"


def test_the_first_message_and_an_answer_in_private(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UMAIJA", name="Maija Meri")
        seen = await talk.says("UMAIJA", CALENDAR)
        assert "olen ohjelma (tekoäly)" in seen.casefold()
        assert "hankintakalenteri" in seen.casefold()
        welcome, answer = talk.twin.seen(dm("UMAIJA"))
        assert welcome["metadata"]["event_payload"]["key"] != answer["metadata"]["event_payload"]["key"]
        assert answer["unfurl_links"] is answer["unfurl_media"] is False
        assert (talk.person("UMAIJA").name, talk.person("UMAIJA").zone) == ("Maija Meri", "Europe/Helsinki")


def test_the_language_and_the_text_for_screen_readers(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UANNA", locale="sv-SE")
        seen = await talk.says("UANNA", "meny")
        (message,) = talk.twin.seen(dm("UANNA"))
        labels = [button["text"]["text"] for button in buttons(message)]
        assert f"{len(labels)} knappar: {', '.join(labels)}" in seen


def test_a_mention_is_answered_once_in_its_thread_though_it_comes_as_two_events(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        asked = talk.twin.wrote("UMAIJA", "C1", f"<@{BOT}> {CALENDAR}")
        for kind in ("message", "app_mention", "message"):
            assert await talk.twin.tells({**asked, "type": kind, "channel": "C1", "channel_type": "channel"}) == 200
        await talk.settle()
        (answer,) = talk.twin.seen("C1")
        assert answer["thread_ts"] == asked["ts"]
        assert talk.twin.seen(dm("UMAIJA")) == []


def test_somebody_new_in_a_channel_is_welcomed_in_private_and_told_there_who_speaks(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UMAIJA")
        await talk.twin.mentions("UMAIJA", "C1", CALENDAR)
        await talk.settle()
        (welcome,) = talk.twin.seen(dm("UMAIJA"))
        assert "tekoäly" in welcome["text"]
        (answer,) = talk.twin.seen("C1")
        assert answer["text"].startswith("Hei, olen Sparri. Olen ohjelma (tekoäly)"), (
            "those who read along are told too"
        )
        await talk.twin.mentions("UMAIJA", "C1", CALENDAR)
        await talk.settle()
        assert "tekoäly" not in talk.twin.seen("C1")[-1]["text"]


def test_a_press_redraws_the_message_it_stood_on(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UJOHN")
        await talk.says("UJOHN", "hei")
        (welcome,) = talk.twin.seen(dm("UJOHN"))
        status, body = await talk.twin.presses("UJOHN", dm("UJOHN"), welcome, "English")
        assert (status, body) == (200, "")
        await talk.settle()
        (welcome,) = talk.twin.seen(dm("UJOHN"))
        assert welcome["edited"]
        assert "I am a program (AI), not a person." in welcome["text"]
        assert "Ask in your own words" in json.dumps(talk.twin.homes["UJOHN"])


def test_a_press_in_a_channel_is_answered_in_private(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA", "UERIK")
        await talk.twin.mentions("UMAIJA", "C1", CALENDAR)
        await talk.settle()
        (answer,) = talk.twin.seen("C1")
        menu = {"action_id": "press:0:home.menu", "text": {"text": "Menu"}}
        assert (await talk.twin.acts("UERIK", "C1", answer, menu))[0] == 200
        await talk.settle()
        assert len(talk.twin.seen("C1")) == 1
        assert "omin sanoin" in talk.twin.seen(dm("UERIK"))[0]["text"]


def test_an_old_button_and_one_never_drawn_are_answered_kindly_or_not_at_all(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        (menu,) = talk.twin.seen(dm("UMAIJA"))
        for action in ("press:0:ask.thrown", "press:0:", "link:0", "press:0:ask.good; DROP", "x"):
            button = {"action_id": action, "text": {"text": "x"}, "value": "Q1"}
            assert (await talk.twin.acts("UMAIJA", dm("UMAIJA"), menu, button))[0] == 200
        await talk.settle()
        assert len(talk.twin.seen(dm("UMAIJA"))) == 2
        assert "vanha" in talk.twin.seen(dm("UMAIJA"))[-1]["text"]


def test_a_form_with_a_mistake_then_without(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "profiili")
        (card,) = talk.twin.seen(dm("UMAIJA"))
        assert (await talk.twin.presses("UMAIJA", dm("UMAIJA"), card, "Muokkaa"))[0] == 200
        (modal,) = talk.twin.modals
        assert modal["close"]["text"] == "Peruuta"
        status, answer = await talk.twin.submits("UMAIJA", modal, name="x" * 81)
        assert (status, answer["response_action"], list(answer["errors"])) == (200, "errors", ["name"])
        for _twice in range(2):
            assert await talk.twin.submits("UMAIJA", modal, name="Maija Meri", branch="lvm") == (200, {})
        await talk.settle()
        assert talk.person("UMAIJA").name == "Maija Meri"
        assert talk.person("UMAIJA").branch == "lvm"
        assert len(talk.twin.seen(dm("UMAIJA"))) == 2
        assert await talk.twin.submits("UMAIJA", {**modal, "id": "V77"}, branch="-none-") == (200, {})
        await talk.settle()
        assert talk.person("UMAIJA").branch is None


def test_a_form_sent_in_while_slack_does_not_tell_who_it_is_stays_filled_in(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "profiili")
        (card,) = talk.twin.seen(dm("UMAIJA"))
        await talk.twin.presses("UMAIJA", dm("UMAIJA"), card, "Muokkaa")
        (modal,) = talk.twin.modals
        talk.clock.push(timedelta(days=2))
        talk.twin.faults["users.info"] = ["500"]
        status, answer = await talk.twin.submits("UMAIJA", modal, name="Maija Meri")
        assert (status, answer["response_action"]) == (200, "errors")
        (told,) = answer["errors"].items()
        assert told[0] == modal["blocks"][0]["block_id"]
        assert "lähetä lomake uudelleen" in told[1]
        assert await talk.twin.submits("UMAIJA", modal, name="Maija Meri") == (200, {})
        await talk.settle()
        assert talk.person("UMAIJA").name == "Maija Meri"


def test_a_form_that_cannot_be_opened_says_so(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says("UMAIJA", "menu")
        (menu,) = talk.twin.seen(dm("UMAIJA"))
        gone = {"action_id": "form:0:ask.vanished", "text": {"text": "x"}}
        assert (await talk.twin.acts("UMAIJA", dm("UMAIJA"), menu, gone))[0] == 200
        (modal,) = talk.twin.modals
        assert "submit" not in modal
        assert "lomaketta" in json.dumps(modal, ensure_ascii=False)


def test_what_comes_back_with_a_form_is_not_believed(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        for metadata in ("", "{", "[]", '{"action": "ask.nothing", "conversation": "<!here>", "message": "C1 x"}', "7"):
            modal = {
                "type": "modal",
                "callback_id": "form",
                "id": f"V{metadata}",
                "private_metadata": metadata,
                "blocks": [],
            }
            status, _answer = await talk.twin.submits("UMAIJA", modal)
            assert status == 200
        await talk.settle()
        assert "vanha" in talk.twin.seen(dm("UMAIJA"))[0]["text"]


def test_a_command_is_silent_in_the_channel_and_has_one_effect(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        for _twice in range(2):
            assert await talk.twin.commands("UMAIJA", CALENDAR, trigger="1.2.3") == (200, "")
        assert await talk.twin.commands("UMAIJA", "") == (200, "")
        await talk.settle()
        assert talk.twin.seen("C1") == []
        first, second = talk.twin.seen(dm("UMAIJA"))
        assert "hankintakalenteri" in first["text"].casefold()
        assert "omin sanoin" in second["text"]


def test_the_home_page(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        opened = {"type": "app_home_opened", "user": "UMAIJA", "tab": "home", "channel": dm("UMAIJA")}
        assert await talk.twin.tells(opened) == 200
        assert await talk.twin.tells({**opened, "tab": "messages"}) == 200
        await talk.settle()
        page = talk.twin.homes["UMAIJA"]
        assert len(talk.twin.called("views.publish")) == 1
        assert (await talk.twin.presses("UMAIJA", "", page, "Ohje"))[0] == 200
        await talk.settle()
        assert "valikko" in talk.twin.seen(dm("UMAIJA"))[0]["text"]


def test_without_a_home_page_nothing_is_lost(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        talk.twin.faults["views.publish"] = ["not_enabled"]
        await talk.says("UMAIJA", "på svenska")
        assert len(talk.twin.called("views.publish")) == 1
        assert talk.person("UMAIJA").language == "sv"


def test_the_assistants_pane(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA", locale="sv-SE")
        root = talk.twin.ts()
        pane = {"user_id": "UMAIJA", "channel_id": dm("UMAIJA"), "thread_ts": root}
        assert await talk.twin.tells({"type": "assistant_thread_started", "assistant_thread": pane}) == 200
        await talk.settle()
        (offered,) = talk.twin.called("assistant.threads.setSuggestedPrompts")
        assert offered["prompts"][0]["title"] == "Är en marknadsundersökning obligatorisk?"
        talk.twin.faults["assistant.threads.setStatus"] = ["missing_scope"]
        await talk.says("UMAIJA", "meny", thread_ts=root)
        assert talk.twin.seen(dm("UMAIJA"))[-1]["thread_ts"] == root
        assert len(talk.twin.called("assistant.threads.setStatus")) == 1
        await talk.says("UMAIJA", "meny")
        assert len(talk.twin.called("assistant.threads.setStatus")) == 1
        assert "thread_ts" not in talk.twin.seen(dm("UMAIJA"))[-1]


def test_noise_is_not_answered(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        words = {"type": "message", "channel": dm("UMAIJA"), "channel_type": "im", "user": "UMAIJA", "text": "hei"}
        noise: tuple[dict[str, object], ...] = (
            {"user": BOT},
            {"bot_id": "B1"},
            {"bot_id": "B77", "subtype": "bot_message"},
            {"subtype": "message_changed", "message": {"text": "hei"}},
            {"subtype": "message_deleted"},
            {"user": "USLACKBOT"},
            {"subtype": "channel_join"},
            {"channel": "C1", "channel_type": "channel"},
            {"user": None},
            {"ts": "now"},
        )
        for more in noise:
            assert await talk.twin.tells({**words, "ts": talk.twin.ts(), **more}) == 200
        assert await talk.twin.tells({"type": "reaction_added", "user": "UMAIJA"}) == 200
        assert talk.count("inbox") == 0


def test_guests_and_people_from_elsewhere_are_refused_and_nothing_of_theirs_is_kept(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UGUEST", "sv-SE", is_restricted=True)
        talk.twin.joins("UOTHER", "en-GB", team_id="T2")
        for _twice in range(2):
            assert await talk.twin.says("UGUEST", "vad är ett innovationspartnerskap, säger Kalle?") == 200
        assert await talk.twin.mentions("UOTHER", "C1", "what is it?", user_team="T2") == 200
        await talk.settle()
        (told,) = talk.twin.seen(dm("UGUEST"))
        assert "organisation" in told["text"]
        (told,) = talk.twin.seen("C1")
        assert "not open to your organisation" in told["text"]
        assert await talk.twin.says("UNOBODY", "menu") == 200
        assert (talk.count("inbox"), talk.count("person"), talk.count("question")) == (0, 0, 0)
        assert (await talk.twin.commands("UGUEST", "hej"))[0] == 200
        assert talk.count("inbox") == 0


@pytest.mark.parametrize("fault", ["500", "429", "drop", "fatal_error", "something_new"])
def test_somebody_slack_does_not_tell_of_is_heard_when_it_does(play: Play, fault: str) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UMAIJA")
        talk.twin.faults["users.info"] = [fault] * 9
        assert await talk.twin.says("UMAIJA", "hei") == 200
        await talk.settle()
        assert talk.twin.seen(dm("UMAIJA")) == []
        assert talk.count("person") == 0
        talk.twin.faults["users.info"].clear()
        talk.clock.push(inbox.PAUSE)
        await talk.settle()
        assert "tekoäly" in talk.twin.seen(dm("UMAIJA"))[0]["text"]
        talk.clock.push(timedelta(minutes=11))
        talk.twin.faults["users.info"] = ["500"]
        assert await talk.twin.says("UMAIJA", "menu") == 200
        before = len(talk.twin.seen(dm("UMAIJA")))
        await talk.settle()
        assert len(talk.twin.seen(dm("UMAIJA"))) == before + 1


def test_a_guest_slack_told_of_late_is_refused_and_their_words_are_gone(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UGUEST", "sv-SE", is_restricted=True)
        talk.twin.faults["users.info"] = ["500"]
        await talk.twin.mentions("UGUEST", "C1", "vad är ett innovationspartnerskap?")
        await talk.settle()
        (told,) = talk.twin.seen("C1")
        assert "organisation" in told["text"]
        assert (talk.count("person"), talk.count("question")) == (0, 0)
        with talk.app.store.reading() as conn:
            assert conn.exec_driver_sql("SELECT payload FROM inbox").scalars().all() == [None]


def test_whom_slack_never_tells_of_is_told_so_after_two_hours(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.twin.joins("UMAIJA")
        talk.twin.faults["users.info"] = ["fatal_error"] * 9
        await talk.twin.says("UMAIJA", "hei")
        await talk.settle()
        talk.clock.push(inbox.PATIENCE)
        await talk.settle()
        (told,) = talk.twin.seen(dm("UMAIJA"))
        assert "sparri doctor" in told["text"]
        assert talk.count("person") == 0


def test_without_the_right_to_tell_guests_from_members_nobody_is_let_in(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UANNA", locale="sv-SE")
        talk.twin.faults["users.info"] = ["missing_scope"]
        for _twice in range(2):
            assert await talk.twin.says("UANNA", "vad är ett innovationspartnerskap?") == 200
        await talk.settle()
        (told,) = talk.twin.seen(dm("UANNA"))
        assert "Jag ser inte om du arbetar här" in told["text"]
        assert (talk.count("inbox"), talk.count("question")) == (0, 0)
        assert len(talk.twin.called("users.info")) == 1
        talk.clock.push(timedelta(minutes=2))
        assert "egna ord" in await talk.says("UANNA", "meny")


def test_a_form_opens_within_a_second_however_slowly_slack_tells_who_asks(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA", "UGUEST")
        await talk.says("UMAIJA", "profiili")
        (card,) = talk.twin.seen(dm("UMAIJA"))
        talk.twin.joins("UGUEST", is_restricted=True)
        talk.clock.push(timedelta(days=2))
        for user in ("UMAIJA", "UGUEST"):
            telling = talk.twin.held["users.info"] = asyncio.Event()
            before = asyncio.get_running_loop().time()
            assert (await talk.twin.presses(user, dm("UMAIJA"), card, "Muokkaa"))[0] == 200
            assert asyncio.get_running_loop().time() - before < 1
            modal = talk.twin.modals[-1]
            assert "Hetkinen" in json.dumps(modal)
            telling.set()
            await asyncio.gather(*talk.slack._listening._hints)
            assert ("submit" in modal) == (user == "UMAIJA")
        assert "lomaketta" in json.dumps(modal, ensure_ascii=False)


def test_an_unknown_workspace_and_a_storm_of_events(play: Play, caplog) -> None:
    @play()
    async def _(talk) -> None:
        event = {
            "type": "message",
            "channel": "D1",
            "channel_type": "im",
            "user": "U1",
            "text": "hei",
            "ts": talk.twin.ts(),
        }
        assert await talk.twin.tells(event, team="T666") == 403
        assert talk.count("inbox") == 0
        limited = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1518467820}
        assert (await talk.twin.posts(json.dumps(limited)))[0] == 200

    assert "holds back" in caplog.text
    assert "hei" not in caplog.text


def test_what_cannot_be_stored_is_not_acknowledged(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        said = {**talk.twin.wrote("UMAIJA", dm("UMAIJA"), "menu"), "channel": dm("UMAIJA"), "channel_type": "im"}
        with talk.app.store.engine.begin() as conn:
            conn.exec_driver_sql("ALTER TABLE inbox RENAME TO away")
        assert await talk.twin.tells(said) == 503
        with talk.app.store.engine.begin() as conn:
            conn.exec_driver_sql("ALTER TABLE away RENAME TO inbox")
        assert await talk.twin.tells(said) == 200
        await talk.settle()
        assert len(talk.twin.seen(dm("UMAIJA"))) == 1


def test_entities_links_and_mentions_are_read_as_people_wrote_them(play: Play) -> None:
    @play()
    async def _(talk) -> None:
        talk.welcome("UMAIJA")
        await talk.says(
            "UMAIJA", "Onko <https://hankinnat.fi|hankinnat.fi> &amp; <@U777> &lt;pakollinen&gt; <#C1|yleinen>?"
        )
        with talk.app.store.reading() as conn:
            (kept,) = conn.exec_driver_sql("SELECT text FROM question").scalars()
        assert kept == "Onko hankinnat.fi & @… <pakollinen> #yleinen?"
