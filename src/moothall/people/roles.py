"""What each role may do: the one table of permissions."""

from collections.abc import Mapping
from types import MappingProxyType

from moothall.people.models import Role

_AGENT = frozenset(
    {
        "case.view",
        "case.edit",
        "case.close",  # most calls are answered while the caller is still on the line
        "interaction.log",
        "form.assist",
        "person.view",
        "person.edit",
        "payment.take",
        "payment.view",
        "wallet.view",  # a lost card is blocked while its owner is on the line
    }
)
_OFFICER = _AGENT | {
    "delivery.replay",
    "grant.approve",
    "debit.view",
    "payment.settle",
    "school.work",
    "refund.request",
    "subscription.view",
    "subscription.manage",
}
_EDITOR = frozenset({"content.edit"})
#: Designs forms; an approver may also publish what an author designed.
_AUTHOR = frozenset({"form.assist", "form.design"})
_APPROVER = _AUTHOR | {"form.publish"}
#: Runs the council's forms and may take away what was handed in, many people's answers at once.
_MANAGER = frozenset({"settings.edit", "form.export"})
#: Keeps the books: sees them, compares them with card companies and bank, hands them over.
_FINANCE = frozenset({"payments.books", "payments.reconcile", "payments.export"})
#: Works through what banks report, and takes money from everybody's accounts.
_DEBITS = frozenset({"debit.view", "debit.manage", "debit.run"})
#: Hides where somebody lives who is in danger, and sees it after giving a reason.
_SAFEGUARD = frozenset({"person.protect", "person.see-protected"})
#: Runs what people pay from: wallets, cards, tills, schools' meals and trips, parking.
_CASHLESS = frozenset({"wallet.view", "wallet.manage", "school.work", "school.manage"})
#: Agrees to giving back what was paid; never to what they asked for themselves.
_REFUNDS = frozenset({"refund.request", "refund.approve"})
#: Writes to everybody who subscribed to a topic.
_NEWS = frozenset({"news.send"})

#: Every permission there is, by the role that brings it.
PERMISSIONS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.AGENT: _AGENT,
        Role.OFFICER: _OFFICER,
        Role.SUPERVISOR: (
            _OFFICER | _APPROVER | _MANAGER | _SAFEGUARD | _NEWS | _DEBITS | _REFUNDS | _CASHLESS
        ),
        Role.EDITOR: _EDITOR,
        Role.FORM_AUTHOR: _AUTHOR,
        Role.FINANCE: _FINANCE | _DEBITS | _REFUNDS,
        Role.ADMINISTRATOR: (
            _OFFICER | _EDITOR | _APPROVER | _MANAGER | _NEWS | _DEBITS | _REFUNDS | _CASHLESS
        ),
    }
)
