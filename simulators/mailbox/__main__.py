"""Runs the mailbox: ``python -m simulators.mailbox --port 8602 --smtp-port 8603 --state DIR``."""

from simulators.mailbox.app import TITLE, build
from simulators.program import HOST, argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("mailbox", "Catches all mail and shows it.")
    parser.add_argument("--smtp-port", type=int, required=True, help="0 picks a free one")
    arguments = parser.parse_args()
    app, door, ledger = build(arguments.state, arguments.smtp_port)
    door.open()
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        also=f" and takes mail at smtp://{HOST}:{door.port}",
        on_stop=[door.close, ledger.close],
    )


if __name__ == "__main__":
    main()
