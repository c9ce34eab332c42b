"""`python -m tests.teams.stand_in [--app http://127.0.0.1:8080] [--port 8060]`: Teams on this machine, to try Sparri by hand."""

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any

from tests import by_hand
from tests.teams.reading import cards, dialog, labels, seen
from tests.teams.twin import APP, HOME, PASSWORD, Human, Message, Twin

Json = dict[str, Any]

SETTINGS = """Teams stands at {url}. Start Sparri with SPARRI_TEAMS_ANONYMOUS=1, and see what anybody says.
(With SPARRI_TEAMS_APP_ID={app} SPARRI_TEAMS_APP_PASSWORD={password} SPARRI_TEAMS_HOME_TENANT={home} too, since it signs
and gives tokens; but only a test can tell Sparri that Microsoft is here.) `maija [👍]` is Teams' own thumb."""
THUMBS = {"👍": "like", "👎": "dislike"}


class Hand:
    """Does in Teams what lines ask for."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        self.people: dict[str, Human] = {}
        self.dialogs: dict[str, tuple[Message, Json]] = {}

    async def do(self, line: by_hand.Line) -> str:
        """Raises AssertionError for a button or a form that is not there."""
        locale = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[line.language]
        who = self.people.setdefault(line.who, Human(line.who.title(), locale=locale))
        if line.said:
            channel = f"19:{line.where[1:]}@thread.tacv2"
            said = self.twin.mentioned(who, line.said, channel) if line.where else self.twin.said(who, line.said)
            return str((await self.twin.deliver(said))[0])
        if line.label:
            return await self._press(who, line.label)
        assert line.who in self.dialogs, "no form is open"
        message, shown = self.dialogs[line.who]
        return await self._answered(line.who, message, self.twin.filled(who, shown, message, **line.fields))

    async def _press(self, who: Human, label: str) -> str:
        seen = [one for one in self.twin.messages if one.conversation == who.chat or one.conversation[:3] == "19:"]
        if label in THUMBS:
            rated = [one for one in seen if "feedbackLoop" in one.activity.get("channelData", {})]
            assert rated, "nothing has thumbs"
            value = {"actionName": "feedback", "actionValue": {"reaction": THUMBS[label], "feedback": "{}"}}
            return str((await self.twin.deliver(self.twin.invoke(who, "message/submitAction", value, rated[-1])))[0])
        found = [(one, action) for one in seen for card in cards(one) for action in card.get("actions", ())]
        stands = [(one, action["data"]) for one, action in found if action["title"] == label.removesuffix(" …")]
        assert stands, f"no button {label}"
        message, data = stands[-1]
        if "msteams" not in data:
            shape = "personal" if message.conversation == who.chat else "channel"
            return str((await self.twin.deliver(self.twin.pressed(who, message, data, shape)))[0])
        asked = self.twin.invoke(who, "task/fetch", {"data": data, "context": {}}, message)
        return await self._answered(who.name.casefold(), message, asked)

    async def _answered(self, who: str, message: Message, activity: Json) -> str:
        """What the dialog shows then, if it stays open."""
        status, told = await self.twin.deliver(activity)
        self.dialogs.pop(who, None)
        if told and told["task"]["type"] == "continue":
            self.dialogs[who] = (message, told)
            return dialog(told)
        return f"{status} {told or ''}"

    def shown(self) -> dict[str, str]:
        """All that stands in all conversations."""
        return {
            f"{one.conversation} {one.id[:6]}": "\n".join(
                [seen(one), "  ".join(f"[{label}]" for label in labels(one))]
            ).strip()
            for one in list(self.twin.messages)
        }


async def main() -> None:
    """Stands in until the input ends."""
    options = argparse.ArgumentParser(prog="python -m tests.teams.stand_in")
    options.add_argument("--app", default="http://127.0.0.1:8080", help="where Sparri listens")
    options.add_argument("--port", type=int, default=8060)
    asked = options.parse_args()
    twin = Twin(lambda: datetime.now(UTC))
    twin.takes_anonymous = True
    await twin.start(asked.port)
    twin.bot_url = asked.app
    hand = Hand(twin)
    print(SETTINGS.format(url=twin.root, app=APP, password=PASSWORD, home=HOME))
    try:
        await by_hand.run(hand.do, hand.shown)
    finally:
        await twin.stop()


if __name__ == "__main__":
    asyncio.run(main())
