"""Slack on a bad day: the twin, with the faults of a real platform by chance, and a history that lags behind."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.slack.twin import Json, Twin

LAG = 0.5
"""Seconds until a message that was accepted can be found in the history."""
FAULTS = (("429", 0.05), ("500", 0.03), ("500 after", 0.04), ("drop after", 0.02), ("silent after", 0.02))
SILENCE = 25
"""Seconds of silence, longer than the client has patience."""


def now() -> datetime:
    return datetime.now(UTC)


class Troubled(Twin):
    """`faults` as a share of all posts; without any it is a good day."""

    def __init__(self, faults: tuple[tuple[str, float], ...] = FAULTS, seed: int = 1) -> None:
        super().__init__(now)
        self.chances, self.random = faults, random.Random(seed)
        self.happened: Counter[str] = Counter()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        fault = self._drawn() if request.match_info["method"] == "chat.postMessage" else ""
        if fault:
            self.happened[fault] += 1
        if fault and not fault.endswith(" after"):
            self.faults["chat.postMessage"].append(fault)
        answer = await super()._api(request)
        match fault:
            case "500 after":
                return self._broken(request, "500")
            case "drop after":
                return self._broken(request, "drop")
            case "silent after":
                await asyncio.sleep(SILENCE)
        return answer

    def _drawn(self) -> str:
        chance = self.random.random()
        for fault, share in self.chances:
            chance -= share
            if chance < 0:
                return fault
        return ""

    def _conversations_history(self, given: Json) -> Json:
        found: dict[str, Any] = super()._conversations_history(given)
        old = str(self.clock().timestamp() - LAG)
        return {**found, "messages": [message for message in found["messages"] if message.get("at", 0) < float(old)]}

    def _chat_postMessage(self, given: Json) -> Json:
        answer = super()._chat_postMessage(given)
        if "error" in answer:
            self.happened[str(answer["error"])] += 1
        else:
            self.messages[answer["channel"]][-1]["at"] = self.clock().timestamp()
        return answer

    def keys(self) -> Counter[str]:
        """How often each message arrived, by its key."""
        return Counter(
            message["metadata"]["event_payload"]["key"]
            for messages in self.messages.values()
            for message in messages
            if message.get("bot_id") and message.get("metadata")
        )
