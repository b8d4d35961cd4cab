"""What may be filled in beforehand, and what staff see, on their screens in the designer."""

import pytest

from moothall.eforms.tests.factories import document, page, publish, question
from moothall.eforms.tests.test_designing_screens import (
    TRIAL,
    documented,
    get,
    post,
    seen_in,
)
from moothall.eforms.tests.test_designing_screens import (
    designer as designer,  # noqa: PLC0414 - a fixture
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(northvale, now):
    asked = [question("colour"), question("proof", "upload"), question("way", "map_line")]
    publish(northvale, document(*(page(one["key"], one) for one in asked)), now)


def tick(client, part, **ticked):
    path = f"{TRIAL}part/{part}/"
    html = get(client, path).content.decode()
    return post(client, path, seen=seen_in(html), **{f"s-{name}": v for name, v in ticked.items()})


def test_what_a_link_and_a_partner_may_fill_in_is_ticked(designer, northvale, form):
    html = get(designer, f"{TRIAL}part/prefill/").content.decode()
    assert 'name="s-token" type="checkbox" value="colour"' in html
    assert 'name="s-query" type="checkbox" value="proof"' not in html
    assert 'name="s-token" type="checkbox" value="way"' not in html
    assert "/forms/trial/?colour=" in html

    assert tick(designer, "prefill", query=["colour", "way"], token=["colour"]).status_code == 302
    assert documented(northvale)["prefill"] == {"query": ["colour", "way"], "token": ["colour"]}
    tick(designer, "prefill")
    assert "prefill" not in documented(northvale)


def test_what_staff_see_is_ticked_in_the_order_of_the_form(designer, northvale, form):
    tick(designer, "details", details=["way", "colour"])
    assert documented(northvale)["outcome"]["details"] == ["colour", "way"]

    tick(designer, "details")
    assert "details" not in documented(northvale)["outcome"]


def test_what_is_not_asked_cannot_be_ticked(designer, northvale, form):
    answer = tick(designer, "prefill", token=["nothing"])

    assert answer.status_code == 422
    assert "Error:" in answer.content.decode()
    assert "prefill" not in documented(northvale)
