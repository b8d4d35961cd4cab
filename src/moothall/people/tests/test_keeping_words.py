"""What was typed into the account too late, and until when it is kept."""

from datetime import timedelta

from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.actions import forget_kept_words, forget_old_words, keep_words
from moothall.people.models import KeptWords


def kept(person, now, path="/account/a/", text="x"):
    account = kit.resident_account("rhian" if person.name.startswith("Rhian") else "tomos")
    keep_words(account_id=account.pk, path=path, words={"text": text}, had_files=False, now=now)
    return account.pk


def texts():
    return list(KeptWords.objects.order_by("path").values_list("path", "words__text"))


def test_the_last_words_at_a_page_are_those_that_wait(in_northvale, rhian, now):
    kept(rhian, now, text="first")

    kept(rhian, now, text="last")

    assert texts() == [("/account/a/", "last")]


def test_words_go_when_they_were_sent_and_those_of_others_stay(in_northvale, rhian, tomos, now):
    mine, _theirs = kept(rhian, now), kept(tomos, now, text="theirs")
    kept(rhian, now, path="/account/b/")

    forget_kept_words(account_id=mine, path="/account/a/")

    assert texts() == [("/account/a/", "theirs"), ("/account/b/", "x")]


def test_what_nobody_comes_back_for_is_forgotten_after_a_week(in_northvale, rhian, now):
    kept(rhian, now - timedelta(days=7, seconds=1), path="/account/old/")
    kept(rhian, now - timedelta(days=7))

    assert forget_old_words(now=now) == 1

    assert texts() == [("/account/a/", "x")]


def test_another_council_has_none_of_it(northvale, southmere, rhian, now):
    with acting_for(northvale.id):
        account_id = kept(rhian, now)

    with acting_for(southmere.id):
        assert texts() == []
        forget_kept_words(account_id=account_id, path="/account/a/")
    with acting_for(northvale.id):
        assert texts() == [("/account/a/", "x")]
