"""What an activity says, read without a network."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import teams_events as events
from bot.channels.teams_events import Left, Malformed
from bot.people import Language, Place
from bot.turns import Pressed, Said, Submitted
from tests.talk import HandClock
from tests.teams.stage import JOHN, MAIJA
from tests.teams.twin import BOT, HOME, Human, Json, Message, Twin

TWIN = Twin(HandClock())
TWIN.root = "http://127.0.0.1:1"


def words(text: str, *mentions: tuple[str, str]) -> str:
    """What is heard of a text with mentions (text, id of whom)."""
    entities = [{"type": "mention", "text": said, "mentioned": {"id": who}} for said, who in mentions]
    heard = events.heard(TWIN.said(MAIJA, text, entities=entities))
    assert isinstance(heard, Said)
    return heard.text


ME = BOT["id"]


@pytest.mark.parametrize(
    ("text", "mentions", "heard"),
    [
        ("run Sparri suite", [], "run Sparri suite"),
        ("<at>Sparri</at> run Sparri suite", [("<at>Sparri</at>", ME)], "run Sparri suite"),
        ("<at>Sparri</at> <at>Sparri</at> x", [("<at>Sparri</at>", ME)], "Sparri x"),
        (
            "kysy <at>Erik</at> ja <at>Sparri</at>",
            [("<at>Erik</at>", "29:erik"), ("<at>Sparri</at>", ME)],
            "kysy Erik ja",
        ),
        ("a &lt;b&gt; &amp; c&nbsp;d", [], "a <b> & c d"),
        ("&lt;at&gt;x&lt;/at&gt;", [], "<at>x</at>"),
        ("\n  hei \r\n", [], "hei"),
        ("<at>Sparri</at>", [("<at>Sparri</at>", ME)], ""),
    ],
)
def test_only_the_mention_of_the_bot_itself_is_cut(text: str, mentions: list[tuple[str, str]], heard: str) -> None:
    assert words(text, *mentions) == heard


def test_addresses() -> None:
    at = events.address(TWIN.said(MAIJA, "hei"))
    assert (at.platform, at.workspace, at.user, at.conversation, at.thread) == (
        "teams", HOME, MAIJA.directory_id, "a:maija", "",
    )  # fmt: skip
    assert at.place is Place.PRIVATE and at.route == f"{TWIN.url} 29:maija"
    channel = events.address(TWIN.mentioned(MAIJA, "hei", root="17"))
    assert (channel.conversation, channel.thread, channel.place) == ("19:channel@thread.tacv2", "17", Place.CHANNEL)
    begun = TWIN.activity(MAIJA, "message", "19:channel@thread.tacv2", "channel", id="18")
    assert events.address(begun).thread == "18"
    group = events.address(TWIN.activity(MAIJA, "message", "19:group@thread.v2", "groupChat"))
    assert (group.thread, group.place) == ("", Place.CHANNEL)
    assert events.address(TWIN.said(Human("Guest", has_directory_id=False), "")).user == "29:guest"


@pytest.mark.parametrize("conversation", [{"id": "19:x@thread.tacv2;messageid=1"}, {"id": "b:1", "isGroup": True}])
def test_a_conversation_of_no_named_kind_is_not_taken_for_a_private_one(conversation: Json) -> None:
    assert events.address(TWIN.said(MAIJA, "") | {"conversation": conversation}).place is Place.CHANNEL


def test_who_comes_and_goes() -> None:
    bot, team = [BOT], "19:team@thread.tacv2"
    for activity in (
        TWIN.installed(MAIJA),
        TWIN.activity(MAIJA, "conversationUpdate", MAIJA.chat, "personal", membersAdded=[MAIJA.account, BOT]),
        TWIN.activity(MAIJA, "conversationUpdate", MAIJA.chat, "personal", membersAdded=[MAIJA.account])
        | {"from": BOT},
    ):
        heard = events.heard(activity)
        assert isinstance(heard, Pressed) and heard.action == "home.opened"
        assert heard.address.user == MAIJA.directory_id
    gone = events.heard(TWIN.installed(MAIJA, "remove"))
    assert isinstance(gone, Left) and gone.address.lane == f"teams:{HOME}:@{MAIJA.directory_id}"
    left = events.heard(TWIN.activity(MAIJA, "conversationUpdate", team, "channel", membersRemoved=bot))
    assert isinstance(left, Left) and left.address.lane == f"teams:{HOME}:{team}"
    for nothing in (
        TWIN.activity(MAIJA, "conversationUpdate", team, "channel", membersAdded=[JOHN.account]),
        TWIN.activity(MAIJA, "conversationUpdate", team, "channel", membersRemoved=[JOHN.account]),
        TWIN.activity(MAIJA, "conversationUpdate", team, "channel", membersAdded=bot),
        TWIN.installed(MAIJA, "add-upgrade"),
    ):
        assert events.heard(nothing) is None


def test_who_somebody_is() -> None:
    told = events.profile(TWIN.said(JOHN, ""))
    assert (told.name, told.language, told.zone) == ("John", Language.EN, "Europe/Helsinki")
    assert events.profile(TWIN.said(Human("X", locale="de-DE"), "")).language is None


def test_a_form_redraws_only_what_stands_in_its_own_conversation() -> None:
    data = {
        "action": "people.edit",
        "arg": "x",
        "nonce": "n-1",
        "message": "a:anna 17",
        "field:name": "M",
        "field:n": 5,
    }
    sent = events.filled_form(TWIN.invoke(MAIJA, "task/submit", {"data": data}))
    assert sent and sent.message == ""
    sent = events.filled_form(TWIN.invoke(MAIJA, "task/submit", {"data": data | {"message": "17"}}))
    assert isinstance(sent, Submitted) and sent.message == "a:maija 17" and sent.values == {"name": "M", "n": ""}
    theirs = events.filled_form(TWIN.invoke(JOHN, "task/submit", {"data": data}))
    assert theirs and theirs.event_id != sent.event_id


def test_a_press_knows_its_message() -> None:
    message = Message("19:c@thread.tacv2;messageid=1", "17", {})
    pressed = events.heard(TWIN.pressed(MAIJA, message, {"action": "ask.sources", "arg": "Q1" * 200}, "channel"))
    assert isinstance(pressed, Pressed) and pressed.message == "19:c@thread.tacv2;messageid=1 17"
    assert len(pressed.arg) == 200
    assert events.heard(TWIN.pressed(MAIJA, message, {"action": "x"})) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("type", "id", "from", "recipient", "conversation", "channelData", "entities", "value", "text", "serviceUrl", "name",
        "replyToId", "membersAdded", "membersRemoved", "action", "locale")  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), anything, max_size=4), st.sampled_from(["message", "conversationUpdate"]))
def test_nothing_in_an_activity_breaks_the_reading(changes: dict[str, Any], kind: str) -> None:
    activity = TWIN.said(MAIJA, "hei") | {"type": kind} | changes
    for read in (events.heard, events.asked_form, events.filled_form, events.feedback, events.profile, events.tenant):
        with suppress(Malformed):
            read(activity)
