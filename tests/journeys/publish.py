"""Publishes the form that stands on standard input: `python -m tests.journeys.publish COUNCIL`."""

import json
import sys

import django


def main(slug: str) -> None:
    """This will publish the document for the council."""
    from moothall.councils.queries import council_by_slug
    from moothall.eforms.actions import publish_form
    from moothall.kernel import clock
    from moothall.kernel.actors import system
    from moothall.kernel.scope import acting_for

    council = council_by_slug(slug)
    with acting_for(council.id):
        publish_form(
            actor=system("journeys"), council_id=council.id, document=json.load(sys.stdin),
            now=clock.now(),
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
