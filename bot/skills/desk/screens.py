"""What desk shows: sections of other skills, one under the other."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import zip_longest

from bot.cards import BUTTONS, CARD, PARTS, TEXT, Button, Buttons, Card, Divider, Part, Strong, Text, cut, size, weight
from bot.cards import File as FilePart
from bot.cards import Image as ImagePart
from bot.forms import Form
from bot.skill import Section
from bot.texts import Texts

NAME = 60
"""Characters of a name in a greeting."""


def board(_: Texts, sections: Sequence[Section], at: datetime, zone: str) -> Card:
    """A coordinator's desk at a moment."""
    head = Text(Strong(_("Desk")), " · ", _.moment(at, zone))
    nothing = Text(_("Nothing waits for you now."))
    return _card(_, (head, *(() if sections else (nothing,))), sections, Button(_("Menu"), "home.menu"))


def morning(_: Texts, name: str, sections: Sequence[Section]) -> Card:
    """A morning digest. Where there is one section it begins in the line of the greeting; none is left when everything in it
    has been dealt with meanwhile."""
    greeting = _("Good morning, {name}.", name=cut(name, NAME)) if name else _("Good morning.")
    sections = [section for section in sections if section.parts]
    if not sections:
        return _card(_, (Text(greeting, " ", _("What stood here has been dealt with.")),), ())
    first, *rest = sections[0].parts
    if len(sections) == 1 and isinstance(first, Text) and not first.quiet and _has_room(first):
        return _card(_, (Text(greeting, " ", *first.spans),), (Section(tuple(rest), sections[0].buttons),))
    return _card(_, (Text(greeting),), sections)


def _has_room(text: Text) -> bool:
    """Whether a greeting fits before a text, and the text on a card with buttons."""
    return size(text.plain) < TEXT - 8 * NAME and weight(text) < CARD // 4


def _card(_: Texts, head: tuple[Part, ...], sections: Sequence[Section], last: Button | None = None) -> Card:
    """As much as one card holds, in order; if something is left out, it says so."""
    row = _row(sections, last)
    left = Text(_("There is more than fits here."), quiet=True)
    room = CARD - sum(map(weight, (*head, left, *row)))
    parts: list[Part] = list(head)
    is_whole = True
    for number, section in enumerate(sections):
        between: list[Part] = [Divider()] if number and section.parts else []
        for part in section.parts:
            taken = sum(map(weight, (*between, part)))
            if taken > room or len(parts) + len(between) > PARTS - 3 or not _has_place(part, parts):
                is_whole = False
                continue
            parts += [*between, part]
            room, between = room - taken, []
    return Card(*parts, *(() if is_whole else (left,)), *row)


def _has_place(part: Part, parts: Sequence[Part]) -> bool:
    """A card has one picture and one file, and one row of buttons, which is not a section's."""
    alone = FilePart | ImagePart
    return not isinstance(part, Buttons) and not (
        isinstance(part, alone) and any(isinstance(other, alone) for other in parts)
    )


def _row(sections: Sequence[Section], last: Button | None) -> tuple[Buttons, ...]:
    """The first button of every section, then the second ones, and the way back; none twice."""
    buttons: dict[str, Button] = {}
    for once in zip_longest(*(section.buttons for section in sections)):
        for button in once:
            if button and len(buttons) < BUTTONS - bool(last):
                buttons.setdefault(button.label, button)
    if last:
        buttons.setdefault(last.label, last)
    return (Buttons(tuple(buttons.values())),) if buttons else ()


_AT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def _waits(_: Texts) -> Section:
    # a card of another skill's, as the tests show it
    return Section((Text(Strong("E41")), Text("innovaatiokumppanuus")), (Button("E41", "desk.open"),))


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("an empty desk", lambda _: board(_, (), _AT, "Europe/Helsinki")),
    ("a desk", lambda _: board(_, (_waits(_), Section((Text("R7"),))), _AT, "Europe/Helsinki")),
    ("a morning", lambda _: morning(_, "Erik", (_waits(_),))),
    ("a morning with two things", lambda _: morning(_, "", (_waits(_), Section((Text("R7"),))))),
    ("a morning that is done", lambda _: morning(_, "Erik", ())),
)
