"""What people read when an identity provider did not sign them in."""

import pytest
from django.utils import translation

from moothall.kernel.errors import Retry
from moothall.people.ports import RefusalReason, SignInRefused
from moothall.people.sign_in.refusals import words_for

PROVIDER = "GOV.UK One Login"


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_each_refusal_has_words_of_its_own(reason):
    words = words_for(SignInRefused(reason, "a detail for the log"), provider=PROVIDER)

    written = (words.title, words.happened, *words.to_do)
    assert all(line and "%" not in line for line in written)
    assert "a detail for the log" not in " ".join(written)
    assert words.status in {200, 400, 403, 502, 503}


def test_no_two_refusals_have_the_same_title():
    titles = {words_for(SignInRefused(one), provider=PROVIDER).title for one in RefusalReason}

    assert len(titles) == len(RefusalReason)


def test_a_provider_that_does_not_answer_is_named():
    words = words_for(Retry("timed out"), provider=PROVIDER)

    assert words.title == "GOV.UK One Login is not working at the moment"
    assert words.status == 503
    assert words.may_try_again is True


def test_what_only_we_can_mend_is_not_to_be_tried_again():
    words = words_for(SignInRefused(RefusalReason.MISCONFIGURED), provider=PROVIDER)

    assert words.may_try_again is False


def test_words_are_translated_when_they_are_asked_for(monkeypatch):
    asked = []

    def note(text):
        asked.append((translation.get_language(), text))
        return text

    monkeypatch.setattr("moothall.people.sign_in.refusals.gettext", note)
    with translation.override("cy"):
        words_for(SignInRefused(RefusalReason.CANCELLED), provider=PROVIDER)

    assert ("cy", "You did not finish signing in") in asked


def test_somebody_who_is_signed_in_is_not_told_otherwise():
    refusal = SignInRefused(RefusalReason.CANCELLED)

    words = words_for(refusal, provider="One Login", is_signed_in=True)

    assert words.to_do == (
        "Nothing has been changed.",
        "Try again.",
        "You can also ask us to help you.",
    )
