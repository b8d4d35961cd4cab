"""Try a council's carriers by writing to somebody."""

from argparse import ArgumentParser
from secrets import token_hex
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.queries import council_by_slug
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import MoothallError
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.notifications.actions import send_message


class Command(BaseCommand):
    """Leaves one trial message to the workers, so that its way can be watched."""

    help = "Send a trial message by e-mail or text, as a council's own messages are sent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the council, the channel and whom to write to."""
        parser.add_argument("council", help="the council's slug")
        parser.add_argument("channel", choices=["email", "text"])
        parser.add_argument("to", help="an address or a telephone number")
        parser.add_argument("--language", default="en")
        parser.add_argument("--note", default="", help="a line of your own")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Ask for the message.

        :raises CommandError: if there is no such council, or nobody can be written to like that
        """
        reference = token_hex(3)
        try:
            council = council_by_slug(options["council"])
            with acting_for(council.id):
                message = send_message(
                    actor=system("send_trial_message"),
                    council_id=council.id,
                    template="notifications.trial",
                    channel=options["channel"],
                    to=options["to"],
                    language=options["language"],
                    context={"reference": reference, "note": options["note"]},
                    dedupe_key=f"trial:{reference}",
                    about_type="notifications.trial",
                    about_id=new_id(),
                    now=clock.now(),
                )
        except MoothallError as error:
            raise CommandError(str(error)) from error
        if message.problem:
            raise CommandError(message.problem)
        self.stdout.write(f"Trial message {reference} is left to the workers.")
