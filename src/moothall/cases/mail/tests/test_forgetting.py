"""What goes by itself, and what goes with a person who asks."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from moothall.cases.mail.actions.answering import MAIL, Subject, save_draft
from moothall.cases.mail.actions.forgetting import SPAM_KEPT_FOR, forget_old
from moothall.cases.mail.actions.settling import close_mail
from moothall.cases.mail.models import KeptMail, Mail, MailDraft, OutgoingMail
from moothall.cases.mail.personal_data import HeldMail
from moothall.cases.mail.tests.conftest import SIAN
from moothall.cases.mail.tests.letters import filed, letter
from moothall.cases.tests.factories import person_of, staff_of
from moothall.documents.models import StoredFile
from moothall.documents.tasks import delete_bytes
from moothall.kernel.scope import acting_for
from moothall.people.keeping_reasons import CONTACT, lengths
from moothall.people.personal_data import whose

WORKER = frozenset({"mail.work"})


@pytest.fixture
def sian(in_northvale, now):
    return person_of(in_northvale, now, name="Siân Price", email=SIAN)


def everything():
    return [model.objects.count() for model in (Mail, KeptMail, OutgoingMail, StoredFile)]


def test_spam_goes_after_a_month_with_its_bytes(bins, northvale, now, queue):
    mail = filed(bins, letter(), now)
    key = KeptMail.objects.get().file.key
    close_mail(
        actor=staff_of(northvale, permissions=WORKER), mail_id=mail.pk, seen=1, fate="spam", now=now
    )

    forget_old(now=now + SPAM_KEPT_FOR)
    assert Mail.objects.count() == 1
    forget_old(now=now + SPAM_KEPT_FOR + timedelta(days=1))
    for _, arguments in queue.jobs("documents.delete_bytes"):
        delete_bytes(**arguments)

    assert everything() == [0, 0, 0, 0]
    assert not default_storage.exists(key)


def test_what_waits_is_never_forgotten(bins, now):
    filed(bins, letter(), now)

    forget_old(now=now + timedelta(days=5000))

    assert Mail.objects.count() == 1


def test_a_person_gets_a_copy_and_is_forgotten(bins, sian, northvale, now):
    mail = filed(bins, letter(), now)
    save_draft(
        actor=staff_of(northvale, permissions=WORKER), council_id=northvale.id,
        subject=Subject(MAIL, mail.pk), text="Dear Siân", title="x", recipient=SIAN, version=0,
        now=now,
    )  # fmt: skip
    theirs = whose(sian.pk, council_id=northvale.id)

    letters, answers, drafts = HeldMail().collect(theirs)
    assert [row["text"] for row in letters.rows] == ["My bin was not emptied."]
    assert [row["recipient"] for row in answers.rows] == [SIAN]
    assert [row["text"] for row in drafts.rows] == ["Dear Siân"]

    HeldMail().erase(theirs, now + timedelta(days=1))
    assert Mail.objects.count() == 1
    HeldMail().erase(theirs, now + lengths()(CONTACT) + timedelta(days=1))

    assert everything() == [0, 0, 0, 0]
    assert MailDraft.objects.count() == 0


def test_another_council_holds_nothing_of_it(bins, sian, southmere, now):
    filed(bins, letter(), now)

    with acting_for(southmere.id):
        assert HeldMail().things(sian.pk) == {"cases.mail": [], "cases.outgoingmail": [],
                                              "documents.storedfile": []}  # fmt: skip
