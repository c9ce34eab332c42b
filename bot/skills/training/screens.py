"""Examples of all that training shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.cards import Card
from bot.forms import Form
from bot.people import Address, Language, Person
from bot.skills.training import (
    due_screens,
    enrolling_screens,
    export_screens,
    handing_screens,
    inviting_screens,
    seeing_screens,
)
from bot.skills.training import module_screens as screens
from bot.skills.training.records.enrolments import Enrolment
from bot.texts import Texts
from training_modules.catalogue import LANGUAGES, Check, Lesson, Module


def _in_all(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def _lesson(number: int, *, is_several: bool = False) -> Lesson:
    text = (
        "A need is written down before the first talk.",
        "Good questions are:",
        "• What is hard today?",
        "• Who pays?",
    )
    options = (("a", "The name of a product"), ("b", "What is hard today"), ("c", "Who is concerned"))
    check = Check("What belongs into a need?", options, "A product closes the door to all others.")
    right = frozenset("bc") if is_several else frozenset("b")
    return Lesson(
        f"need-{number}",
        _in_all(f"What a need is, part {number}"),
        dict.fromkeys(LANGUAGES, text),
        dict.fromkeys(LANGUAGES, check),
        right,
        is_several,
    )


_LESSONS = tuple(_lesson(number, is_several=number == 2) for number in range(1, 6))
_MODULE = Module(
    id="need",
    order=1,
    categories=("tools",),
    minutes=20,
    titles=_in_all("From need to specification"),
    introductions=_in_all("Afterwards you can write down a need."),
    exercises=_in_all("Write three sentences about a purchase of your own."),
    sources=dict.fromkeys(LANGUAGES, ("A book", "A page")),
    lessons=_LESSONS,
)
_OTHER = replace(_MODULE, id="risk", order=2, titles=_in_all("Risk and sharing it"))
_AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
_MAIJA = Person(
    "P1",
    "Maija Meri",
    Language.FI,
    frozenset(),
    "",
    None,
    "Europe/Helsinki",
    True,
    Address("console", "", "maija", "maija"),
)
_BEGUN = Enrolment("need", "need-2", _AT, None, "", frozenset({"need-1"}))
_ENROLLED = Enrolment("risk", "", None, None, "", frozenset(), date(2026, 12, 14))
_DONE = replace(_BEGUN, done_at=_AT, exercise="We buy lamps.", passed=frozenset(one.id for one in _LESSONS))

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("nothing to learn", lambda _: screens.overview(_, (), {})),
    ("what is on offer", lambda _: screens.overview(_, (_MODULE, _OTHER), {})),
    ("what has been begun", lambda _: screens.overview(_, (_MODULE, _OTHER), {"need": _BEGUN})),
    (
        "what one is enrolled in",
        lambda _: screens.overview(_, (_MODULE, _OTHER), {"need": _BEGUN, "risk": _ENROLLED}, coordinates=True),
    ),
    (
        "only enrolled, reminders off",
        lambda _: screens.overview(_, (_MODULE, _OTHER), {"risk": _ENROLLED}, is_off=True),
    ),
    ("what is done", lambda _: screens.overview(_, (_MODULE,), {"need": _DONE})),
    ("which module", lambda _: screens.choose(_, (_MODULE, _OTHER))),
    ("a module", lambda _: screens.module(_, _MODULE, None)),
    ("a module that was begun", lambda _: screens.module(_, _MODULE, _BEGUN)),
    ("a module that is done", lambda _: screens.module(_, _MODULE, _DONE)),
    ("a lesson", lambda _: screens.lesson(_, _MODULE, _LESSONS[1])),
    ("a check", lambda _: screens.check(_, _MODULE, _LESSONS[0])),
    ("a check with several", lambda _: screens.check(_, _MODULE, _LESSONS[1], is_wrong=True)),
    ("right", lambda _: screens.checked(_, _MODULE, _LESSONS[1], _LESSONS[2], is_right=True)),
    ("wrong", lambda _: screens.checked(_, _MODULE, _LESSONS[0], _LESSONS[1], is_right=False)),
    ("wrong, and nothing else left", lambda _: screens.checked(_, _MODULE, _LESSONS[0], _LESSONS[0], is_right=False)),
    ("all right", lambda _: screens.checked(_, _MODULE, _LESSONS[4], None, is_right=True, is_done=True)),
    ("a certificate", lambda _: screens.certificate(_, _MODULE, 8, _AT, replace(_MAIJA, language=_.language))),
    ("whose certificate", lambda _: screens.certificate(_, _MODULE, 8, _AT, replace(_MAIJA, name=""))),
    ("for now", lambda _: screens.paused(_, _MODULE)),
    ("the exercise", lambda _: screens.exercise(_, _MODULE, "")),
    ("an empty exercise", lambda _: screens.exercise(_, _MODULE, "", is_wrong=True)),
    ("an exercise", lambda _: screens.written(_, _MODULE, "We buy lamps.\nThe old ones are dark.", ("email",))),
    ("taken away", lambda _: screens.gone(_)),
    *enrolling_screens.EXAMPLES,
    *due_screens.EXAMPLES,
    *seeing_screens.EXAMPLES,
    *export_screens.EXAMPLES,
    *handing_screens.EXAMPLES,
    *inviting_screens.examples(_MODULE),
)
