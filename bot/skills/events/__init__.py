"""Training events: a coordinator plans one, those whom it is for register, are reminded, come, and get the material."""

from bot.skills.events import afterwards, calendar, planning, reminding, taking_part
from bot.skills.events.skill import events

__all__ = ["afterwards", "calendar", "events", "planning", "reminding", "taking_part"]
