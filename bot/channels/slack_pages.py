"""What whoever installs Sparri in a Slack workspace sees in the browser: each page in the three languages at once, since
nobody is known yet. Pure."""

from collections.abc import Callable, Mapping
from html import escape

from bot.channels.about import EVERY, NAME
from bot.texts import Texts

HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
}
Words = Callable[[Texts], str]


def installed(_: Texts) -> str:
    """It has worked."""
    return _("Sparri is installed. You find it in Slack under Apps: write to it in your own words.")


def refused(_: Texts, team: str) -> str:
    """The workspace is not one of those that may."""
    return _(
        "Sparri is not open to your workspace, so it was not installed and nothing was kept. If it should be, ask whoever "
        "runs Sparri to add the workspace {team}.",
        team=team or "–",
    )


def whole(_: Texts) -> str:
    """A whole organisation was chosen, or no bot came with it."""
    return _("Sparri is installed in one workspace at a time. Please begin anew and choose a single workspace.")


def failed(_: Texts) -> str:
    """It was broken off, or has taken too long, or Slack did not take part."""
    return _("Sparri was not installed. Please begin the installation anew.")


def later(_: Texts) -> str:
    """The database cannot be written."""
    return _("The installation could not be stored. Try again in a moment.")


def page(words: Words) -> str:
    """The page that says something."""
    said = "\n".join(f'<p lang="{_.language}">{escape(words(_))}</p>' for _ in EVERY)
    return f'<!DOCTYPE html>\n<html lang="{EVERY[0].language}"><title>{NAME}</title><body>\n{said}\n</body></html>\n'
