"""A supervisor takes out what residents handed in, one kind of file after the other."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESK, ERROR, PHONE, examine, press, window
from tests.journeys.test_design_a_form import sign_in
from tests.resident import FAULT, Resident

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, False), (DESK, True)], ids=["390-without-scripts", "1280"]
)
def test_a_supervisor_takes_out_one_file_after_the_other(running, browser, size, scripts):
    reference = Resident(running, answers={**FAULT, "name": "=1+1"}).report()
    with window(browser, size=size, scripts=scripts) as page:
        sign_in(running, page)
        page.goto(running.url("/workspace/form-settings/aldermoor/form/street-fault/"))
        press(page, "data-out")
        page.get_by_text("How to read the file").click()
        examine(browser, page)

        page.fill("#id_since-month", "13")
        press(page, "download")
        expect(page, "a month that is none is refused").to_have_title(ERROR)
        examine(browser, page)

        page.fill("#id_since-month", "1")
        rows = _downloaded(page)
        page.get_by_label("JSON lines").check()
        page.wait_for_timeout(1_100)  # a button takes no second click within a second
        lines = _downloaded(page)

    assert f'"{reference}"' in rows
    assert '"\'=1+1"' in rows
    assert f'"reference": "{reference}"' in lines


def _downloaded(page):
    with page.expect_download() as waiting:
        page.get_by_test_id("download").click()
    return Path(waiting.value.path()).read_text(encoding="utf-8-sig")
