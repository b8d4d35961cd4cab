"""What each permission lets somebody do, in a plain sentence, and what it needs beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = Promise | str


class Area(Enum):
    """The part of the work that a permission belongs to, in the order of the page."""

    REQUESTS = _("Requests and complaints")
    PEOPLE = _("People’s records")
    CONTACT = _("Calls, visits and letters")
    BOOKINGS = _("Bookings")
    PAYMENTS = _("Taking and giving back money")
    BOOKS = _("The books")
    WALLETS = _("Wallets, schools and parking")
    FORMS = _("Forms")
    WORDS = _("Website, knowledge and news")
    SET_UP = _("Set-up")


@dataclass(frozen=True)
class Permission:
    """A permission as staff read of it; it is of no use without those that it `needs`."""

    key: str
    area: Area
    words: Words
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Combination:
    """Permissions that one person should have together only on purpose, and why."""

    together: frozenset[str]
    why: Words


def _described(area: Area, words: Mapping[str, Words]) -> Iterable[Permission]:
    for written, said in words.items():
        key, _space, needed = written.partition(" ")
        yield Permission(key, area, said, frozenset(needed.split()))


_REQUESTS = {
    "case.view": _("See requests and what has happened in them"),
    "case.edit case.view": _("Change requests, write notes and write to residents"),
    "case.close case.edit": _("Finish requests"),
    "case.assign case.view": _("Hand requests to colleagues and take them back"),
    "case.bulk case.edit": _("Act on many requests at once"),
    "complaint.answer case.edit": _("Answer complaints through their stages"),
    "delivery.replay case.view": _("Send requests to back-office systems again"),
}
_PEOPLE = {
    "person.view": _("See people’s records: names, addresses, ways to reach them"),
    "person.edit person.view": _("Write and change people’s records"),
    "person.merge person.edit": _("Make two records of one person into one"),
    "account.view person.view": _("See people’s accounts in other systems, such as Council Tax"),
    "warning.view": _("See warnings about people and addresses"),
    "warning.manage warning.view": _("Write, review and end warnings"),
    "grant.approve person.view": _("Decide who may act for somebody else"),
    "person.protect person.view": _("Hide where somebody lives who is in danger"),
    "person.see-protected person.view": _("See what is hidden of people in danger, with a reason"),
}
_CONTACT = {
    "visit.log": _("Receive visitors at the front desk and hand them over to colleagues"),
    "interaction.log visit.log": _("Take calls and visits, and write down what they were about"),
    "mail.work case.view": _("Read and answer e-mails"),
    "mail.edit-answers mail.work": _("Write ready answers for e-mails"),
    "desk.supervise": _("See how the centre does, with colleagues’ figures"),
}
_BOOKINGS = {
    "booking.view": _("See bookings"),
    "booking.check-in booking.view": _("Check people in at the desk"),
    "booking.book booking.view": _("Book, move and cancel for people"),
    "booking.manage booking.view": _("Run the diary: hours, closures, fees"),
}
_PAYMENTS = {
    "payment.take": _("Take payments and send links to pay"),
    "payment.view": _("See payments"),
    "payment.settle payment.view": _("Say what becomes of money that nobody claims"),
    "refund.request payment.view": _("Ask for refunds"),
    "refund.approve payment.view": _("Agree to refunds that somebody else has asked for"),
    "subscription.view": _("See subscriptions and instalments"),
    "subscription.manage subscription.view": _("Change and stop subscriptions"),
    "debit.view": _("See Direct Debits"),
    "debit.manage debit.view": _("Set up, change and end Direct Debits"),
    "debit.run debit.view": _("Send Direct Debit payments to the bank"),
}
_BOOKS = {
    "payments.books": _("See the books and their figures"),
    "payments.reconcile payments.books": _("Compare the books with card companies and the bank"),
    "payments.export payments.books": _("Hand the books to the finance system"),
}
_WALLETS = {
    "wallet.view": _("See wallets and their cards"),
    "wallet.manage wallet.view": _("Change wallets, cards and tills"),
    "school.work": _("Work with schools’ meals and trips"),
    "school.manage school.work": _("Set up schools"),
    "parking.view": _("See parking and what it takes"),
    "parking.manage parking.view": _("Set up parking and the programs that sell it"),
}
_FORMS = {
    "form.assist": _("Fill in forms with and for people"),
    "form.design": _("Make and change forms"),
    "form.publish form.design": _("Publish forms"),
    "form.export": _("Take away what was handed in by forms, many people’s answers at once"),
}
_WORDS = {
    "content.edit": _("Edit the website"),
    "knowledge.read": _("Read what agents should know"),
    "knowledge.edit knowledge.read": _("Write what agents should know"),
    "news.send": _("Send news to everybody who subscribed"),
}
_SET_UP = {
    "settings.edit": _("Set up the council: messages, mailboxes, and the roles of staff"),
    "macro.edit": _("Make macros and rules"),
    "queue.manage": _("Set up queues, skills and checklists"),
}

#: Every permission, in the order of the page.
PERMISSION_WORDS: Mapping[str, Permission] = MappingProxyType(
    {
        one.key: one
        for area, words in (
            (Area.REQUESTS, _REQUESTS),
            (Area.PEOPLE, _PEOPLE),
            (Area.CONTACT, _CONTACT),
            (Area.BOOKINGS, _BOOKINGS),
            (Area.PAYMENTS, _PAYMENTS),
            (Area.BOOKS, _BOOKS),
            (Area.WALLETS, _WALLETS),
            (Area.FORMS, _FORMS),
            (Area.WORDS, _WORDS),
            (Area.SET_UP, _SET_UP),
        )
        for one in _described(area, words)
    }
)

COMBINATIONS = (
    Combination(
        frozenset({"refund.request", "refund.approve"}),
        _(
            "Somebody could ask for refunds and agree to others’. Nobody can ever agree to their "
            "own, so two people with this role can agree to each other’s."
        ),
    ),
    Combination(
        frozenset({"payment.take", "payments.reconcile"}),
        _("Whoever takes payments should not also compare the books with the bank."),
    ),
    Combination(
        frozenset({"debit.manage", "debit.run"}),
        _("Somebody could set up a Direct Debit and send its payments without anybody else."),
    ),
    Combination(
        frozenset({"form.design", "form.publish"}),
        _("Somebody could publish a form that nobody else has looked at."),
    ),
    Combination(
        frozenset({"person.protect", "form.export"}),
        _("Somebody who sees where people in danger live could take away many answers at once."),
    ),
)


def combinations_in(permissions: Iterable[str]) -> tuple[Combination, ...]:
    """Return which permissions should not be together without thought."""
    held = frozenset(permissions)
    return tuple(one for one in COMBINATIONS if one.together <= held)


def missing_beside(permissions: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return which permissions are of no use, and what each lacks."""
    held = frozenset(permissions)
    lacking = {
        one: PERMISSION_WORDS[one].needs - held for one in sorted(held) if one in PERMISSION_WORDS
    }
    return {one: lacks for one, lacks in lacking.items() if lacks}


def sentences(permissions: Iterable[str]) -> list[tuple[Area, list[Words]]]:
    """Return what somebody with these permissions may do, by area."""
    held = frozenset(permissions)
    by_area: dict[Area, list[Words]] = {}
    for one in PERMISSION_WORDS.values():
        if one.key in held:
            by_area.setdefault(one.area, []).append(one.words)
    return list(by_area.items())
