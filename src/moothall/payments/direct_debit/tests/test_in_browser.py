"""Setting up, seeing and working through Direct Debits in a real browser, with axe on each page."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from moothall.kernel import clock, short_memory
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.tests import factories
from moothall.payments.direct_debit.tests.test_views import supervisor
from tests.journeys.browser import DESK, PHONE, chromium, examine, window

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def port(live_server, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ALLOWED_HOSTS = ["*"]
    short_memory.forget_all()
    return urlsplit(live_server.url).port


@pytest.fixture
def scenery(now):
    """A council at a name that a browser finds, and a resident with a plan."""
    from moothall.councils.models import Hostname

    northvale = kit.northvale(now)
    Hostname.objects.create(host="northvale.localhost", council_id=northvale.id)
    short_memory.forget_all()
    rhian = kit.resident("rhian", northvale, now)
    first = clock.now().date() + timedelta(days=60)
    with acting_for(northvale.id):
        factories.service(northvale, clock.now())
        factories.plan_of(rhian, clock.now(), (first, 4000), (first + timedelta(days=31), 4100))
        boss = supervisor(northvale)
    return northvale, rhian, boss


def cookies_of(client, port):
    return [
        {"name": name, "value": morsel.value, "url": f"http://northvale.localhost:{port}"}
        for name, morsel in client.cookies.items()
    ]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_resident_sets_up_a_direct_debit(port, scenery, client, size):
    _northvale, rhian, _boss = scenery
    kit.sign_in_resident(client, rhian)

    with chromium() as browser, window(browser, size=size, scripts=False) as page:
        page.context.add_cookies(cookies_of(client, port))
        page.goto(f"http://northvale.localhost:{port}/account/direct-debits/")
        examine(browser, page)
        page.get_by_role("link", name="(INV-1)").click()
        page.get_by_test_id("continue").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        examine(browser, page)
        page.get_by_label("Name on the bank account").fill("Rhian Evans")
        page.get_by_label("Sort code").fill("20 00 00")
        page.get_by_label("Account number").fill("55779911")
        page.get_by_label("15", exact=True).check()
        page.get_by_label("The account is mine").check()
        page.get_by_test_id("continue").click()
        expect(page.get_by_test_id("guarantee")).to_contain_text("10 working days")
        assert "55779911" not in page.content()
        examine(browser, page)
        page.get_by_test_id("agree").click()
        expect(page.get_by_test_id("debit")).to_contain_text("9911")
        examine(browser, page)
        page.get_by_test_id("cancel").click()
        examine(browser, page)
        page.get_by_test_id("cancel").click()
        expect(page.get_by_test_id("debit")).to_contain_text("Cancelled")


def test_staff_work_through_direct_debits(port, scenery, client):
    northvale, rhian, boss = scenery
    with acting_for(northvale.id):
        made = factories.mandate(rhian, clock.now())
        actions.pass_day(council_id=northvale.id, now=clock.now())
    kit.sign_in(client, boss)
    base = f"http://northvale.localhost:{port}/workspace/debits/northvale/"

    with chromium() as browser, window(browser, size=DESK, scripts=True) as page:
        page.context.add_cookies(cookies_of(client, port))
        for path in ("", f"{made.pk}/", "to-do/", "claims/", "runs/", "plans/new/"):
            page.goto(base + path)
            examine(browser, page)
        page.goto(f"{base}runs/")
        page.get_by_test_id("begin").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Runs of the day")
