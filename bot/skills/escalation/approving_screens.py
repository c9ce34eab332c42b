"""What a coordinator is shown of what waits to become knowledge, and the expert to whom it goes back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.cards import Button, Buttons, Card, FormButton, Part, Strong, Text, cut
from bot.forms import Form, TextField
from bot.skills.escalation.answer_screens import NOTE
from bot.skills.escalation.asking_screens import QUESTION
from bot.skills.escalation.entry_parts import LISTED, OPENED, Proposed, about, choice, facts, listed
from bot.skills.escalation.examples import LONG
from bot.skills.escalation.sharing_screens import ROOM, entry
from bot.skills.escalation.words import on_a_line, pages, paragraphs, quoted
from bot.store.entries import Entry
from bot.texts import Texts


def proposal(_: Texts, seen: Proposed, page: int = 0) -> Card:
    """All that is approved; nothing of who asked."""
    found = seen.entry
    told, *rest = pages(found.answer, ROOM)[page:] or ("",)
    head: tuple[Part, ...] = (
        Text(
            Strong(_("{entry} waits for approval.", entry=found.id)),
            *(
                [" ", _("It changes {entry}, which stays as it is until then.", entry=seen.replaces)]
                * bool(seen.replaces)
            ),
            *([" ", _("You wrote it, so another coordinator approves it.")] * (not seen.may_approve)),
        ),
        Text(quoted(_, cut(on_a_line(found.question), 2_200))),
    )
    more = [Button(_("Read on"), "escalation.proposal", f"{found.id} {page + 1}")] if rest else []
    yes = [Button(_("Approve"), "escalation.approve", f"{found.id} {seen.content}")] if seen.may_approve else []
    return Card(
        *(head if page == 0 else ()),
        *paragraphs(told),
        *((facts(_, found, seen.organisation),) if page == 0 else ()),
        Buttons(
            (
                *more,
                *yes,
                FormButton(_("Edit"), "escalation.amend", found.id),
                FormButton(_("Return"), "escalation.return", found.id),
                Button(_("Approvals"), "escalation.proposals"),
            )
        ),
    )


def proposals(_: Texts, found: tuple[Entry, ...]) -> Card:
    """What waits for somebody's approval, oldest first."""
    if not found:
        return Card(
            Text(_("Nothing waits for your approval.")),
            Buttons((Button(_("Shared answers"), "escalation.knowledge"), Button(_("Menu"), "home.menu"))),
        )
    more = [_("and {n} more", n=_.number(len(found) - LISTED))] if len(found) > LISTED else []
    return Card(
        Text(Strong(_.plural("{n} answer waits for your approval", "{n} answers wait for your approval", len(found)))),
        *(Text(listed(_, one)) for one in found[:LISTED]),
        *(Text(line, quiet=True) for line in more),
        Buttons(
            (
                *(Button(_("Open {id}", id=one.id), "escalation.proposal", one.id) for one in found[:OPENED]),
                *([FormButton(_("Open another"), "escalation.choose")] if len(found) > OPENED else []),
            )
        ),
    )


def choose(_: Texts, found: tuple[Entry, ...]) -> Form:
    """Which one to open?"""
    return choice(_, found, "escalation.choose")


def amend(
    _: Texts,
    seen: Proposed,
    told: Mapping[str, str],
    valid_until: date | None,
    errors: dict[str, str] | None = None,
) -> Form:
    """Changes what a coordinator may change: all but the expert's words."""
    return Form(
        title=_("Edit {id}", id=seen.entry.id),
        action="escalation.amend",
        fields=(
            TextField(
                "question",
                _("The question in general words"),
                told["question"][:QUESTION],
                hint=_("If you change it, the asker is asked whether the new words may be shared."),
                is_long=True,
                limit=QUESTION,
            ),
            *about(_, seen, told, valid_until),
        ),
        submit=_("Save"),
        arg=f"{seen.entry.id} {seen.content}",
        errors=errors or {},
    )


def give_back(_: Texts, found: Entry, errors: dict[str, str] | None = None) -> Form:
    """Asks what the expert is to look at again."""
    return Form(
        title=_("Return {id}", id=found.id),
        action="escalation.return",
        fields=(TextField("note", _("What is to be corrected? The expert reads this."), is_long=True, limit=NOTE),),
        submit=_("Return"),
        arg=found.id,
        errors=errors or {},
    )


def approved(_: Texts, found: Entry, *, told: int) -> Card:
    """Published. `told` counts those who are told that what they were given has changed."""
    also = _.plural(
        "{n} person who was given this answer is told what has changed.",
        "{n} people who were given this answer are told what has changed.",
        told,
    )
    return Card(
        Text(Strong(_("{entry} is approved, and others are now given the answer too.", entry=found.id))),
        *([Text(also)] if told else []),
        _wait(_),
    )


def amended(_: Texts, found: Entry, *, is_asked: bool) -> Card:
    """Changed; where the question was, its asker is asked."""
    what = (
        _("Saved. {entry} waits until its asker agrees to the new words.", entry=found.id)
        if is_asked
        else _("Saved. {entry} can be approved.", entry=found.id)
    )
    first = () if is_asked else (Button(_("Open {id}", id=found.id), "escalation.proposal", found.id),)
    return Card(Text(what), Buttons((*first, Button(_("Approvals"), "escalation.proposals"))))


def nobody_to_ask(_: Texts, entry_id: str) -> Card:
    """The question's words cannot be changed, since it is forgotten who asked it."""
    return Card(
        Text(
            _(
                "Who asked is no longer known ({entry}), so nobody can agree to other words. Nothing was changed.",
                entry=entry_id,
            )
        ),
        _wait(_),
    )


def returned(_: Texts, found: Entry, *, has_author: bool) -> Card:
    """Back with its expert, or nowhere if that person is gone."""
    what = (
        _("{entry} has gone back to its expert with your note.", entry=found.id)
        if has_author
        else _("{entry} is set aside: whoever wrote it is not here any more.", entry=found.id)
    )
    return Card(Text(what), _wait(_))


def to_correct(_: Texts, found: Entry, note: str, action: str, arg: str) -> Card:
    """A coordinator's note, to the expert whose answer it is about; `action` and `arg` open the form it is corrected in."""
    return Card(
        Text(Strong(_("A coordinator asks you to look at your answer {entry} again:", entry=found.id))),
        *paragraphs(note),
        Text(quoted(_, cut(on_a_line(found.question), 300)), quiet=True),
        Buttons((FormButton(_("Correct"), action, arg),)),
    )


def meanwhile(_: Texts, entry_id: str, found: Entry | None) -> Card:
    """What the button offered is past: somebody else was faster, or it is not there any more."""
    stands = {
        "proposed": _("{entry} has been changed meanwhile. Please look at it as it is now.", entry=entry_id),
        "returned": _("{entry} has been returned meanwhile, so it does not wait for approval.", entry=entry_id),
        "published": _("{entry} has been approved already.", entry=entry_id),
        "withdrawn": _("{entry} has been withdrawn.", entry=entry_id),
    }
    gone = _(
        "{entry} does not wait any more: it has been dealt with, or its asker does not share it.",
        entry=entry_id or "K?",
    )
    is_open = found is not None and found.state == "proposed"
    first = (Button(_("Open {id}", id=entry_id), "escalation.proposal", entry_id),) if is_open else ()
    return Card(
        Text(stands[found.state] if found else gone),
        Buttons((*first, Button(_("Approvals"), "escalation.proposals"))),
    )


def not_in_charge(_: Texts, entry: str) -> Card:
    """It is another coordinator's."""
    return Card(
        Text(_("{entry} is not in your care: it belongs to another coordinator.", entry=entry or "K?")),
        _wait(_),
    )


def not_own(_: Texts, found: Entry) -> Card:
    """Nobody approves what they wrote themselves."""
    return Card(Text(_("You wrote {entry}, so another coordinator approves it.", entry=found.id)), _wait(_))


def _wait(_: Texts) -> Buttons:
    return Buttons((Button(_("Approvals"), "escalation.proposals"),))


_SEEN = Proposed(entry(), "0123456789abcdef", "", "Mallilan kaupunki", "municipality")
_TOLD = {"question": entry().question, "sources": entry().sources, "audience": "branch"}


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("to be approved", lambda _: proposal(_, _SEEN)),
    (
        "to be approved by another",
        lambda _: proposal(_, replace(_SEEN, replaces="K3", may_approve=False, entry=entry(author_name=""))),
    ),
    ("long to be approved", lambda _: proposal(_, replace(_SEEN, entry=entry(answer=LONG)), 1)),
    ("all to be approved", lambda _: proposals(_, tuple(entry(id=f"K{number}") for number in range(1, 11)))),
    ("nothing to be approved", lambda _: proposals(_, ())),
    ("choosing what to approve", lambda _: choose(_, (entry(),))),
    ("editing what is to be approved", lambda _: amend(_, _SEEN, _TOLD, date(2027, 6, 30))),
    ("returning", lambda _: give_back(_, entry())),
    ("approved", lambda _: approved(_, entry(), told=0)),
    ("a change approved", lambda _: approved(_, entry(), told=3)),
    ("edited, to be approved", lambda _: amended(_, entry(), is_asked=False)),
    ("edited, its asker is asked", lambda _: amended(_, entry(), is_asked=True)),
    ("nobody to ask", lambda _: nobody_to_ask(_, "K7")),
    ("returned to its expert", lambda _: returned(_, entry(), has_author=True)),
    ("returned to nobody", lambda _: returned(_, entry(), has_author=False)),
    ("to be corrected", lambda _: to_correct(_, entry(), "Tarkistathan momentin.", "escalation.answer", "E41")),
    ("meanwhile changed", lambda _: meanwhile(_, "K7", entry())),
    ("meanwhile returned", lambda _: meanwhile(_, "K7", entry(state="returned"))),
    ("meanwhile approved", lambda _: meanwhile(_, "K7", entry(state="published"))),
    ("meanwhile gone", lambda _: meanwhile(_, "K7", None)),
    ("another coordinator's", lambda _: not_in_charge(_, "K7")),
    ("their own answer", lambda _: not_own(_, entry())),
)
