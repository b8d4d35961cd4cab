"""Runs it: ``python -m simulators.voice_page --port 8613 --state DIR --pay-key KEY``."""

from simulators.program import argument_parser, serve
from simulators.voice_page.app import TITLE, build


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("voice_page", "Takes cards by keypad and sends them to GOV.UK Pay.")
    parser.add_argument("--token", default="voice-page-token", help="who hands calls over says it")
    parser.add_argument("--pay-key", required=True, help="the API key for sending cards")
    arguments = parser.parse_args()
    app, ledger = build(arguments.state, token=arguments.token, pay_key=arguments.pay_key)
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        on_stop=[ledger.close],
    )


if __name__ == "__main__":
    main()
