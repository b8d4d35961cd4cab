"""
Publishes the form that stands on standard input: `python -m tests.journeys.publish COUNCIL`.

With `--filled JSON` a partner answers questions of it; prints a token for each `--persons N`.
"""

import argparse
import json
import sys
from datetime import timedelta

import django


def main() -> None:
    """This will publish the document for the council, and let a partner fill it in."""
    from moothall.councils.queries import council_by_slug
    from moothall.eforms.actions import offer_prefill, publish_form
    from moothall.kernel import clock
    from moothall.kernel.actors import Actor, ActorKind, system
    from moothall.kernel.scope import acting_for

    asked = _asked()
    document, now = json.load(sys.stdin), clock.now()
    council = council_by_slug(asked.council)
    partner = Actor(kind=ActorKind.PARTNER, identifier="library", name="The county library",
                    permissions={council.id: frozenset({"form.prefill"})})  # fmt: skip
    with acting_for(council.id):
        publish_form(actor=system("journeys"), council_id=council.id, document=document, now=now)
        for _ in range(asked.persons if asked.filled else 0):
            offered = offer_prefill(
                actor=partner, council_id=council.id, form=document["slug"],
                answers=json.loads(asked.filled), keep_for=timedelta(hours=1), now=now,
            )  # fmt: skip
            print(offered.token)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("council")
    parser.add_argument("--filled", default="")
    parser.add_argument("--persons", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    django.setup()
    main()
