"""All that Sparri can do, one folder a skill. Their order is that of help and of the menu."""

from bot.skill import Skills
from bot.skills.ask import ask
from bot.skills.desk import desk
from bot.skills.escalation import escalation
from bot.skills.events import events
from bot.skills.home import home
from bot.skills.people import people
from bot.skills.privacy import privacy
from bot.skills.reminders import reminders
from bot.skills.risks import risks
from bot.skills.sparring import sparring
from bot.skills.training import training
from bot.skills.worksheet import worksheet

SKILLS = Skills((ask, training, events, risks, escalation, sparring, worksheet, desk, reminders, people, home, privacy))
