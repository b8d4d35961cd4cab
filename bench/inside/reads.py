"""
The product's reads of cases as plain SQL: `python -m bench.inside.reads`.

Each is run once in the scope of one council and of two, and written down as the product sent it.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext


def reads(councils: tuple[int, ...], now: datetime) -> dict[str, Callable[[], Any]]:
    """This will name the reads that a working day consists of."""
    from moothall.cases import queries  # noqa: PLC0415 - Django has to be set up first
    from moothall.cases.models import Case  # noqa: PLC0415
    from moothall.cases.queries.lists import CaseFilters, counts_by_status  # noqa: PLC0415

    middle = Case.objects.filter(submission_key="scenery-77").order_by("council_id")[0]
    person = middle.person_id
    assert person is not None, "every case of the data set is somebody's"
    return {
        "newest cases": lambda: queries.cases_for(councils, now=now),
        "open cases": lambda: queries.cases_for(councils, CaseFilters(status="open"), now=now),
        "overdue cases": lambda: queries.cases_for(councils, CaseFilters(overdue=True), now=now),
        "cases of a team": lambda: queries.cases_for(
            councils, CaseFilters(team_id=middle.team_id), now=now
        ),
        "counts": lambda: counts_by_status(councils, now=now),
        "one case": lambda: queries.case_detail(middle.pk, now=now),
        "cases of a person": lambda: queries.cases_of_person(
            person, council_id=middle.council_id, now=now
        ),
        "by reference": lambda: queries.case_of_reference(councils, middle.reference),
    }


def main() -> None:
    """This will print the councils and the statements for each scope."""
    from moothall.councils.queries import all_council_ids  # noqa: PLC0415
    from moothall.kernel import clock  # noqa: PLC0415
    from moothall.kernel.scope import acting_for  # noqa: PLC0415

    everybody, now = all_council_ids(), clock.now()
    found = []
    for councils in (everybody[:1], everybody[:2]):
        with acting_for(*councils):
            for name, read in reads(councils, now).items():
                read()  # what is remembered for a while is not asked again
                with CaptureQueriesContext(connection) as captured:
                    read()
                found += [
                    {"councils": list(councils), "name": name, "sql": query["sql"]}
                    for query in captured
                ]
    print(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    main()
