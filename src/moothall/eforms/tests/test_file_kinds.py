"""Files of which the person says what each is."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.eforms.models import Submission, Upload
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import document, page, publish, question, text
from moothall.eforms.tests.walker import _picture
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

pytestmark = pytest.mark.django_db

KINDS = [
    {"value": "income", "label": text("Proof of income"), "is_needed": True},
    {"value": "address", "label": text("Proof of address"), "is_needed": True},
    {"value": "other", "label": text("Something else")},
]


def form(**settings):
    return document(
        page("papers", question("papers", "upload", settings={"kinds": KINDS, **settings})),
        page("why", question("why")),
    )


@pytest.fixture
def browser(client, northvale):
    publish(northvale, form(), clock.now())
    browser = Browser(client)
    browser.start("trial")
    return browser


def paper(name):
    return SimpleUploadedFile(name, b"Some words", content_type="text/plain")


def selects(html):
    return re.findall(r'<select[^>]* name="(papers-kind-[^"]+)"', html)


def said_wrong(html):
    return re.findall(r'<a href="(#[^"]+)">([^<]+)</a>', html.partition("error-summary")[2])


def test_each_file_is_asked_what_it_is(browser):
    browser.post({"papers": paper("pay.txt")})

    (select,) = selects(browser.html)
    assert said_wrong(browser.html) == [(f"#{select}", "Say what “pay.txt” is")]
    assert f'id="{select}"' in browser.html
    assert "We need all of these:" in browser.html


def test_what_is_needed_is_asked_for(browser):
    browser.post({"papers": paper("pay.txt"), "action": "upload"})
    (select,) = selects(browser.html)
    browser.post({select: "income"})

    assert said_wrong(browser.html) == [("#papers", "Add this file too: Proof of address")]
    assert re.search(r'value="income" selected', browser.html)


def test_what_each_file_is_goes_with_the_answer(browser, northvale):
    browser.post({"papers": paper("pay.txt"), "action": "upload"})
    browser.post({"papers": paper("bill.txt"), selects(browser.html)[0]: "income",
                  "action": "upload"})  # fmt: skip
    browser.post(dict(zip(selects(browser.html), ("income", "address"), strict=True)))
    assert browser.page == "why"
    browser.post({"why": "Because"})

    assert "Proof of income: pay.txt" in browser.html
    assert "Proof of address: bill.txt" in browser.html
    browser.post()
    with acting_for(northvale.id):
        said = [(one["name"], one["kind"]) for one in Submission.objects.get().answers["papers"]]
    assert said == [("pay.txt", "income"), ("bill.txt", "address")]


def test_a_kind_that_the_form_does_not_know_is_ignored(browser, northvale):
    browser.post({"papers": paper("pay.txt"), "action": "upload"})
    (select,) = selects(browser.html)
    browser.post({select: "gold", "papers-kind-nonsense": "income"})

    with acting_for(northvale.id):
        assert Upload.objects.get().kind == ""


def test_where_there_is_but_one_kind_nobody_is_asked(client, northvale):
    publish(northvale, form(kinds=KINDS[:1]), clock.now())
    browser = Browser(client)
    browser.start("trial")
    browser.post({"papers": paper("pay.txt")})

    assert browser.page == "why"


def test_without_the_setting_nothing_changes(client, northvale):
    publish(
        northvale,
        document(page("papers", question("papers", "upload")), page("why", question("why"))),
        clock.now(),
    )
    browser = Browser(client)
    browser.start("trial")
    browser.post({"papers": paper("pay.txt")})

    assert browser.page == "why"


def test_a_wrong_file_is_named_where_several_were_chosen(browser):
    program = SimpleUploadedFile("game.exe", b"MZ\x90\x00\x03")
    browser.post({"papers": [paper("pay.txt"), program]})

    ((where, said),) = said_wrong(browser.html)
    assert where == "#papers"
    assert said.startswith("“game.exe”: The selected file must be a photo")
    assert "“pay.txt”" in browser.html, "the other is there"


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("papers.zip", buffer.getvalue())


@pytest.mark.parametrize(("archives", "arrives"), [(True, "why"), (False, "papers")])
def test_a_zip_is_taken_where_the_form_says_so(client, northvale, archives, arrives):
    settings = {"archives": archives, "kinds": KINDS[:1]}
    publish(northvale, form(**settings), clock.now())
    browser = Browser(client)
    browser.start("trial")
    browser.post({"papers": packed(photo=_picture().read())})

    assert browser.page == arrives
    assert ("The selected file must be" in browser.html) is not archives
