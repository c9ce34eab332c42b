"""The register of sparring."""

from bot.skill import Skill

sparring = Skill("sparring")
