"""What Slack and Teams take, written down by hand from their published schemas, in as far as Sparri uses them.

Slack's manifest schema 2.0.0 (slackapi/manifest-schema) and Teams' manifest 1.21 (OfficeDev/microsoft-teams-app-schema); where
another version allows less, the less.
"""

from typing import Any

from jsonschema import Draft202012Validator

HTTP_OR_HTTPS = "^https?://"


def text(most: int, least: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def thing(required: str = "", **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def many(items: dict[str, Any], most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": True}


FLAG = {"type": "boolean"}
REQUEST_URL = text(3_500, pattern=HTTP_OR_HTTPS)
SLACK = thing(
    "display_information",
    _metadata=thing(major_version={"const": 2}, minor_version={"type": "integer"}),
    display_information=thing(
        "name",
        name=text(35),
        description=text(140),
        long_description=text(4_000, 175),
        background_color=text(7, 4, pattern="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    ),
    features=thing(
        app_home=thing(home_tab_enabled=FLAG, messages_tab_enabled=FLAG, messages_tab_read_only_enabled=FLAG),
        # the schema of assistant_view states no lengths: those of its successor agent_view are kept
        assistant_view=thing(
            "assistant_description",
            assistant_description=text(300),
            suggested_prompts=many(thing("title message", title=text(300), message=text(300)), 4),
        ),
        bot_user=thing("display_name", display_name=text(80), always_online=FLAG),
        slash_commands=many(
            thing(
                "command description",
                command=text(32, 2, pattern="^/"),
                url=text(3_000, pattern=HTTP_OR_HTTPS),
                description=text(2_000),
                usage_hint=text(1_000),
                should_escape=FLAG,
            ),
            50,
            1,
        ),
    ),
    oauth_config=thing(redirect_urls=many(text(2_500), 1_000), scopes=thing(bot=many(text(50), 255))),
    settings=thing(
        event_subscriptions=thing(request_url=REQUEST_URL, bot_events=many(text(50), 100)),
        interactivity=thing("is_enabled", is_enabled=FLAG, request_url=REQUEST_URL),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled=FLAG,
    ),
)

PAGE = text(2_048, pattern="^https://")
SCOPE = {"enum": ["team", "personal", "groupChat", "copilot"]}
COMMAND = thing("title description", title=text(32), description=text(128))
LANGUAGE = text(26, pattern="^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$")
TEAMS = thing(
    "manifestVersion version id developer name description icons accentColor",
    **{"$schema": text(2_048)},
    manifestVersion={"const": "1.21"},
    version=text(256, pattern=r"^\d+\.\d+\.\d+$"),
    id=text(36, pattern="^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"),
    developer=thing(
        "name websiteUrl privacyUrl termsOfUseUrl", name=text(32), websiteUrl=PAGE, privacyUrl=PAGE, termsOfUseUrl=PAGE
    ),
    localizationInfo=thing(
        "defaultLanguageTag",
        defaultLanguageTag=LANGUAGE,
        additionalLanguages=many(thing("languageTag file", languageTag=LANGUAGE, file=text(2_048)), 50),
    ),
    name=thing("short full", short=text(30), full=text(100)),
    description=thing("short full", short=text(80), full=text(4_000)),
    icons=thing("outline color", outline=text(2_048), color=text(2_048)),
    accentColor=text(7, pattern="^#[0-9a-fA-F]{6}$"),
    bots=many(
        thing(
            "botId scopes",
            botId=text(64),
            scopes=many(SCOPE, 3),
            supportsFiles=FLAG,
            isNotificationOnly=FLAG,
            commandLists=many(thing("scopes commands", scopes=many(SCOPE, 3), commands=many(COMMAND, 10)), 3),
        ),
        1,
    ),
    validDomains=many(text(2_048, pattern="^[^/:]+$"), 16),
)
TRANSLATED = {
    "type": "object",
    "required": ["name.short", "name.full", "description.short", "description.full"],
    "properties": {
        "$schema": text(2_048),
        "name.short": text(30),
        "name.full": text(100),
        "description.short": text(80),
        "description.full": text(4_000),
    },
    "patternProperties": {
        r"^bots\[0\]\.commandLists\[[0-2]\]\.commands\[[0-9]\]\.title$": text(32),
        r"^bots\[0\]\.commandLists\[[0-2]\]\.commands\[[0-9]\]\.description$": text(128),
    },
    "additionalProperties": False,
}


def faults(schema: dict[str, Any], made: Any) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(made)]
