"""What may come in over HTTP from Slack: signed, not too large, and something that can be read. Pure but for the reading."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

LARGEST = 1_048_576
WINDOW = 300
"""Seconds a request may be old, or ahead of our clock."""


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether Slack sent this, not long ago: an HMAC over the time and the body as they came."""
    said, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12) or abs(now.timestamp() - int(said)) > WINDOW:
        return False
    wanted = "v0=" + hmac.new(secret.encode(), f"v0:{said}:".encode() + body, sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "surrogateescape"))


def parsed(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What the body says, JSON or a form; None if it is neither."""
    try:
        text = body.decode()
        if content_type == "application/json":
            found = json.loads(text)
        elif content_type == "application/x-www-form-urlencoded":
            fields = {name: given[0] for name, given in parse_qs(text, keep_blank_values=True).items()}
            found = json.loads(fields["payload"]) if "payload" in fields else fields
        else:
            return None
    except (ValueError, RecursionError):
        return None
    is_whole = isinstance(found, dict) and all(isinstance(found.get(part, {}), dict) for part in ("event", "view"))
    return found if is_whole and found else None


async def read(request: web.Request) -> bytes | None:
    """The body; None as soon as it is more than LARGEST."""
    if (request.content_length or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)
