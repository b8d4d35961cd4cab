"""GoCardless and the product over HTTP both ways: doubled, disordered, lost and forged messages."""

import time
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from moothall.kernel import clock, short_memory
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.days import add_working_days
from moothall.payments.direct_debit.models import Collection, IndemnityClaim, Mandate
from moothall.payments.direct_debit.suppliers.tests.conftest import SECRET, TOKEN, step
from moothall.payments.direct_debit.tests import factories
from simulators.tests.program import CLIENT, Program

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def calling(tmp_path_factory):
    arguments = ("--retry-after", "0.3", "--webhook-host", "northvale.test")
    program = Program("gocardless", tmp_path_factory.mktemp("calling"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def stage(calling, live_server, settings, monkeypatch, now):
    """A council that collects with the simulator, which calls back; one mandate, lodged."""
    calling.control(calm=True, empty=True)
    monkeypatch.setenv("MOOTHALL_SECRET_GC_TOKEN", TOKEN)
    monkeypatch.setenv("MOOTHALL_SECRET_GC_WEBHOOK", SECRET)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    short_memory.forget_all()
    northvale = kit.northvale(now)
    rhian = kit.resident("rhian", northvale, now)
    url = f"http://127.0.0.1:{urlsplit(live_server.url).port}/machine/gocardless/"
    asked = {"url": url, "secret": SECRET}
    assert CLIENT.post(f"{calling.url}/_webhooks", json=asked).status_code == 200
    today = clock.now()
    with acting_for(northvale.id):
        service = factories.service(
            northvale, today, collector="gocardless",
            options={
                "token_secret": "gc-token", "webhook_secret": "gc-webhook",
                "base_url": calling.url,
            },
        )  # fmt: skip
        factories.plan_of(rhian, today, (today.date() + timedelta(days=40), 4000))
        made = factories.mandate(rhian, today)
        monday = factories.at(add_working_days(date.today(), 1))
        factories.run(service, monday)
        made.refresh_from_db()
        yield service, made


def until(condition):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("It did not happen.")


def heard(queue, count=1):
    """Wait until the product was told, and ask what it was told about."""
    until(lambda: len(queue.jobs("payments.ask_collector")) >= count)
    queue.run_all()


def test_every_word_counts_once_however_it_comes(stage, calling, queue):
    service, mandate = stage
    queue.run_all()
    calling.control(repeat_webhooks=True, disorder_webhooks=True)
    step(calling, "mandates", mandate.collector_reference, "submitted")
    step(calling, "mandates", mandate.collector_reference, "active")
    heard(queue, 2)
    mandate.refresh_from_db()
    assert mandate.state == "active"

    one = Collection.objects.get()
    Collection.objects.filter(pk=one.pk).update(
        collects_on=add_working_days(date.today(), 6), noticed_at=clock.now() - timedelta(days=90)
    )
    factories.run(service, factories.at(add_working_days(date.today(), 1)))
    one.refresh_from_db()
    for action, code in (("confirmed", ""), ("charged_back", "DDICA-2")):
        step(calling, "payments", one.collector_reference, action, code)
        heard(queue, 2)

    one.refresh_from_db()
    assert one.state == "charged_back"
    assert IndemnityClaim.objects.count() == 1
    names = OutboxEvent.objects.filter(name__startswith="payments.").order_by("id")
    assert [row.name for row in names] == [
        "payments.mandate-active", "payments.debit-collected", "payments.debit-indemnified",
    ]  # fmt: skip


def take_in_what_is_on_its_way(queue, *, quiet=1.5):
    """Do what is told until nothing more comes: a busy machine delivers late."""
    last = time.monotonic()
    while time.monotonic() - last < quiet:
        if queue.run_all():
            last = time.monotonic()
        time.sleep(0.1)


def test_what_is_never_told_is_asked_for_and_what_is_forged_is_not_heard(stage, calling, queue):
    from moothall.payments.direct_debit import tasks

    _service, mandate = stage
    take_in_what_is_on_its_way(queue)
    calling.control(lose_webhooks=True)
    step(calling, "mandates", mandate.collector_reference, "failed", "AUDDIS-5")
    time.sleep(1)
    assert queue.jobs("payments.ask_collector") == []
    calling.control(calm=True, forge_webhooks=True)
    time.sleep(1)
    assert queue.jobs("payments.ask_collector") == []

    Mandate.objects.filter(pk=mandate.pk).update(check_at=clock.now() - timedelta(minutes=1))
    tasks.ask_due()
    queue.run_all()

    mandate.refresh_from_db()
    assert (mandate.state, mandate.end_reason, mandate.check_at) == ("failed", "5", None)


def test_a_lost_run_is_asked_again_and_nothing_is_made_twice(stage, calling, queue, now):
    service, _mandate = stage
    northvale = kit.northvale(now)
    tomos = kit.resident("tomos", northvale, now)
    today = clock.now()
    factories.plan_of(tomos, today, (today.date() + timedelta(days=60), 500), reference="INV-2")
    second = factories.mandate(tomos, today, reference="INV-2")
    calling.control(lose_answer={"only": ["post_mandates"]})
    day = factories.at(add_working_days(date.today(), 1))
    run = actions.start_run(actor=factories.PAYMENTS, service_id=service.pk, now=day)
    with pytest.raises(Exception, match="again"):
        actions.submit_run(actor=factories.PAYMENTS, run_id=run.pk, now=day)
    second.refresh_from_db()
    assert (second.state, second.outcome_unknown) == ("pending_submission", True)

    calling.control(calm=True)
    actions.submit_run(actor=factories.PAYMENTS, run_id=run.pk, now=day)

    second.refresh_from_db()
    assert second.state == "submitted"
    things = CLIENT.get(f"{calling.url}/_things.json").json()
    assert [len(things[kind]) for kind in ("customers", "mandates")] == [2, 2]
