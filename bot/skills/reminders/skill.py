"""The register of reminders."""

from bot.skill import Skill

reminders = Skill("reminders")
