"""The screens on which supervisors say what residents read and may do."""

import pytest

from moothall.cases.models import StatusGuide
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people.actions import give_role
from moothall.people.models import Role
from moothall.surfaces.workspace.tests.conftest import Desk

OVERVIEW = "/workspace/request-settings/northvale/"
BINS = f"{OVERVIEW}service-missed-bin/resolved/"
TYPED = {"label_en": "Emptied", "text_en": "We emptied it.", "which_acts": "own",
         "acts": ["rate", "reopen"], "reopen_days": "3"}  # fmt: skip


@pytest.fixture
def supervisor(northvale, alice, now):
    with acting_for(northvale.id):
        give_role(
            actor=system("tests"), user=alice, role=Role.SUPERVISOR, council_id=northvale.id,
            partnership_id=None, now=now,
        )  # fmt: skip
    return Desk("northvale.test", alice)


def guides(council):
    with acting_for(council.id):
        return list(StatusGuide.objects.values("status", "label_en", "acts", "reopen_days"))


def test_a_supervisor_changes_a_status_and_takes_it_back(northvale, supervisor):
    before = supervisor.get(f"{OVERVIEW}?for=service-missed-bin")
    saved = supervisor.post(BINS, **TYPED)
    after = supervisor.get(saved.location)

    assert "Done We think this is finished." in before.one("statuses")
    assert "Emptied Your own We emptied it. They may: Say how it went, Open it again" in after.one(
        "statuses"
    )
    assert guides(northvale) == [
        {"status": "resolved", "label_en": "Emptied", "acts": ["rate", "reopen"], "reopen_days": 3}
    ]
    form = supervisor.get(BINS)
    assert form.value("label_en") == "Emptied"

    dropped = supervisor.post(BINS, drop="yes")

    assert dropped.status == 302
    assert guides(northvale) == []


def test_mistakes_are_said_and_change_nothing(northvale, supervisor):
    page = supervisor.post(BINS, **{**TYPED, "reopen_days": "soon"})

    assert page.status == 422
    assert page.value("label_en") == "Emptied"
    assert guides(northvale) == []


def test_what_does_not_exist_is_not_there(supervisor):
    assert supervisor.get(f"{OVERVIEW}?for=service-x").status == 404
    assert supervisor.get(f"{OVERVIEW}all/done/").status == 404
    assert supervisor.get("/workspace/request-settings/southmere/").status == 404


def test_who_may_not_change_settings_is_refused(northvale, southmere, desk_of_alice, desk_of_carys):
    for desk in (desk_of_alice, desk_of_carys):
        assert desk.get(OVERVIEW).status == 403
        assert desk.post(BINS, **TYPED).status == 403

    assert guides(northvale) == []


@pytest.fixture
def desk_of_alice(alice):
    return Desk("northvale.test", alice)


@pytest.fixture
def desk_of_carys(carys):
    return Desk("southmere.test", carys)


def test_set_up_leads_there_for_who_may(supervisor, desk_of_bob):
    assert OVERVIEW in supervisor.get("/workspace/set-up/").response.content.decode()
    assert OVERVIEW not in desk_of_bob.get("/workspace/").response.content.decode()


@pytest.fixture
def desk_of_bob(bob):
    return Desk("northvale.test", bob)
