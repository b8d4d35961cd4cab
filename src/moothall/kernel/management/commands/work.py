"""Do the work that waits."""

import asyncio
import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app  # noqa: TID251 - the kernel speaks for the queue
from procrastinate.exceptions import ConnectorException  # noqa: TID251

logger = logging.getLogger(__name__)

#: Between attempts to reach a database that went away, in seconds.
PAUSE = 2


class Command(BaseCommand):
    """
    Runs one of the queue's workers until it is told to stop.

    The library's own command ends when the database is restarted, and with it all deliveries and
    messages until somebody notices. This one waits for the database and goes on; what the worker
    had in hand is given back by `kernel.rescue_stalled_jobs`.
    """

    help = "Hand over cases, send messages and do whatever else waits; any number may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--queues", default="", help="only these, parted by commas")
        parser.add_argument("--concurrency", type=int, help="jobs at the same time")

    def handle(self, *args: Any, queues: str, concurrency: int | None, **options: Any) -> None:
        """Work, and begin again as often as the database goes away."""
        chosen: dict[str, Any] = {}
        if queues:
            chosen["queues"] = [name.strip() for name in queues.split(",")]
        if concurrency:
            chosen["concurrency"] = concurrency
        while True:
            try:
                if asyncio.run(_work_until_told(**chosen)):
                    return
                reason = "the worker ended by itself"
            except ConnectorException as error:
                reason = str(error.__cause__ or error).strip()
            logger.warning("The database went away (%s); trying again.", reason)
            time.sleep(PAUSE)


async def _work_until_told(**chosen: Any) -> bool:
    """
    Run a worker, and tell whether it ended because somebody asked it to.

    The library ends its loop without a word when it loses the database in some of its calls, so
    that a normal end means nothing: only the signal does.
    """
    loop = asyncio.get_running_loop()
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(install_signal_handlers=False, **chosen)
            )
            for word in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(word, worker.cancel)
            try:
                await worker
            except asyncio.CancelledError:
                return True
            return False
