"""The real terminal: draws with rich, reads lines, and says what it is doing where somebody watches."""

import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Protocol

from rich.console import Console, RenderableType
from rich.text import Text

from bot.cards import cut
from bot.channels.console_draw import WIDTH, clean

ECHOED = 500
"""Characters shown of a line that came through a pipe."""


class Terminal(Protocol):
    """Where the console channel draws and reads."""

    def show(self, drawn: RenderableType, to: str, /) -> None:
        """Draws something that the person `to` sees."""
        ...

    def ask(self, prompt: str) -> str:
        """The next line; EOFError at the end of the input, KeyboardInterrupt for Ctrl-C."""
        ...

    def busy(self, text: str) -> AbstractContextManager[object]:
        """Says that something takes a moment, as long as the block lasts."""
        ...


class RichTerminal:
    """Standard input and output; lines that come through a pipe are echoed, so that the page reads as a chat."""

    def __init__(self) -> None:
        self.page = Console(highlight=False, markup=False, emoji=False)
        self.page.width = min(self.page.width, WIDTH)
        self._is_typed = sys.stdin.isatty()
        if self._is_typed:
            with suppress(ImportError):
                import readline  # noqa: F401 - gives input() its editing and history

    def show(self, drawn: RenderableType, _to: str, /) -> None:
        """Draws it; there is one page for everybody."""
        self.page.print(drawn)

    def ask(self, prompt: str) -> str:
        """Reads a line after the prompt."""
        self.page.print(Text())
        if self._is_typed:
            return input(f"{clean(prompt)} › ")
        line = input()
        self.page.print(Text(f"{clean(prompt)} › {cut(clean(line), ECHOED)}"))
        return line

    def busy(self, text: str) -> AbstractContextManager[object]:
        """A moving line where somebody watches, nothing in a pipe."""
        if not self.page.is_terminal:
            return nullcontext()
        return self.page.status(Text(text, style="dim"))
