"""One thing that is wrong with a form's document."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing to put right before a form can be published."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"at {self.place}: {self.message}"
