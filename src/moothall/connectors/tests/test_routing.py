import pytest

from moothall.connectors.routing import Fitting, attributes_for, fits, mistakes_in

POTHOLE = Fitting("street-fault", {"street.category": "pothole", "property.uprn": "42"})


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, True),
        ({"detail": "street.category", "is": ["pothole", "drain"]}, True),
        ({"detail": "street.category", "is": ["drain"]}, False),
        ({"detail": "absent", "is": ["pothole"]}, False),
    ],
)
def test_a_route_fits_by_one_detail(when, expected):
    assert fits(when, POTHOLE) is expected


def test_attributes_are_filled_from_details_tables_and_fixed_values():
    rules = {
        "uprn": {"from": "property.uprn"},
        "kind": {"from": "street.category", "values": {"pothole": "HOLE"}},
        "source": {"fixed": "WEB"},
        "missing": {"from": "absent"},
        "unnamed": {"from": "street.category", "values": {"drain": "D"}},
    }

    assert attributes_for(rules, POTHOLE) == {"uprn": "42", "kind": "HOLE", "source": "WEB"}


def test_mistakes_are_named_with_their_place():
    routes = [
        {"service": "street-fault", "code": "A"},
        {"service": "lost-cat"},
        {"service": "street-fault", "code": "B", "when": {"detail": "x"}},
        {"service": "street-fault", "code": "C", "attributes": {"uprn": {"form": "typo"}}},
    ]

    assert mistakes_in(routes, {"street-fault"}) == [
        "route 2 names a service 'lost-cat' not offered",
        "route 2 has no code",
        "route 3: write `when` as detail and is",
        "route 4: attribute uprn needs `from` or `fixed`",
    ]
