"""The skill's register, which its parts write themselves into."""

from bot.skill import Skill

people = Skill("people")
