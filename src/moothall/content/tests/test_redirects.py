"""Addresses that are gone lead on."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from moothall.kernel.scope import acting_for

NORTH = {"host": "northvale.test"}
SOUTH = {"host": "southmere.test"}


@pytest.mark.parametrize("asked", ["/old-bins", "/old-bins/", "/Old-Bins/", "/old-bins/?ref=x"])
def test_an_old_address_leads_on_however_it_is_spelled(client, northvale_site, asked):
    with acting_for(northvale_site.id):
        page = Page.objects.get(url_path="/northvale/en/bins/")
        Redirect.add_redirect("/old-bins/", redirect_to=page)

    response = client.get(asked, headers=NORTH, follow=True)

    assert response.redirect_chain[-1][0] == "/bins/"
    assert response.status_code == 200


def test_a_redirect_is_one_councils_own(client, northvale_site, southmere_site):
    with acting_for(northvale_site.id):
        Redirect.objects.create(
            old_path="/old", site=Site.objects.get(), redirect_link="https://example.org/new"
        )

    assert client.get("/old/", headers=NORTH)["Location"] == "https://example.org/new"
    assert client.get("/old/", headers=SOUTH).status_code == 404


def test_both_councils_may_use_the_same_old_address(client, northvale_site, southmere_site):
    for council in (northvale_site, southmere_site):
        with acting_for(council.id):
            page = Page.objects.get(url_path=f"/{council.slug}/en/parking/")
            Redirect.add_redirect("/cars/", redirect_to=page)

    assert client.get("/cars/", headers=NORTH)["Location"] == "/parking/"
    assert client.get("/cars/", headers=SOUTH)["Location"] == "/parking/"


def test_a_renamed_page_is_found_at_its_old_address(client, northvale_site):
    with acting_for(northvale_site.id):
        page = Page.objects.get(url_path="/northvale/en/parking/").specific
        page.slug = "cars"
        page.save_revision().publish()

    assert client.get("/cars/", headers=NORTH).status_code == 200
