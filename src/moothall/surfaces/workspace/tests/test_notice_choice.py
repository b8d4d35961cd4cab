"""How an employee says that they want their notices by e-mail."""

from moothall.cases.models import NoticeChoice
from moothall.kernel.scope import acting_for
from moothall.surfaces.workspace.tests.conftest import Desk

PAGE = "/workspace/account/notices/"


def choices(*councils):
    with acting_for(*[one.id for one in councils]):
        rows = NoticeChoice.objects.order_by("council_id")
        return [(one.council_id, one.by_mail, one.hour, one.language) for one in rows]


def test_somebody_chooses_a_digest_at_their_hour(northvale, desk_of_alice, alice):
    assert desk_of_alice.get("/workspace/account/").links("notice-choice") == [PAGE]
    page = desk_of_alice.get(PAGE)
    assert alice.email in page.text
    assert page.tree.xpath("//input[@name='by_mail'][@checked]/@value") == ["never"]

    saved = desk_of_alice.post(PAGE, by_mail="daily", hour="16")

    assert saved.location == PAGE
    assert choices(northvale) == [(northvale.id, "daily", 16, "en")]
    again = desk_of_alice.get(PAGE)
    assert again.tree.xpath("//input[@name='by_mail'][@checked]/@value") == ["daily"]
    assert again.tree.xpath("//select[@name='hour']/option[@selected]/@value") == ["16"]


def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(northvale, desk_of_alice):
    for typed in ({}, {"by_mail": "daily"}, {"by_mail": "daily", "hour": "24"}, {"by_mail": "x"}):
        assert desk_of_alice.post(PAGE, **typed).status == 422

    assert choices(northvale) == []


def test_who_works_for_two_councils_chooses_for_both_or_for_one(northvale, southmere, bob):
    desk = Desk("northvale.test", bob)

    desk.post(PAGE, by_mail="at_once", language="cy")
    assert choices(northvale, southmere) == [
        (northvale.id, "at_once", 0, "en"), (southmere.id, "at_once", 0, "cy"),
    ]  # fmt: skip
    desk.post(f"{PAGE}?council=southmere", by_mail="never")

    assert [one[1] for one in choices(northvale, southmere)] == ["at_once", "never"]


def test_nobody_chooses_for_a_council_that_is_not_theirs(northvale, southmere, desk_of_carys):
    assert desk_of_carys.post(f"{PAGE}?council=northvale", by_mail="never").status == 404
    assert Desk("northvale.test").get(PAGE).status == 302
    assert choices(northvale, southmere) == []
