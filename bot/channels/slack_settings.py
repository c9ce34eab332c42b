"""Whether Slack's settings make a whole, and what to do if they do not."""

from urllib.parse import urlsplit

from bot.channels.platform import PlatformError
from bot.settings import Settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def is_wanted(settings: Settings) -> bool:
    """Whether anything at all is set for Slack."""
    return bool(
        settings.slack_bot_token.get_secret_value()
        or settings.slack_app_token.get_secret_value()
        or settings.slack_signing_secret.get_secret_value()
        or settings.slack_client_id
        or settings.slack_client_secret.get_secret_value()
    )


def checked(settings: Settings) -> None:
    """Raises PlatformError with the first thing that is missing or wrong."""
    bot, app = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
    client, secret = settings.slack_client_id, settings.slack_client_secret.get_secret_value()
    signing = settings.slack_signing_secret.get_secret_value()
    if bot and client:
        raise PlatformError(
            "Set SPARRI_SLACK_BOT_TOKEN for one workspace, or SPARRI_SLACK_CLIENT_ID for several, and not both."
        )
    if not bot and not client:
        raise PlatformError(
            "Slack needs SPARRI_SLACK_BOT_TOKEN (xoxb-…) for one workspace, or SPARRI_SLACK_CLIENT_ID and "
            "SPARRI_SLACK_CLIENT_SECRET for several."
        )
    if bot and not bot.startswith("xoxb-"):
        raise PlatformError("SPARRI_SLACK_BOT_TOKEN is no bot token: it begins with xoxb-.")
    if client and not secret:
        raise PlatformError("SPARRI_SLACK_CLIENT_ID needs SPARRI_SLACK_CLIENT_SECRET beside it.")
    if client and not _is_reachable(settings.public_url):
        raise PlatformError(
            "Installing Slack through OAuth needs SPARRI_PUBLIC_URL: the https:// address under which Slack reaches us."
        )
    if not app and not signing:
        raise PlatformError(
            "Slack needs SPARRI_SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SPARRI_SLACK_SIGNING_SECRET for events over HTTP."
        )
    if app and not app.startswith("xapp-"):
        raise PlatformError("SPARRI_SLACK_APP_TOKEN is no app-level token: it begins with xapp-.")
    if urlsplit(settings.slack_api_url).scheme not in ("https", "http"):
        raise PlatformError("SPARRI_SLACK_API_URL is no address: it is https://slack.com/api/ unless for trials.")


def _is_reachable(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in _LOOPBACK)
