"""Who else signed goes with the answers; what waits for a signature is not touched at all."""

from datetime import timedelta

import pytest

from moothall.eforms import actions
from moothall.eforms.models import Draft, Signing, SigningState, Submission
from moothall.eforms.tests.browser import Browser
from moothall.eforms.tests.factories import publish
from moothall.eforms.tests.test_removing import close, night, places_of
from moothall.eforms.tests.test_signing import OTHER, fill_in, form, link
from moothall.kernel import clock
from moothall.kernel.scope import acting_for

#: Each test has a database of its own, which takes longer to make than the test.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DAYS = 30


@pytest.fixture
def asked(client, northvale):
    """The link by which somebody else is asked to sign."""
    publish(northvale, form(keeping={"days": DAYS}), clock.now())
    browser = Browser(client)
    browser.start("trial")
    fill_in(browser)
    browser.post()
    assert browser.page == "signature"
    return link(northvale)


def test_of_the_signer_nothing_is_left(asked, client, northvale, queue, monkeypatch):
    Browser(client).get(asked)
    signer = Browser(client)
    signer.get(asked)
    signer.post({"name": "Ben Person", "agreed": "yes", "action": "sign"})
    queue.run_all()
    end = clock.now()
    close(northvale, end)
    with acting_for(northvale.id):
        assert Submission.objects.get().signature["email"] == OTHER

    night(northvale, end + timedelta(days=DAYS + 1), queue, monkeypatch)

    with acting_for(northvale.id):
        submission = Submission.objects.get()
        assert submission.removed_at is not None
        assert (submission.signature, submission.confirmed) == (None, {})
        assert Signing.objects.get().state == SigningState.SIGNED
        assert places_of("Ben Person") | places_of(OTHER) == set()
    signer.get(asked)
    assert submission.reference in signer.html


def test_what_waits_for_a_signature_is_no_business_of_keeping(asked, northvale, queue):
    later = clock.now() + timedelta(days=4000)
    with acting_for(northvale.id):
        assert actions.review_submissions(now=later) == 0
        actions.delete_expired_drafts(now=later)
        actions.empty_submitted_drafts(now=later)

        assert Draft.objects.get().answers["partner"] == "Ben Person"
