"""A process that only works and sends, on whatever database: the one of a trial, where two share a SQLite file."""

import asyncio
import signal

from bot import logs
from bot.app import build
from bot.channels.platform import Door
from bot.channels.serving import Serving
from bot.channels.slack import Slack
from bot.settings import Settings
from tests.trials.troubled import now


async def _run() -> None:
    settings = Settings()
    app = build(settings, now)
    serving = Serving(app.store, app.core, {}, now, settings.data)
    serving.platforms["slack"] = Slack(settings, Door(app.core, serving.wake), app.store, now)  # type: ignore[index]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await serving.run(stop, "127.0.0.1", 0, hears=False)


if __name__ == "__main__":
    logs.to_standard_error()
    asyncio.run(_run())
