"""
Several of Django's management commands in one process, since each start of Django takes seconds.

    .venv/bin/python -m script.launch.django_commands migrate -- create_demo --describe
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby


def main(arguments: Sequence[str]) -> int:
    """This will run the commands in turn; the first that fails ends it."""
    import django  # noqa: PLC0415 - the launcher's other parts run where Django is not installed
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    for is_break, words in groupby(arguments, lambda word: word == "--"):
        if not is_break:
            call_command(*words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
