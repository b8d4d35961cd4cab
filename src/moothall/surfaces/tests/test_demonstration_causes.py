"""The demonstration's reports of one pothole and its complaint: made once."""

import pytest

from moothall.cases.linking.queries import fellows_of, links_of
from moothall.cases.models import Case, ComplaintStep
from moothall.kernel import clock
from moothall.places.models import Address
from moothall.surfaces.demonstration import causes

pytestmark = pytest.mark.django_db


def test_reports_of_one_pothole_are_near_each_other_and_one_follows(in_northvale):
    Address.objects.create(
        uprn=1, custodian_code=in_northvale.custodian_code, logical_status=1, is_offered=True,
        line="1 High Street", easting=330000.0, northing=250000.0, latitude=52.0, longitude=-3.0,
    )  # fmt: skip
    now = clock.now()

    assert causes.settle(in_northvale, now=now) == 4
    assert causes.settle(in_northvale, now=now) == 0

    first = Case.objects.get(submission_key="demo-cause:0")
    assert len(links_of(first.pk, council_id=in_northvale.id).followers) == 1
    assert len(fellows_of(first.pk, council_id=in_northvale.id, now=now)) == 1
    assert ComplaintStep.objects.filter(answered_at=None).count() == 1
