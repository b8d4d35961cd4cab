"""Run one of the launcher's commands: python3 -m script.launch NAME [ARGUMENT ...]."""

from __future__ import annotations

import importlib
import sys

from script.launch.console import LaunchError, complain

COMMANDS = {
    "bench": "script.launch.bench",
    "check": "script.launch.check",
    "demo": "script.launch.demo",
    "postgres": "script.launch.postgres_command",
    "server": "script.launch.server",
    "test": "script.launch.test",
    "worker": "script.launch.worker",
}


def main() -> int:
    """This will run the command and turn what a person can put right into one plain message."""
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        complain(f"Say one of: {', '.join(sorted(COMMANDS))}.")
        return 2
    try:
        return int(importlib.import_module(COMMANDS[name]).main(arguments))
    except LaunchError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("Stopped.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
