"""Small supplies of addresses, written as suppliers write them."""

import csv
from pathlib import Path

from django.conf import settings

from moothall.places import models

#: Real open data, which may lie beside the checkout.
OPEN_DATA = settings.CHECKOUT.parent / "shared" / "data"
NO_OPEN_DATA = "the open data does not lie beside the checkout"

DAY = "2026-01-05"
SCHEME = "AddressBase Premium Classification Scheme"


def street(usrn, *, change="I", custodian=9991, start=(323000, 289000), end=(323200, 289100)):
    """A record of type 11."""
    lat = ["52.4949470", "-3.1346474"]
    return ["11", change, "1", str(usrn), "1", str(custodian), "2", DAY, "1", "8", "0", DAY, "",
            DAY, DAY, *map(str, start), *lat, *map(str, end), *lat, "10"]  # fmt: skip


def descriptor(usrn, name, *, change="I", locality="", town="NORTHVALE", language="ENG"):
    """A record of type 15."""
    return ["15", change, "1", str(usrn), name, locality, town, "NORTHVALE", language, DAY, "",
            DAY, DAY]  # fmt: skip


def blpu(uprn, *, change="I", status="1", state="2", at=(323100, 289050), custodian=9991,
         parent="", postcode="QX1 1AA", end=""):  # fmt: skip
    """A record of type 21."""
    return ["21", change, "1", str(uprn), status, state, DAY, str(parent), *map(str, at),
            "52.4949470", "-3.1346474", "1", str(custodian), "E", DAY, end, DAY, DAY, "D",
            postcode, "0"]  # fmt: skip


def lpi(uprn, usrn, *, change="I", key=None, language="ENG", status="1", unit="", number="",
        suffix="", to="", building="", end=""):  # fmt: skip
    """A record of type 24."""
    key = key or f"L{uprn}{language}"
    return ["24", change, "1", str(uprn), key, language, status, DAY, end, DAY, DAY, "", "", "",
            "", unit, str(number), suffix, str(to), "", building, str(usrn), "1", "", "",
            "Y"]  # fmt: skip


def classification(uprn, code="RD04", *, change="I", scheme=SCHEME):
    """A record of type 32."""
    return ["32", change, "1", str(uprn), f"C{uprn}", code, scheme, "1.0", DAY, "", DAY, DAY]


def organisation(uprn, name, *, change="I"):
    """A record of type 31."""
    return ["31", change, "1", str(uprn), f"O{uprn}", name, "", DAY, "", DAY, DAY]


def delivery_point(uprn, *, change="I", organisation="", number="", street="", town="NORTHVALE",
                   postcode="QX1 1AA"):  # fmt: skip
    """A record of type 28."""
    return ["28", change, "1", str(uprn), "1234567", organisation, "", "", "", str(number), "",
            street, "", "", town, postcode, "S", "1A", "", "", "", "", "", "", DAY, DAY, "", DAY,
            DAY]  # fmt: skip


def cross_reference(uprn):
    """A record of type 23."""
    return ["23", "I", "1", str(uprn), f"X{uprn}", "ABC", "1", "7666MT", DAY, "", DAY, DAY]


def house(uprn, usrn, number, **blpu_options):
    """All records of a plain house."""
    return [
        blpu(uprn, **blpu_options),
        classification(uprn),
        lpi(uprn, usrn, number=number),
    ]


def high_street(count=3, *, usrn=1001, first_uprn=100):
    """A street of plain houses."""
    records = [street(usrn), descriptor(usrn, "HIGH STREET")]
    for number in range(1, count + 1):
        records += house(first_uprn + number, usrn, number)
    return records


def premium_file(path: Path, records, *, kind="F", day=DAY, series="Northvale", count=None,
                 with_header=True, with_trailer=True) -> Path:  # fmt: skip
    """Write records as one AddressBase Premium file, with a header and a trailer that fit."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if with_header:
            writer.writerow(["10", "Test", series, day, "1", day, "09:00:00", "2.2", kind])
        writer.writerows(records)
        if with_trailer:
            counted = len(records) if count is None else count
            writer.writerow(["99", "0", str(counted), day, "09:00:00"])
    return path


def forget_places():
    """Empty the tables of places, for fixtures that outlive a test's transaction."""
    for name in ("Address", "AddressSource", "Street", "StreetName", "Area", "Load"):
        getattr(models, name).objects.all().delete()
