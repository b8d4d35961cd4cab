"""Runs it: ``python -m simulators.telephony --port 8612 --state DIR --webhook-url URL``."""

from pathlib import Path

from simulators.program import argument_parser, serve
from simulators.telephony.app import TITLE, build
from simulators.telephony.messenger import Standing


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("telephony", "Rings, is answered, hangs up, and tells of it.")
    parser.add_argument("--webhook-url", default="", help="where events are told, unless set")
    parser.add_argument("--webhook-host", default="", help="the Host header that goes there")
    parser.add_argument("--webhook-secret-file", type=Path, help="holds what signs them")
    parser.add_argument(
        "--retry-after", type=float, default=5.0, help="seconds until an event is told again"
    )
    parser.add_argument(
        "--number",
        action="append",
        default=[],
        metavar="NUMBER=NAME",
        help="a number that can be rung, with whose it is; as often as there are any",
    )
    arguments = parser.parse_args()
    app, messenger = build(
        arguments.state,
        standing=Standing(
            arguments.webhook_url, arguments.webhook_host, arguments.webhook_secret_file
        ),
        retry_after=arguments.retry_after,
        numbers=[tuple(one.split("=", 1)) for one in arguments.number if "=" in one],
    )
    messenger.start()
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[messenger.stop],
    )


if __name__ == "__main__":
    main()
