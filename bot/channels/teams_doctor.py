"""What is wrong with how Teams is set up: in the settings, and when Microsoft is asked for a token."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from uuid import UUID

from bot.channels.faults import Answer, Fault, asked
from bot.settings import Settings

LOGIN = "https://login.microsoftonline.com"
_FIXES = {
    "AADSTS7000215": "Copy the secret's value (not its id) into SPARRI_TEAMS_APP_PASSWORD.",
    "AADSTS7000222": "The secret has expired: make a new one and set SPARRI_TEAMS_APP_PASSWORD.",
    "AADSTS700016": "Compare SPARRI_TEAMS_APP_ID and SPARRI_TEAMS_HOME_TENANT with the app's registration.",
    "AADSTS90002": "Correct SPARRI_TEAMS_HOME_TENANT.",
    "AADSTS900023": "Correct SPARRI_TEAMS_HOME_TENANT.",
}


def is_on(settings: Settings) -> bool:
    """Whether anything of Teams is set."""
    return bool(settings.teams_app_id or settings.teams_app_password or settings.teams_anonymous)


def endpoints(settings: Settings) -> Iterator[str]:
    """What Sparri calls because of Teams, each with its reason."""
    if settings.teams_anonymous:
        yield "http://localhost – what stands in for Teams, where it says it is"
    elif is_on(settings):
        yield f"{LOGIN} – the token to speak with"
        yield "https://login.botframework.com – the keys that show who is speaking"
        yield "https://smba.trafficmanager.net – everything that is said in Teams (the address Teams itself names)"


async def diagnosed(settings: Settings, login: str = LOGIN) -> list[Fault]:
    """All that is wrong; Microsoft is asked for a token if the settings are whole."""
    if not is_on(settings):
        return []
    faults = list(faults_of_settings(settings))
    secret = settings.teams_app_password.get_secret_value()
    if faults or not secret:
        return faults
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.teams_app_id,
        "client_secret": secret,
        "scope": "https://api.botframework.com/.default",
    }
    return list(faults_of_token(await asked(f"{login}/{token_tenant(settings)}/oauth2/v2.0/token", form=form)))


def token_tenant(settings: Settings) -> str:
    """The tenant whose token service knows the bot."""
    return settings.teams_home_tenant.strip() if settings.teams_app_type == "SingleTenant" else "botframework.com"


def faults_of_settings(settings: Settings) -> Iterator[Fault]:
    """What is missing, of the wrong kind, or contradicts something else."""
    yield from faults_of_credentials(settings)
    if not settings.public_url and not settings.teams_anonymous:
        yield Fault(
            "People in Teams cannot be handed a file.", "Set SPARRI_PUBLIC_URL to the https:// address of Sparri."
        )


def faults_of_credentials(settings: Settings) -> Iterator[Fault]:
    """That part of them with which Teams cannot be served at all."""
    has_secret = bool(settings.teams_app_password.get_secret_value())
    if settings.teams_anonymous:
        if settings.teams_app_id or has_secret:
            yield Fault(
                "Teams is set up both without and with credentials.",
                "Remove SPARRI_TEAMS_ANONYMOUS, or SPARRI_TEAMS_APP_ID and SPARRI_TEAMS_APP_PASSWORD.",
            )
        if not is_loopback(settings.host):
            yield Fault(
                "Teams is open to anybody who reaches this machine.",
                "Remove SPARRI_TEAMS_ANONYMOUS, or set SPARRI_HOST to 127.0.0.1.",
            )
        return
    if not settings.teams_app_id or not has_secret:
        yield Fault(
            "Teams has only one of the app id and its secret.",
            "Set SPARRI_TEAMS_APP_ID and SPARRI_TEAMS_APP_PASSWORD from the app's registration.",
        )
    elif not _is_guid(settings.teams_app_id):
        yield Fault("SPARRI_TEAMS_APP_ID is not a GUID.", "Copy the Application (client) ID of the app's registration.")
    for tenant in sorted(tenant for tenant in settings.tenants if not _is_guid(tenant)):
        yield Fault(
            f"The tenant {tenant} is not a GUID, so that none of its people would be let in.",
            "Write the Directory (tenant) ID into SPARRI_TEAMS_HOME_TENANT and SPARRI_TEAMS_TENANTS.",
        )
    if settings.teams_app_type == "SingleTenant" and not settings.teams_home_tenant:
        yield Fault(
            "Teams does not know its tenant.", "Set SPARRI_TEAMS_HOME_TENANT to the Directory (tenant) ID of the app."
        )
    if settings.teams_app_type == "MultiTenant" and not settings.tenants:
        yield Fault(
            "Teams does not know whose people may use Sparri.",
            "Name their tenants in SPARRI_TEAMS_TENANTS, with commas.",
        )


def faults_of_token(answer: Answer | Fault) -> Iterator[Fault]:
    """What Microsoft says when it is asked for a token."""
    if isinstance(answer, Fault):
        yield answer
    elif not answer.content.get("access_token"):
        code = re.match(r"AADSTS\d+", str(answer.content.get("error_description", "")))
        error = code[0] if code else str(answer.content.get("error", ""))[:40]
        fix = _FIXES.get(
            error, "Compare SPARRI_TEAMS_APP_ID, _APP_PASSWORD and _HOME_TENANT with the app's registration."
        )
        yield Fault(f"Microsoft gives Sparri no token ({error}).", fix)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_guid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
