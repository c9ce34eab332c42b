"""What privacy shows. What the notice says is what the code does: the times are those of the nightly retention."""

from collections.abc import Callable
from datetime import timedelta

from bot.cards import Button, Buttons, Card, File, Form, Strong, Text
from bot.store import keeping
from bot.texts import Texts

MONTH = timedelta(days=30)


def notice(_: Texts) -> Card:
    """The six points, and who answers for them."""
    return Card(
        Text(
            Strong(_("Privacy notice")),
            "\n",
            _("The controller is the organisation that runs this Sparri; your administrator can tell you who that is."),
        ),
        *(Text(Strong(heading), "\n", said) for heading, said in _points(_)),
        Buttons(
            (
                Button(_("Export my data"), "privacy.export"),
                Button(_("Erase me"), "privacy.erase"),
                Button(_("My profile"), "people.me"),
                Button(_("Menu"), "home.menu"),
            )
        ),
    )


def _points(_: Texts) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("What is collected"),
            _(
                "Your account ids on the platform and, as the platform or you tell them, your name, language, time zone, "
                "organisation and branch. Your roles. Your questions, my answers and what you thought of them. That a message "
                "was shown, without its words. Who did what: roles, links, refusals, exports. Identity codes, account numbers, "
                "phone numbers and e-mail addresses are taken out of what you write before anything is stored."
            ),
        ),
        (
            _("Why"),
            _(
                "So that I can answer, understand a question that follows another, show you your questions again and know what "
                "you may do. The log of actions is there to notice misuse."
            ),
        ),
        (
            _("How long"),
            _(
                "Questions {questions} months, what came in {events} days, that a message was shown {messages} days, the log of "
                "actions {audit} months, a code for linking {code} minutes, a file handed out {files} days. Your profile until "
                "you erase it. Backups are renewed and then no longer hold it.",
                questions=keeping.QUESTIONS // MONTH,
                events=keeping.EVENTS.days,
                messages=keeping.MESSAGES.days,
                audit=keeping.AUDIT // MONTH,
                code=keeping.LINK_CODE // timedelta(minutes=1),
                files=keeping.FILES.days,
            ),
        ),
        (
            _("Who gets it"),
            _(
                "Nobody outside. Those who run this Sparri can read its database. A coordinator sees the names of people in an "
                "organisation in their care, of others only counts of five and more. Slack or Microsoft carries our messages and "
                "keeps its own copies, as agreed with your organisation."
            ),
        ),
        (
            _("How it is used"),
            _(
                "By a program: I search the material with your words on the computer I run on. No model elsewhere reads them, "
                "nothing is trained with them, and nothing is decided about you."
            ),
        ),
        (
            _("Your rights"),
            _(
                "See your data and take it along, correct it, erase it: with the buttons below. To object to its use or to have "
                "it restricted, turn to the organisation that runs this Sparri. You may also complain to the Data Protection "
                "Ombudsman (tietosuoja.fi)."
            ),
        ),
    )


def exported(_: Texts, name: str, content: bytes) -> Card:
    """The copy as a file."""
    return Card(
        Text(_("This is all I keep about you. The file holds a page to read and the same as JSON.")),
        File(name, "application/zip", content, _("All that Sparri keeps about you")),
        Buttons((Button(_("Privacy"), "privacy.notice"), Button(_("Menu"), "home.menu"))),
    )


def erase(_: Texts, person_id: str, questions: int, *, is_last_admin: bool = False) -> Card:
    """What goes, what stays, and whether to."""
    goes = [
        _("your profile, accounts and roles"),
        _.plural("{n} question with its answer", "{n} questions with their answers", questions),
        _("what waits for you, and that messages were shown"),
        _("files I keep for you"),
    ]
    parts = [
        Text(Strong(_("Erase everything?"))),
        Text(_("This goes, everywhere I keep it:"), "\n", "\n".join(f"• {line}" for line in goes)),
        Text(
            _(
                "Nothing stays but the dates of what was done, without who it was. Messages in Slack or Teams are theirs: "
                "delete them there. Backups hold it until they are renewed."
            )
        ),
        Text(Strong(_("This cannot be undone.")), " ", _("If you write to me again, you are new to me.")),
    ]
    if is_last_admin:
        parts.append(Text(Strong(_("You are the only administrator: after this there is none."))))
    return Card(
        *parts,
        Buttons(
            (
                Button(_("Erase everything"), "privacy.gone", person_id),
                Button(_("Export my data"), "privacy.export"),
                Button(_("Keep"), "privacy.keep"),
            )
        ),
    )


def farewell(_: Texts) -> Card:
    """The last message; a button on it would bring the person back."""
    return Card(
        Text(_("You are erased: I keep nothing about you any more. If you write to me again, we begin anew.")),
    )


def kept(_: Texts) -> Card:
    """The answer was to keep it."""
    return Card(Text(_("Nothing was erased.")), Buttons((Button(_("Menu"), "home.menu"),)))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("the notice", notice),
    ("the copy", lambda _: exported(_, "sparri-2026-11-23.zip", b"\0" * 12_345)),
    ("erase everything", lambda _: erase(_, "P12", 7)),
    ("erase the only administrator", lambda _: erase(_, "P12", 0, is_last_admin=True)),
    ("erased", farewell),
    ("kept", kept),
)
