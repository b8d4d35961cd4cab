"""The demonstration's form for street faults, over HTTP: places with and without a map, photos."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from moothall.cases.models import Attachment, Case
from moothall.documents.models import StoredFile
from moothall.eforms.models import Draft, Submission, Upload
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import demonstration_form, publish
from moothall.kernel.scope import acting_for
from moothall.places import actions as places
from moothall.places.geometry import to_grid
from moothall.places.tests.factories import descriptor, house, premium_file, street

pytestmark = pytest.mark.django_db

PIN = (52.494947, -3.134647)


@pytest.fixture
def browser(northvale, now, client, tmp_path):
    records = [street(1), descriptor(1, "HIGH STREET")]
    for number in (1, 2):
        records += house(100 + number, 1, number)
    places.load_addresses(paths=[premium_file(tmp_path / "a.csv", records)], now=now)
    publish(northvale, demonstration_form("street-fault"), now)
    browser = Browser(client)
    browser.start("street-fault")
    return browser


def at_the_place(browser):
    browser.post({"problem": "litter"})
    assert browser.page == "place"


def finish(browser, northvale):
    browser.post({"description": "A heap of bottles"})
    browser.post({})
    browser.post({"name": "Ann Person", "email": "", "phone": ""})
    assert browser.page == "check"
    browser.post()
    assert browser.page == "done"
    with acting_for(northvale.id):
        return Case.objects.get()


def photo(name="photo.jpg"):
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def test_danger_is_told_to_call_and_goes_on(browser):
    browser.post({"problem": "pothole"})
    assert browser.page == "danger"
    browser.post({"danger": "yes"})
    assert browser.page == "danger-call"
    assert "01632 960000" in browser.html
    browser.post({})

    assert browser.page == "place"


def test_a_pin_gives_the_crew_a_point(browser, northvale):
    at_the_place(browser)
    browser.post({"place_description": "", "place_latitude": str(PIN[0]),
                  "place_longitude": str(PIN[1])})  # fmt: skip
    case = finish(browser, northvale)

    easting, northing = to_grid(*PIN)
    assert case.latitude == pytest.approx(PIN[0])
    assert case.easting == pytest.approx(easting, abs=0.1)
    assert case.northing == pytest.approx(northing, abs=0.1)


def test_without_a_map_the_words_lead_to_an_address_near_by(browser, northvale):
    at_the_place(browser)

    browser.post({"place_description": "2 high street"})
    assert browser.page == "place"
    assert 'data-testid="error-summary"' not in browser.html
    assert "2 High Street, Northvale" in browser.html
    browser.post({"place_description": "2 high street", "place-asked": "2 high street"})
    assert 'href="#place-near"' in browser.html
    browser.post({"place_description": "2 high street", "place-near": "102"})
    assert browser.page == "description"
    case = finish(browser, northvale)

    assert case.place.startswith("2 high street, 2 High Street, Northvale")
    assert case.easting == pytest.approx(323100)


def test_a_place_without_an_address_keeps_its_words(browser, northvale):
    at_the_place(browser)
    browser.post({"place_description": "by the third gate on the moor"})
    assert browser.page == "description"
    case = finish(browser, northvale)

    assert case.place == "by the third gate on the moor"
    assert case.easting is None


def test_a_near_address_that_no_number_names_is_asked_for_again(browser):
    at_the_place(browser)

    browser.post({"place_description": "2 high street", "place-near": "²"})

    assert browser.page == "place"
    assert "2 High Street, Northvale" in browser.html


def test_a_photo_belongs_to_the_draft_and_goes_with_the_case(browser, northvale):
    at_the_place(browser)
    browser.post({"place_description": "by the moor"})
    browser.post({"description": "Bottles"})
    assert browser.page == "photo"

    browser.post({"photo": photo("one.jpg"), "action": "upload"})
    assert browser.page == "photo"
    assert "one.jpg" in browser.html
    browser.post({"photo": photo("two.jpg"), "action": "continue"})
    assert browser.page == "contact"
    browser.get(browser.path.replace("contact", "photo"))
    assert "one.jpg" in browser.html
    assert "two.jpg" in browser.html
    remove = re.search(r'value="(remove-[^"]+)"', browser.html)[1]
    browser.post({"action": remove})
    assert "one.jpg" not in browser.html
    browser.post({})
    browser.post({"name": "Ann", "email": "", "phone": ""})
    assert "two.jpg" in browser.html
    browser.post()

    assert browser.page == "done"
    with acting_for(northvale.id):
        stored = StoredFile.objects.get()
        assert stored.original_name == "two.jpg"
        assert stored.kept_at is not None
        assert Attachment.objects.get().file_id == stored.pk
        assert Upload.objects.get().file_id == stored.pk
        assert [one["name"] for one in Submission.objects.get().answers["photo"]] == ["two.jpg"]


def test_a_file_that_is_no_photo_is_refused_and_the_rest_is_kept(browser, northvale):
    at_the_place(browser)
    browser.post({"place_description": "by the moor"})
    browser.post({"description": "Bottles"})

    browser.post({"photo": SimpleUploadedFile("x.jpg", b"<script>", "image/jpeg")})

    assert browser.page == "photo"
    assert 'data-testid="error-summary"' in browser.html
    with acting_for(northvale.id):
        assert StoredFile.objects.count() == Upload.objects.count() == 0
        assert Draft.objects.get().answers["description"] == "Bottles"


def test_a_fourth_photo_is_refused(browser, northvale):
    at_the_place(browser)
    browser.post({"place_description": "by the moor"})
    browser.post({"description": "Bottles"})
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        browser.post({"photo": photo(name), "action": "upload"})

    browser.post({"photo": photo("4.jpg"), "action": "upload"})

    assert "You can add up to 3 files" in browser.html
    with acting_for(northvale.id):
        assert Upload.objects.count() == 3


def test_scripts_are_told_what_is_near_a_pin(browser, northvale):
    answer = browser.client.get(
        "/forms/street-fault/nearby.json",
        {"latitude": str(PIN[0]), "longitude": str(PIN[1])},
        headers={"host": "northvale.test"},
    )

    assert answer.json()["outside"] is False
    assert answer["Cache-Control"] == "no-store"


def test_scripts_find_addresses_of_the_forms_council(browser):
    answer = browser.client.get(
        "/forms/street-fault/addresses.json", {"q": "2 high"}, headers={"host": "northvale.test"}
    )

    assert answer.json() == {
        "addresses": [{"uprn": "102", "address": "2 High Street, Northvale, QX1 1AA"}]
    }
