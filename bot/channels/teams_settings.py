"""Which settings Teams needs, and what is said where they do not fit together."""

from bot.channels.platform import PlatformError
from bot.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_set(settings: Settings) -> bool:
    """Whether anybody has begun to set Teams up."""
    return bool(
        settings.teams_app_id
        or settings.teams_app_password.get_secret_value()
        or settings.teams_home_tenant
        or settings.teams_tenants
        or settings.teams_anonymous
    )


def check(settings: Settings) -> None:
    """Raises PlatformError with what to do, unless Teams can be served with these settings."""
    if settings.teams_anonymous:
        if settings.teams_app_id:
            raise PlatformError(
                "SPARRI_TEAMS_ANONYMOUS lets anybody in, so it cannot stand beside SPARRI_TEAMS_APP_ID: take one of them out."
            )
        if settings.host not in LOOPBACK:
            raise PlatformError(
                f"SPARRI_TEAMS_ANONYMOUS lets anybody in, so SPARRI_HOST must be 127.0.0.1 and not {settings.host}."
            )
        return
    needed = {"SPARRI_TEAMS_APP_ID": settings.teams_app_id}
    needed["SPARRI_TEAMS_APP_PASSWORD"] = settings.teams_app_password.get_secret_value()
    if settings.teams_app_type == "SingleTenant":
        needed["SPARRI_TEAMS_HOME_TENANT"] = settings.teams_home_tenant
    missing = [name for name, value in needed.items() if not value.strip()]
    if missing:
        raise PlatformError(f"Teams is set up by half: set {' and '.join(missing)} too.")
    if not settings.tenants:
        raise PlatformError(
            "A multi-tenant Teams bot needs to know whose people may use it: name their tenants in SPARRI_TEAMS_TENANTS."
        )


def token_tenant(settings: Settings) -> str:
    """The tenant whose token service knows the bot."""
    return settings.teams_home_tenant.strip() if settings.teams_app_type == "SingleTenant" else "botframework.com"
