"""What the core itself says, where no skill does."""

from collections.abc import Callable

from bot.cards import Button, Buttons, Card, Text
from bot.forms import Form
from bot.texts import Texts


def outdated(_: Texts) -> Card:
    """What a button says that this program does not know (any more)."""
    return Card(
        Text(_("This button is out of date and no longer works. The menu shows what I can do now.")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def not_yours(_: Texts) -> Card:
    """What somebody sees who presses what is not for them."""
    return Card(
        Text(_("Your role does not include this. If you need it, ask your administrator.")),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


def foreign(_: Texts, is_untold: bool = False) -> Card:
    """What somebody sees from whose organisation Sparri takes no questions, or of whom it `is_untold` where they belong."""
    if is_untold:
        return Card(
            Text(_("I cannot see whether you work here, so I do not answer, and I keep nothing of what you wrote.")),
            Text(
                _(
                    "If you do, please write again later. If I still cannot see it then, ask your administrator to run "
                    "the command sparri doctor: it says what is missing."
                )
            ),
        )
    return Card(
        Text(
            _("Sparri is not open to your organisation here, so I do not answer, and I keep nothing of what you wrote.")
        ),
        Text(_("Ask your own administrator to set Sparri up, or write to me from your own organisation’s workspace.")),
    )


def introduced(_: Texts, card: Card | None = None) -> Card:
    """A card to somebody new, and first who is speaking."""
    said = Text(_("Hello, I am Sparri."), " ", _("I am a program (AI), not a person."))
    return Card(said, *card.parts, answered=card.answered) if card else Card(said)


def broken(_: Texts, reference: str) -> Card:
    """What is said when an event failed for good."""
    return Card(
        Text(_("Something went wrong on my side. Please try again in a moment.")),
        Text(_("If it happens again, tell your administrator this reference: {reference}.", reference=reference)),
        Buttons((Button(_("Menu"), "home.menu"),)),
    )


EXAMPLES: tuple[tuple[str, Callable[[Texts], Card | Form]], ...] = (
    ("outdated", outdated),
    ("not for you", not_yours),
    ("from elsewhere", foreign),
    ("from nobody knows where", lambda _: foreign(_, is_untold=True)),
    ("who is speaking", introduced),
    ("broken", lambda _: broken(_, "N12")),
)
