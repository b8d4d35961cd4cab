"""Runs GoCardless: ``python -m simulators.gocardless --port 8610 --state DIR``."""

from pathlib import Path

from simulators.gocardless.app import TITLE, build
from simulators.gocardless.messenger import Standing
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("gocardless", "Collects Direct Debits as GoCardless does.")
    parser.add_argument("--token", default="sandbox_token", help="the access token it takes")
    parser.add_argument(
        "--pace", type=float, default=0.0, help="seconds a step takes by itself; 0 is never"
    )
    parser.add_argument(
        "--retry-after", type=float, default=5.0, help="seconds until a webhook is tried again"
    )
    parser.add_argument("--webhook-url", default="", help="where events are told, unless set")
    parser.add_argument("--webhook-host", default="", help="the Host header that goes there")
    parser.add_argument("--webhook-secret-file", type=Path, help="holds what signs them")
    arguments = parser.parse_args()
    wsgi, messenger = build(
        arguments.state,
        token=arguments.token,
        pace=arguments.pace,
        retry_after=arguments.retry_after,
        standing=Standing(
            arguments.webhook_url, arguments.webhook_host, arguments.webhook_secret_file
        ),
    )
    messenger.start()
    serve(
        wsgi,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[messenger.stop],
    )


if __name__ == "__main__":
    main()
