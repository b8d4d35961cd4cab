"""What the demonstration tells about itself: to people in the terminal, to programs in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from script.launch.demo_addresses import HOST, Addresses


def for_programs(
    description: Mapping[str, Any],
    addresses: Addresses,
    surroundings: Mapping[str, str],
    pids: Mapping[str, int | None],
) -> dict[str, Any]:
    """
    This will join what the product says of its data with what the launcher knows.

    :param description: councils, accounts and API keys, as `manage.py create_demo` describes them
    """
    return {
        **description,
        "port": addresses.port,
        "url": f"{addresses.web}/",
        "backoffice_url": f"{addresses.back_office}/",
        "mailbox_url": f"{addresses.mailbox}/",
        "notify_url": f"{addresses.text_messages}/",
        "ledger_url": f"{addresses.ledger}/",
        "gocardless_url": f"{addresses.direct_debits}/",
        "telephony_url": f"{addresses.telephones}/",
        "one_login_url": f"{addresses.one_login}/",
        "library_url": f"{addresses.library}/",
        "govuk_pay_url": f"{addresses.govuk_pay}/",
        "pay360_url": f"{addresses.pay360}/",
        "smtp": {"host": HOST, "port": addresses.smtp_port},
        "database_url": surroundings.get("DATABASE_URL", ""),
        "database_app_url": surroundings.get("DATABASE_APP_URL", ""),
        "pids": dict(pids),
    }


def for_people(description: Mapping[str, Any], addresses: Addresses) -> str:
    """This will list the addresses to open and the accounts to sign in with."""
    lines = ["Open"]
    lines += _table(
        [(council["name"], council["url"]) for council in description.get("councils", ())]
        + [
            ("The back office, as a crew sees it", f"{addresses.back_office}/"),
            ("All e-mail, caught", f"{addresses.mailbox}/"),
            ("All text messages, caught", f"{addresses.text_messages}/"),
            ("Accounts to link, and letters", f"{addresses.ledger}/"),
            ("Direct Debits, as a bank sees them", f"{addresses.direct_debits}/"),
            ("The telephone exchange: ring a council here", f"{addresses.telephones}/"),
            ("GOV.UK One Login, as it is played here", f"{addresses.one_login}/"),
            ("The libraries, which sign people in by us", f"{addresses.library}/"),
            ("GOV.UK Pay, as it is played here", f"{addresses.govuk_pay}/"),
            ("Pay360, where cards are typed", f"{addresses.pay360}/"),
        ]
    )
    accounts = description.get("accounts", ())
    if accounts:
        lines += ["", "Sign in as staff at /workspace/, as an editor at /cms/"]
        lines += _table(
            [
                (
                    account["email"],
                    account["password"],
                    account.get("role", ""),
                    ", ".join(account.get("councils", ())),
                )
                for account in accounts
            ]
        )
    residents = description.get("residents", ())
    if residents:
        lines += ["", "Sign in as a resident at /account/, with a code from the caught e-mail"]
        lines += _table([(one["email"], one["about"]) for one in residents])
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
