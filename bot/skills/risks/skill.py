"""The register of risk sheets."""

from bot.skill import Skill

risks = Skill("risks")
