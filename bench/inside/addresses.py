"""Load addresses or find them: `python -m bench.inside.addresses load|type COUNT FOLDER`."""

import json
import sys
from pathlib import Path

import django


def main(what: str, count: int, folder: Path) -> None:
    """This will measure one of the two and print value, unit and number."""
    from bench import places  # noqa: PLC0415 - Django has to be set up first

    if what == "load":
        value, unit, number = places.load_addresses_per_second(folder, count)
    else:
        value, unit, number = places.address_typing_p95_ms(count)
    print(json.dumps({"value": value, "unit": unit, "n": number}))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
