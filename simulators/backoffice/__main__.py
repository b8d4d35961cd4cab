"""Runs Streetworks: ``python -m simulators.backoffice --port 8601 --state DIR``."""

from pathlib import Path

from simulators.backoffice.app import TITLE, build
from simulators.backoffice.jurisdictions import load_jurisdictions
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("backoffice", "A street-works contractor's system.")
    parser.add_argument(
        "--jurisdictions", type=Path, help="YAML or JSON of the councils that it works for"
    )
    arguments = parser.parse_args()
    wsgi, ledger = build(arguments.state, load_jurisdictions(arguments.jurisdictions))
    serve(
        wsgi,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[ledger.close],
    )


if __name__ == "__main__":
    main()
