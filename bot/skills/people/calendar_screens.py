"""Cards about one's own calendar."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.cards import Button, Buttons, Card, Strong, Text
from bot.texts import Texts

_MENU = "home.menu"


def calendar(_: Texts, since: datetime | None, zone: str, *, is_possible: bool) -> Card:
    """What it is, and whether one has it."""
    head = Text(Strong(_("Your own calendar")))
    if not is_possible:
        told = _(
            "This Sparri has no address on the web, so that no calendar can follow it. Each session has a file for your calendar."
        )
        return Card(head, Text(told), Buttons((Button(_("Menu"), _MENU),)))
    told = _(
        "Your calendar program can follow an address that holds your sparring sessions and training events and stays up to date. "
        "Whoever has the address sees them: keep it to yourself."
    )
    if since is None:
        buttons = (Button(_("Make an address"), "people.follow"), Button(_("Menu"), _MENU))
        return Card(head, Text(told), Buttons(buttons))
    have = _("You have had one since {moment}. It is not shown again; a new one ends it.", moment=_.moment(since, zone))
    return Card(
        head, Text(told), Text(have),
        Buttons((Button(_("New address"), "people.follow"), Button(_("End it"), "people.unfollow"), Button(_("Menu"), _MENU))),
    )  # fmt: skip


def followed(_: Texts, address: str) -> Card:
    """The address, this once."""
    told = _("Copy this address into your calendar program (“subscribe”, “from the internet”). I do not show it again.")
    return Card(
        Text(Strong(_("Your own calendar"))), Text(told), Text(address),
        Buttons((Button(_("End it"), "people.unfollow"), Button(_("Menu"), _MENU))),
    )  # fmt: skip


def unfollowed(_: Texts) -> Card:
    """It has ended."""
    return Card(
        Text(_("The address has ended. Programs that followed it get nothing any more.")),
        Buttons((Button(_("Make an address"), "people.follow"), Button(_("Menu"), _MENU))),
    )


_SINCE = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
EXAMPLES: tuple[tuple[str, Callable[[Texts], Card]], ...] = (
    ("own calendar", lambda _: calendar(_, None, "Europe/Helsinki", is_possible=True)),
    ("own calendar that is followed", lambda _: calendar(_, _SINCE, "Europe/Helsinki", is_possible=True)),
    ("no calendar without an address", lambda _: calendar(_, None, "Europe/Helsinki", is_possible=False)),
    ("the address of a calendar", lambda _: followed(_, "https://sparri.example.fi/calendar/" + "x" * 43 + ".ics")),
    ("a calendar that has ended", unfollowed),
)
