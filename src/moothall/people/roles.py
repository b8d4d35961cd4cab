"""What each role may do: the one table of permissions."""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.people.models import Role

_AGENT = frozenset(
    {
        "case.view",
        "case.edit",
        "case.close",  # most calls are answered while the caller is still on the line
        "case.assign",  # hands what needs an officer to one of them
        "interaction.log",
        "visit.log",
        "mail.work",
        "form.assist",
        "person.view",
        "person.edit",
        "payment.take",
        "payment.view",
        "wallet.view",  # a lost card is blocked while its owner is on the line
        "booking.view",
        "booking.book",
        "booking.check-in",
        "warning.view",
        "account.view",
        "knowledge.read",
    }
)
_OFFICER = _AGENT | {
    "person.merge",
    "warning.manage",
    "case.bulk",
    "complaint.answer",
    "delivery.replay",
    "mail.edit-answers",
    "grant.approve",
    "debit.view",
    "payment.settle",
    "school.work",
    "refund.request",
    "subscription.view",
    "subscription.manage",
}
_EDITOR = frozenset({"content.edit", "knowledge.read", "knowledge.edit"})
#: Designs forms; an approver may also publish what an author designed.
_AUTHOR = frozenset({"form.assist", "form.design"})
_APPROVER = _AUTHOR | {"form.publish"}
#: Runs the council's forms and may take away what was handed in, many people's answers at once.
_MANAGER = frozenset({"settings.edit", "form.export", "macro.edit"})
#: Keeps the books: sees them, compares them with card companies and bank, hands them over.
_FINANCE = frozenset(
    {
        "payments.books",
        "payments.reconcile",
        "payments.export",
        "payment.view",  # a figure leads to who paid
        "payment.settle",  # and money that nobody claims is theirs to explain
        "wallet.view",  # and to what was paid from or for
        "subscription.view",
        "parking.view",
    }
)
#: Works through what banks report, and takes money from everybody's accounts.
_DEBITS = frozenset({"debit.view", "debit.manage", "debit.run"})
#: Hides where somebody lives who is in danger, and sees it after giving a reason.
_SAFEGUARD = frozenset({"person.protect", "person.see-protected"})
#: Says how work finds its people: queues, skills, checklists; and hears what is late.
_WORK = frozenset({"queue.manage"})
#: Runs what people pay from: wallets, cards, tills, schools' meals and trips, parking.
_CASHLESS = frozenset({"wallet.view", "wallet.manage", "school.work", "school.manage"})
#: Runs parking: sees what places take, registers the programs that sell and check.
_PARKING = frozenset({"parking.view", "parking.manage"})
#: Agrees to giving back what was paid; never to what they asked for themselves.
_REFUNDS = frozenset({"refund.request", "refund.approve"})
#: Works at a desk where people turn up for what they booked, and books for them.
_DESK = frozenset(
    {
        "booking.view",
        "booking.check-in",
        "visit.log",  # receives visitors and hands them over; no other contact, and no record
        "warning.view",
        "knowledge.read",
    }
)
#: Fills in forms with whoever sits beside them, and never sees who anybody is or what they asked.
_HELPER = frozenset({"form.assist", "knowledge.read"})
#: Books for callers, and takes what that costs.
_BOOKING_OFFICER = _DESK | {"booking.book", "payment.take"}
#: Runs the diary: closes things, sets hours, lets people off fees and notice.
_DIARY = _BOOKING_OFFICER | {"booking.manage"}
#: Runs all that money comes from and goes to, but for the books.
_MONEY = _DEBITS | _REFUNDS | _CASHLESS | _PARKING
#: Writes to everybody who subscribed to a topic.
_NEWS = frozenset({"news.send"})
#: Writes what agents read out, and mends what did not help them.
_KNOWLEDGE = frozenset({"knowledge.edit"})
#: Sees how the centre does, beside employees' names too, and looks at contacts drawn by lot.
_WALL = frozenset({"desk.supervise"})

#: Every permission there is, by the role that brings it.
PERMISSIONS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.AGENT: _AGENT,
        Role.OFFICER: _OFFICER,
        Role.PARKING_MANAGER: _PARKING,
        Role.SUPERVISOR: _OFFICER
        | _APPROVER
        | _MANAGER
        | _SAFEGUARD
        | _NEWS
        | _MONEY
        | _DIARY
        | _KNOWLEDGE
        | _WALL
        | _WORK,
        Role.EDITOR: _EDITOR,
        Role.FORM_AUTHOR: _AUTHOR,
        Role.DESK: _DESK,
        Role.HELPER: _HELPER,
        Role.BOOKING_OFFICER: _BOOKING_OFFICER,
        Role.BOOKING_MANAGER: _DIARY,
        Role.FINANCE: _FINANCE | _DEBITS | _REFUNDS,
        Role.ADMINISTRATOR: _OFFICER
        | _EDITOR
        | _APPROVER
        | _MANAGER
        | _NEWS
        | _MONEY
        | _DIARY
        | _WALL
        | _WORK,
    }
)

#: What a role that a council makes itself is put together from.
ALL_PERMISSIONS: frozenset[str] = frozenset().union(*PERMISSIONS.values())
