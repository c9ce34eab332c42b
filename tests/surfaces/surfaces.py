"""The terminal, Slack and Teams as one person meets them: what they do is one script, what they see is made comparable.

What legitimately differs is named here and nowhere else:
- the terminal shows who speaks and numbers its buttons, and asks a form field by field;
- a form's button ends with " …" on Slack and in the terminal, Teams knows its dialogs by themselves;
- a pair of facts is two columns in the terminal and "name: value" elsewhere;
- a link is a line with its address in the terminal, and a button with its host on Slack and Teams;
- an answer is two messages in Teams, its words and a card with the rest, and its thumbs are Teams' own, not buttons.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.slack.conftest import Talk
from tests.slack.reading import labels as slack_labels
from tests.slack.reading import words as slack_words
from tests.slack.twin import dm
from tests.talk import Chat
from tests.teams import reading
from tests.teams.stage import MAIJA, Stage
from tests.teams.stand_in import THUMBS
from tests.teams.twin import Human, Message

NAME = "maija"
USER = "UMAIJA"


@dataclass(frozen=True)
class Seen:
    """One thing that is shown: its words, the labels to press in order, whether thumbs can be given, its links' hosts."""

    words: str
    choices: tuple[str, ...] = ()
    has_thumbs: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A form: its title, the labels of its fields in order, what sends it."""

    title: str
    labels: tuple[str, ...]
    submit: str


class Surface(Protocol):
    """What a script does; each gives what is new or redrawn then. `page` is all of it as the surface draws it."""

    page: list[str]

    async def says(self, text: str) -> list[Seen]: ...

    async def presses(self, label: str) -> list[Seen]: ...

    async def opens(self, label: str) -> Asked: ...

    async def sends(self, **values: str) -> list[Seen] | dict[str, str]:
        """What is seen then, or the errors by field."""
        ...

    async def looks(self) -> list[Seen]:
        """What has come since, without their doing."""
        ...


class Terminal:
    """Somebody before the terminal."""

    def __init__(self, chat: Chat, name: str = NAME) -> None:
        self.chat, self.name, self.page = chat, name, list[str]()

    async def looks(self) -> list[Seen]:
        return self._seen()

    async def says(self, text: str) -> list[Seen]:
        self.chat.say(self.name, text)
        return self._seen()

    async def presses(self, label: str) -> list[Seen]:
        self.chat.press(self.name, label)
        return self._seen()

    async def opens(self, label: str) -> Asked:
        self.chat.press(self.name, label)
        filling = self.chat.console.focus.filling
        assert filling
        return Asked(filling.form.title, tuple(field.label for field in filling.form.fields), filling.form.submit)

    async def sends(self, **values: str) -> list[Seen] | dict[str, str]:
        asked: set[str] = set()
        while (filling := self.chat.console.focus.filling) and (name := filling.waiting[0].name) not in asked:
            asked.add(name)
            self.chat.writes(self.name, values.get(name, ""))
        if filling:
            return {filling.waiting[0].name: filling.error}
        return self._seen()

    def _seen(self) -> list[Seen]:
        shown = [text for text in self.chat.terminal.seen.get(self.name, []) if text.startswith("Sparri")]
        self.page += shown
        return [_of_terminal(text) for text in shown]


def _of_terminal(text: str) -> Seen:
    _speaker, *lines = text.splitlines()
    row = next((line for line in lines if re.match(r"1 \[", line)), "")
    links = [line for line in lines if line.startswith("↗")]
    hosts = [re.findall(r"https?://([^/]+)", line)[0] for line in links]
    words = [re.sub(r"(?<=\S) {2,}(?=\S)", ": ", line) for line in lines if line != row and line not in links]
    return _seen("\n".join(words), re.findall(r"\d \[(.+?)\](?=   |$)", row), links=hosts)


class InSlack:
    """Somebody in their private conversation in Slack."""

    def __init__(self, talk: Talk, user: str = USER, name: str = "Maija", locale: str = "fi-FI") -> None:
        self.talk, self.user, self.page, self.modal = talk, user, list[str](), dict[str, Any]()
        self.before: dict[str, tuple[str, list[str]]] = {}
        talk.twin.joins(user, locale, name=name)

    async def looks(self) -> list[Seen]:
        return await self._new(self.before)

    async def says(self, text: str) -> list[Seen]:
        before = self._drawn()
        assert await self.talk.twin.says(self.user, text) == 200
        return await self._new(before)

    async def presses(self, label: str) -> list[Seen]:
        before = self._drawn()
        assert (await self._press(label))[0] == 200
        return await self._new(before)

    async def opens(self, label: str) -> Asked:
        assert (await self._press(label))[0] == 200
        modal = self.modal = self.talk.twin.modals[-1]
        fields = tuple(block["label"]["text"] for block in modal["blocks"] if block["type"] == "input")
        return Asked(modal["title"]["text"], fields, modal["submit"]["text"])

    async def sends(self, **values: str) -> list[Seen] | dict[str, str]:
        before = self._drawn()
        _status, answer = await self.talk.twin.submits(self.user, self.modal, **values)
        return dict(answer["errors"]) if answer else await self._new(before)

    async def _press(self, label: str) -> tuple[int, str]:
        standing = self.talk.twin.seen(dm(self.user))
        message = next(one for one in reversed(standing) if label in [_bare(each) for each in slack_labels(one)])
        return await self.talk.twin.presses(self.user, dm(self.user), message, label)

    def _drawn(self) -> dict[str, tuple[str, list[str]]]:
        return {one["ts"]: (slack_words(one), slack_labels(one)) for one in self.talk.twin.seen(dm(self.user))}

    async def _new(self, before: Mapping[str, tuple[str, list[str]]]) -> list[Seen]:
        await self.talk.settle(3)
        self.before = self._drawn()
        new = [drawn for ts, drawn in self.before.items() if before.get(ts) != drawn]
        self.page += [f"{words}\n{_row(labels)}" for words, labels in new]
        return [_seen(words, *_parted(labels)) for words, labels in new]


class InTeams:
    """Somebody in their private conversation in Teams."""

    def __init__(self, stage: Stage, human: Human = MAIJA) -> None:
        self.stage, self.human, self.page = stage, human, list[str]()
        self.before: dict[str, tuple[Message, str]] = {}
        self.form: tuple[Message, Any] | None = None

    async def says(self, text: str) -> list[Seen]:
        before = self._drawn()
        assert (await self.stage.twin.deliver(self.stage.twin.said(self.human, text)))[0] == 200
        return await self._new(before)

    async def presses(self, label: str) -> list[Seen]:
        before, twin = self._drawn(), self.stage.twin
        if label in THUMBS:
            rated = next(one for one in reversed(self._mine()) if _is_answer(one))
            value = {"actionName": "feedback", "actionValue": {"reaction": THUMBS[label], "feedback": "{}"}}
            assert (await twin.deliver(twin.invoke(self.human, "message/submitAction", value, rated)))[0] == 200
        else:
            message = self._with(label)
            await twin.deliver(twin.pressed(self.human, message, reading.action(message, label)["data"]))
        return await self._new(before)

    async def opens(self, label: str) -> Asked:
        message = self._with(label)
        _status, shown = await self.stage.open(self.human, message, label)
        self.form = (message, shown)
        drawn = shown["task"]["value"]["card"]["content"]
        fields = tuple(one["label"] for one in drawn["body"] if one["type"].startswith("Input."))
        return Asked(shown["task"]["value"]["title"], fields, drawn["actions"][0]["title"])

    async def sends(self, **values: str) -> list[Seen] | dict[str, str]:
        assert self.form
        before, (message, shown) = self._drawn(), self.form
        _status, again = await self.stage.twin.deliver(self.stage.filled(self.human, shown, message, **values))
        if not again:
            return await self._new(before)
        self.form = (message, again)
        body = again["task"]["value"]["card"]["content"]["body"]
        wrong = (n for n, one in enumerate(body) if one.get("inlines", [{}])[0].get("color") == "Attention")
        named = ((next(one["id"] for one in body[n:] if "id" in one), reading.read_block(body[n])) for n in wrong)
        return {name.removeprefix("field:"): error for name, error in named}

    async def looks(self) -> list[Seen]:
        return await self._new(self.before)

    def _mine(self) -> list[Message]:
        return [one for one in self.stage.twin.messages if one.conversation == self.human.chat]

    def _with(self, label: str) -> Message:
        return next(one for one in reversed(self._mine()) if label in reading.labels(one))

    def _drawn(self) -> dict[str, tuple[Message, str]]:
        return {one.id: (one, reading.seen(one) + _row(reading.labels(one))) for one in self._mine()}

    async def _new(self, before: Mapping[str, tuple[Message, str]]) -> list[Seen]:
        await self.stage.settle()
        self.before = self._drawn()
        new = [one for one, drawn in self.before.values() if one.id not in before or before[one.id][1] != drawn]
        told: list[Seen] = []
        answer = ""
        for one in new:
            self.page.append(f"{reading.seen(one)}\n{'👍 👎' if _is_answer(one) else _row(reading.labels(one))}")
            if _is_answer(one):
                answer = reading.seen(one)
                continue
            choices, links = _parted(reading.labels(one))
            told.append(_seen(f"{answer}\n{reading.seen(one)}", choices, links, has_thumbs=bool(answer)))
            answer = ""
        return told


def _is_answer(message: Message) -> bool:
    return "feedbackLoop" in message.activity.get("channelData", {})


def _seen(words: str, labels: list[str], links: list[str], *, has_thumbs: bool = False) -> Seen:
    choices = [_bare(label) for label in labels]
    thumbs = [choice for choice in choices if choice in THUMBS]
    assert thumbs in ([], list(THUMBS))
    rest = tuple(choice for choice in choices if choice not in THUMBS)
    return Seen(" ".join(words.split()), rest, has_thumbs or bool(thumbs), tuple(links))


def _parted(labels: list[str]) -> tuple[list[str], list[str]]:
    """Buttons, and the hosts of links, which end their labels."""
    hosts = [re.fullmatch(r".*?\(?([\w-]+(?:\.[\w-]+)+)\)?", label) for label in labels]
    both = list(zip(labels, hosts, strict=True))
    return [label for label, host in both if not host], [host[1] for _label, host in both if host]


def _bare(label: str) -> str:
    return label.removesuffix(" …")


def _row(labels: list[str]) -> str:
    return " ".join(f"[{label}]" for label in labels)
