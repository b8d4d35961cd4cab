"""A signed-in agent's cookie and a case to open: `python -m bench.inside.session`."""

import json

import django
from django.conf import settings
from django.test import Client


def main() -> None:
    """This will sign the partnership's agent in and print what a load generator needs."""
    from moothall.cases.models import Case  # noqa: PLC0415 - Django has to be set up first
    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.people.models import StaffUser  # noqa: PLC0415
    from moothall.surfaces.demonstration.councils import accounts  # noqa: PLC0415

    agents = [one.email for one in accounts() if one.role == "agent" and len(one.councils) > 1]
    client = Client()
    client.force_login(
        StaffUser.objects.get(email=agents[0]), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    with acting_for(council_by_slug("aldermoor").id):
        cases = Case.objects.filter(submission_key__startswith="scenery-").order_by("created_at")
        reference = cases[cases.count() // 2].reference
    print(
        json.dumps(
            {
                "cookie": f"{settings.SESSION_COOKIE_NAME}="
                f"{client.cookies[settings.SESSION_COOKIE_NAME].value}",
                "reference": reference,
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    main()
