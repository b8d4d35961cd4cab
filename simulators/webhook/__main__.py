"""Runs it: ``python -m simulators.webhook --port 8605 --state DIR --secret whsec_...``."""

from simulators.program import argument_parser, serve
from simulators.webhook.app import TITLE, build


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("webhook", "Takes signed webhooks, each once.")
    parser.add_argument("--secret", required=True, help="whsec_ and base64")
    arguments = parser.parse_args()
    app, ledger = build(arguments.state, arguments.secret)
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[ledger.close],
    )


if __name__ == "__main__":
    main()
