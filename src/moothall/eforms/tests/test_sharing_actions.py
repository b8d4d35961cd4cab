import pytest

from moothall.eforms import actions, library, versions
from moothall.eforms.errors import FormNotPublishable
from moothall.eforms.models import Form, FormVersion, LibraryAdoption, WorkingCopy
from moothall.eforms.tests.factories import document, publish
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db
KEY = "changed:title/en"


@pytest.fixture
def shelf(monkeypatch):
    """A library of one form, which a test may alter."""
    forms = {"trial": document()}

    def form(name):
        try:
            return forms[name]
        except KeyError as error:
            raise LookupError(name) from error

    monkeypatch.setattr(library, "form", form)
    return forms


def adopt(council, now, **more):
    return actions.adopt_form(
        **{
            "actor": system("tests"), "council_id": council.id, "library_slug": "trial",
            "service_type": "street-fault", "now": now, **more,
        }
    )  # fmt: skip


def test_a_form_is_adopted_for_a_service_and_remembers_what_it_was(shelf, northvale, now):
    with acting_for(northvale.id):
        adoption = adopt(northvale, now, local_paths=["title"])

        assert adoption.form.current.document["outcome"]["service_type"] == "street-fault"
        assert adoption.base == shelf["trial"]
        assert adoption.local_paths == ["title"]
        assert versions.improvements_of(northvale.id, "trial").offers == ()


def test_a_form_of_the_same_name_is_never_overwritten(shelf, northvale, now):
    publish(northvale, document(), now)

    with acting_for(northvale.id):
        with pytest.raises(Conflict):
            adopt(northvale, now)
        with pytest.raises(Conflict):
            actions.import_form(
                actor=system("t"), council_id=northvale.id, document=document(), now=now
            )
        assert FormVersion.objects.count() == 1
        assert not LibraryAdoption.objects.exists()


def test_an_officer_may_not_adopt(shelf, northvale, now):
    alice = kit.actor_of(kit.staff_user("alice", now))

    with acting_for(northvale.id):
        with pytest.raises(NotPermitted):
            adopt(northvale, now, actor=alice)
        assert not Form.objects.exists()


def test_what_cannot_be_published_yet_waits_for_its_designer(shelf, northvale, now):
    with acting_for(northvale.id):
        adopt(northvale, now, service_type="moon")
        assert not FormVersion.objects.exists()
        assert WorkingCopy.objects.get().document["outcome"]["service_type"] == "moon"
        assert versions.adopted_digests(northvale.id)


def test_what_has_no_sound_shape_is_refused(northvale, now):
    with acting_for(northvale.id):
        with pytest.raises(FormNotPublishable):
            actions.import_form(
                actor=system("t"), council_id=northvale.id, document={"slug": "x"}, now=now
            )
        assert not Form.objects.exists()


def test_an_improvement_is_taken_once_and_not_offered_again(shelf, northvale, now):
    with acting_for(northvale.id):
        adopt(northvale, now)
        shelf["trial"] = document(title={"en": "A better form", "cy": "Gwell"})
        found = versions.improvements_of(northvale.id, "trial")
        actions.take_improvements(
            actor=system("t"), council_id=northvale.id, form="trial", accepted=[KEY],
            seen=found.seen, now=now,
        )  # fmt: skip

        current = Form.objects.get().current
        assert current.document["title"] == {"en": "A better form", "cy": "Ffurflen brawf"}
        assert current.document["outcome"]["service_type"] == "street-fault"
        assert versions.improvements_of(northvale.id, "trial").offers == ()


def test_what_changed_since_it_was_shown_is_not_decided(shelf, northvale, now):
    with acting_for(northvale.id):
        adoption = adopt(northvale, now)
        shelf["trial"] = document(title={"en": "A better form", "cy": "Gwell"})

        with pytest.raises(Conflict):
            actions.take_improvements(
                actor=system("t"), council_id=northvale.id, form="trial", accepted=[KEY],
                seen=(adoption.base_digest, adoption.form.current.digest), now=now,
            )  # fmt: skip
        assert FormVersion.objects.count() == 1


def test_an_old_version_is_restored_as_a_new_one(northvale, now):
    publish(northvale, document(), now)
    publish(northvale, document(title={"en": "Newer"}), now)

    with acting_for(northvale.id):
        form = actions.restore_version(
            actor=system("t"), council_id=northvale.id, form="trial", number=1, now=now
        )
        version = form.current
        assert (version.number, version.document) == (3, document())


def test_another_council_sees_none_of_it(shelf, northvale, southmere, now):
    with acting_for(northvale.id):
        adopt(northvale, now)

    with acting_for(southmere.id):
        assert versions.adopted_digests(southmere.id) == {}
        assert versions.adopted_digests(northvale.id) == {}
        for ask in (versions.versions_of, versions.improvements_of, versions.current_document):
            with pytest.raises(NotFound):
                ask(northvale.id, "trial")
