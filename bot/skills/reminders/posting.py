"""The channels that coordinators may have reminders posted in."""

from collections.abc import Mapping

from bot.skills.reminders import compose_screens as screens
from bot.skills.reminders import records
from bot.skills.reminders.skill import reminders
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
    yield Reply(screens.channel(turn.texts, is_open=True, name=name))
