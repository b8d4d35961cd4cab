"""Withdraws the keys with which the sign-in host signs: for when one of them has become known."""

from typing import Any

from django.core.management.base import BaseCommand

from moothall.kernel import clock
from moothall.people.sign_in import keys


class Command(BaseCommand):
    """Signs with a new key at once; the schedule otherwise changes keys without anybody's doing."""

    help = "Withdraw every signing key of the sign-in host and sign with a new one at once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; web workers follow within half a minute, websites when they fetch keys next."""
        keys.replace_keys(now=clock.now())
        self.stdout.write("A new key signs; the others are withdrawn.")
