"""Runs it: ``python -m simulators.mail_tokens --port 8614 --state DIR --client A=B=MAILBOX``."""

from simulators.mail_tokens.app import TITLE, Client, build
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("mail_tokens", "Gives applications tokens for their mailbox.")
    parser.add_argument(
        "--client", action="append", default=[], metavar="ID=SECRET=MAILBOX",
        help="an application, and the mailbox it may open",
    )  # fmt: skip
    parser.add_argument("--refresh-token", default="refresh-me", help="of whoever agreed")
    parser.add_argument("--lives", type=int, default=3600, help="seconds that a token is good for")
    arguments = parser.parse_args()
    app, ledger = build(
        arguments.state,
        clients=[Client(*one.split("=", 2)) for one in arguments.client],
        refresh_token=arguments.refresh_token,
        lives=arguments.lives,
    )
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[ledger.close],
    )


if __name__ == "__main__":
    main()
