"""Files that are sent just as the session runs out, over HTTP: kept for their sender alone."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases.models import Attachment
from moothall.cases.tests.account import Account, a_case, act
from moothall.documents import actions, late_files, tasks
from moothall.documents.models import LateFile, StoredFile
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import ResidentSession

NEW = "/account/messages/new/"


@pytest.fixture
def account(rhian):
    return Account(rhian)


@pytest.fixture
def case(northvale, rhian):
    return a_case(northvale, rhian)


def a_text(name="letter.txt", content=b"Dear council"):
    return SimpleUploadedFile(name, content, content_type="text/plain")


def run_out(council):
    with acting_for(council.id):
        ResidentSession.objects.update(last_seen_at=clock.now() - timedelta(minutes=31))


def waiting(council):
    with acting_for(council.id):
        rows = LateFile.objects.select_related("file").order_by("came_at", "pk")
        return [(one.path, one.file.original_name) for one in rows]


def stored(council):
    with acting_for(council.id):
        return sorted(StoredFile.objects.values_list("original_name", flat=True))


def late(account, council, path, *files, **fields):
    run_out(council)
    return account.send(path, key="a" * 32, text="Words", files=list(files), **fields)


def test_a_file_that_was_sent_waits_and_is_deleted(northvale, rhian, account, case):
    late(account, northvale, act(case, "write"), a_text(), a_text("plan.txt", b"A plan"))
    kit.sign_in_resident(account.client, rhian)

    page = account.get(act(case, "write"))
    seals = page.tree.xpath("//input[@name='kept']/@value")
    account.send(act(case, "write"), key=page.typed("key"), text="Words", kept=seals[:1])

    assert page.one("kept-files") == "letter.txt plan.txt"
    assert waiting(northvale) == []
    assert stored(northvale) == ["letter.txt"]
    with acting_for(northvale.id):
        [attached] = Attachment.objects.all()
        assert attached.file.original_name == "letter.txt"
        assert attached.file.kept_at is not None


def test_the_same_page_sent_twice_keeps_each_file_once(northvale, rhian, account, case):
    late(account, northvale, act(case, "write"), a_text())
    late(account, northvale, act(case, "write"), a_text(), a_text())
    late(account, northvale, act(case, "write"))

    assert waiting(northvale) == [(act(case, "write"), "letter.txt")]
    assert stored(northvale) == ["letter.txt"]


def test_files_of_a_page_that_came_back_with_a_mistake_wait_too(northvale, rhian, account, case):
    bad = SimpleUploadedFile("virus.exe", b"MZ\x00\x01")
    first = account.post(act(case, "write"), text="See it", files=[a_text(), bad])
    late(account, northvale, act(case, "write"), a_text("b.txt", b"B"), kept=first.typed("kept"))

    kit.sign_in_resident(account.client, rhian)

    assert account.get(act(case, "write")).one("kept-files") == "letter.txt b.txt"


def test_nobody_else_is_given_them(northvale, southmere, rhian, tomos, alice, account):
    late(account, northvale, NEW, a_text())
    with acting_for(northvale.id):
        file_id = LateFile.objects.get().file_id
    there = Account(kit.resident("rhian", southmere, clock.now()), host="southmere.test")
    desk = Account()
    kit.sign_in(desk.client, alice)

    assert Account(tomos).get(NEW).all("kept-files") == []
    assert there.get(NEW).all("kept-files") == []
    for stranger in (Account(rhian), Account(tomos), there):
        assert stranger.get(f"/account/documents/{file_id}/").status == 404
    assert Account().get(f"/account/documents/{file_id}/").status == 302
    assert desk.get(f"/workspace/files/{file_id}/").status == 404
    assert Account(rhian).get(NEW).one("kept-files") == "letter.txt"


def test_they_are_given_back_in_the_same_persons_affairs_alone(northvale, rhian, tomos, account):
    with acting_for(northvale.id):
        late(account, northvale, NEW, a_text())
        LateFile.objects.update(person=tomos)

    kit.sign_in_resident(account.client, rhian)

    assert account.get(NEW).all("kept-files") == []


def test_a_seal_of_anybody_else_keeps_nothing(northvale, rhian, tomos, account, case):
    bad = SimpleUploadedFile("virus.exe", b"MZ\x00\x01")
    theirs = a_case(northvale, tomos)
    seal = Account(tomos).post(act(theirs, "write"), text="x", files=[a_text(), bad]).typed("kept")

    late(account, northvale, act(case, "write"), kept=seal)

    assert waiting(northvale) == []
    assert stored(northvale) == ["letter.txt"]


@pytest.mark.parametrize("how", ["nobody", "made up", "signed out", "long ago"])
def test_without_a_session_that_ran_out_nothing_is_stored(northvale, rhian, account, how):
    sender = account
    if how == "nobody":
        sender = Account()
    elif how == "made up":
        sender = Account()
        sender.client.cookies["account"] = "made-up"
    elif how == "signed out":
        account.send("/account/sign-out/")
        with acting_for(northvale.id):
            ResidentSession.objects.update(ended_at=clock.now())
    with acting_for(northvale.id):
        passed = timedelta(hours=25) if how == "long ago" else timedelta(minutes=31)
        ResidentSession.objects.update(last_seen_at=clock.now() - passed)

    answer = sender.send(NEW, key="a" * 32, text="Spam", files=a_text())

    assert answer.status == 302
    assert stored(northvale) == []


def test_what_is_no_document_is_not_stored(northvale, account):
    late(account, northvale, NEW, SimpleUploadedFile("virus.exe", b"MZ\x00\x01"), a_text())

    assert stored(northvale) == ["letter.txt"]


def six():
    return [a_text(f"{number}.txt", f"{number}".encode()) for number in range(6)]


def test_one_account_leaves_no_more_than_so_many(northvale, account):
    late(account, northvale, NEW, *six())
    assert len(stored(northvale)) == actions.MOST_LATE_AT_PAGE

    for name in "abc":
        late(account, northvale, f"/account/requests/{name}/write/", *six())

    assert len(waiting(northvale)) == actions.MOST_LATE_FILES == len(stored(northvale))


def test_one_account_leaves_no_more_than_so_much(northvale, account, monkeypatch):
    monkeypatch.setattr(actions.late_files, "MOST_LATE_BYTES", 12)

    late(account, northvale, NEW, a_text(), a_text("more.txt", b"1"))

    assert stored(northvale) == ["letter.txt"]


def test_one_account_leaves_files_only_so_often(northvale, account, monkeypatch):
    monkeypatch.setattr(late_files, "TRIES_PER_ACCOUNT", 1)
    late(account, northvale, NEW, a_text())

    late(account, northvale, "/account/requests/a/write/", a_text("b.txt", b"B"))

    assert stored(northvale) == ["letter.txt"]


def test_what_nobody_claims_is_deleted_after_a_day(northvale, account, queue):
    late(account, northvale, NEW, a_text())
    with acting_for(northvale.id):
        key = StoredFile.objects.get().key
        came = LateFile.objects.get().came_at
        day = timedelta(days=1)
        assert actions.forget_unclaimed_files(now=came + day) == 0

        assert actions.forget_unclaimed_files(now=came + day + timedelta(seconds=1)) == 1
    queue.run_all()

    assert (waiting(northvale), stored(northvale)) == ([], [])
    assert not default_storage.exists(key)


def test_what_a_page_gave_back_waits_a_day_longer_and_a_week_at_most(northvale, account):
    late(account, northvale, NEW, a_text())
    with acting_for(northvale.id):
        came = LateFile.objects.get().came_at
        LateFile.objects.update(shown_at=came + timedelta(days=6, hours=23))

        assert actions.forget_unclaimed_files(now=came + timedelta(days=7)) == 0
        assert actions.forget_unclaimed_files(now=came + timedelta(days=7, seconds=1)) == 1


def test_the_hourly_work_looks_at_every_council(northvale, account):
    late(account, northvale, NEW, a_text())
    with acting_for(northvale.id):
        LateFile.objects.update(came_at=clock.now() - timedelta(days=2))

    tasks.forget_unclaimed_files()

    assert stored(northvale) == []


def test_a_file_in_which_a_virus_was_found_meanwhile_is_not_given_back(northvale, rhian, account):
    late(account, northvale, NEW, a_text())
    with acting_for(northvale.id):
        StoredFile.objects.update(scan="infected")

    kit.sign_in_resident(account.client, rhian)
    page = account.get(NEW)

    assert page.all("kept-files") == []
    assert "letter.txt: it holds a virus, so we deleted it" in page.text
