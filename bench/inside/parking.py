"""
A program of enforcement's: `python -m bench.inside.parking COUNCIL`.

Prints its key, and the council's, the place's and the tariff's ids.
"""

import json
import sys

import django


def main(slug: str) -> None:
    """This will register a program that checks at a council of the demonstration."""
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415 - Django comes first
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.actors import system  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.verticals.parking import actions  # noqa: PLC0415
    from moothall.verticals.parking.models import TariffVersion  # noqa: PLC0415

    council = council_by_slug(slug)
    with acting_for(council.id):
        _client, key = actions.register_client(
            actor=system("bench"), council_id=council.id, name="Bench", code="bench",
            kind="checks", now=clock.now(),
        )  # fmt: skip
        version = TariffVersion.objects.select_related("place").order_by("place__code").first()
        assert version is not None
        told = {
            "key": key,
            "council": council.id,
            "code": version.place.code,
            "place": str(version.place_id),
            "tariff": str(version.pk),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
