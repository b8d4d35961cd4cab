"""
Find migrations that would lock out or break a version that still runs: expand first, then contract.

    .venv/bin/python -m script.launch.lint_migrations
"""

from __future__ import annotations

import logging
import sys

#: What the first release consists of: nobody runs anything older that they could lock out.
FIRST_RELEASE = ("0001_initial", "0002_fence_wagtail", "0003_accounts")


def main() -> int:
    """This will look at every migration of ours; those of libraries are their makers' care."""
    import django  # noqa: PLC0415 - the launcher's other parts run where Django is not installed
    from django.apps import apps  # noqa: PLC0415
    from django_migration_linter import MigrationLinter  # noqa: PLC0415

    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("moothall.")]
    linter = MigrationLinter(
        include_apps=ours,
        ignore_name=FIRST_RELEASE,
        database="default",
        analyser_string="postgresql",
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main())
