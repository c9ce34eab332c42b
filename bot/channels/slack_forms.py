"""Forms as Slack's modals, and what a modal is answered with: pure functions."""

import json
from collections.abc import Mapping

from bot.cards import cut
from bot.channels.slack_blocks import Json, clipped, plain, section, visible
from bot.channels.slack_events import FORM, NONE, VALUE
from bot.forms import Choice, Choices, DateField, Field, Form, TextField, TimeField
from bot.texts import Texts

TITLE = 24
OPTIONS = 100
VALUES = 3_000


def modal(form: Form, kept: Json, _: Texts) -> Json:
    """A form as a modal; `kept` comes back with it (see slack_events.submitted)."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(clipped(form.title, TITLE)),
        "submit": plain(clipped(form.submit, TITLE)),
        "close": plain(clipped(_("Cancel"), TITLE)),
        "private_metadata": json.dumps(kept, ensure_ascii=False, separators=(",", ":")),
        "blocks": [
            *([section(plain(form.text))] if form.text else []),
            *(_input(field) for field in form.fields),
        ],
    }


def notice(words: str, _: Texts) -> Json:
    """A modal that only says something, where a form was asked for and there is none."""
    return {
        "type": "modal",
        "title": plain("Sparri"),
        "close": plain(clipped(_("Close"), TITLE)),
        "blocks": [section(plain(words))],
    }


def loading(_: Texts) -> Json:
    """What stands until the form is ready: Slack waits three seconds for one, and what it is made of may take longer."""
    return notice(_("One moment …"), _)


def errors(form: Form) -> Mapping[str, str]:
    """What a submitted form is answered with: each error under its field, those of no field under the first."""
    names = [field.name for field in form.fields]
    told: dict[str, str] = {}
    for name, error in form.errors.items():
        at = name if name in names else names[0]
        told[at] = f"{told[at]} {error}" if at in told else error
    return {name: cut(visible(error), 300) for name, error in told.items()}


def again(values: Mapping[str, str], _: Texts) -> Mapping[str, str]:
    """What a form is answered with that cannot be taken just now, under its first field; `values` are those sent in."""
    told = _("Slack does not tell me just now who you are. Wait a moment and send the form again.")
    return {name: told for name in list(values)[:1]}


def _input(field: Field) -> Json:
    is_required = not isinstance(field, Choices) and field.is_required
    drawn = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label),
        "element": _element(field) | {"action_id": VALUE},
        "optional": not is_required,
    }
    hint = visible(field.hint) if isinstance(field, TextField) else ""
    return drawn | ({"hint": plain(hint)} if hint else {})


def _element(field: Field) -> Json:
    match field:
        case TextField():
            drawn = {"type": "plain_text_input", "multiline": field.is_long, "max_length": field.limit}
            return drawn | ({"initial_value": initial} if (initial := clipped(field.value, VALUES)) else {})
        case Choice():
            options = [_option(value, label) for value, label in field.options]
            chosen = next((option for option in options if option["value"] == field.value), None)
            if not field.is_required and len(options) < OPTIONS:
                options.insert(0, _option(NONE, "–"))  # what was chosen once, Slack gives no way to take back
            return {"type": "static_select", "options": options} | ({"initial_option": chosen} if chosen else {})
        case Choices():
            options = [_option(value, label) for value, label in field.options]
            chosen_ones = [option for option in options if option["value"] in field.value]
            drawn = {"type": "multi_static_select", "options": options}
            return drawn | ({"initial_options": chosen_ones} if chosen_ones else {})
        case DateField():
            return {"type": "datepicker"} | ({"initial_date": field.value.isoformat()} if field.value else {})
        case TimeField():
            return {"type": "timepicker"} | ({"initial_time": f"{field.value:%H:%M}"} if field.value else {})


def _option(value: str, label: str) -> Json:
    return {"text": plain(label), "value": value}
