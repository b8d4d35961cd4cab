"""
How fast addresses are loaded and found, on a made-up land of a million.

Both figures need a database that is migrated and whose councils are set up or not: they bring their
own addresses. The files are made once and kept under `var/bench`.
"""

import random
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from moothall.kernel import clock
from moothall.places import actions, queries
from moothall.places.demonstration.generator import generate
from moothall.places.demonstration.settings import read_settings
from moothall.places.models import Address, Load

ADDRESSES = 1_000_000
TRIES = 2_000
_BORDER = settings.CHECKOUT / "demo" / "gazetteer" / "border.yaml"

Figure = tuple[float, str, int]


def files(folder: Path, addresses: int = ADDRESSES) -> list[Path]:
    """Return the files of a made-up land, which are written at the first call."""
    target = folder / f"gazetteer-{addresses}"
    if not (target / "wards.geojson").exists():
        generate(settings=read_settings(_BORDER), seed=1, addresses=addresses, folder=target)
    return sorted(target.glob("*-addresses.csv"))


def load_addresses_per_second(folder: Path, addresses: int = ADDRESSES) -> Figure:
    """Load a made-up land into empty tables, from its files until everybody sees it."""
    paths = files(folder, addresses)
    empty()
    started = time.monotonic()
    actions.load_addresses(paths=paths, now=clock.now())
    seconds = time.monotonic() - started
    loaded = Address.objects.count()
    return loaded / seconds, "addresses/s", loaded


def address_typing_p95_ms(tries: int = TRIES) -> Figure:
    """Find addresses by what somebody may type, and return the slow end of how long it takes."""
    dice = random.Random(1)
    took = []
    for custodian_code, text in typed_texts(dice, tries):
        started = time.perf_counter()
        queries.find_addresses(text, custodian_code=custodian_code)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return took[int(len(took) * 0.95)], "ms", len(took)


def typed_texts(dice: random.Random, tries: int) -> list[tuple[int, str]]:
    """Return what people type: postcodes, beginnings, flats, Welsh names, typing errors."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT custodian_code, number, street, street_cy, locality, town, postcode, unit
            FROM places_address TABLESAMPLE SYSTEM (2) REPEATABLE (1)
            WHERE is_offered AND number <> '' AND street <> '' LIMIT %s
            """,
            [10 * tries],
        )
        rows = cursor.fetchall()
    dice.shuffle(rows)
    texts = []
    for turn, row in enumerate(rows[:tries]):
        custodian_code, number, street, street_cy, locality, town, postcode, unit = row
        forms = (
            postcode,
            f"{number} {postcode}",
            f"{number} {street}",
            f"{number} {street}"[: dice.randint(5, 10)].strip(),
            f"{number} {street} {locality or town}".lower(),
            f"{unit} {number} {street}".strip(),
            f"{number} {street_cy or street}",
            street,
            f"{number} {misspelt(street, dice)}",
            f"{number} {misspelt(street_cy or street, dice)}",
        )
        texts.append((custodian_code, forms[turn % len(forms)]))
    return texts


def misspelt(name: str, dice: random.Random) -> str:
    """Return a name with one letter left out, doubled or swapped in its longest word."""
    words = name.split()
    longest = max(range(len(words)), key=lambda position: len(words[position]))
    word = words[longest]
    place = dice.randrange(1, max(2, len(word) - 1))
    before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
    kind = dice.randrange(3)
    if kind == 0:
        word = before + after
    elif kind == 1:
        word = before + letter + letter + after
    else:
        word = before + after[:1] + letter + after[1:]
    words[longest] = word
    return " ".join(words)


def empty() -> None:
    """Empty the tables of addresses; only ever called on a database made for measuring."""
    Load.objects.filter(kind=Load.Kind.ADDRESSES).delete()
    with connection.cursor() as cursor:
        for table in ("address", "addresssource", "street", "streetname"):
            cursor.execute(f"DELETE FROM places_{table}")
