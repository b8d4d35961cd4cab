"""Runs Pay360: ``python -m simulators.capita_scp --port 8610 --state DIR``."""

from pathlib import Path

from simulators.capita_scp.app import TITLE, build
from simulators.capita_scp.portals import load_portals
from simulators.program import argument_parser, serve

SESSION_SECONDS = 900.0


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("capita_scp", "A hosted card page with a SOAP interface.")
    parser.add_argument("--portals", type=Path, help="YAML or JSON of the councils' portals")
    parser.add_argument(
        "--session",
        type=float,
        default=SESSION_SECONDS,
        metavar="SECONDS",
        help="how long a payer has time (a quarter of an hour)",
    )
    arguments = parser.parse_args()
    wsgi, ledger = build(
        arguments.state, load_portals(arguments.portals), session_seconds=arguments.session
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
