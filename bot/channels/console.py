"""The terminal as a channel: several people in one window, buttons by number, forms line by line, a clock to push."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from bot.cards import Card, File, FormButton, Image
from bot.channels import console_draw as draw
from bot.channels import console_files, console_orders
from bot.channels.console_form import Filling
from bot.channels.console_seat import PLATFORM, Bot, PushedClock, Seat, called, introduced
from bot.channels.console_terminal import Terminal
from bot.delivery.outbox import HOME
from bot.delivery.outcomes import Claimed, Outcome, Rules, Sent
from bot.people import Address, Language, Person, Role
from bot.store import Store, StoreError, people
from bot.texts import Texts, texts
from bot.turns import Event, Pressed, Said, Submitted

log = logging.getLogger(__name__)

BOT = "Sparri"
_KEPT = 50


class Console:
    """The channel. `settle` works on what has come in and sends what is due; it is called after every event. Files that
    are handed out lie in the directory `files`."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        clock: PushedClock,
        settle: Callable[[], object],
        terminal: Terminal,
        files: Path,
    ) -> None:
        self.bot, self.store, self.clock, self._settle, self.terminal = bot, store, clock, settle, terminal
        self.files = files
        self.seats: dict[str, Seat] = {}
        self.focus = Seat("")

    # --- what comes from Sparri

    rules = Rules()

    async def send(self, message: Claimed, /) -> Outcome:
        """Draws a message; a terminal has no home page."""
        if message.slot == HOME:
            return Sent()
        name = uuid4().hex
        self._shown(message.address, message.card, name, "")
        return Sent(name)

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        """Draws a message again, since a terminal does not take back what it has drawn."""
        _ = self._texts(message.address.user)
        self._shown(message.address, message.card, remote_id, _("changed"))
        return Sent(remote_id)

    def _shown(self, address: Address, card: Card, message: str, note: str) -> None:
        seat = self._seat(address.user)
        seat.cards.pop(message, None)
        seat.cards[message] = card
        while len(seat.cards) > _KEPT:
            del seat.cards[next(iter(seat.cards))]
        is_here = seat is self.focus
        seat.has_news = seat.has_news or not is_here
        speaker = BOT if is_here else f"{BOT} → {self._name(seat.user)}"
        paths = {file.name: self._saved(seat.user, file) for file in card.files}
        self.terminal.show(draw.message(card, speaker, has_numbers=is_here, note=note, paths=paths), seat.user)

    def _saved(self, user: str, file: File | Image) -> str:
        """Where a file is kept now, or that it could not be."""
        try:
            return str(console_files.save(self.files, user, file, self.clock()))
        except OSError as error:
            log.warning("a file could not be saved: %s", type(error).__name__)
            _ = self._texts(user)
            return _("The file could not be saved. Is the disk full?")

    def settle(self) -> None:
        """Works on what has come in and sends what is due; files of people erased meanwhile, and old ones, go."""
        self._settle()
        with self.store.reading() as conn:
            here = people.members(conn, PLATFORM)
        console_files.sweep(self.files, here, self.clock(), self.store.periods.files)

    # --- who is here

    def join(
        self, name: str, language: Language | None = None, role: Role | None = None, *, is_named: bool = True
    ) -> None:
        """Puts a person before the screen; one whom nobody knows yet is added, in Finnish unless it is said.

        With `is_named` False the name is only the seat's, and Sparri does not know it.
        """
        seat = self._seat(name.casefold())
        with self.store.writing() as conn:
            person = people.find_by_address(conn, seat.address)
            if person is None:
                person = people.add(
                    conn, seat.address, language or Language.FI, name=name[:1].upper() + name[1:] if is_named else ""
                )
            elif language:
                people.update(conn, person.id, language=language)
            if role and role is not Role.PROCURER:
                people.give(conn, person.id, role)
        self.focus = seat

    def _seat(self, user: str) -> Seat:
        return self.seats.setdefault(user, Seat(user))

    def _person(self, user: str) -> Person | None:
        with self.store.reading() as conn:
            return people.find_by_address(conn, Seat(user).address)

    def _name(self, user: str) -> str:
        with self.store.reading() as conn:
            return called(conn, user)

    def _texts(self, user: str) -> Texts:
        person = self._person(user)
        return texts(person.language if person else Language.FI)

    # --- what comes from people

    def run(self) -> None:
        """Reads lines until the input ends; Ctrl-C and Ctrl-D leave with one line, and what was said is stored."""
        try:
            self.settle()
            while self._went_on(self.terminal.ask(self.prompt)):
                pass
        except (EOFError, KeyboardInterrupt):
            self._note("")
        _ = self._texts(self.focus.user)
        if self.focus.filling:
            self._note(_("The form is closed; nothing was sent."))
        self._note(_("Until next time. Everything is stored."))

    def _went_on(self, line: str) -> bool:
        """Takes a line; where the database cannot be written just now, says so and goes on."""
        _ = self._texts(self.focus.user)
        try:
            return self.heard(line)
        except StoreError as error:
            self._note(_("Your message could not be stored: send it again in a moment."))
            self._note(str(error))
            return True

    @property
    def prompt(self) -> str:
        """Who speaks, or the field that is being filled in."""
        filling = self.focus.filling
        return f"  {filling.prompt}" if filling else self._name(self.focus.user)

    def heard(self, line: str) -> bool:
        """Takes one line of the person before the screen; False when they want to leave."""
        line = draw.clean(line).strip()
        if line.startswith("/"):
            return self._ordered(line)
        if self.focus.filling:
            self._fill(line)
        elif line.isascii() and line.isdecimal() and len(line) <= 2:
            self._press(int(line))
        elif line:
            self.say(line)
        return True

    def _ordered(self, line: str) -> bool:
        word, _space, rest = line.partition(" ")
        rest = rest.strip()
        match word.lower():
            case "/quit" | "/q" | "/exit":
                return False
            case "/as" if rest:
                self._as(rest)
            case "/who":
                self._who()
            case "/wait" if rest:
                self._wait(rest)
            case "/say" if rest:
                self.say(rest)
            case "/cancel":
                self._cancel()
            case _:
                self._help()
        return True

    def say(self, text: str) -> None:
        """The person before the screen says something, whatever it looks like."""
        _ = self._texts(self.focus.user)
        with self.terminal.busy(_("Searching …")):
            self._received(Said(uuid4().hex, self.focus.address, draw.clean(text)))

    def _press(self, number: int) -> None:
        _ = self._texts(self.focus.user)
        message, card = self.focus.latest or ("", None)
        buttons = draw.pressable(card) if card else ()
        if not 0 < number <= len(buttons):
            self._note(_("There is no button {number} on the latest card.", number=number))
            return
        button = buttons[number - 1]
        event = Pressed(uuid4().hex, self.focus.address, button.action, button.arg, message)
        if not isinstance(button, FormButton):
            with self.terminal.busy(_("One moment …")):
                self._received(event)
            return
        try:
            form = self.bot.show(event)
        except Exception:
            log.exception("the form %s failed", event.action)
            form = None
        if form is None:
            self._note(_("This form cannot be opened now."))
            return
        self.focus.filling = Filling(form, message)
        self.terminal.show(draw.form_head(form, _), self.focus.user)
        self._ask()

    def _fill(self, line: str) -> None:
        filling, _ = self.focus.filling, self._texts(self.focus.user)
        if filling is None or not filling.fill(line, _):
            self._ask()
            return
        form = filling.form
        event = Submitted(uuid4().hex, self.focus.address, form.action, dict(filling.values), form.arg, filling.message)
        try:
            again = self.bot.submit(event)
        except Exception:
            log.exception("the form %s failed", event.action)
            again = replace(form, errors={form.fields[0].name: _("Something went wrong on my side. Try again.")})
        if again is not None:
            filling.begin(again)
            self._ask()
            return
        self.focus.filling = None
        self.settle()

    def _ask(self) -> None:
        filling = self.focus.filling
        if filling:
            self.terminal.show(draw.field_head(filling.waiting[0], filling.error), self.focus.user)

    def _cancel(self) -> None:
        _ = self._texts(self.focus.user)
        was_open, self.focus.filling = self.focus.filling, None
        self._note(_("The form is closed; nothing was sent.") if was_open else _("There is no form open."))

    def _received(self, event: Event) -> None:
        self.bot.receive(event)
        self.settle()

    # --- the terminal's own words

    def _as(self, rest: str) -> None:
        who = console_orders.joining(rest)
        if who is None:
            _ = self._texts(self.focus.user)
            self._note(_("Write for example: /as erik sv expert"))
            return
        for role in who.roles:
            self.join(who.name, who.language, role)
        seat = self.focus
        if seat.latest and not seat.filling:
            _message, card = seat.latest
            _ = self._texts(seat.user)
            note = _("new") if seat.has_news else ""
            self.terminal.show(draw.message(card, BOT, has_numbers=True, note=note), seat.user)
        seat.has_news = False
        self._ask()

    def _who(self) -> None:
        _ = self._texts(self.focus.user)
        with self.store.reading() as conn:
            here = [(user, introduced(conn, user, _)) for user in people.members(conn, PLATFORM)]
        for user, line in here:
            self._note(f"{'→' if user == self.focus.user else ' '} {line}")

    def _wait(self, rest: str) -> None:
        _, by = self._texts(self.focus.user), console_orders.span(rest)
        if by is None:
            self._note(_("Write for example: /wait 25h (m, h or d)"))
            return
        self.clock.push(by)
        person = self._person(self.focus.user)
        moment = _.moment(self.clock(), person.zone if person else people.ZONE)
        self._note(_("The clock shows {moment}.", moment=moment))
        self.settle()

    def _help(self) -> None:
        _ = self._texts(self.focus.user)
        self.terminal.show(draw.orders(console_orders.explained(_)), self.focus.user)
        self._note(_("Everything else you write is said to Sparri."))

    def _note(self, text: str) -> None:
        self.terminal.show(draw.note(text), self.focus.user)
