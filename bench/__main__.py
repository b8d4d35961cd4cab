"""
Measure Moothall beside the floor of the same machine.

    script/bench [NAME ...] [--json FILE] [--quick]

Without names every figure is measured but those that say otherwise in `bench/README.md`. Data sets
are made at the first run and kept under `var/bench`.
"""

import argparse
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench.figures import Family, Figure, Measure, table, write_json
from bench.ground import FULL, QUICK, Ground


def _from(module: str) -> Family:
    """Name a family's figures without loading what measures them."""
    names, only_when_named = FAMILIES_BY_MODULE[module]

    def load() -> Measure:
        measure: Measure = import_module(f"bench.{module}").measure
        return measure

    return Family(names, load, only_when_named)


FAMILIES_BY_MODULE: dict[str, tuple[tuple[str, ...], bool]] = {
    "accepting": (
        ("accept_request_sql", "accept_request_cpu_ms", "accept_request_per_second"),
        False,
    ),
    "pages": (
        ("page_uncached_sql", "page_uncached_cpu_ms", "page_cached_ratio_to_static"),
        False,
    ),
    "logic": (("logic_100_ms", "logic_300_ms"), False),
    "journeys": (
        (
            *("form_page_sql", "designer_300_fields_p95_ms"),
            *("form_journey_per_second", "form_journey_p95_ms"),
        ),
        False,
    ),
    "account": (("account_home_sql", "account_home_p95_ms"), False),
    "paying": (("payment_page_p95_ms",), False),
    "parking": (("parking_check_p95_ms",), False),
    "diary": (("free_slots_month_p95_ms", "booking_growth"), False),
    "signing_in": (("sign_ins_per_minute",), False),
    "weights": (("form_page_kb",), False),
    "memory": (("worker_pss_mb",), False),
    "delivering": (("submit_to_back_office_ms",), False),
    "neighbours": (("neighbour_p99_ratio",), False),
    "growth": (("case_list_growth", "case_page_growth"), False),
    "desk": (
        (
            *("desk_search_p95_ms", "queue_page_p95_ms", "person_page_p95_ms"),
            *("desk_case_page_p95_ms", "wrap_up_p95_ms", "desk_growth"),
        ),
        True,
    ),
    "agents_hour": (
        (
            *("agents_hour_errors", "agents_hour_search_p95_ms", "agents_hour_queue_p95_ms"),
            *("agents_hour_person_p95_ms", "agents_hour_case_p95_ms"),
            "agents_hour_wrap_up_p95_ms",
        ),
        True,
    ),
    "ledgers": (("ledger_post_ratio",), False),
    "reconciling": (("reconcile_100k_s",), False),
    "fences": (("row_security_ratio",), False),
    "addresses": (("load_addresses_per_second", "address_typing_p95_ms"), False),
    "demonstration": (("demo_ready_seconds",), True),
}

FAMILIES = tuple(_from(module) for module in FAMILIES_BY_MODULE)


def main(arguments: Sequence[str] | None = None) -> int:
    """This will measure what is asked for, print a table, and write the file if one is named."""
    names = [name for family in FAMILIES for name in family.names]
    parser = argparse.ArgumentParser(
        prog="script/bench",
        description=__doc__,
        epilog="figures: " + " ".join(names),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="figures to measure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    parser.add_argument(
        "--quick", action="store_true", help="seconds and small data: does it run at all?"
    )
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(names)):
        parser.error(f"there is no figure {', '.join(unknown)}")
    figures, all_ran = _measured(chosen.names, quick=chosen.quick)
    print(table(figures))
    if chosen.json is not None:
        write_json(figures, chosen.json)
    return 0 if all_ran else 1


def _measured(names: Sequence[str], *, quick: bool) -> tuple[list[Figure], bool]:
    """Measure family after family; one that fails says why and does not stop the others."""
    figures: list[Figure] = []
    all_ran = True
    with Ground.prepared(QUICK if quick else FULL, wanted=frozenset(names)) as ground:
        for family in FAMILIES:
            wanted = [name for name in family.names if name in names]
            if not (wanted or (not names and not family.only_when_named)):
                continue
            ground.say(f"{' '.join(wanted or family.names)} …")
            try:
                figures.extend(
                    figure for figure in family.load()(ground) if not names or figure.name in names
                )
            except Exception:  # noqa: BLE001 - the other families go on
                traceback.print_exc()
                all_ran = False
    return figures, all_ran


if __name__ == "__main__":
    sys.exit(main())
