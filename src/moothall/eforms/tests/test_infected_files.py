"""A form with a file that may hold a virus."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases.models import Case
from moothall.documents.models import Scan, StoredFile
from moothall.eforms.models import Submission, Upload
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

pytestmark = pytest.mark.django_db

FORM = document(
    page("papers", question("papers", "upload")), page("why", question("why", required=False))
)


@pytest.fixture
def browser(client, northvale, settings):
    settings.MOOTHALL_CLAMD = "tcp://127.0.0.1:1"
    publish(northvale, FORM, clock.now())
    browser = Browser(client)
    browser.start("trial")
    return browser


def found(council, verdict):
    with acting_for(council.id):
        StoredFile.objects.update(scan=verdict)


def paper():
    return SimpleUploadedFile("pay.txt", b"Some words", content_type="text/plain")


def test_nobody_waits_for_the_scanner(browser, northvale):
    browser.post({"papers": paper()})
    browser.post({"why": ""})
    browser.post()

    assert browser.page == "done"


def test_a_virus_found_before_the_page_is_saved_is_told_there(browser, northvale):
    browser.post({"papers": paper(), "action": "upload"})
    found(northvale, Scan.INFECTED)
    browser.post({})

    assert browser.page == "papers"
    assert "“pay.txt” holds a virus" in browser.html


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_virus_found_later_keeps_the_form_from_being_sent(browser, northvale):
    browser.post({"papers": paper()})
    browser.post({"why": ""})
    found(northvale, Scan.INFECTED)
    browser.post()

    assert browser.page == "papers"
    assert "“pay.txt” holds a virus" in browser.html
    with acting_for(northvale.id):
        assert not Submission.objects.exists()
        file_id = Upload.objects.get().file_id
    browser.post({"action": f"remove-{file_id}"})
    browser.post({"papers": paper()})
    assert browser.page in {"check", "why"}
    browser.get(browser.path.replace("/why/", "/check/"))
    browser.post()
    assert browser.page == "done"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Scan.WAITING, "Held back until it has been checked for viruses"),
        (Scan.INFECTED, "Held a virus, so we deleted it"),
    ],
)
def test_staff_see_that_a_file_is_held(browser, northvale, client, alice, verdict, said):
    browser.post({"papers": paper()})
    browser.post({"why": ""})
    browser.post()
    found(northvale, verdict)
    kit.sign_in(client, alice)
    with acting_for(northvale.id):
        case, stored = Case.objects.get(), StoredFile.objects.get()

    html = client.get(
        f"/workspace/cases/{case.reference}/", headers={"host": "northvale.test"}
    ).content.decode()

    assert said in html
    assert f"/workspace/files/{stored.pk}/" not in html
