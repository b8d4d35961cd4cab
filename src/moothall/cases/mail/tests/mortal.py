"""
A worker that takes in the mail of one mailbox and kills itself at a point, as `kill -9` does.

python -m moothall.cases.mail.tests.mortal COUNCIL MAILBOX MOMENT MODULE FUNCTION WHEN
"""

import importlib
import os
import signal
import sys
from datetime import datetime
from uuid import UUID

import django


def main(council, mailbox, moment, module, function, when):
    """Fetch, then read; die just before the function is called, or just after it has come back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    django.setup()
    from moothall.cases.mail.actions import fetching, reading
    from moothall.kernel.scope import acting_for

    where = importlib.import_module(module)
    *inner, name = function.split(".")
    for one in inner:
        where = getattr(where, one)
    original = getattr(where, name)

    def deadly(*arguments, **options):
        if when == "after":
            original(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, deadly)
    now = datetime.fromisoformat(moment)
    with acting_for(int(council)):
        fetching.fetch_mailbox(mailbox_id=UUID(mailbox), now=now)
        reading.read_kept_letters(mailbox_id=UUID(mailbox), now=now)


if __name__ == "__main__":
    main(*sys.argv[1:])
