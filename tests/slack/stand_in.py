"""`python -m tests.slack.stand_in [--app http://127.0.0.1:8080] [--port 8070]`: Slack on this machine, to try Sparri by hand."""

import argparse
import asyncio
from datetime import UTC, datetime
from typing import Any

from tests import by_hand
from tests.slack.reading import form, labels, words
from tests.slack.twin import APP_TOKEN, SECRET, TEAM, TOKEN, Twin, dm

Json = dict[str, Any]

SETTINGS = """Slack stands at {url}. Start Sparri with
  SPARRI_SLACK_API_URL={url}/api/ SPARRI_SLACK_BOT_TOKEN={token} SPARRI_SLACK_SIGNING_SECRET={secret}     signed HTTP to {app}
or SPARRI_SLACK_API_URL={url}/api/ SPARRI_SLACK_BOT_TOKEN={token} SPARRI_SLACK_APP_TOKEN={app_token}   Socket Mode
The workspace is {team}; maija is UMAIJA with maija@example.fi. `maija /sparri: …` is the command."""


class Hand:
    """Does in Slack what lines ask for."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        self.modals: dict[str, Json] = {}

    async def do(self, line: by_hand.Line) -> str:
        """Raises AssertionError for a button or a form that is not there."""
        twin, user = self.twin, f"U{line.who.upper()}"
        if user not in twin.users:
            locale = {"fi": "fi-FI", "sv": "sv-SE", "en": "en-GB"}[line.language]
            twin.joins(user, locale, name=line.who.title(), email=f"{line.who}@example.fi")
        if line.where == "/sparri":
            return "{} {}".format(*await twin.commands(user, line.said))
        if line.said:
            channel = f"C{line.where[1:].upper()}"
            return str(await (twin.mentions(user, channel, line.said) if line.where else twin.says(user, line.said)))
        if line.label:
            return await self._press(user, line.label)
        assert user in self.modals, "no form is open"
        return await self._send(user, line)

    async def _press(self, user: str, label: str) -> str:
        seen = [(dm(user), message) for message in self.twin.seen(dm(user))]
        seen += [(to, message) for to in list(self.twin.messages) if to[0] == "C" for message in self.twin.seen(to)]
        seen.insert(0, ("", self.twin.homes.get(user, {"blocks": []})))
        plain = label.removesuffix(" …")
        stands = [(to, one) for to, one in seen if plain in [each.removesuffix(" …") for each in labels(one)]]
        assert stands, f"no button {label}"
        opened = len(self.twin.modals)
        status, _body = await self.twin.presses(user, *stands[-1], plain)
        if len(self.twin.modals) == opened:
            return str(status)
        self.modals[user] = self.twin.modals[-1]
        return form(self.modals[user])

    async def _send(self, user: str, line: by_hand.Line) -> str:
        status, answer = await self.twin.submits(user, self.modals[user], **line.fields)
        if answer.get("response_action") == "update":
            self.modals[user] = self.modals[user] | answer["view"]
        elif not answer.get("response_action"):
            del self.modals[user]
        return f"{status} {answer.get('errors') or ''}"

    def shown(self) -> dict[str, str]:
        """All that Sparri has said, and everybody's home page."""
        told = {}
        for channel in list(self.twin.messages):
            for message in self.twin.seen(channel):
                files = [f"(file {each['name']})" for each in message.get("files", ())]
                told[f"{channel} {message['ts']}"] = _drawn(message, *files)
        return told | {f"home of {user}": _drawn(view) for user, view in self.twin.homes.items()}


def _drawn(message: Json, *more: str) -> str:
    return "\n".join([words(message), *more, "  ".join(f"[{label}]" for label in labels(message))]).strip()


async def main() -> None:
    """Stands in until the input ends; what Slack would have refused is said at the end."""
    options = argparse.ArgumentParser(prog="python -m tests.slack.stand_in")
    options.add_argument("--app", default="http://127.0.0.1:8080", help="where Sparri listens")
    options.add_argument("--port", type=int, default=8070)
    asked = options.parse_args()
    twin = Twin(lambda: datetime.now(UTC))
    await twin.start(asked.port)
    twin.app = asked.app
    hand = Hand(twin)
    print(SETTINGS.format(url=twin.url, app=asked.app, token=TOKEN, secret=SECRET, app_token=APP_TOKEN, team=TEAM))
    try:
        await by_hand.run(hand.do, hand.shown)
    finally:
        print("\n".join(f"Slack would have refused: {each}" for each in twin.refused))
        await twin.stop()


if __name__ == "__main__":
    asyncio.run(main())
