"""Runs it: ``python -m simulators.clamd --port 8605 --clamd-port 3310 --state DIR``."""

from simulators.clamd.app import TITLE, build
from simulators.program import HOST, argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("clamd", "Looks at files and finds the test virus in them.")
    parser.add_argument("--clamd-port", type=int, required=True, help="0 picks a free one")
    arguments = parser.parse_args()
    app, door, ledger = build(arguments.state, arguments.clamd_port)
    door.open()
    serve(
        app,
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
        also=f" and looks at files at tcp://{HOST}:{door.port}",
        on_stop=[door.close, ledger.close],
    )


if __name__ == "__main__":
    main()
