"""What can be wrong with how a platform is set up, as `sparri doctor` says it; and how it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

SECONDS = 10
"""How long a platform may take to answer."""


@dataclass(frozen=True)
class Fault:
    """Something wrong, and what to do about it: two sentences for an administrator, without any secret."""

    what: str
    fix: str


@dataclass(frozen=True)
class Answer:
    """What a platform answered: its JSON and its headers."""

    content: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


async def asked(url: str, *, token: str = "", form: Mapping[str, str] | None = None) -> Answer | Fault:
    """Posts to a platform; a fault if nothing sensible comes back."""
    host = url.split("/")[2]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(url, headers=headers, data=form) as response,
        ):
            content = await response.json(content_type=None)
            if isinstance(content, dict):
                return Answer(content, dict(response.headers))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Fault(
            f"{host} cannot be reached ({type(error).__name__}).",
            "Let this machine open https connections to it, or set HTTPS_PROXY.",
        )
    return Fault(f"{host} answers with something else than expected.", "See whether a proxy answers in its place.")
