"""The kit's councils are the same, whether actions make them or the process makes them again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moothall.councils.models import Council, Hostname, Partnership, ServiceType, Team
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


def rows(council_id):
    """Return all that a council is made of, but for its keys."""
    own = {"id", "council_id", "team_id", "partnership_id"}
    with acting_for(council_id):
        found = [
            *Partnership.objects.all(),
            Council.objects.get(pk=council_id),
            *Hostname.objects.filter(council_id=council_id),
            *Team.objects.order_by("slug"),
            *ServiceType.objects.order_by("slug"),
        ]
        teams = {one.team.slug for one in ServiceType.objects.all()}
    return teams, [
        {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in own
        }
        for row in found
    ]


@pytest.mark.parametrize("make", [kit.northvale, kit.southmere])
def test_a_council_made_again_is_as_its_actions_made_it(db, now, monkeypatch, make):
    monkeypatch.setattr(kit, "_made", {})
    first = make(now)
    by_actions = rows(first.id)
    with acting_for(first.id):
        for model in (ServiceType, Team):
            model.objects.all().delete()
    Hostname.objects.all().delete()
    Council.objects.all().delete()

    with CaptureQueriesContext(connection) as sent:
        again = make(now)

    assert rows(again.id) == by_actions
    assert len(sent) <= 16
    assert (again.slug, again.hostname) == (first.slug, first.hostname)
    assert make(now).id == again.id
