"""Was this page useful?"""

from moothall.content.models import PageFeedback
from moothall.kernel.scope import acting_for

NORTH = {"host": "northvale.test"}


def kept(council):
    with acting_for(council.id):
        return list(PageFeedback.objects.values_list("path", "is_useful", "comment"))


def test_a_yes_is_kept_and_thanked_for_without_a_cookie(client, northvale_site):
    response = client.post(
        "/feedback/", {"page": "/parking/", "useful": "yes"}, headers=NORTH, follow=True
    )

    assert kept(northvale_site) == [("/parking/", True, "")]
    assert "Thank you" in response.content.decode()
    assert 'href="/parking/"' in response.content.decode()
    assert not response.cookies


def test_after_a_no_one_may_say_what_went_wrong(client, northvale_site):
    asked = client.post("/feedback/", {"page": "/parking/", "useful": "no"}, headers=NORTH)
    form = client.get(asked["Location"], headers=NORTH)
    thanked = client.post(asked["Location"], {"comment": "No prices"}, headers=NORTH)
    client.post(asked["Location"], {"comment": "Something else"}, headers=NORTH)

    assert "What went wrong?" in form.content.decode()
    assert thanked.status_code == 302
    assert kept(northvale_site) == [("/parking/", False, "No prices")]


def test_a_long_comment_is_refused_and_kept_in_the_form(client, northvale_site):
    asked = client.post("/feedback/", {"page": "/parking/", "useful": "no"}, headers=NORTH)

    response = client.post(asked["Location"], {"comment": "x" * 1001}, headers=NORTH)

    assert "Use 1000 characters or fewer" in response.content.decode()
    assert "x" * 1001 in response.content.decode()
    assert kept(northvale_site) == [("/parking/", False, "")]


def test_feedback_from_another_website_is_refused(client, northvale_site):
    response = client.post(
        "/feedback/",
        {"page": "/parking/", "useful": "yes"},
        headers={**NORTH, "sec-fetch-site": "cross-site"},
    )

    assert response.status_code == 403
    assert kept(northvale_site) == []


def test_nobody_is_led_elsewhere(client, northvale_site):
    for page in ("https://evil.test/", "//evil.test/", "javascript:alert(1)", "/\\evil.test"):
        response = client.post(
            "/feedback/", {"page": page, "useful": "yes"}, headers=NORTH, follow=True
        )

        assert "evil.test" not in response.content.decode()
        assert "javascript:" not in response.content.decode()


def test_one_visitor_cannot_flood_it(client, northvale_site):
    answers = [
        client.post("/feedback/", {"page": "/", "useful": "yes"}, headers=NORTH).status_code
        for _ in range(32)
    ]

    assert answers.count(302) == 30
    assert answers[-1] == 429
    assert len(kept(northvale_site)) == 30
