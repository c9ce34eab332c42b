"""What a coordinator is shown who writes what the material lacks."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.cards import Button, Buttons, Card, Strong, Text
from bot.forms import DateField, Form, TextField
from bot.texts import Texts

LIMITS = {"question": 500, "answer": 3_000, "sources": 1_000}


def write(_: Texts, told: Mapping[str, str], valid_until: date | None, errors: dict[str, str] | None = None) -> Form:
    """Asks for all of it."""
    labels = {"question": _("The question, in general words"), "answer": _("The answer"), "sources": _("Sources")}
    return Form(
        title=_("Write material"),
        action="escalation.write",
        fields=(
            *(
                TextField(name, label, told.get(name, "")[: LIMITS[name]], is_long=True, limit=LIMITS[name])
                for name, label in labels.items()
            ),
            DateField("valid_until", _("Holds until"), valid_until),
        ),
        submit=_("Send"),
        errors=errors or {},
    )


def written(_: Texts, entry: str) -> Card:
    """It waits to be approved."""
    return Card(
        Text(Strong(_("{entry} waits for approval.", entry=entry)), " ", _("Then others are answered from it.")),
        Buttons((Button(_("Open {id}", id=entry), "escalation.proposal", entry), Button(_("Desk"), "desk.open"))),
    )


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("writing material", lambda _: write(_, {"question": "Kuka maksaa?"}, date(2027, 11, 23), {"answer": "!"})),
    ("material written", lambda _: written(_, "K9")),
)
