"""The channels that coordinators may have reminders posted in."""

from collections.abc import Mapping

from bot.skills.reminders import compose_screens as screens
from bot.skills.reminders import records
from bot.skills.reminders.records import Channel
from bot.skills.reminders.skill import reminders
from bot.store import Connection, people
from bot.turns import Effects, Reply, Show, Turn
from knowledge.documents import clean


@reminders.form("here")
def here(turn: Turn, _arg: str = "") -> Effects:
    """What is the channel called?"""
    if not turn.address.is_private:
        yield Show(screens.here(turn.texts))


@reminders.submitted("here")
def opened(turn: Turn, values: Mapping[str, str], _arg: str = "") -> Effects:
    """Has this channel among those that coordinators may choose."""
    _ = turn.texts
    name = clean(" ".join(values.get("name", "").split()))
    if turn.address.is_private:
        yield Reply(screens.told(_, _("Write “reminders” to me in the channel you mean, then I can post there.")))
        return
    if not name:
        yield Show(screens.here(turn.texts, {"name": _("Please write something.")}))
        return
    records.open_channel(turn.store.write(), turn.address, name[: screens.CHANNEL_NAME])
    yield Reply(screens.channel(turn.texts, name))


@reminders.pressed("leave")
def left(turn: Turn, _arg: str = "") -> Effects:
    """Nothing is posted in this channel any more."""
    records.close_channel(turn.store.write(), turn.address)
    yield Reply(screens.channel(turn.texts))


def name_of(turn: Turn, conn: Connection) -> str:
    """What the channel somebody writes in is called, "" if nothing is posted there."""
    here = turn.address.lane
    return next((one.name for one in records.channels(conn) if one.address.lane == here), "")


def near(turn: Turn, conn: Connection) -> list[Channel]:
    """The channels that somebody may choose: those of the workspaces where they are themselves."""
    mine = {(at.platform, at.workspace) for at in people.addresses_of(conn, turn.person.id)}
    return [one for one in records.channels(conn) if (one.address.platform, one.address.workspace) in mine]
