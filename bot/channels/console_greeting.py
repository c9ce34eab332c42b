"""What stands on top of the page when the terminal opens: who is here, what to try."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.people import Language, Role
from bot.texts import Texts


def greeting(_: Texts, here: Sequence[tuple[str, Language, Role]], moment: str = "") -> RenderableType:
    """`here` are the people of a demo, the first being the one who speaks; empty without one. `moment` is what a clock
    that was pushed forward shows."""
    head = _("Sparri in the terminal: several people in one window, nothing leaves this machine.")
    lines: list[RenderableType] = [Text(head, style="bold")]
    if here:
        names = ", ".join(f"{name} ({language}, {_(role.value)})" for name, language, role in here)
        lines += [
            Text(_("Here are {names}. You speak as {name}. Try:", names=names, name=here[0][0])),
            Text(),
            _to_try(_),
        ]
    else:
        lines.append(Text(_("Ask in Finnish, Swedish or English; /help tells what the terminal can do."), style="dim"))
    if moment:
        lines.append(Text(_("The clock shows {moment}.", moment=moment), style="yellow"))
    return Panel(Group(*lines), border_style="dim", expand=False)


def _to_try(_: Texts) -> Table:
    table = Table.grid(padding=(0, 2))
    for what, why in (
        ("onko markkinakartoitus pakko tehdä", _("a question; then press a button by its number: 2")),
        ("/as anna", _("go on as Anna, in Swedish: {question}", question="vad är innovationspartnerskap")),
        ("/as john", _("go on as John, in English: {question}", question="can I ask suppliers before the tender?")),
        (_.words("menu, start")[0], _("what else there is")),
        ("/help", _("what the terminal can do: /as, /who, /wait 25h, /quit")),
    ):
        table.add_row(Text(what, style="cyan"), Text(why, style="dim"))
    return table
