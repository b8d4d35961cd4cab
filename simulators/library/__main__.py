"""Runs the libraries: ``python -m simulators.library --port 8608 --state DIR --sites FILE``."""

from pathlib import Path

from simulators.library.app import TITLE, build
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("library", "Library websites that people sign in to.")
    parser.add_argument(
        "--sites", type=Path, required=True, help="JSON of the sites; read again at each request"
    )
    arguments = parser.parse_args()
    serve(
        build(arguments.state, arguments.sites),
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
    )


if __name__ == "__main__":
    main()
