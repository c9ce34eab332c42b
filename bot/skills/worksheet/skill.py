"""The register of the branch worksheet."""

from bot.skill import Skill

worksheet = Skill("worksheet")
