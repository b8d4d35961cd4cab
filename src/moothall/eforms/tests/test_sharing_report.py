"""A file is read, its report looked at, and the form in it taken."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.eforms import actions, read_forms
from moothall.eforms.models import Form, FormVersion, ReadForm, WorkingCopy
from moothall.eforms.sharing.packing import MOST_BYTES, pack
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import give_role
from moothall.people.models import Role

pytestmark = pytest.mark.django_db
HOST = {"host": "northvale.test"}
HERE = "/workspace/form-import/northvale/"
CHOSEN = {"slug": "second", "service_type": "street-fault"}


def make_designer(user, council, now):
    with acting_for(council.id):
        give_role(
            actor=system("t"), user=user, role=Role.ADMINISTRATOR, council_id=council.id, now=now
        )
    return user


@pytest.fixture
def designer(northvale, now, client):
    """Alice, as Northvale's administrator, signed in."""
    kit.sign_in(client, make_designer(kit.staff_user("alice", now), northvale, now))
    return client


def read(client, content, name="form.json"):
    return client.post(HERE, {"file": SimpleUploadedFile(name, content)}, headers=HOST)


def branching():
    return document(
        page("one", question("owner", "yes_no")),
        page("two", question("why"), show_when={"==": [{"var": "owner"}, True]}),
        {"key": "out", "kind": "exit", "title": {"en": "Sorry", "cy": "Sori"},
         "show_when": {"==": [{"var": "owner"}, False]}},
    )  # fmt: skip


def test_a_file_is_read_its_report_looked_at_and_the_form_taken(designer, northvale, now):
    publish(northvale, document(), now)

    where = read(designer, pack(branching()), "form.zip")["Location"]
    shown = designer.get(where, headers=HOST).content.decode()
    refused = designer.post(where, {**CHOSEN, "slug": "trial"}, headers=HOST)
    taken = designer.post(where, CHOSEN, headers=HOST)

    assert "Everything could be carried over." in shown
    assert "Shown if “What is owner?” is yes" in shown
    assert "The form ends here and nothing is sent." in shown
    assert refused.status_code == 422
    assert 'href="#slug"' in refused.content.decode()
    assert taken["Location"].endswith("/form-design/northvale/second/checks/")
    with acting_for(northvale.id):
        assert sorted(Form.objects.values_list("slug", flat=True)) == ["second", "trial"]
        assert not ReadForm.objects.exists()
    assert designer.post(where, CHOSEN, headers=HOST).status_code == 404


def test_what_was_lost_is_told_each_time_the_report_is_looked_at(designer, northvale):
    content = b"question,type,show if\nName,smell,Colour is red\n"

    where = read(designer, content, "x.csv")["Location"]
    refused = designer.post(where, {"slug": "Not a name", "service_type": "moon"}, headers=HOST)

    for html in (designer.get(where, headers=HOST), refused):
        assert "the type “smell”" in html.content.decode()
        assert "when it is shown: Colour is red" in html.content.decode()
    assert 'value="Not a name"' in refused.content.decode()
    assert "Use small letters" in refused.content.decode()


def as_large_as_may_be():
    """Return a form of which the file is as large as is taken, and what it holds is sound."""
    pages = [page(f"p{n}", question(f"q{n}", required=n % 2 == 0)) for n in range(120)]
    pages = [{**one, "body": {"en": "Words.", "cy": "Geiriau."}} for one in pages]
    form = {**document(*pages), "slug": "large"}
    left = MOST_BYTES - len(json.dumps(form).encode())
    pages[0]["body"]["en"] += " Words." * (left // 7)
    return json.dumps({**form, "pages": pages}).encode()


@pytest.mark.slow
def test_a_file_as_large_as_may_be_is_taken(designer, northvale):
    content = as_large_as_may_be()
    assert MOST_BYTES - 10 < len(content) <= MOST_BYTES

    where = read(designer, content)["Location"]
    assert designer.get(where, headers=HOST).status_code == 200
    taken = designer.post(where, {**CHOSEN, "slug": "large"}, headers=HOST)
    too_large = read(designer, content + b" " * 10)

    assert taken.status_code == 302, taken.content.decode()[:2000]
    assert too_large.status_code == 422
    with acting_for(northvale.id):
        assert len(json.dumps(FormVersion.objects.get().document)) > 1_900_000


def test_what_nobody_can_come_to_waits_to_be_mended(designer, northvale):
    form = branching()
    form["pages"][1]["show_when"] = {"==": [{"var": "owner"}, "perhaps"]}

    designer.post(read(designer, pack(form))["Location"], CHOSEN, headers=HOST)

    with acting_for(northvale.id):
        assert not FormVersion.objects.exists()
        assert WorkingCopy.objects.get().form.slug == "second"
    checks = designer.get("/workspace/form-design/northvale/second/checks/", headers=HOST)
    assert "Nobody can ever come to this" in checks.content.decode()


@pytest.mark.parametrize("content", [None, b"PK\3\4nonsense", pack(document())[:100], b"[]", b"{}"])
def test_what_is_no_form_is_refused_in_words(designer, northvale, content):
    response = designer.post(HERE, headers=HOST) if content is None else read(designer, content)

    assert response.status_code == 422
    assert 'data-testid="error-summary"' in response.content.decode()
    with acting_for(northvale.id):
        assert not ReadForm.objects.exists()


def test_a_document_of_no_sound_shape_is_reported_and_refused(designer, northvale):
    where = read(designer, b'{"schema_version": 1, "outcome": 3, "pages": {"a": 1}}')["Location"]

    assert designer.get(where, headers=HOST).status_code == 200
    assert designer.post(where, CHOSEN, headers=HOST).status_code == 422
    with acting_for(northvale.id):
        assert not Form.objects.exists()


def test_nobody_else_sees_what_was_read(designer, northvale, southmere, now, client):
    where = read(designer, pack(document()))["Location"]
    there = where.replace("northvale", "southmere")

    colleague = make_designer(kit.staff_user("bob", now), northvale, now)
    other = make_designer(kit.staff_user("carys", now), southmere, now)
    for user in (colleague, other, kit.staff_user("mallory", now)):
        kit.sign_in(client, user)
        for path in (where, there):
            assert client.get(path, headers=HOST).status_code in (403, 404)
            assert client.post(path, CHOSEN, headers=HOST).status_code in (403, 404)
    with acting_for(northvale.id):
        assert not Form.objects.exists()
    with acting_for(southmere.id):
        assert not ReadForm.objects.exists()


def keep(council, actor, now, **more):
    return actions.keep_read_form(
        actor=actor, council_id=council.id, document=document(**more), now=now
    )


def test_who_designs_too_sees_only_what_they_read_themselves(northvale, now):
    alice, carol = system("alice"), system("carol")

    with acting_for(northvale.id):
        row = keep(northvale, alice, now)
        keep(northvale, carol, now)

        assert read_forms.read_form(northvale.id, "alice", row.pk, now=now).losses == ()
        with pytest.raises(NotFound):
            read_forms.read_form(northvale.id, "carol", row.pk, now=now)
        with pytest.raises(NotFound):
            actions.take_read_form(
                actor=carol, council_id=northvale.id, read_form=row.pk, now=now, **CHOSEN
            )
        assert not Form.objects.exists()


def test_a_second_file_takes_the_place_of_the_first_and_a_day_ends_both(northvale, now):
    alice, late = system("alice"), now + timedelta(days=1)

    with acting_for(northvale.id):
        first, second = keep(northvale, alice, now), keep(northvale, alice, now)

        for row, when in ((first, now), (second, late)):
            with pytest.raises(NotFound):
                actions.take_read_form(
                    actor=alice, council_id=northvale.id, read_form=row.pk, now=when, **CHOSEN
                )
        assert actions.forget_read_forms(now=late - timedelta(seconds=1)) == 0
        assert actions.forget_read_forms(now=late) == 1


def test_an_officer_may_not_keep_a_file(northvale, now):
    with acting_for(northvale.id):
        with pytest.raises(NotPermitted):
            keep(northvale, kit.actor_of(kit.staff_user("alice", now)), now)
        assert not ReadForm.objects.exists()


def test_the_report_asks_the_database_once_for_the_form(
    designer, northvale, django_assert_max_num_queries
):
    where = read(designer, pack(branching()))["Location"]

    with django_assert_max_num_queries(14):
        designer.get(where, headers=HOST)
