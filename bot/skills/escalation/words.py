"""How an escalation is put into words, the same on every card of it."""

from datetime import date

from bot.cards import PIECE as LINE
from bot.cards import Text, cut, size
from bot.people import Branch
from bot.scope import organisation_key
from bot.skills.escalation.records.escalations import Escalation
from bot.texts import N_, Texts
from bot.texts.called import BRANCHES

STATES = {
    "open": N_("waiting for an expert"),
    "taken": N_("with an expert"),
    "answered": N_("answered"),
    "shared": N_("answered and shared"),
    "withdrawn": N_("withdrawn"),
}
IN_LANGUAGE = {"fi": N_("in Finnish"), "sv": N_("in Swedish"), "en": N_("in English")}
PIECE = 2_600
"""How much of a long text stands in one part of a card."""
SHOWN = 7_800
"""How much of a long text stands on one card; the rest is on the next page."""


def quoted(_: Texts, text: str) -> str:
    """Somebody's words, in the quotation marks of the reader's language."""
    return _("“{text}”", text=text)


def pages(text: str, room: int = SHOWN) -> tuple[str, ...]:
    """A text in pieces that weigh at most `room` on a card each, parted at lines or words; all of it, in its order."""
    return _parted(text, room)


def paragraphs(text: str) -> tuple[Text, ...]:
    """A page of text as the parts of a card, as it was written."""
    return tuple(Text(piece) for piece in _parted(text, PIECE) if piece.strip())


def _parted(text: str, room: int) -> tuple[str, ...]:
    found, text = [], text.strip()
    while text and weight(text) > room:
        begun = _begun(text, room)
        found.append(begun)
        text = text[len(begun) :].lstrip()
    return (*found, text) if text or not found else tuple(found)


def _begun(text: str, room: int) -> str:
    """The beginning of a text that fits, never empty: whole lines, or a part of the first where that is too long."""
    end = taken = 0
    for line in text.splitlines(keepends=True):
        taken += weight(line)
        if taken > room:
            break
        end += len(line)
    return text[:end].rstrip() or cut(text.splitlines()[0], room - LINE).removesuffix("…")


def weight(text: str) -> int:
    """What a text weighs on a card: its characters, and what is drawn around each line of it."""
    return size(text) + LINE * sum(bool(line.strip()) for line in text.split("\n"))


def on_a_line(text: str) -> str:
    """A text as it stands in a list or a heading."""
    return " ".join(text.split())


def audience(_: Texts, named: str, organisation: str = "") -> str:
    """Who may be answered from an entry; `organisation` is a name as it is written, for the audience that is only kept in
    small letters."""
    kind, _colon, value = named.partition(":")
    if kind == "branch" and value in list(Branch):
        return _("Only: {branch}", branch=_(BRANCHES[Branch(value)]))
    if kind == "organisation":
        is_same = organisation_key(organisation) == value
        return _("Only: {organisation}", organisation=organisation if is_same else value)
    return _("Everyone")


def place_of(_: Texts, organisation: str, branch: str) -> str:
    """Where an asker is from, as far as it is shown; "" if it is not."""
    named = _(BRANCHES[Branch(branch)]) if branch in list(Branch) else ""
    return ", ".join(filter(None, (organisation, named)))


def heading(_: Texts, found: Escalation) -> str:
    """E41 (in Finnish, Municipality, urgent)."""
    told = [_(IN_LANGUAGE[found.language]), place_of(_, found.organisation, found.branch)]
    if found.is_urgent:
        told.append(_("urgent"))
    return f"{found.id} ({', '.join(filter(None, told))})"


def until(_: Texts, day: date | None) -> str:
    """Until when an answer holds; "" if that is not said."""
    return _("Valid until {day}.", day=_.day(day)) if day else ""
