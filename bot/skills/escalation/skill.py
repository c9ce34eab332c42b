"""The register that the files of this skill fill."""

from bot.skill import Skill

escalation = Skill("escalation")
