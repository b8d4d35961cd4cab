"""Runs One Login: ``python -m simulators.one_login --port 8606 --state DIR``."""

from pathlib import Path

from simulators.one_login.app import TITLE, build
from simulators.program import argument_parser, serve


def main() -> None:
    """Read the arguments and serve until told to stop."""
    parser = argument_parser("one_login", "Signs people in as GOV.UK One Login does.")
    parser.add_argument("--clients", type=Path, help="YAML or JSON of the clients it knows")
    parser.add_argument("--people", type=Path, help="YAML or JSON of the people who can be there")
    arguments = parser.parse_args()
    serve(
        build(arguments.state, clients_file=arguments.clients, people_file=arguments.people),
        title=TITLE,
        port=arguments.port,
        url_prefix=arguments.url_prefix,
    )


if __name__ == "__main__":
    main()
