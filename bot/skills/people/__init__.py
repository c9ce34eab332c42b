"""Who is who: your own card, your accounts on several platforms as one person, and who uses Sparri in your organisation."""

from bot.skills.people import away, calendar, linking, overview, profile
from bot.skills.people.skill import people

__all__ = ["away", "calendar", "linking", "overview", "people", "profile"]
