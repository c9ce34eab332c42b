"""One's own calendar: an address that a calendar program follows, with every session and training event one is in."""

from bot.skills.people import calendar_screens as screens
from bot.skills.people.skill import people
from bot.store import feeds
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Turn


@people.command(
    W_("word", "calendar, my calendar"), N_("your sessions and training events in your own calendar program")
)
@people.pressed("calendar")
def calendar(turn: Turn, _arg: str = "") -> Effects:
    """Whether one has an address, and how to get one."""
    with turn.store.read() as conn:
        since = feeds.made_at(conn, turn.person.id)
    yield Reply(screens.calendar(turn.texts, since, turn.person.zone, is_possible=bool(turn.public_url)), alone=True)


@people.pressed("follow")
def follow(turn: Turn, _arg: str = "") -> Effects:
    """A new address, shown this once; one that was given before ends."""
    if not turn.public_url:
        yield from calendar(turn)
        return
    token = feeds.make(turn.store.write(), turn.person.id, turn.now)
    address = f"{turn.public_url.rstrip('/')}/calendar/{token}.ics"
    yield Reply(screens.followed(turn.texts, address), alone=True)


@people.pressed("unfollow")
def unfollow(turn: Turn, _arg: str = "") -> Effects:
    """The address ends."""
    feeds.revoke(turn.store.write(), turn.person.id)
    yield Reply(screens.unfollowed(turn.texts), alone=True)
