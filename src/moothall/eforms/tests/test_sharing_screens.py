import re

import pytest

from moothall.eforms import actions, library
from moothall.eforms.models import Form, FormVersion, LibraryAdoption
from moothall.eforms.sharing import shelf
from moothall.eforms.sharing.packing import unpack
from moothall.eforms.tests.factories import document, publish
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
HOST = {"host": "northvale.test"}
HERE = "/workspace/forms/northvale/trial/"


@pytest.fixture
def designer(northvale, now, client):
    """Alice, as Northvale's administrator, signed in."""
    user = kit.staff_user("alice", now)
    with acting_for(northvale.id):
        give_role(
            actor=system("t"), user=user, role=Role.ADMINISTRATOR, council_id=northvale.id, now=now
        )
    kit.sign_in(client, user)
    return client


def test_two_versions_are_compared_and_the_older_is_restored(designer, northvale, now):
    publish(northvale, document(), now)
    publish(northvale, document(title={"en": "Newer words"}), now)

    listed = designer.get(f"{HERE}versions/", headers=HOST).content.decode()
    compared = designer.get(
        "/workspace/form-design/northvale/trial/compare/?before=1&after=2", headers=HOST
    )
    designer.post(f"{HERE}versions/1/restore/", headers=HOST)

    assert "In use now" in listed
    assert "Newer words" in compared.content.decode()
    with acting_for(northvale.id):
        assert Form.objects.get().current.number == 3


def test_a_form_is_exported(designer, northvale, now):
    publish(northvale, document(), now)

    assert unpack(designer.get(f"{HERE}export/", headers=HOST).content) == document()


def test_a_form_of_the_library_is_found_shown_and_taken(designer, northvale, monkeypatch):
    form = {**library.form("fostering-adoption-pack")}
    form.pop("keeping", None)  # what is promised and not built yet is refused by lint
    monkeypatch.setattr(library, "form", lambda name: form)
    listed = designer.get("/workspace/form-library/northvale/?q=fostering", headers=HOST)
    where = "/workspace/form-library/northvale/fostering-adoption-pack/"
    assert where in listed.content.decode()
    assert "fostering or adopting" in designer.get(where, headers=HOST).content.decode()

    response = designer.post(where, {"service_type": "general-enquiry"}, headers=HOST)

    assert response.status_code == 302, response.content.decode()
    with acting_for(northvale.id):
        assert LibraryAdoption.objects.get().library_slug == "fostering-adoption-pack"
    improved = designer.get(
        "/workspace/forms/northvale/fostering-adoption-pack/improvements/", headers=HOST
    )
    assert "nothing new" in improved.content.decode()


@pytest.mark.parametrize(
    "path",
    [f"{HERE}versions/", f"{HERE}export/", "/workspace/form-library/northvale/",
     "/workspace/form-import/northvale/"],
)  # fmt: skip
def test_who_does_not_design_is_refused(northvale, now, client, path):
    publish(northvale, document(), now)
    kit.sign_in(client, kit.staff_user("alice", now))

    assert client.get(path, headers=HOST).status_code == 403


def test_another_councils_forms_are_not_found(designer, southmere, now):
    publish(southmere, document(), now)

    response = designer.get("/workspace/forms/southmere/trial/versions/", headers=HOST)

    assert response.status_code == 404


def test_the_list_of_forms_leads_there_those_who_design(designer, northvale, now):
    publish(northvale, document(), now)

    listed = designer.get("/workspace/forms/", headers=HOST).content.decode()

    assert f'href="{HERE}versions/"' in listed
    assert 'href="/workspace/form-import/northvale/"' in listed


@pytest.mark.parametrize("number", ["2", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_restored(designer, northvale, now, number):
    publish(northvale, document(), now)

    response = designer.post(f"{HERE}versions/{number}/restore/", headers=HOST)

    assert response.status_code == 404
    with acting_for(northvale.id):
        assert FormVersion.objects.count() == 1


def test_every_topic_of_the_library_has_words():
    shelves = {file.parent.name for file in library.files().values()}

    assert shelves == set(shelf.topics_in_words())


def test_the_list_of_versions_names_the_form_and_leads_back(designer, northvale, now):
    publish(northvale, document(), now)

    shown = designer.get(f"{HERE}versions/", headers=HOST).content.decode()

    assert "Versions of A trial form" in shown
    assert "/workspace/form-settings/northvale/form/trial/" in shown


def test_improvements_are_shown_beside_what_the_council_has(designer, northvale, now, monkeypatch):
    monkeypatch.setattr(library, "form", lambda name: document())
    with acting_for(northvale.id):
        actions.adopt_form(
            actor=system("t"), council_id=northvale.id, library_slug="trial",
            service_type="street-fault", now=now,
        )  # fmt: skip
    ours = document(title={"en": "Our words"})
    ours["outcome"]["service_type"] = "street-fault"
    publish(northvale, ours, now)
    monkeypatch.setattr(library, "form", lambda name: document(title={"en": "Their words"}))
    monkeypatch.setattr(shelf, "shelf", lambda: ())

    shown = designer.get(f"{HERE}improvements/", headers=HOST).content.decode()
    stale = designer.post(
        f"{HERE}improvements/", {"theirs": "x", "ours": "y", "accept": "changed:title/en"},
        headers=HOST,
    )  # fmt: skip
    seen = dict(re.findall(r'name="(theirs|ours)" value="([^"]+)"', shown))
    designer.post(f"{HERE}improvements/", {**seen, "accept": "changed:title/en"}, headers=HOST)

    assert "You changed this too" in shown
    assert "Our words" in shown
    assert stale.status_code == 422
    with acting_for(northvale.id):
        assert Form.objects.get().current.document["title"]["en"] == "Their words"
