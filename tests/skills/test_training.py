"""Taking a module: a lesson at a time, the check, and coming back, also when the module has changed meanwhile."""

from dataclasses import replace

import pypdfium2
import pytest
from sqlalchemy import select

from bot.skills.training.records.tables import checked
from bot.store import people
from bot.store.enrolments import enrolment
from bot.turns import Pressed, Submitted
from tests.talk import Chat
from training_modules.catalogue import Lesson, Module
from training_modules.reading import shipped

MODULE = next(module for module in shipped() if module.id == "leading-procurement")


def answer(lesson: Lesson, *, is_right: bool = True) -> str:
    """What is typed for the right options in the terminal: their numbers; or for one that is wrong."""
    letters = [letter for letter, _text in lesson.checks["fi"].options]
    right = sorted(letters.index(letter) + 1 for letter in lesson.right)
    wrong = next(number for number in range(1, len(letters) + 1) if number not in right)
    return ",".join(map(str, right)) if is_right else str(wrong)


def begin(chat: Chat, who: str) -> None:
    chat.say(who, "koulutus")
    chat.fill(who, "Valitse moduuli", module=MODULE.id)
    chat.press(who, "Aloita")


def teaches(chat: Chat, *modules: Module) -> None:
    """From now on other modules are there."""
    chat.console.bot = chat.app.core = replace(chat.app.core, modules=modules)


def test_whoever_answers_everything_right_is_done_and_is_told_once(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    for number, lesson in enumerate(MODULE.lessons, 1):
        assert f"Osio {number}/{len(MODULE.lessons)}" in chat.press("maija", "Seuraava osio") if number > 1 else True
        seen = chat.fill("maija", "Tarkistuskysymys", answer=answer(lesson))
        assert "Oikein." in seen
        assert lesson.checks["fi"].why in seen
        assert ("kaikki osiot" in seen) == (number == len(MODULE.lessons))
    chat.press("maija", "Todistus")
    (made,) = chat.app.files.rglob(f"*{MODULE.id}*.pdf")
    assert MODULE.titles["fi"] in " ".join(pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range().split())
    chat.press("maija", "Kaikki moduulit")
    chat.fill("maija", "Valitse moduuli", module=MODULE.id)
    seen = chat.fill("maija", "Harjoitus", text="Ostamme valaisimia.")
    assert "Ostamme valaisimia." in seen
    assert MODULE.titles["fi"] in chat.say("maija", "koulutus").partition("Suoritettu")[2]
    chat.fill("maija", "Valitse moduuli", module=MODULE.id)
    chat.press("maija", "Aloita alusta")
    assert "kaikki osiot" not in chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))


def test_a_wrong_answer_can_be_mended_and_its_tries_are_counted(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    lesson = MODULE.lessons[0]
    seen = chat.fill("maija", "Tarkistuskysymys", answer=answer(lesson, is_right=False))
    assert "Ei aivan." in seen
    assert "✓" not in seen
    assert "Oikein." in chat.fill("maija", "Yritä uudelleen", answer=answer(lesson))
    with chat.app.store.reading() as conn:
        (row,) = conn.execute(select(checked)).all()
    assert (row.lesson, row.tries, row.passed_at) == (lesson.id, 2, chat.clock.at)


def test_there_is_no_certificate_before_everything_is_right(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    with chat.app.store.reading() as conn:
        (maija,) = people.all(conn)
    chat.app.core.receive(Pressed("early", maija.address, "training.certificate", MODULE.id))
    chat.console.settle()
    assert "Jatka" in chat.sees("maija")
    assert not list(chat.app.files.rglob("*.pdf"))


def test_a_lesson_that_was_left_out_comes_at_the_end(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0], is_right=False))
    for lesson in MODULE.lessons[1:]:
        chat.press("maija", "Seuraava osio")
        chat.fill("maija", "Tarkistuskysymys", answer=answer(lesson))
    assert f"Osio 1/{len(MODULE.lessons)}" in chat.press("maija", "Seuraava osio")
    assert "kaikki osiot" in chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))


def test_one_goes_on_where_one_was_in_another_language(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))
    chat.press("maija", "Seuraava osio")
    chat.press("maija", "Myöhemmin")
    chat.wait(days=40)
    chat.say("maija", "in english")
    seen = chat.say("maija", "training")
    assert f"1 of {len(MODULE.lessons)} lessons" in seen
    seen = chat.press("maija", "Go on")
    assert MODULE.lessons[1].headings["en"] in seen


def test_a_lesson_that_was_taken_away_loses_nobody(chat: Chat) -> None:
    chat.joins("maija")
    begin(chat, "maija")
    chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))
    chat.press("maija", "Seuraava osio")
    teaches(chat, replace(MODULE, lessons=(MODULE.lessons[0], *MODULE.lessons[2:])))
    with chat.app.store.reading() as conn:
        (maija,) = people.all(conn)
    late = Submitted("late", maija.address, "training.check", {"answer": "a"}, f"{MODULE.id}/{MODULE.lessons[1].id}")
    assert chat.app.core.submit(late) is None
    chat.console.settle()
    assert "ei enää ole" in chat.sees("maija")
    assert MODULE.titles["fi"] in chat.press("maija", "Kaikki moduulit").partition("Kesken")[2]
    assert MODULE.lessons[2].headings["fi"] in chat.press("maija", "Jatka")
    teaches(chat)
    assert "ei ole vielä koulutusmoduuleja" in chat.say("maija", "koulutus")
    teaches(chat, MODULE)
    assert f"1/{len(MODULE.lessons)} osiota" in chat.say("maija", "koulutus")


def test_a_module_that_is_done_stays_done_when_a_lesson_is_added(chat: Chat) -> None:
    teaches(chat, replace(MODULE, lessons=MODULE.lessons[:1]))
    chat.joins("maija")
    begin(chat, "maija")
    assert "kaikki osiot" in chat.fill("maija", "Tarkistuskysymys", answer=answer(MODULE.lessons[0]))
    teaches(chat, MODULE)
    assert MODULE.titles["fi"] in chat.say("maija", "koulutus").partition("Suoritettu")[2]


def test_nothing_chosen_is_asked_again(chat: Chat) -> None:
    several = next(lesson for lesson in MODULE.lessons if lesson.is_several)
    teaches(chat, replace(MODULE, lessons=(several,)))
    chat.joins("maija")
    begin(chat, "maija")
    assert "Valitse ainakin yksi." in chat.fill("maija", "Tarkistuskysymys", answer="")


@pytest.mark.parametrize("times", [10])
def test_a_button_pressed_ten_times_is_one_enrolment(chat: Chat, times: int) -> None:
    chat.joins("maija")
    with chat.app.store.reading() as conn:
        (maija,) = people.all(conn)
    for number in range(times):
        chat.app.core.receive(Pressed(f"p{number}", maija.address, "training.lesson", MODULE.id))
        chat.app.core.receive(
            Submitted(
                f"s{number}",
                maija.address,
                "training.check",
                {"answer": ",".join(MODULE.lessons[0].right)},
                f"{MODULE.id}/{MODULE.lessons[0].id}",
            )
        )
    while chat.app.core.work():
        pass
    with chat.app.store.reading() as conn:
        assert [row.module for row in conn.execute(select(enrolment))] == [MODULE.id]
        assert [row.tries for row in conn.execute(select(checked))] == [1]
