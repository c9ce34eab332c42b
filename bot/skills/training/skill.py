"""The register of training."""

from bot.skill import Skill

training = Skill("training")
