"""One session as a card: what it is, where it stands, and what the reader can do."""

from collections.abc import Mapping, Sequence

from bot.cards import BUTTONS, Button, Buttons, Card, FormButton, Link, Part, Strong, Text, cut
from bot.skills.sparring.records.results import Step
from bot.skills.sparring.words import ASKED, LIMITS, STATES, View, calendar, facts, head, is_on_the_web, time_of
from bot.store.sessions import Part as Role
from bot.texts import Texts

_MENU = "home.menu"
LISTED = 6
"""Next steps on the card."""
PAGE = 2
"""People whose preparation stands on one page."""


def session(_: Texts, view: View, *said: str) -> Card:
    """One session, what it is to the reader, and what they can do. `said` is what has just happened."""
    return Card(*(Text(text) for text in said if text), *_parts(_, view), Buttons(_buttons(_, view)))


def with_calendar(_: Texts, view: View, *said: str) -> Card:
    """The same with the file for one's calendar."""
    file = calendar(_, view.found, view.now)
    return Card(*(Text(text) for text in said if text), *_parts(_, view), file, Buttons(_buttons(_, view)))


def cancelled(_: Texts, view: View) -> Card:
    """It does not take place: takes it out of the calendar too, if it stood there."""
    files = (calendar(_, view.found, view.now, is_cancelled=True),) if view.found.starts_at else ()
    told = Text(_("{id} does not take place.", id=view.found.id))
    return Card(told, Text(Strong(head(view.found))), *files, Buttons((Button(_("Menu"), _MENU),)))


def gone(_: Texts) -> Card:
    """A session that is none of the reader's."""
    return Card(
        Text(_("There is no such sparring session among yours.")),
        Buttons((Button(_("My sessions"), "sparring.overview"), Button(_("Menu"), _MENU))),
    )


def stranger(_: Texts, id_: str) -> Card:
    """Somebody who is not in it wants to see it: they can ask to take part, and learn nothing of it before."""
    return Card(
        Text(_("{id} is a sparring session you are not in. Whoever asked for it can let you take part.", id=id_)),
        Buttons((Button(_("Ask to take part"), "sparring.knock", id_), Button(_("Menu"), _MENU))),
    )


def knocked(_: Texts, id_: str) -> Card:
    """They have asked."""
    told = _("I have asked whoever arranges {id}. You hear from me once you are let in.", id=id_)
    return Card(Text(told), Buttons((Button(_("Menu"), _MENU),)))


def knock(_: Texts, view: View, name: str, organisation: str, person: str) -> Card:
    """Who arranges it is asked."""
    told = _(
        "{name} ({organisation}) asks to take part in {id}.", name=name, organisation=organisation, id=view.found.id
    )
    let = Button(_("Let in"), "sparring.let", f"{view.found.id} {person}")
    return Card(Text(told), Text(Strong(head(view.found))), Buttons((let, _open(_, view))))


def reminder(_: Texts, view: View) -> Card:
    """A day or an hour before."""
    return Card(
        Text(Strong(_("Reminder"))),
        *_parts(_, view),
        *(_prepared(_, view, *one, room=120) for one in list(view.prepared.items())[:PAGE]),
        Buttons((*_way_in(_, view), Button(_("Preparation"), "sparring.preparation", view.found.id), _open(_, view))),
    )


def preparation(_: Texts, view: View, material: Sequence[str] = (), page: int = 0) -> Card:
    """What everybody has prepared, two of them on a page, and on the first titles of material that may help."""
    id_, every = view.found.id, list(view.prepared.items())
    parts: list[Part] = [
        _prepared(_, view, *one, room=LIMITS["answer"]) for one in every[page * PAGE : (page + 1) * PAGE]
    ]
    if not parts:
        parts.append(Text(_("Nobody has prepared anything yet.")))
    if material and page == 0:
        titles = "\n".join(f"• {cut(title, 200)}" for title in material)
        parts.append(Text(Strong(_("Material that may help: ask me about it")), "\n", titles))
    buttons: list[Button] = []
    if len(every) > (page + 1) * PAGE:
        buttons.append(Button(_("Read on"), "sparring.preparation", f"{id_} {page + 1}"))
    if view.is_in:
        buttons += [FormButton(_("Prepare"), "sparring.prepare", id_), Button(_("Risk sheets"), "risks.of", id_)]
    return Card(Text(Strong(head(view.found))), *parts, Buttons((*buttons, _open(_, view))))


def more(_: Texts, view: View) -> Card:
    """What else whoever arranges it can do."""
    id_ = view.found.id
    buttons: list[Button] = [FormButton(_("Add people"), "sparring.add", id_)]
    is_own = view.mine is not None and view.mine.person == view.found.organiser
    last = Button(_("I cannot come"), "sparring.leave", id_) if view.is_in and not is_own else _open(_, view)
    if view.found.status == "confirmed":
        buttons.append(FormButton(_("Other days"), "sparring.move", id_))
    if view.found.status in ("proposed", "confirmed"):
        buttons.append(Button(_("Another partner"), "sparring.another", id_))
        buttons.append(Button(_("Cancel the session"), "sparring.cancel", id_))
    return Card(Text(Strong(head(view.found))), facts(_, view), Buttons((*buttons, last)))


def cancel(_: Texts, view: View) -> Card:
    """Is it really not to take place?"""
    told = _("Everybody who takes part is told at once that {id} does not take place.", id=view.found.id)
    return Card(
        Text(Strong(head(view.found))),
        Text(told),
        Buttons((Button(_("Cancel the session"), "sparring.drop", view.found.id), _open(_, view))),
    )


def step_line(_: Texts, view: View, step: Step) -> str:
    """A next step in a list."""
    owner = view.name(_, step.owner) if step.owner else _("nobody")
    mark = "✓" if step.done_at else "•"
    return f"{mark} {cut(step.text, 160)} · {cut(owner, 80)} · {_.day(step.due_on)}"


def _parts(_: Texts, view: View) -> list[Part]:
    parts: list[Part] = [Text(Strong(head(view.found)), " · ", _(STATES[view.found.status])), facts(_, view)]
    if view.found.wish.about:
        parts.append(Text(cut(view.found.wish.about, 1_200)))
    parts += [Text(text) for text in (_stand(_, view),) if text]
    if view.notes:
        parts.append(Text(Strong(_("Notes")), "\n", cut(view.notes.text, 1_500)))
    if view.steps:
        lines = [step_line(_, view, step) for step in view.steps[:LISTED]]
        if len(view.steps) > LISTED:
            lines.append(_("… and {n} more", n=_.number(len(view.steps) - LISTED)))
        parts.append(Text(Strong(_("Next steps")), "\n", cut("\n".join(lines), 1_800)))
    if view.outcome:
        parts.append(Text(Strong(_("What came of it")), "\n", cut(view.outcome.text, 900)))
    return parts


def _stand(_: Texts, view: View) -> str:
    """Where it stands, in a sentence."""
    found, partner = view.found, view.partner
    is_open = found.status in ("proposed", "confirmed") and not found.is_over(view.now)
    if is_open and partner is None:
        return _("A sparring partner is still to be found.")
    if is_open and partner and not partner.is_in:
        return _("{name} is asked to spar.", name=view.name(_, partner.person))
    if view.ballot and view.ballot.is_open:
        voted = sum(one.person in view.ballot.votes for one in view.inside)
        return _(
            "{n} of {all} have voted on the time. The vote ends {moment}.",
            n=voted, all=len(view.inside), moment=_.moment(view.ballot.closes_at, view.zone),
        )  # fmt: skip
    if view.ballot:
        return _("The vote on the time has ended.")
    if found.status == "confirmed" and found.is_over(view.now):
        return _("Its time is past.")
    if found.status == "confirmed" and view.prepared:
        return _.plural("{n} has prepared for it.", "{n} have prepared for it.", len(view.prepared))
    return ""


def _prepared(_: Texts, view: View, person: str, answers: Mapping[str, str], *, room: int) -> Text:
    lines = [f"{_(ASKED[asked])}\n{cut(text, room)}" for asked, text in answers.items() if asked in ASKED]
    return Text(Strong(cut(view.name(_, person), 100)), "\n", cut("\n".join(lines), 2_600))


def _buttons(_: Texts, view: View) -> tuple[Button | Link, ...]:
    found, id_, buttons = view.found, view.found.id, list[Button | Link]()
    is_over = found.is_over(view.now)
    if _is_asked(view) and found.status in ("proposed", "confirmed") and not is_over:
        buttons += [Button(_("I take it"), "sparring.accept", id_), Button(_("Not now"), "sparring.decline", id_)]
    elif found.status == "proposed":
        buttons += _proposing(_, view)
    elif found.status == "confirmed" and is_over:
        if view.may_manage:
            buttons += [
                FormButton(_("It was held"), "sparring.held", id_),
                FormButton(_("Other days"), "sparring.move", id_),
                Button(_("It was not held"), "sparring.cancel", id_),
            ]
    elif found.status == "confirmed":
        buttons += _way_in(_, view)
        if view.is_in:
            buttons.append(Button(_("Preparation"), "sparring.preparation", id_))
        if view.may_manage:
            buttons.append(FormButton(_("Set link or place"), "sparring.locate", id_))
    elif found.status == "held" and (view.is_in or view.may_manage):
        buttons.append(FormButton(_("Correct notes") if view.notes else _("Write notes"), "sparring.note", id_))
        buttons.append(FormButton(_("Add a step"), "sparring.step", id_))
        if any(step.done_at is None for step in view.steps):
            buttons.append(FormButton(_("A step is done"), "sparring.done", id_))
        if view.is_in:
            buttons.append(FormButton(_("What came of it"), "sparring.outcome", id_))
    if view.may_manage and found.status in ("proposed", "confirmed") and not is_over:
        buttons.append(Button(_("More"), "sparring.more", id_))
    elif view.is_in and found.status in ("proposed", "confirmed") and not is_over:
        buttons.append(Button(_("I cannot come"), "sparring.leave", id_))
    if len(buttons) < BUTTONS:
        worksheet = Button(_("Your own worksheet"), "worksheet.open")
        buttons.append(worksheet if found.status == "held" else Button(_("My sessions"), "sparring.overview"))
    return tuple(buttons[:BUTTONS])


def _is_asked(view: View) -> bool:
    """Whether the reader is asked to spar and has not answered."""
    return view.mine is not None and view.mine.part is Role.PARTNER and view.mine.state == "asked"


def _proposing(_: Texts, view: View) -> list[Button]:
    id_ = view.found.id
    partner, buttons = view.partner, list[Button]()
    if partner is None and view.may_manage:
        buttons.append(Button(_("Suggest a partner"), "sparring.another", id_))
        buttons.append(FormButton(_("Edit"), "sparring.edit", id_))
    elif view.ballot and view.ballot.is_open and view.is_in:
        buttons.append(vote(_, view))
    if view.ballot and view.may_manage:
        buttons.append(Button(_("Choose a time"), "sparring.count", id_))
    elif partner and partner.is_in and view.may_manage and not view.ballot:
        buttons.append(FormButton(_("Other days"), "sparring.move", id_))
    return buttons


def vote(_: Texts, view: View) -> FormButton:
    """The way into the ballot."""
    ballot = view.ballot
    has_voted = bool(ballot and view.mine and view.mine.person in ballot.votes)
    label = _("Change my vote") if has_voted else _("Vote")
    return FormButton(label, "sparring.vote", f"{view.found.id} {ballot.number if ballot else 0}")


def times(_: Texts, view: View) -> str:
    """The options of the ballot, one a line, in the reader's zone."""
    options = view.ballot.options if view.ballot else ()
    return "\n".join(f"• {time_of(_, at, view.found.wish, view.zone)}" for at in options)


def _open(_: Texts, view: View) -> Button:
    return Button(_("Open {id}", id=view.found.id), "sparring.open", view.found.id)


def _way_in(_: Texts, view: View) -> tuple[Link, ...]:
    wish = view.found.wish
    return (Link(_("Go to the meeting"), wish.location),) if view.is_in and is_on_the_web(wish) else ()


def late(_: Texts, view: View, typed: str) -> Card:
    """Somebody was faster: what the reader wrote, to be put in again."""
    said = _("Somebody else has corrected the notes of {id} meanwhile. This is what you wrote:", id=view.found.id)
    again = FormButton(_("Correct notes"), "sparring.note", view.found.id)
    return Card(Text(said), Text(cut(typed, 2_800) or "–"), Buttons((again, _open(_, view))))
