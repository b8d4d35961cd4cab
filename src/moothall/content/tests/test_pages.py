"""The website as visitors see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from moothall.content.tests.kit import make_site
from moothall.kernel.scope import acting_for
from moothall.kernel.short_memory import forget_all

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}


def statements(captured):
    """Return what was asked, without the setting of the scope."""
    return [q["sql"] for q in captured.captured_queries if "set_config" not in q["sql"]]


def test_home_page_has_search_tasks_and_groups(client, northvale_site):
    response = client.get("/", headers=NORTH)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Welcome to Northvale Borough Council" in page
    assert 'action="/search/"' in page
    assert 'method="get"' in page
    assert 'href="/forms/missed-bin/"' in page
    assert 'href="/bins/"' in page


def test_service_page_shows_its_blocks_and_leads_to_its_form(client, northvale_site):
    response = client.get("/bins/missed-bin/", headers=NORTH)

    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        'href="/forms/missed-bin/"',
        'data-testid="main-task"',
        '<a class="govuk-link" href="/bins/">all bins</a>',
        "Before you tell us",
        "<b>4pm</b>",
        "Do not leave bags",
        "Bad weather",
        "govuk-table",
        "01632 960000",
        'action="/feedback/"',
        '<meta name="lgsl" content="524">',
    ):
        assert words in page, words
    assert "Bins and recycling" in page  # breadcrumbs


def test_a_page_asks_the_database_four_times_when_nothing_is_remembered(client, southmere_site):
    forget_all()  # not even the council is remembered

    with CaptureQueriesContext(connection) as asked:
        response = client.get("/bins/missed-bin/", headers=SOUTH)
    with CaptureQueriesContext(connection) as asked_again:
        client.get("/cy/biniau/bin-a-gollwyd/", headers=SOUTH)

    assert response.status_code == 200
    assert len(statements(asked)) == 4
    assert len(statements(asked_again)) == 3


def test_pages_can_be_kept_by_caches_and_set_no_cookie(client, northvale_site):
    first = client.get("/bins/missed-bin/", headers=NORTH)
    again = client.get("/bins/missed-bin/", headers={**NORTH, "if-none-match": first["ETag"]})

    assert "public" in first["Cache-Control"]
    assert "s-maxage=300" in first["Cache-Control"]
    assert "Cookie" not in first.get("Vary", "")
    assert first["Content-Language"] == "en"
    assert not first.cookies
    assert again.status_code == 304


def test_welsh_pages_stand_under_cy_and_each_names_the_other(client, southmere_site):
    welsh = client.get("/cy/biniau/bin-a-gollwyd/", headers=SOUTH)
    english = client.get("/bins/missed-bin/", headers=SOUTH)

    assert welsh["Content-Language"] == "cy"
    assert '<html lang="cy"' in welsh.content.decode()
    assert 'hreflang="en" href="/bins/missed-bin/"' in welsh.content.decode()
    assert 'href="/cy/forms/missed-bin/"' in welsh.content.decode()
    assert "This page is available in English" in welsh.content.decode()
    assert 'hreflang="cy" href="/cy/biniau/bin-a-gollwyd/"' in english.content.decode()
    assert "ar gael yn Gymraeg" in english.content.decode()


def test_a_page_without_welsh_says_so_and_is_not_served_under_cy(client, southmere_site):
    english = client.get("/parking/", headers=SOUTH)
    welsh = client.get("/cy/parking/", headers=SOUTH)

    assert "Nid yw’r dudalen hon ar gael yn Gymraeg eto" in english.content.decode()
    assert 'href="/cy/"' in english.content.decode()
    assert 'hreflang="cy" href=""' not in english.content.decode()
    assert welsh.status_code == 404


def test_an_alias_never_puts_english_under_cy(client, southmere_site):
    with acting_for(southmere_site.id):
        page = Page.objects.get(url_path="/southmere/en/parking/").specific
        home = Page.objects.get(url_path="/southmere/cy/")
        page.create_alias(parent=home, update_locale=home.locale)
        assert Page.objects.filter(url_path="/southmere/cy/parking/", live=True).exists()

    assert client.get("/cy/parking/", headers=SOUTH).status_code == 404


def test_a_council_of_one_language_has_nothing_under_cy(client, northvale_site):
    assert client.get("/cy/", headers=NORTH).status_code == 404


def test_each_host_serves_its_own_council(client, northvale_site, southmere_site):
    assert "Southmere" not in client.get("/", headers=NORTH).content.decode()
    assert "Northvale" not in client.get("/", headers=SOUTH).content.decode()


def test_a_draft_is_not_served(client, northvale_site):
    with acting_for(northvale_site.id):
        Page.objects.get(url_path="/northvale/en/parking/").unpublish()

    assert client.get("/parking/", headers=NORTH).status_code == 404


def test_a_to_z_lists_services_under_each_of_their_titles(client, southmere_site):
    english = client.get("/a-to-z/", headers=SOUTH).content.decode()
    welsh = client.get("/cy/a-to-z/", headers=SOUTH).content.decode()

    assert 'href="/bins/missed-bin/">Report a missed bin' in english
    assert 'href="/bins/missed-bin/">Bin not emptied' in english
    assert "Parking permits" in english
    assert "Rhoi gwybod am fin" in welsh
    assert "Parking permits" not in welsh


@pytest.mark.parametrize(
    ("path", "words", "title"),
    [
        ("/search/", "dustbin", "Report a missed bin"),
        ("/search/", "rubbish", "Report a missed bin"),
        ("/search/", "missed bins", "Report a missed bin"),
        ("/search/", "parkin permts", "Parking permits"),
        ("/search/", "street fault", "Street fault"),
        ("/cy/search/", "biniau", "Biniau ac ailgylchu"),
        ("/cy/search/", "cysylltu a ni", "Cysylltu â ni"),
    ],
)
def test_search_finds_pages_and_services(client, southmere_site, path, words, title):
    response = client.get(path, {"q": words}, headers=SOUTH)

    page = response.content.decode()
    assert response.status_code == 200
    assert title in page.split('data-testid="results"')[1].split("</ol>")[0]
    assert not response.cookies


def test_search_finds_nothing_of_another_council_or_of_drafts(
    client, northvale_site, southmere_site
):
    with acting_for(southmere_site.id):
        page = Page.objects.get(url_path="/southmere/en/parking/").specific
        page.title = "Zeppelin moorings"
        page.save_revision().publish()
        found = client.get("/search/", {"q": "zeppelin"}, headers=SOUTH).content.decode()
        page.unpublish()

    assert "Zeppelin moorings" in found
    for headers in (NORTH, SOUTH):
        page = client.get("/search/", {"q": "zeppelin"}, headers=headers).content.decode()
        assert "Zeppelin moorings" not in page


def test_search_survives_what_people_type(client, northvale_site):
    for words in ("", "'", "& | !", "<script>", "a\x00b", "x" * 500, "%", "(((", "🙂"):
        response = client.get("/search/", {"q": words}, headers=NORTH)

        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_sitemap_and_robots_are_the_councils_own(client, northvale_site, southmere_site):
    sitemap = client.get("/sitemap.xml", headers=SOUTH)
    robots = client.get("/robots.txt", headers=SOUTH)

    assert "http://southmere.test/cy/biniau/bin-a-gollwyd/" in sitemap.content.decode()
    assert "northvale" not in sitemap.content.decode()
    assert "Sitemap: http://southmere.test/sitemap.xml" in robots.content.decode()
    assert "Disallow: /workspace/" in robots.content.decode()
    assert client.get("/cy/sitemap.xml", headers=SOUTH).status_code == 404


def test_applying_a_site_twice_changes_nothing_that_editors_changed(
    client, northvale_site, tmp_path, now
):
    with acting_for(northvale_site.id):
        page = Page.objects.get(url_path="/northvale/en/parking/").specific
        page.title, page.slug = "Where to park", "where-to-park"
        page.save_revision().publish()
        before = Page.objects.count()

    make_site(northvale_site, tmp_path, now)

    with acting_for(northvale_site.id):
        assert Page.objects.count() == before
    assert client.get("/where-to-park/", headers=NORTH).status_code == 200
    assert client.get("/parking/", headers=NORTH).status_code == 404
