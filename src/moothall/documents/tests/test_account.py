"""Residents' own files: all of them in a list, and nobody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases import actions
from moothall.cases.tests.account import Account
from moothall.cases.tests.factories import case_of, staff_of
from moothall.documents.actions import store_upload
from moothall.documents.models import StoredFile
from moothall.documents.views import account as view
from moothall.kernel import actors, clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


def a_file(council, name="letter.txt"):
    return store_upload(
        actor=actors.anonymous_resident(), council_id=council.id,
        upload=SimpleUploadedFile(name, b"Dear council"), original_name=name, purpose="evidence",
        now=clock.now(),
    )  # fmt: skip


@pytest.fixture
def mine(northvale, rhian):
    with acting_for(northvale.id):
        file = a_file(northvale)
        case_of(northvale, clock.now(), person_id=rhian.pk, attachment_ids=[file.pk])
    return file


@pytest.fixture
def account(rhian):
    return Account(rhian)


def address(file):
    return f"/account/documents/{file.pk}/"


def test_a_file_is_listed_and_given(account, mine):
    page = account.get("/account/documents/")
    given = account.client.get(address(mine))

    assert "letter.txt" in page.one("file")
    assert b"".join(given.streaming_content) == b"Dear council"
    assert "no-store" in given.headers["Cache-Control"]
    assert given.headers["Content-Disposition"] == 'attachment; filename="letter.txt"'


def test_what_the_team_sent_is_among_them(northvale, rhian, account, mine):
    with acting_for(northvale.id):
        sent = a_file(northvale, "answer.txt")
        case = case_of(northvale, clock.now(), person_id=rhian.pk)
        actions.write_to_resident(
            actor=staff_of(northvale), case_id=case.pk, text="Here", file_ids=[sent.pk],
            now=clock.now(),
        )  # fmt: skip

    first, second = account.get("/account/documents/").all("file")

    assert "answer.txt" in first
    assert "We sent it to you" in first
    assert "You sent it to us" in second


@pytest.mark.parametrize("scan", ["waiting", "infected"])
def test_a_file_that_may_hold_a_virus_is_not_given(northvale, account, mine, scan):
    with acting_for(northvale.id):
        StoredFile.objects.update(scan=scan)

    assert account.get("/account/documents/").all("file-link") == []
    assert account.get(address(mine)).status == 404


def test_nobody_else_has_it(northvale, southmere, rhian, tomos, alice, account, mine):
    there = Account(kit.resident("rhian", southmere, clock.now()), host="southmere.test")
    desk = Account()
    kit.sign_in(desk.client, alice)

    for stranger in (Account(tomos), there):
        assert stranger.get(address(mine)).status == 404
        assert stranger.get("/account/documents/").all("file") == []
    for stranger in (Account(), desk):
        assert stranger.get(address(mine)).location.startswith("/account/sign-in/")
    account.send("/account/leave/")
    assert account.get(address(mine)).location.startswith("/account/join/")


def test_the_pages_of_the_list_follow_each_other_without_gaps(
    northvale, rhian, account, monkeypatch
):
    monkeypatch.setattr(view, "PAGE", 2)
    with acting_for(northvale.id):
        for hours, count in ((0, 3), (1, 2)):
            files = [a_file(northvale, f"{hours}-{number}.txt").pk for number in range(count)]
            case_of(
                northvale, clock.now() - timedelta(hours=hours), person_id=rhian.pk,
                attachment_ids=files,
            )  # fmt: skip
    seen, where = [], "/account/documents/"
    while where:
        page = account.get(where)
        seen += page.all("file-link")
        where = next(iter(page.tree.xpath("//a[@data-testid='older']/@href")), "")

    assert sorted(seen) == ["0-0.txt", "0-1.txt", "0-2.txt", "1-0.txt", "1-1.txt"]
    assert account.get("/account/documents/?after=x").status == 404
