"""What is shown of an answer that is knowledge: to readers, to those who waited for it or were given it, and to keepers."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from bot.cards import Button, Buttons, Card, FormButton, Strong, Text, cut
from bot.forms import DateField, Form, TextField
from bot.skills.escalation.answer_screens import ANSWER, NOTE
from bot.skills.escalation.entry_parts import LISTED, OPENED, Proposed, about, choice, facts, listed
from bot.skills.escalation.examples import LONG
from bot.skills.escalation.sharing_screens import ROOM, entry
from bot.skills.escalation.words import on_a_line, pages, paragraphs, quoted
from bot.store.entries import Entry
from bot.texts import Texts


def answer(_: Texts, found: Entry, organisation: str, page: int = 0, *, is_expired: bool = False) -> Card:
    """An expert's answer as somebody reads it, in the expert's words. `organisation` is the reader's."""
    told, *rest = pages(found.answer, ROOM)[page:] or ("",)
    old = (
        _("This answer is no longer valid, so I do not use it any more. Check whether it still holds.")
        if is_expired
        else _("General guidance, not legal advice.")
    )
    more = [Button(_("Read on"), "escalation.entry", f"{found.id} {page + 1}")] if rest else []
    return Card(
        *([Text(Strong(cut(on_a_line(found.question), 2_200)))] if page == 0 else []),
        *paragraphs(told),
        *((facts(_, found, organisation),) if page == 0 else ()),
        Text(old, quiet=True),
        Buttons((*more, FormButton(_("Write to an expert"), "escalation.ask"), Button(_("Menu"), "home.menu"))),
    )


def not_there(_: Texts, entry_id: str, *, is_withdrawn: bool = False) -> Card:
    """It is withdrawn, or never was for this reader."""
    what = (
        _("{entry} has been withdrawn, so please do not rely on it any more.", entry=entry_id)
        if is_withdrawn
        else _("I have no answer {entry} for you.", entry=entry_id or "K?")
    )
    return Card(
        Text(what), Buttons((FormButton(_("Write to an expert"), "escalation.ask"), Button(_("Menu"), "home.menu")))
    )


def wished(_: Texts, found: Entry, question: str, asked_at: datetime, zone: str) -> Card:
    """What somebody waited for is there. `question` is theirs."""
    return Card(
        Text(Strong(_("An expert has answered what you asked on {moment}:", moment=_.moment(asked_at, zone)))),
        Text(quoted(_, cut(on_a_line(question), 600))),
        Text(cut(on_a_line(found.answer), 700)),
        Text(_("From {name}.", name=cut(found.author_name, 200) or _("an expert")), " ", _valid(_, found), quiet=True),
        Buttons((Button(_("Read the answer"), "escalation.entry", found.id),)),
    )


def changed(_: Texts, found: Entry, was: str, now: str) -> Card:
    """To somebody who was given it: what it said, and what it says now."""
    return Card(
        Text(Strong(_("An expert’s answer that you were given has changed ({entry}).", entry=found.id))),
        Text(quoted(_, cut(on_a_line(found.question), 600)), quiet=True),
        Text(Strong(_("Before:")), " ", cut(was, 1_500) or "–"),
        Text(Strong(_("Now:")), " ", cut(now, 1_500) or "–"),
        Buttons((Button(_("Read the answer"), "escalation.entry", found.id),)),
    )


def no_longer(_: Texts, found: Entry) -> Card:
    """To somebody who was given it: it is withdrawn."""
    return Card(
        Text(Strong(_("An expert’s answer that you were given has been withdrawn ({entry}).", entry=found.id))),
        Text(quoted(_, cut(on_a_line(found.question), 600)), quiet=True),
        Text(_("Please do not rely on it any more.")),
        Buttons((FormButton(_("Write to an expert"), "escalation.ask"),)),
    )


def known(
    _: Texts,
    seen: Proposed,
    page: int = 0,
    *,
    is_author: bool = False,
    is_expired: bool = False,
    has_change: bool = False,
) -> Card:
    """A published answer, to its author or to a coordinator who sees to it."""
    found = seen.entry
    told, *rest = pages(found.answer, ROOM)[page:] or ("",)
    more = [Button(_("Read on"), "escalation.known", f"{found.id} {page + 1}")] if rest else []
    is_old = _("This answer is no longer valid: nobody is given it until you say that it still holds.")
    waits = _("A change waits for approval.")
    head = [Text(Strong(found.id), " ", quoted(_, cut(on_a_line(found.question), 2_200)))]
    notes = [line for line, holds in ((is_old, is_expired), (waits, has_change)) if holds]
    listing = [] if is_author else [Button(_("Shared answers"), "escalation.knowledge")]
    return Card(
        *(head if page == 0 else ()),
        *paragraphs(told),
        *((facts(_, found, seen.organisation),) if page == 0 else ()),
        *(Text(line) for line in notes),
        Buttons(
            (
                *more,
                FormButton(_("Still right"), "escalation.renew", found.id),
                FormButton(_("Change"), "escalation.change", found.id),
                Button(_("Take out of use"), "escalation.retire", found.id),
                *listing,
            )
        ),
    )


def renew(_: Texts, found: Entry, day: date | None, errors: dict[str, str] | None = None) -> Form:
    """Asks until when it holds."""
    return Form(
        title=_("Still right: {id}", id=found.id),
        action="escalation.renew",
        fields=(DateField("day", _("Valid until"), day),),
        submit=_("Save"),
        arg=found.id,
        errors=errors or {},
    )


def change(
    _: Texts,
    seen: Proposed,
    told: Mapping[str, str],
    valid_until: date | None,
    errors: dict[str, str] | None = None,
    *,
    is_author: bool = False,
) -> Form:
    """Asks what is to be different: an author changes their words, anybody else asks the author to."""
    words = (
        TextField("answer", _("Your answer"), told["answer"], is_long=True, limit=ANSWER)
        if is_author and len(told["answer"]) <= ANSWER
        else TextField(
            "note",
            _("What is to be corrected? The expert reads this."),
            told.get("note", "")[:NOTE],
            is_long=True,
            is_required=False,
            limit=NOTE,
        )
    )
    fields = () if is_author and words.name == "note" else (words,)
    return Form(
        title=_("Change {id}", id=seen.entry.id),
        action="escalation.change",
        fields=(*fields, *about(_, seen, told, valid_until)),
        submit=_("Save"),
        arg=f"{seen.entry.id} {seen.content}",
        errors=errors or {},
    )


def saved(_: Texts, found: Entry, *, told: int = 0, is_asked: bool = False) -> Card:
    """In force as it is now. `told` as in approving_screens.approved; `is_asked`: the author has got a note."""
    also = _.plural(
        "{n} person who was given this answer is told what has changed.",
        "{n} people who were given this answer are told what has changed.",
        told,
    )
    lines = [line for line, holds in ((also, told > 0), (_("The author has got your note."), is_asked)) if holds]
    return Card(
        Text(Strong(_("Saved: {entry}.", entry=found.id)), " ", _valid(_, found)),
        *(Text(line) for line in lines),
        Buttons((Button(_("Open {id}", id=found.id), "escalation.known", found.id),)),
    )


def to_be_approved(_: Texts, entry_id: str) -> Card:
    """An author's change waits for a coordinator."""
    return Card(
        Text(_("Saved. A coordinator looks at the change; until then {entry} stays as it is.", entry=entry_id)),
        Buttons((Button(_("Open {id}", id=entry_id), "escalation.known", entry_id),)),
    )


def retire(_: Texts, found: Entry, told: int) -> Card:
    """Asks before an answer is withdrawn."""
    also = _.plural(
        "{n} person who was given the answer is told.", "{n} people who were given the answer are told.", told
    )
    return Card(
        Text(Strong(_("Withdraw {entry}?", entry=found.id)), " ", _("Nobody is given the answer any more.")),
        Text(quoted(_, cut(on_a_line(found.question), 600)), quiet=True),
        *([Text(also)] if told else []),
        Buttons(
            (
                Button(_("Yes, withdraw it"), "escalation.retired", found.id),
                Button(_("Keep it"), "escalation.known", found.id),
            )
        ),
    )


def retired(_: Texts, found: Entry) -> Card:
    """It is withdrawn."""
    return Card(
        Text(_("{entry} is withdrawn: nobody is given the answer any more.", entry=found.id)),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def not_kept(_: Texts, entry_id: str, found: Entry | None) -> Card:
    """Nothing can be done to it: it is another coordinator's, or not published any more."""
    what = (
        _("{entry} has been withdrawn.", entry=entry_id)
        if found and found.state == "withdrawn"
        else _("{entry} is not in your care: it belongs to another coordinator.", entry=entry_id or "K?")
    )
    return Card(Text(what), Buttons((Button(_("Menu"), "home.menu"),)))


def knowledge(_: Texts, found: tuple[Entry, ...], today: date) -> Card:
    """All published answers that somebody sees to, those that run out first at the top."""
    if not found:
        return Card(
            Text(_("No expert’s answer is shared yet.")),
            Buttons((Button(_("Approvals"), "escalation.proposals"), Button(_("Menu"), "home.menu"))),
        )
    over = [one for one in found if not one.is_valid(today)]
    more = [_("and {n} more", n=_.number(len(found) - LISTED))] if len(found) > LISTED else []
    gone = [_("No longer in use: {ids}", ids=cut(", ".join(one.id for one in over), 300))] if over else []
    return Card(
        Text(Strong(_.plural("{n} shared answer", "{n} shared answers", len(found)))),
        *(Text(listed(_, one)) for one in found[:LISTED]),
        *(Text(line, quiet=True) for line in (*more, *gone)),
        Buttons(
            (
                *(Button(_("Open {id}", id=one.id), "escalation.known", one.id) for one in found[:OPENED]),
                *([FormButton(_("Open another"), "escalation.find")] if len(found) > OPENED else []),
            )
        ),
    )


def find(_: Texts, found: tuple[Entry, ...]) -> Form:
    """Which one to open?"""
    return choice(_, found, "escalation.find")


def overtaken(_: Texts, found: Entry) -> Card:
    """It has changed while the form was open."""
    return Card(
        Text(_("{entry} has been changed meanwhile. Please look at it as it is now.", entry=found.id)),
        Buttons((Button(_("Open {id}", id=found.id), "escalation.known", found.id),)),
    )


def _valid(_: Texts, found: Entry) -> str:
    return _("Valid until {day}.", day=_.day(found.valid_until)) if found.valid_until else ""


_KNOWN = entry(state="published", revision=4)
_SEEN = Proposed(_KNOWN, "0123456789abcdef", "", "Mallilan kaupunki", "municipality")
_TOLD = {"answer": _KNOWN.answer, "sources": _KNOWN.sources, "audience": "everyone"}
_AT = datetime(2026, 12, 3, 7, 0, tzinfo=UTC)

EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("an entry", lambda _: answer(_, _KNOWN, "")),
    ("an entry that is old and long", lambda _: answer(_, entry(answer=LONG), "", is_expired=True)),
    ("an entry withdrawn", lambda _: not_there(_, "K7", is_withdrawn=True)),
    ("no such entry", lambda _: not_there(_, "K7")),
    ("what they waited for", lambda _: wished(_, _KNOWN, "Voiko sen keskeyttää?", _AT, "Europe/Helsinki")),
    ("a given answer has changed", lambda _: changed(_, _KNOWN, "Ja, om det står i avtalet.", "Nej.")),
    ("a given answer is withdrawn", lambda _: no_longer(_, _KNOWN)),
    ("kept by a coordinator", lambda _: known(_, _SEEN, has_change=True)),
    ("kept by its author, expired", lambda _: known(_, _SEEN, is_author=True, is_expired=True)),
    ("still right", lambda _: renew(_, _KNOWN, date(2028, 6, 30))),
    ("changing it as a coordinator", lambda _: change(_, _SEEN, _TOLD, _KNOWN.valid_until)),
    ("changing it as its author", lambda _: change(_, _SEEN, _TOLD, _KNOWN.valid_until, is_author=True)),
    ("changed by a coordinator", lambda _: saved(_, _KNOWN, told=3, is_asked=True)),
    ("changed by its author", lambda _: to_be_approved(_, "K7")),
    ("withdraw it", lambda _: retire(_, _KNOWN, 1)),
    ("withdrawn for good", lambda _: retired(_, _KNOWN)),
    ("not theirs to keep", lambda _: not_kept(_, "K7", None)),
    (
        "knowledge",
        lambda _: knowledge(_, tuple(entry(id=f"K{n}", state="published") for n in range(1, 11)), _AT.date()),
    ),
    ("finding one", lambda _: find(_, (_KNOWN,))),
    ("changed while the form was open", lambda _: overtaken(_, _KNOWN)),
    ("no knowledge", lambda _: knowledge(_, (), _AT.date())),
)
