"""
A basket that waits to be paid: `python -m bench.inside.paying COUNCIL LINES`.

Prints the cookie of the browser whose basket it is.
"""

import json
import sys

import django
from django.conf import settings


def main(slug: str, lines: int) -> None:
    """This will fill a basket with things of the council's catalogue."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415 - Django comes first
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import anonymous_resident  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.payments import actions  # noqa: PLC0415
    from moothall.payments.catalogue.items import Chosen, item_of  # noqa: PLC0415
    from moothall.payments.catalogue.queries import payable_row  # noqa: PLC0415

    council, now, actor = council_by_slug(slug), clock.now(), anonymous_resident()
    with acting_for(council.id):
        basket, secret = actions.open_basket(
            actor=actor, council_id=council.id, language="en", channel="web", now=now
        )
        payable = payable_row(council.id, "waste-containers", on=now.date(), language="en")
        for _ in range(lines):
            item = item_of(payable, Chosen(), on=now.date())
            actions.put_in_basket(actor=actor, basket_id=basket.pk, item=item, now=now)
    print(json.dumps({"cookie": f"{settings.BASKET_COOKIE_NAME}={secret}"}))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
