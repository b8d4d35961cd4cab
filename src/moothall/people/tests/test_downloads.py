import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.people import actions
from moothall.people.models import DataDownload
from moothall.people.personal_data import withholders

HOST = "northvale.test"


def ask(person, now, *, actor=None):
    return actions.ask_for_download(
        actor=actor or kit.actor_of_resident_person(person),
        person_id=person.pk,
        language="en",
        now=now,
    )


def made(person, now):
    download = ask(person, now)
    actions.make_download(download_id=download.pk, now=now)
    return DataDownload.objects.get(pk=download.pk)


def fetch(person, download, now, *, actor=None):
    return actions.fetch_download(
        actor=actor or kit.actor_of_resident_person(person), download_id=download.pk, now=now
    )


def test_a_copy_is_made_by_a_worker_and_its_person_is_told(in_northvale, rhian, queue, now):
    download = ask(rhian, now)
    assert DataDownload.objects.get().state == "asked"

    queue.run_all()

    row = DataDownload.objects.get()
    assert (row.pk, row.state, row.size > 1000) == (download.pk, "ready", True)
    assert row.expires_at - row.ready_at == timedelta(days=7)
    message = Message.objects.get(template="people.data-ready")
    assert message.recipient == "rhian@home.test"
    assert "http://northvale.test/account/your-data/" in message.body
    with default_storage.open(row.storage_key) as content:
        packed = zipfile.ZipFile(io.BytesIO(content.read()))
    assert packed.namelist() == ["data.json", "index.html"]
    verbs = AuditEntry.objects.filter(subject_type="people.datadownload").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "data-download.asked",
        "data-download.made",
    ]


@pytest.mark.slow
def test_only_one_is_made_at_a_time_and_few_a_day(in_northvale, rhian, now):
    ask(rhian, now)
    with pytest.raises(Conflict):
        ask(rhian, now)
    assert DataDownload.objects.count() == 1

    actions.make_download(download_id=DataDownload.objects.get().pk, now=now)
    for _ in range(4):
        made(rhian, now)
    with pytest.raises(Conflict):
        ask(rhian, now)

    assert DataDownload.objects.count() == 5


def test_one_whose_job_was_lost_does_not_stand_in_the_way_for_ever(in_northvale, rhian, now):
    lost = ask(rhian, now)

    later = ask(rhian, now + timedelta(hours=25))

    assert DataDownload.objects.get(pk=lost.pk).state == "failed"
    assert DataDownload.objects.get(pk=later.pk).state == "asked"


def test_made_again_after_a_kill_it_is_one_copy_and_one_message(
    in_northvale, rhian, now, monkeypatch
):
    download = ask(rhian, now)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("moothall.people.actions.downloads._tell", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.make_download(download_id=download.pk, now=now)
    assert DataDownload.objects.get().state == "asked"

    actions.make_download(download_id=download.pk, now=now)
    actions.make_download(download_id=download.pk, now=now)

    assert default_storage.listdir("northvale/your-data")[1] == [f"{download.pk}.zip"]
    assert Message.objects.filter(template="people.data-ready").count() == 1


def test_it_can_be_fetched_by_its_person_alone_and_not_for_ever(
    in_northvale, southmere, rhian, tomos, now
):
    copy = made(rhian, now)
    strangers = (kit.actor_of_resident_person(tomos), kit.as_delegate(tomos, rhian))

    for stranger in strangers:
        with pytest.raises(NotFound):
            fetch(rhian, copy, now, actor=stranger)
        with pytest.raises(NotPermitted):
            ask(rhian, now, actor=stranger)
    with acting_for(southmere.id):
        with pytest.raises(NotFound):
            fetch(rhian, copy, now)
        with pytest.raises(NotFound):
            ask(rhian, now)
    with pytest.raises(NotFound):
        fetch(rhian, copy, copy.expires_at)
    assert DataDownload.objects.get().fetched_at is None
    assert not AuditEntry.objects.filter(verb="data-download.fetched").exists()

    fetch(rhian, copy, now)

    assert DataDownload.objects.get().fetched_at == now


def test_it_is_deleted_when_its_time_is_over(in_northvale, rhian, queue, now):
    copy = made(rhian, now)
    assert actions.forget_downloads(now=copy.expires_at - timedelta(seconds=1)) == 0

    assert actions.forget_downloads(now=copy.expires_at) == 1
    queue.run_all()

    assert DataDownload.objects.get().state == "gone"
    assert not default_storage.exists(copy.storage_key)


class Flag:
    key = "flag"

    def withheld(self, person_id, label, /):
        from moothall.people.models import ContactPoint

        if label != "people.contactpoint":
            return set()
        return set(ContactPoint.objects.filter(kind="post").values_list("pk", flat=True))


def test_what_must_not_be_shown_is_left_out(in_northvale, rhian, alice, now, monkeypatch):
    monkeypatch.setattr(withholders, "_parts", {"flag": Flag()})
    from moothall.people.models import ContactKind

    actions.add_contact_point(
        actor=kit.actor_of(alice),
        person_id=rhian.pk,
        kind=ContactKind.POST,
        value="The Refuge",
        now=now,
    )

    copy = made(rhian, now)

    with default_storage.open(copy.storage_key) as content:
        text = zipfile.ZipFile(io.BytesIO(content.read())).read("data.json").decode()
    sections = {one["key"]: one["rows"] for one in json.loads(text)["sections"]}
    assert [row["value"] for row in sections["people.contact-points"]] == ["rhian@home.test"]


@pytest.fixture
def signed_in(northvale, rhian):
    client = Client(headers={"host": HOST})
    kit.sign_in_resident(client, rhian)
    return client


def test_somebody_asks_for_it_and_gets_it_on_the_pages(signed_in, northvale, rhian, queue):
    asked = signed_in.post("/account/your-data/copy/")
    again = signed_in.post("/account/your-data/copy/")
    making = signed_in.get("/account/your-data/").content.decode()
    queue.run_all()
    page = signed_in.get("/account/your-data/").content.decode()
    with acting_for(northvale.id):
        copy = DataDownload.objects.get()
    answer = signed_in.get(f"/account/your-data/copy/{copy.pk}/")

    assert asked["Location"] == "/account/your-data/?said=copy-asked"
    assert again["Location"] == "/account/your-data/?said=copy-busy"
    assert "We are making it." in making
    assert f"/account/your-data/copy/{copy.pk}/" in page
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="your-data-northvale-')
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "Rhian Evans" in packed.read("index.html").decode()


def test_the_pages_refuse_everybody_else(northvale, southmere, rhian, tomos, signed_in, queue):
    signed_in.post("/account/your-data/copy/")
    queue.run_all()
    with acting_for(northvale.id):
        path = f"/account/your-data/copy/{DataDownload.objects.get().pk}/"
    nobody, other, elsewhere, late = (Client() for _ in range(4))
    kit.sign_in_resident(other, tomos)
    kit.sign_in_resident(elsewhere, kit.resident("rhian", southmere, clock.now()))
    kit.sign_in_resident(late, rhian, authenticated_at=clock.now() - timedelta(minutes=20))

    assert nobody.get(path, headers={"host": HOST})["Location"].startswith("/account/sign-in/")
    assert other.get(path, headers={"host": HOST}).status_code == 404
    assert elsewhere.get(path, headers={"host": "southmere.test"}).status_code == 404
    assert "again=1" in late.get(path, headers={"host": HOST})["Location"]
    secret = signed_in.cookies["account"].value
    signed_in.post("/account/sign-out/")
    signed_in.cookies["account"] = secret
    after = signed_in.get(path)
    assert after["Location"].startswith("/account/sign-in/")
    with acting_for(northvale.id):
        assert DataDownload.objects.get().fetched_at is None
