"""The terminal as people use it: several of them, numbers, forms, time, and leaving."""

import pytest

from bot.cards import Button, Buttons, Card, Text
from bot.channels.console import Console
from bot.delivery import outbox
from bot.people import Language, Role
from bot.store import people, personal, questions
from bot.turns import Said, Send
from tests.talk import Chat, ListTerminal


def send(chat: Chat, who: str, card: Card, **more: object) -> None:
    """What a skill would have written for somebody."""
    with chat.app.store.writing() as conn:
        outbox.put(conn, Send(chat.person(who).address, card, **more), chat.person(who).address, chat.clock())  # type: ignore[arg-type]


def test_somebody_new_is_welcomed_first_and_only_once(chat: Chat) -> None:
    chat.joins("maija", welcomed=False)
    assert "tekoäly" in chat.say("maija", "apua").casefold()
    assert "tekoäly" not in chat.say("maija", "apua").casefold()


def test_everybody_reads_their_own_language(chat: Chat) -> None:
    chat.joins("maija")
    chat.joins("anna", "sv")
    chat.joins("john", "en")
    seen = {who: chat.say(who, "menu") for who in ("maija", "anna", "john")}
    assert len(set(seen.values())) == 3


def test_as_adds_a_person_with_language_and_role(chat: Chat) -> None:
    chat.writes("maija", "/as erik sv expert")
    erik = chat.person("erik")
    assert (erik.name, erik.language, erik.is_a(Role.EXPERT)) == ("Erik", Language.SV, True)
    assert chat.console.prompt == "Erik"


def test_as_says_what_it_understands_when_it_does_not(chat: Chat) -> None:
    assert "/as erik sv expert" in chat.writes("maija", "/as erik klingon")
    assert "erik" not in chat.console.seats


def test_a_number_presses_and_any_other_number_is_said_so(chat: Chat) -> None:
    chat.joins("maija")
    chat.say("maija", "menu")
    pressed = chat.press("maija", chat.can_press("maija")[0])
    chat.say("maija", "menu")
    assert chat.writes("maija", "1") == pressed
    assert "99" in chat.writes("maija", "99")


def test_what_is_not_drawn_cannot_be_pressed(chat: Chat) -> None:
    chat.say("maija", "menu")
    with pytest.raises(AssertionError, match="no button"):
        chat.press("maija", "Poista kaikki")


def test_a_message_to_somebody_else_bears_their_name_and_no_numbers(chat: Chat) -> None:
    chat.joins("erik", "sv")
    chat.joins("maija")
    send(chat, "erik", Card(Text("God morgon"), Buttons((Button("Svara", "home.menu"),))))
    chat.app.settle()
    assert chat.sees("erik").startswith("Sparri → Erik")
    assert "[Svara]" in chat.sees("erik")
    assert "1 [Svara]" in chat.writes("maija", "/as erik") + chat.sees("erik")


def test_waiting_brings_what_is_due_then(chat: Chat) -> None:
    chat.joins("maija")
    due_at = chat.clock().replace(day=24)
    send(chat, "maija", Card(Text("Muistutus")), at=due_at)
    chat.app.settle()
    assert chat.sees("maija") == ""
    assert "Muistutus" not in chat.writes("maija", "/wait 23h")
    assert "Muistutus" in chat.writes("maija", "/wait 1h")


@pytest.mark.parametrize("span", ["soon", "25", "0h", "-3h", "99999999d", "9999d"])
def test_waiting_for_nonsense_moves_nothing(chat: Chat, span: str) -> None:
    before = chat.clock()
    assert "/wait 25h" in chat.writes("maija", f"/wait {span}")
    assert chat.clock() == before


def test_a_form_is_asked_field_by_field(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.say("john", "me")
    label = chat.can_press("john")[0]
    seen = chat.fill("john", label, name="John Smith", organisation="Samplebury")
    assert "John Smith" in seen
    assert (chat.person("john").name, chat.person("john").organisation) == ("John Smith", "Samplebury")


def test_a_form_can_be_left_and_nothing_is_sent(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.say("john", "me")
    chat.writes("john", "1")
    chat.writes("john", "Somebody Else")
    assert "nothing was sent" in chat.writes("john", "/cancel")
    assert chat.person("john").name == "John"


def test_a_line_that_does_not_fit_is_asked_for_again(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.say("john", "me")
    seen = chat.fill("john", chat.can_press("john")[0], organisation="x" * 2_900)
    assert "At most 120 characters" in seen
    assert "Organisation" in chat.console.prompt
    chat.writes("john", "Samplebury")
    for _left in ("branch", "language"):
        chat.writes("john", "")
    assert chat.person("john").organisation == "Samplebury"


def test_a_slot_is_drawn_again_and_pressed_where_it_now_is(chat: Chat) -> None:
    chat.joins("maija")
    for words in ("Auki", "Kiinni"):
        send(chat, "maija", Card(Text(words), Buttons((Button(words, "home.menu"),))), slot="door")
        chat.app.settle()
    assert chat.can_press("maija") == ["Kiinni"]
    assert len(chat.console.focus.cards) == 1


def test_the_end_of_the_input_leaves_with_one_line(chat: Chat) -> None:
    chat.joins("john", "en")
    terminal = ListTerminal(("menu",))
    console: Console = chat.app.console(terminal, chat.clock)
    console.join("john")
    console.run()
    assert terminal.page[-1].startswith("Until next time")


def test_what_was_stored_before_a_kill_is_answered_at_the_next_start(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.app.core.receive(Said("e1", chat.person("john").address, "help"))
    terminal = ListTerminal()
    console = chat.app.console(terminal, chat.clock)
    console.join("john")
    console.run()
    assert any("menu" in shown for shown in terminal.page)


def test_control_characters_do_not_reach_the_store(chat: Chat) -> None:
    chat.joins("john", "en")
    chat.say("john", "may I \x1b[31mshow\x00 the \u202edraft\ud800 tender")
    with chat.app.store.reading() as conn:
        kept = questions.of_person(conn, chat.person("john").id, 10)
    assert [question.text for question in kept] == ["may I [31mshow the draft tender"]


def test_everybody_here_is_listed(chat: Chat) -> None:
    chat.joins("erik", "sv", "expert")
    chat.joins("maija")
    with chat.app.store.reading() as conn:
        assert len(people.all(conn)) == 2
    seen = chat.writes("maija", "/who")
    assert "Erik · sv · asiantuntija" in seen
    assert "→ Maija · fi · hankkija" in seen


def test_two_seats_of_one_person_are_told_apart(chat: Chat) -> None:
    for who in ("maija", "meri"):
        chat.joins(who)
    with chat.app.store.writing() as conn:
        personal.merge(conn, chat.person("maija").id, chat.person("meri").id, chat.clock())
    seen = chat.writes("meri", "/who")
    assert "→ Maija (meri) · fi · hankkija" in seen
    assert "Maija (maija) · fi · hankkija" in seen
    assert chat.console.prompt == "Maija (meri)"
