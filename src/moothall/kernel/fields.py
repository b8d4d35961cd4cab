"""The two columns by which the schema editor knows what belongs to a council."""

from typing import Any

from django.db import models


class CouncilField(models.ForeignKey):  # type: ignore[type-arg]
    """
    The council a row belongs to; its presence puts the table under forced row security.

    The council's table lies above the kernel, so it is named here as text: the one place where
    the kernel points upwards, on purpose.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("to", "councils.Council")
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        # Every useful index begins with the council already.
        options.setdefault("db_index", False)
        super().__init__(**options)


class CouncilForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """
    A reference to another council-owned row, which must belong to the same council.

    Foreign keys ignore row security, so the constraint is made of both columns:
    `(council_id, x_id)` refers to `(council_id, id)`.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)
