"""Training in chat: modules that one takes lesson by lesson."""

from bot.skills.training import taking
from bot.skills.training.skill import training

__all__ = ["taking", "training"]
