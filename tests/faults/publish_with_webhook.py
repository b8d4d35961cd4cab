"""
Publishes a form that goes to a webhook, and says where that is.

    python -m tests.faults.publish_with_webhook COUNCIL URL
"""

import sys

import django


def main(slug: str, url: str) -> None:
    """Set the webhook up and publish the form `smell` for the council."""
    from moothall.connectors.actions import apply_systems
    from moothall.councils.queries import council_by_slug
    from moothall.eforms.actions import publish_form
    from moothall.eforms.tests.factories import document, page, question
    from moothall.kernel import clock
    from moothall.kernel.actors import system
    from moothall.kernel.scope import acting_for

    council = council_by_slug(slug)
    receiver = {
        "slug": "receiver", "name": "Receiver", "supplier": "webhook", "team": "streets",
        "options": {"url": url, "secrets": ["receiver"]},
    }  # fmt: skip
    form = document(
        page("smell", question("smell")),
        slug="smell",
        outcome={
            "service_type": "general-enquiry",
            "summary": "A smell",
            "destinations": [{"key": "hook", "kind": "webhook", "system": "receiver"}],
        },
    )
    with acting_for(council.id):
        apply_systems(council.id, [receiver])
        publish_form(actor=system("faults"), council_id=council.id, document=form, now=clock.now())


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
