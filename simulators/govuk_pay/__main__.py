"""Runs GOV.UK Pay: ``python -m simulators.govuk_pay --port 8609 --state DIR``."""

import argparse
from pathlib import Path

from simulators.govuk_pay.accounts import load_accounts
from simulators.govuk_pay.app import TITLE, Manner, build
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    usual = Manner()
    parser = argument_parser("govuk_pay", "Takes cards as GOV.UK Pay does.")
    parser.add_argument("--accounts", type=Path, help="YAML or JSON of the accounts it knows")
    parser.add_argument(
        "--pace", type=float, default=usual.pace, help="seconds that the bank takes for a step"
    )
    parser.add_argument(
        "--lag", type=float, default=usual.lag, help="seconds until a search sees what was done"
    )
    parser.add_argument(
        "--settle-days", type=float, default=usual.settle_days, help="days until money is paid out"
    )
    parser.add_argument(
        "--most-a-second",
        type=int,
        default=usual.most_a_second,
        help="requests of one kind that an account may send each second; 0 is no limit",
    )
    parser.add_argument(
        "--webhook",
        type=_webhook,
        action="append",
        default=[],
        metavar="ACCOUNT=URL",
        help="where an account wants to be told what happens",
    )
    arguments = parser.parse_args()
    wsgi, keeper = build(
        arguments.state,
        load_accounts(arguments.accounts),
        dict(arguments.webhook),
        Manner(
            pace=arguments.pace,
            lag=arguments.lag,
            settle_days=arguments.settle_days,
            most_a_second=arguments.most_a_second,
        ),
    )
    keeper.start()
    serve(
        wsgi,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[keeper.stop],
    )


def _webhook(text: str) -> tuple[str, str]:
    """Read an account and its address."""
    account, equals, url = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("give ACCOUNT=URL")
    return account, url


if __name__ == "__main__":
    main()
