"""Foreign keys point down: import-linter cannot see those that are spelled as text."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey

from moothall.kernel.fields import CouncilField, CouncilForeignKey

CHECKOUT = Path(__file__).resolve().parents[2]


def layers() -> dict[str, int]:
    """Return each package's height, the kernel lowest, read from the import contract."""
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    contract = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == "layers")
    heights = {}
    for height, row in enumerate(reversed(contract["layers"])):
        for package in row.split("|"):
            heights[package.strip(" ()")] = height
    return heights


def package_of(model) -> str | None:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "moothall" else None


def our_foreign_keys():
    for model in apps.get_models():
        if package_of(model):
            for field in model._meta.local_fields:
                if isinstance(field, ForeignKey) and package_of(field.related_model):
                    yield model, field


def test_foreign_keys_point_to_the_same_layer_or_a_lower_one():
    heights = layers()
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in our_foreign_keys()
        if heights[package_of(field.related_model)] > heights[package_of(model)]
        # The one exception, recorded: the kernel's outbox and audit rows name their council.
        and not (package_of(model) == "kernel" and isinstance(field, CouncilField))
    ]

    assert upwards == []


def test_references_between_council_owned_rows_carry_the_council():
    bare = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_foreign_keys()
        if _is_owned(model)
        and _is_owned(field.related_model)
        and not isinstance(field, CouncilForeignKey)
    ]

    assert bare == []


def test_rows_outside_row_security_do_not_refer_into_it():
    """Such a reference would ignore the policy and tell that the row exists."""
    leaks = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_foreign_keys()
        if not _is_owned(model) and _is_owned(field.related_model)
    ]

    assert leaks == []


def _is_owned(model) -> bool:
    return any(isinstance(field, CouncilField) for field in model._meta.local_fields)
