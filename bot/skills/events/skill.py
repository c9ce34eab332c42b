"""The register of training events."""

from bot.skill import Skill

events = Skill("events")
