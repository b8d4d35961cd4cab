"""Runs Notify: ``python -m simulators.notify --port 8604 --state DIR``."""

from pathlib import Path

from simulators.notify.app import TITLE, build
from simulators.notify.services import load_services
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("notify", "Takes texts and e-mails as GOV.UK Notify does.")
    parser.add_argument("--services", type=Path, help="YAML or JSON of the services it knows")
    parser.add_argument(
        "--pace", type=float, default=0.5, help="seconds from created to sending to delivered"
    )
    parser.add_argument(
        "--retry-after", type=float, default=5.0, help="seconds until a callback is tried again"
    )
    arguments = parser.parse_args()
    wsgi, postman = build(
        arguments.state,
        load_services(arguments.services),
        pace=arguments.pace,
        retry_after=arguments.retry_after,
    )
    postman.start()
    serve(
        wsgi,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[postman.stop],
    )


if __name__ == "__main__":
    main()
