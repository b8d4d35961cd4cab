"""Fill the demonstration's councils with so many cases each: `python -m bench.inside.cases N`."""

import json
import sys

import django
from django.db import connection

_DELIVERED = """
    INSERT INTO connectors_delivery (
        id, council_id, case_id, system_id, state, attempts, attempts_before_replay, token,
        problem, created_at, delivered_at
    )
    SELECT gen_random_uuid(), c.council_id, c.id, system.id, 'delivered', 1, 0, '', '',
           c.created_at, c.created_at + interval '2 seconds'
    FROM cases_case c
    CROSS JOIN (
        SELECT id FROM connectors_system WHERE council_id = %(council)s ORDER BY id LIMIT 1
    ) system
    WHERE c.council_id = %(council)s AND c.submission_key LIKE 'scenery-%%'
"""

_TOLD_THE_RESIDENT = """
    INSERT INTO notifications_message (
        id, council_id, template, channel, language, recipient, subject, body, dedupe_key,
        about_type, about_id, state, carrier, carrier_reference, attempts, outcome_unknown,
        problem, queued_at, sent_at, settled_at
    )
    SELECT gen_random_uuid(), council_id, 'cases.case_opened', 'email', 'en',
           'somebody@resident.example', 'We have it', 'We have what you told us.',
           'scenery:' || id, 'cases.case', id, 'delivered', 'smtp', '', 1, false, '',
           created_at, created_at, created_at
    FROM cases_case WHERE council_id = %(council)s AND submission_key LIKE 'scenery-%%'
"""


def main(size: int) -> None:
    """This will bring each council up to so many cases, each with its story."""
    from moothall.cases.models import Case  # noqa: PLC0415 - Django has to be set up first
    from moothall.cases.tests.scenery import many_cases  # noqa: PLC0415
    from moothall.councils.queries import all_councils  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    counts = {}
    for council in all_councils():
        with acting_for(council.id):
            missing = size - Case.objects.count()
            if missing > 0:
                persons = max(1, missing // 3)
                many_cases(  # type: ignore[no-untyped-call]
                    council, clock.now(), cases=missing, persons=persons
                )
                with connection.cursor() as cursor:
                    cursor.execute(_DELIVERED, {"council": council.id})
                    cursor.execute(_TOLD_THE_RESIDENT, {"council": council.id})
            counts[council.slug] = Case.objects.count()
    print(json.dumps(counts))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
