"""Runs Civic Ledger: ``python -m simulators.revenues --port 8607 --state DIR``."""

from datetime import date, datetime
from pathlib import Path

from simulators.program import argument_parser, serve
from simulators.revenues.app import TITLE, build
from simulators.revenues.authorities import load_authorities
from simulators.revenues.screen import LOCAL


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("revenues", "A council’s ledgers: taxes, rents, permits.")
    parser.add_argument("--authorities", type=Path, help="YAML or JSON of whose books it keeps")
    parser.add_argument(
        "--today", type=date.fromisoformat, help="the day on which its books stand (2026-11-18)"
    )
    arguments = parser.parse_args()
    fixed: date | None = arguments.today
    wsgi, ledger = build(
        arguments.state,
        load_authorities(arguments.authorities),
        lambda: fixed or datetime.now(LOCAL).date(),
    )
    serve(
        wsgi,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[ledger.close],
    )


if __name__ == "__main__":
    main()
