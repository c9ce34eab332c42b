"""Reminders that coordinators compose and people can put off: for whom, when, in which words; once, at the right hour."""

from bot.skills.reminders import composing, keeping, own, posting, rounds, telling
from bot.skills.reminders.skill import reminders

__all__ = ["composing", "keeping", "own", "posting", "reminders", "rounds", "telling"]
