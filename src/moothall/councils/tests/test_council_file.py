from textwrap import dedent

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from moothall.councils.models import Council, Hostname, ServiceType, Team
from moothall.councils.queries import council_by_slug, service_type
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for

COUNCIL = """
    council:
      slug: eastwick
      name: Eastwick Council
      short_name: Eastwick
      gss_code: S12000999
      nation: scotland
      languages: [en]
      hostnames: [eastwick.test, www.eastwick.test]
      working_week: {mon: ["09:00", "17:00"]}
      reference_prefix: EAS
      primary_colour: "#112233"
      accent_colour: "#445566"
      email: hello@eastwick.test
      phone: 01632 960999
      address: The Cross
    teams:
      - {slug: streets, name: Streets, email: streets@eastwick.test}
    services:
      - {slug: pothole, name: Pothole, lgsl: 562, lgil: 17, case_kind: service_request,
         team: streets, response_hours: 8, resolution_hours: 40}
"""


@pytest.fixture
def write(tmp_path):
    def write_file(text: str):
        file = tmp_path / "council.yaml"
        file.write_text(dedent(text), encoding="utf-8")
        return file

    return write_file


def test_a_third_council_comes_to_life_from_a_file(db, write, client):
    call_command("add_council", write(COUNCIL))

    council = council_by_slug("eastwick")
    assert council.hostname == "eastwick.test"
    with acting_for(council.id):
        assert service_type(council.id, "pothole").team_name == "Streets"
    page = client.get("/brand/x.css", headers={"host": "www.eastwick.test"})
    assert b"#112233" in page.content


def test_the_same_file_again_changes_nothing(db, write):
    call_command("add_council", write(COUNCIL))
    call_command("add_council", write(COUNCIL))

    assert Council.objects.count() == 1
    assert Hostname.objects.count() == 2
    with acting_for(Council.objects.get().pk):
        assert Team.objects.count() == ServiceType.objects.count() == 1


def test_a_service_that_the_file_drops_is_retired_not_deleted(db, write):
    call_command("add_council", write(COUNCIL))
    call_command("add_council", write(COUNCIL.replace("slug: pothole", "slug: lamp")))

    with acting_for(Council.objects.get().pk):
        assert not ServiceType.objects.get(slug="pothole").is_active
        with pytest.raises(NotFound):
            service_type(Council.objects.get().pk, "pothole")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"#112233"', "green", "at council/primary_colour"),
        ("scotland", "france", "at council/nation"),
        ("team: streets", "team: roads", "team 'roads'"),
        ("teams:", "teems:", "'teems'"),
        ("hello@eastwick.test", "${NOT_SET_ANYWHERE}", "NOT_SET_ANYWHERE"),
        ("[en]", "[en", "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_changes_nothing(db, write, before, after, said):
    with pytest.raises(CommandError, match=said):
        call_command("add_council", write(COUNCIL.replace(before, after)))

    assert not Council.objects.exists()


def test_a_file_may_name_the_environments_addresses(db, write, monkeypatch):
    monkeypatch.setenv("EASTWICK_MAIL", "post@eastwick.test")

    call_command("add_council", write(COUNCIL.replace("hello@eastwick.test", "${EASTWICK_MAIL}")))

    assert Council.objects.get().email == "post@eastwick.test"


def test_a_section_that_stands_twice_is_refused_with_its_line(db, write):
    with pytest.raises(CommandError, match=r"(?s)'teams' stands here a second time.*line"):
        call_command("add_council", write(COUNCIL + "    teams: []\n"))
