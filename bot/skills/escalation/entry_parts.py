"""What the screens about an entry share, whether it waits for approval or is kept right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.cards import Facts, cut
from bot.forms import Choice, DateField, Form, TextField
from bot.scope import organisation_key
from bot.skills.escalation.answer_screens import SOURCES
from bot.skills.escalation.words import IN_LANGUAGE, audience, on_a_line
from bot.store.entries import Entry
from bot.texts import Texts

LISTED, OPENED = 6, 4
"""How many entries a card lists, and to how many it has a button."""


@dataclass(frozen=True)
class Proposed:
    """What a coordinator sees of an entry that waits. `content` stands for all that is approved with it; `organisation` is
    the one whose name an audience may be, `place` the branch of the asker, both "" where hidden."""

    entry: Entry
    content: str
    replaces: str = ""
    organisation: str = ""
    branch: str = ""
    may_approve: bool = True


def facts(_: Texts, found: Entry, organisation: str = "") -> Facts:
    """Where an answer comes from and how far it goes."""
    pairs = [
        (_("Author"), cut(found.author_name, 200) or _("an expert")),
        (_("Written"), f"{_.day(found.written_on)}, {_(IN_LANGUAGE[found.language])}"),
        (_("Valid until"), _.day(found.valid_until) if found.valid_until else _("not given")),
        (_("Readers"), cut(audience(_, found.audience, organisation), 200)),
    ]
    if found.sources:
        pairs.append((_("Sources"), cut(on_a_line(found.sources), 900)))
    return Facts(tuple(pairs))


def listed(_: Texts, found: Entry) -> str:
    """One of several, on a line."""
    told = [found.author_name or _("an expert")]
    if found.valid_until:
        told.append(_("valid until {day}", day=_.day(found.valid_until)))
    return f"{found.id} · {cut(', '.join(told), 200)}\n{cut(on_a_line(found.question), 160)}"


def choice(_: Texts, found: tuple[Entry, ...], action: str) -> Form:
    """One of the first hundred entries, for `action`."""
    return Form(
        title=_("Open"),
        action=action,
        fields=(
            Choice(
                "id",
                _("Answer"),
                tuple((one.id, cut(f"{one.id} {on_a_line(one.question)}", 70)) for one in found[:100]),
            ),
        ),
        submit=_("Open"),
    )


def about(
    _: Texts, seen: Proposed, told: Mapping[str, str], valid_until: date | None
) -> tuple[TextField, DateField, Choice]:
    """Sources, validity and audience, as every form that changes an entry asks for them."""
    options = tuple((name, cut(audience(_, one, seen.organisation), 70)) for name, one in audiences(seen).items())
    return (
        TextField("sources", _("Sources"), told["sources"][:SOURCES], is_long=True, is_required=False, limit=SOURCES),
        DateField("valid_until", _("Valid until"), valid_until),
        Choice("audience", _("Who may read it"), options, told["audience"]),
    )


def audiences(seen: Proposed) -> dict[str, str]:
    """The audiences there are to choose from, by their name in the form: the present one and those of the question."""
    every = {"everyone": ""}
    if seen.organisation:
        every["organisation"] = f"organisation:{organisation_key(seen.organisation)}"
    if seen.branch:
        every["branch"] = f"branch:{seen.branch}"
    return every if seen.entry.audience in every.values() else {**every, "present": seen.entry.audience}
