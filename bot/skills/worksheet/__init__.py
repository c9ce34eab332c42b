"""The branch worksheet: what the action programme asks of a branch and an organisation, kept between sparring sessions."""

from bot.skills.worksheet import approving, history, keeping, modelling, stepping, watching
from bot.skills.worksheet.skill import worksheet

__all__ = ["approving", "history", "keeping", "modelling", "stepping", "watching", "worksheet"]
