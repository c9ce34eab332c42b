"""Cards about the time of a session: the vote, how it went, and what was confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import Choice, DateField, Form
from bot.skills.sparring.reading import day
from bot.skills.sparring.records.voting import Ballot, best
from bot.skills.sparring.session_screens import times, with_calendar
from bot.skills.sparring.session_screens import vote as voting
from bot.skills.sparring.words import View, calendar, facts, head, time_of, when
from bot.store.sessions import Part, Session
from bot.texts import N_, Texts

SAYS = {"yes": N_("Suits me"), "maybe": N_("Maybe"), "no": N_("Does not suit me")}
NAMES = 300


def field(number: int) -> str:
    """The field of a time in the form of the vote, by where it stands among the options."""
    return f"time{number + 1}"


def asked(_: Texts, view: View) -> Card:
    """Which times suit?"""
    ballot, host = view.ballot, view.found.organiser
    told = _("You are in {id}.", id=view.found.id)
    if host and not (view.mine and view.mine.person == host):
        told = _("{name} has added you to the sparring session {id}.", name=view.name(_, host), id=view.found.id)
    until = _("Vote until {moment}.", moment=_.moment(ballot.closes_at, view.zone)) if ballot else ""
    buttons: list[Button] = [voting(_, view)] if view.is_in else []
    if not view.may_manage:
        buttons.append(Button(_("I cannot come"), "sparring.leave", view.found.id))
    buttons.append(_open(_, view))
    return Card(
        Text(told), Text(Strong(head(view.found))), facts(_, view),
        Text(Strong(_("Which times suit you?")), "\n", times(_, view), "\n", until),
        Buttons(tuple(buttons)),
    )  # fmt: skip


def nudged(_: Texts, view: View) -> Card:
    """To whoever has not voted yet."""
    told = _("You have not voted on the time of {id} yet.", id=view.found.id)
    until = _("Vote until {moment}.", moment=_.moment(view.ballot.closes_at, view.zone)) if view.ballot else ""
    return Card(
        Text(told, " ", until), Text(Strong(head(view.found))), Text(times(_, view) or "–"),
        Buttons((voting(_, view), _open(_, view))),
    )  # fmt: skip


def vote(_: Texts, view: View, ballot: Ballot, mine: Mapping[datetime, str]) -> Form:
    """Yes, maybe or no to each."""
    options = tuple((says, _(words)) for says, words in SAYS.items())
    fields = tuple(
        Choice(field(number), cut(time_of(_, at, view.found.wish, view.zone), 75), options, mine.get(at, "maybe"))
        for number, at in enumerate(ballot.options)
    )
    return Form(_("Which times suit?"), "sparring.vote", fields, _("Vote"), f"{view.found.id} {ballot.number}")


def counted(_: Texts, view: View, *said: str) -> Card:
    """How the vote went, the best time first, and what can be done now."""
    ballot, id_ = view.ballot, view.found.id
    parts = [*(Text(text) for text in said if text), Text(Strong(head(view.found)))]
    if ballot is None or not ballot.options:
        return no_time(_, view)
    order = best(ballot, needed(view), [one.person for one in view.inside])
    top = order[0]
    inside = {one.person for one in view.inside}
    noes = [person for person, word in ballot.said(top).items() if word == "no" and person in inside]
    first = time_of(_, top, view.found.wish, view.zone)
    verdict = _("{time} suits everybody who has voted.", time=first)
    if noes:
        verdict = _("No time suits everybody. {time} suits most.", time=first)
    elif not ballot.votes:
        verdict = _("Nobody has voted. {time} is within everybody’s working hours.", time=first)
    lines = [_line(_, view, ballot, at) for at in order]
    confirm = Button(_("Confirm"), "sparring.confirm", f"{id_} {top.timestamp():.0f}")
    again = Button(_("New times"), "sparring.again", f"{id_} {ballot.number}")
    first_two = (again, confirm) if noes else (confirm, again)
    others = (FormButton(_("Another of these"), "sparring.choose_time", id_),) if len(order) > 1 else ()
    return Card(*parts, Text(verdict), Text("\n".join(lines)), Buttons((*first_two, *others, _open(_, view))))


def needed(view: View) -> set[str]:
    """Those without whom there is no meeting: whoever asked for it, and the partner."""
    return {one.person for one in view.inside if one.part is Part.PARTNER or one.person == view.found.organiser}


def _line(_: Texts, view: View, ballot: Ballot, at: datetime) -> str:
    said = ballot.said(at)
    counts = [f"{_(words)}: {sum(word == says for word in said.values())}" for says, words in SAYS.items()]
    noes = [view.name(_, person) for person, word in said.items() if word == "no"]
    who = f" ({cut(', '.join(noes), NAMES)})" if noes else ""
    return f"• {time_of(_, at, view.found.wish, view.zone)} · {' · '.join(counts)}{who}"


def choose(_: Texts, view: View, ballot: Ballot) -> Form:
    """Which of the times?"""
    order = best(ballot, needed(view), [one.person for one in view.inside])
    options = tuple((f"{at.timestamp():.0f}", cut(time_of(_, at, view.found.wish, view.zone), 75)) for at in order)
    return Form(
        _("Choose a time"), "sparring.choose_time", (Choice("time", _("Time option"), options, options[0][0]),), _("Confirm"),
        view.found.id,
    )  # fmt: skip


def no_time(_: Texts, view: View, *said: str) -> Card:
    """No time was found."""
    told = _without(_, view)
    other = FormButton(_("Other days"), "sparring.move", view.found.id)
    return Card(
        *(Text(text) for text in said if text), Text(Strong(head(view.found))), Text(told),
        Buttons((other, Button(_("Another partner"), "sparring.another", view.found.id), _open(_, view))),
    )  # fmt: skip


def confirmed(_: Texts, view: View) -> Card:
    """It takes place: when and where, with the file for the calendar."""
    return with_calendar(_, view, _("{id} takes place {time}.", id=view.found.id, time=when(_, view.found, view.zone)))


def located(_: Texts, view: View) -> Card:
    """Its link or place is known."""
    return with_calendar(_, view, _("The link or place of {id} is set.", id=view.found.id))


def moved(_: Texts, view: View, before: Session) -> Card:
    """It is not at that time any more: the file takes it out of the calendar, and the new times are voted on, if there are any."""
    told = _(
        "{id} is moved: it does not take place {time}. A new time is looked for.",
        id=before.id,
        time=when(_, before, view.zone),
    )
    file = calendar(_, replace(before, revision=view.found.revision), view.now, is_cancelled=True)
    parts, buttons = [Text(told), Text(Strong(head(view.found)))], [_open(_, view)]
    if view.ballot and view.ballot.is_open:
        until = _("Vote until {moment}.", moment=_.moment(view.ballot.closes_at, view.zone))
        parts.append(Text(Strong(_("Which times suit you?")), "\n", times(_, view), "\n", until))
        buttons = [*([voting(_, view)] if view.is_in else []), *buttons]
    elif view.partner and view.partner.is_in and view.may_manage:
        parts.append(Text(_without(_, view)))
        buttons = [FormButton(_("Other days"), "sparring.move", view.found.id), *buttons]
    return Card(*parts, file, Buttons(tuple(buttons)))


def _without(_: Texts, view: View) -> str:
    return _(
        "I found no time when both whoever asked for it and the partner are free: {days}.",
        days=when(_, view.found, view.zone),
    )


def move(_: Texts, view: View, told: Mapping[str, str], errors: Mapping[str, str] | None = None) -> Form:
    """Among which days?"""
    text = _("Everybody is told, and votes on new times.") if view.found.starts_at else ""
    return Form(
        _("Other days"), "sparring.move",
        (DateField("since", _("From"), day(told.get("since", ""))), DateField("until", _("Until"), day(told.get("until", "")))),
        _("Look for times"), f"{view.found.id} {view.found.revision}", dict(errors or {}), text,
    )  # fmt: skip


def _open(_: Texts, view: View) -> Button:
    return Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)
