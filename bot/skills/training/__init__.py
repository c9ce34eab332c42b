"""Training in chat: modules that one takes lesson by lesson, alone or because a coordinator has enrolled one."""

from bot.skills.training import due, enrolling, handing, inviting, quiet, seeing, taking
from bot.skills.training.skill import training

__all__ = ["due", "enrolling", "handing", "inviting", "quiet", "seeing", "taking", "training"]
