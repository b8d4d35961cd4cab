"""The frame of every page, and the pages that say something went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from moothall.config.jinja import path_in, time_words
from moothall.surfaces import errors

STATUSES = {
    400: errors.bad_request,
    403: errors.forbidden,
    404: errors.not_found,
    429: errors.too_many_requests,
    500: errors.server_error,
}


def _request(path, council=None, language="en"):
    request = RequestFactory().get(path)
    request.council = council
    request.LANGUAGE_CODE = language
    return request


def _tree(response):
    return html.fromstring(response.content.decode())


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_page_looks_like_the_council_and_asks_for_nothing(
    northvale, status, django_assert_num_queries
):
    request = _request("/lost/", northvale)

    with django_assert_num_queries(0):
        response = STATUSES[status](request)

    tree = _tree(response)
    assert response.status_code == status
    assert tree.xpath("string(//h1)").strip() in tree.xpath("string(//title)")
    assert northvale.name in tree.xpath("string(//title)")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_of_the_workspace_stays_in_the_workspace(northvale, status):
    response = STATUSES[status](_request("/workspace/lost/", northvale))

    assert response.status_code == status
    assert "moothall-workspace" in _tree(response).xpath("string(//body/@class)")


def test_an_error_before_any_council_is_known_names_none():
    response = errors.server_error(_request("/lost/"))

    assert response.status_code == 500
    assert _tree(response).xpath("string(//title)").strip() == (
        "Sorry, there is a problem with the service"
    )


def test_a_page_says_its_language_and_offers_the_other(southmere):
    with translation.override("cy"):
        tree = _tree(errors.not_found(_request("/cy/ar-goll/", southmere, "cy")))

    assert tree.xpath("string(/html/@lang)") == "cy"
    assert southmere.name_cy in tree.xpath("string(//header)")


@pytest.mark.parametrize(
    ("path", "language", "elsewhere"),
    [
        ("/bins/", "cy", "/cy/bins/"),
        ("/cy/bins/?q=ail%20gylchu", "en", "/bins/?q=ail%20gylchu"),
        ("/cy/", "en", "/"),
        ("/", "cy", "/cy/"),
        ("//elsewhere.example/", "cy", "/cy/elsewhere.example/"),
        ("/cy//elsewhere.example/", "en", "/elsewhere.example/"),
    ],
)
def test_the_same_page_in_the_other_language_never_leaves_the_site(path, language, elsewhere):
    request = RequestFactory().get("/", QUERY_STRING=path.partition("?")[2])
    request.path_info = path.partition("?")[0]

    assert path_in(request, language) == elsewhere


def test_an_expired_draft_offers_to_begin_again(northvale):
    page = render_to_string(
        "public/errors/expired_draft.html",
        {"start_href": "/forms/missed-bin/"},
        _request("/forms/missed-bin/x/", northvale),
    )

    assert "/forms/missed-bin/" in html.fromstring(page).xpath("//main//a/@href")


def test_moments_are_written_as_people_say_them(now):
    english = time_words(now)
    with translation.override("cy"):
        welsh = time_words(now)

    assert english == "18 November 2026 at 11:00am"
    assert welsh == "18 Tachwedd 2026 am 11:00am"
