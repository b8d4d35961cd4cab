"""Residents who have joined a council: `python -m bench.inside.accounts COUNCIL N`."""

import json
import sys

import django


def main(slug: str, count: int) -> None:
    """This will make so many accounts and print their addresses."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - Django has to be set up first

    from moothall.councils.queries import council_by_slug  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415
    from moothall.people import actions  # noqa: PLC0415
    from moothall.people.models import ResidentAccount  # noqa: PLC0415

    addresses = [f"signs.in.{number}@resident.example" for number in range(count)]
    with acting_for(council_by_slug(slug).id):
        for email in addresses:
            account = ResidentAccount.objects.create_user(email, name="Somebody")
            EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
            actions.join_council(
                account_id=account.pk, name="Somebody", email=email, now=clock.now()
            )
    print(json.dumps(addresses))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
