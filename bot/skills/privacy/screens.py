"""What privacy shows. What the notice says is what the code does: the times are those of the nightly retention."""

from collections.abc import Callable
from datetime import timedelta

from bot.cards import Button, Buttons, Card, File, Strong, Text
from bot.forms import Form
from bot.store.keeping import LINK_CODE, YEAR, Periods
from bot.texts import Texts


def notice(_: Texts, periods: Periods, controller: str = "") -> Card:
    """The six points, with the times in force, and who answers for them: the `controller`, or whoever installed Sparri can tell
    who that is."""
    return Card(
        Text(Strong(_("Privacy notice")), "\n", _controller(_, controller)),
        *(Text(Strong(heading), "\n", said) for heading, said in _points(_, periods)),
        Buttons(
            (
                Button(_("Who sees what"), "privacy.details"),
                Button(_("Export my data"), "privacy.export"),
                Button(_("Erase my data"), "privacy.erase"),
                Button(_("My profile"), "people.me"),
                Button(_("Menu"), "home.menu"),
            )
        ),
    )


def details(_: Texts) -> Card:
    """What is kept of questions to experts, training and sparring, and who sees it."""
    return Card(
        *(Text(Strong(heading), "\n", said) for heading, said in _details(_)),
        Buttons((Button(_("Privacy notice"), "privacy.notice"), Button(_("Menu"), "home.menu"))),
    )


def _controller(_: Texts, controller: str) -> str:
    if controller:
        return _(
            "The controller is {controller}. It tells you on what legal basis it acts and who its data protection "
            "officer is.",
            controller=controller,
        )
    return _(
        "The controller is the organisation that runs this Sparri; its name has not been given here. Ask whoever "
        "installed Sparri for you: they can tell you who it is, on what legal basis it acts and who its data "
        "protection officer is."
    )


def _points(_: Texts, periods: Periods) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("What is collected"),
            _(
                "Your user, workspace and conversation ids in Slack or Teams. Your name, language, time zone, "
                "organisation and branch, as the platform, your administrator or you tell them. Your roles. Your "
                "questions, my answers and what you thought of them. That a message was shown, without its words. "
                "Files made for you. Who did what: roles, links, refusals, exports, erasures. Your e-mail address is "
                "only compared with the list of administrators and not stored. Before I store what you write, I take "
                "out the personal identity codes, bank account numbers, phone numbers and e-mail addresses that I "
                "recognise. What belongs to questions to experts, training and sparring stands behind “Who sees what”."
            ),
        ),
        (
            _("Why"),
            _(
                "So that I can answer and reach you, understand a question that follows another, show you your "
                "questions again and know what you may do. Coordinators see how many use Sparri. The log of actions "
                "is there to notice misuse."
            ),
        ),
        (
            _("How long"),
            _(
                "Questions and answers: {questions}. Messages received: {events}, their words only until "
                "they are dealt with, unless that fails. That a message was shown: {messages}. The log of "
                "actions: {audit}. A file made for you: {files}. A code for linking: {code} minutes. Your "
                "profile, accounts and conversations: until you erase them. What is past its time is erased every "
                "night. Backups and the technical log, which holds ids and kinds of errors but no words of "
                "yours, are kept as long as the organisation that runs this Sparri decides.",
                questions=_told(_, periods.questions),
                events=_told(_, periods.events),
                messages=_told(_, periods.messages),
                audit=_told(_, periods.audit),
                files=_told(_, periods.files),
                code=LINK_CODE // timedelta(minutes=1),
            ),
        ),
        (
            _("Who gets it"),
            _(
                "Those who run this Sparri can read its database. A coordinator sees the names of people in an "
                "organisation in their care, who of them has confirmed belonging to it and whom messages no longer "
                "reach; of other organisations, coordinators and administrators see only counts of five and more. In "
                "a channel, all its members see your question and my answer. Slack or Microsoft carries our messages "
                "and keeps its own copies; its agreement with your organisation says how, and whether data leaves "
                "the EU. Nobody else gets them."
            ),
        ),
        (
            _("How it is used"),
            _(
                "By a program (AI): I search the material with your words on the computer I run on. No AI service "
                "elsewhere reads them, nothing is trained with them, and nothing is decided about you."
            ),
        ),
        (
            _("Your rights"),
            _(
                "With the buttons below you can see your data and take it along, correct it and erase it. To object "
                "to its use or to have it restricted, contact the organisation that runs this Sparri. You may also "
                "complain to the Data Protection Ombudsman (tietosuoja.fi)."
            ),
        ),
    )


def _details(_: Texts) -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Questions to experts"),
            _(
                "What you ask an expert and what you write to each other. Who asked is kept apart: neither experts nor "
                "coordinators see your name unless you show it, nor your organisation and branch where fewer than five "
                "people share them. It is forgotten {days} days after the matter is closed. What you agree to share is "
                "kept with the expert’s name, without yours. Of experts I keep topics, working hours and absences, and "
                "of somebody invited the e-mail address until they first write.",
                days=30,
            ),
        ),
        (
            _("Training, events and reminders"),
            _(
                "Which modules you are in, your checks and exercises, who enrolled you and until when. Which events you "
                "registered for and attended. Which reminders you got or why not, and what you have put off. A coordinator with "
                "your organisation in their care sees by name who is in which module, who is behind and who takes part in an "
                "event; others see only counts of five and more. Your exercise nobody sees unless you send it."
            ),
        ),
        (
            _("Sparring"),
            _(
                "Which sessions you are in, your votes, what you prepare, notes and next steps: those in the session see them, and "
                "the coordinators of its organisation and branch. What you offer as a partner, those see to whom you are "
                "suggested. Risk sheets: only those in the session. Worksheets: your organisation or branch."
            ),
        ),
    )


def _told(_: Texts, period: timedelta) -> str:
    """How long it is: in months where it is whole years, else in days."""
    years, rest = divmod(period, YEAR)
    if years and not rest:
        return _("{months} months", months=12 * years)
    return _.plural("{n} day", "{n} days", period.days)


def exported(_: Texts, name: str, content: bytes) -> Card:
    """The copy as a file."""
    return Card(
        Text(
            _(
                "This is all I keep about you. The packed file (ZIP) holds a page to open in your browser and the "
                "same data for programs (JSON)."
            )
        ),
        File(name, "application/zip", content, _("All that Sparri keeps about you")),
        Buttons((Button(_("Privacy"), "privacy.notice"), Button(_("Menu"), "home.menu"))),
    )


def erase(_: Texts, person_id: str, questions: int, *, is_last_admin: bool = False) -> Card:
    """What goes, what stays, and whether to."""
    goes = [
        _("your profile, accounts, conversations and roles"),
        _.plural("{n} question with its answer", "{n} questions with their answers", questions),
        _("messages that wait for you, and the record of those shown"),
        _("files made for you"),
    ]
    parts = [
        Text(Strong(_("Erase everything?"))),
        Text(_("I erase all of this:"), "\n", "\n".join(f"• {line}" for line in goes)),
        Text(
            _(
                "Only what was done and when stays in the log of actions, without saying that it was you. Messages "
                "stay in Slack or Teams: your own you can delete there. Backups hold your data until they are "
                "replaced."
            )
        ),
        Text(Strong(_("This cannot be undone.")), " ", _("If you write to me again, we begin anew.")),
    ]
    if is_last_admin:
        parts.append(
            Text(
                Strong(
                    _(
                        "You are the only administrator. See first that somebody else gets the role, or there will be none."
                    )
                )
            )
        )
    return Card(
        *parts,
        Buttons(
            (
                Button(_("Erase everything"), "privacy.gone", person_id),
                Button(_("Export my data"), "privacy.export"),
                Button(_("Keep my data"), "privacy.keep"),
            )
        ),
    )


def farewell(_: Texts) -> Card:
    """The last message; a button on it would bring the person back."""
    return Card(
        Text(_("Your data is erased: I keep nothing about you any more. If you write to me again, we begin anew.")),
    )


def kept(_: Texts) -> Card:
    """The answer was to keep it."""
    return Card(Text(_("Nothing was erased.")), Buttons((Button(_("Menu"), "home.menu"),)))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("the notice", lambda _: notice(_, Periods())),
    ("who sees what", details),
    (
        "the notice of other times",
        lambda _: notice(_, Periods(questions=timedelta(days=100), events=timedelta(days=1))),
    ),
    ("the notice with a controller", lambda _: notice(_, Periods(), "Esimerkkivirasto, tietosuoja@example.fi")),
    ("the copy", lambda _: exported(_, "sparri-2026-11-23.zip", b"\0" * 12_345)),
    ("erase everything", lambda _: erase(_, "P12", 7)),
    ("erase the only administrator", lambda _: erase(_, "P12", 0, is_last_admin=True)),
    ("erased", farewell),
    ("kept", kept),
)
