"""Questions answered by a line or an area on the ground, drawn on a map or put into words."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely.geometry import LineString, Polygon

from moothall.eforms.definition import Question
from moothall.eforms.fields.port import AnswerProblem, Reading, Typed, first
from moothall.places import geometry
from moothall.places import queries as places

_LONGEST_DESCRIPTION = 300
_MOST_POINTS = 100
_SQUARE_METRES_IN_A_HECTARE = 10_000


class MapLineField:
    """
    A line, such as a road to grit; words for it always do, points on the map make it exact.

    The browser sends `latitude,longitude` pairs parted by semicolons.
    """

    key: ClassVar[str] = "map_line"
    widget: ClassVar[str] = "map_shape"
    fewest_points: ClassVar[int] = 2

    def inputs(self, question: Question, /) -> tuple[str, ...]:
        """Return the words and the points."""
        return (f"{question.key}_description", f"{question.key}_points")

    def read(self, question: Question, typed: Typed, reading: Reading, /) -> Any:
        """
        Return the words with the points, those of the grid, and the measure, or None.

        :raises AnswerProblem: if there are too few points or too many words
        """
        words = " ".join(first(typed, f"{question.key}_description").split())
        if len(words) > _LONGEST_DESCRIPTION:
            raise AnswerProblem(
                _("Use %(number)s characters or fewer") % {"number": _LONGEST_DESCRIPTION}
            )
        points = _points(first(typed, f"{question.key}_points"))
        if not words and not points:
            return None
        if points and len(points) < self.fewest_points:
            raise AnswerProblem(self.too_few())
        grid = [geometry.to_grid(*point) for point in points]
        return {
            "description": words,
            "points": [list(point) for point in points],
            "grid": [[round(easting, 2), round(northing, 2)] for easting, northing in grid],
            "metres": self.measure(grid) if points else None,
        }

    def judge(self, question: Question, answer: Any, reading: Reading, /) -> None:
        """
        Look whether it lies in the council's area and can be a shape.

        :raises AnswerProblem: if not
        """
        if not answer["points"]:
            return
        self.judge_shape(answer)
        if question.settings.get("anywhere", False):
            return
        for easting, northing in answer["grid"]:
            gss_code = places.council_gss_at(easting, northing, on=reading.today)
            if gss_code is not None and gss_code != reading.council.gss_code:
                raise AnswerProblem(
                    question.message("outside", reading.language)
                    or _("Part of this is outside the area of %(council)s")
                    % {"council": reading.council.name_in(reading.language)}
                )

    def judge_shape(self, answer: Any) -> None:
        """Accept: any points make a line."""

    def typed(self, question: Question, answer: Any, /) -> dict[str, list[str]]:
        """Return the words and the points."""
        points = ";".join(f"{latitude},{longitude}" for latitude, longitude in answer["points"])
        return {
            f"{question.key}_description": [answer["description"]],
            f"{question.key}_points": [points],
        }

    def words(self, question: Question, answer: Any, language: str, /) -> tuple[str, ...]:
        """Return the words, and how large what was drawn is."""
        drawn = self.spoken_measure(answer["metres"]) if answer["points"] else ""
        return tuple(part for part in (answer["description"], drawn) if part)

    def too_few(self) -> str:
        """Return what is said where the points do not suffice."""
        return _("Add at least 2 points to the map, or remove them and describe the place")

    def measure(self, grid: list[geometry.Point]) -> float:
        """Return the length in metres."""
        return round(float(LineString(grid).length), 1)

    def spoken_measure(self, metres: float) -> str:
        """Return the length in words."""
        whole = round(metres)
        return ngettext(
            "Line on the map, %(number)s metre long",
            "Line on the map, %(number)s metres long",
            whole,
        ) % {"number": f"{whole:,}"}


class MapAreaField(MapLineField):
    """An area, such as a site; the last point is joined to the first."""

    key: ClassVar[str] = "map_area"
    fewest_points: ClassVar[int] = 3

    def too_few(self) -> str:
        """Return what is said where the points do not suffice."""
        return _("Add at least 3 points to the map, or remove them and describe the place")

    def judge_shape(self, answer: Any) -> None:
        """
        Look whether the outline crosses itself.

        :raises AnswerProblem: if it does
        """
        if not Polygon(answer["grid"]).is_valid:
            raise AnswerProblem(
                _("The outline crosses itself. Remove the points and go round the edge in order")
            )

    def measure(self, grid: list[geometry.Point]) -> float:
        """Return the area in square metres."""
        return round(float(Polygon(grid).area), 1)

    def spoken_measure(self, metres: float) -> str:
        """Return the area in words."""
        if metres >= _SQUARE_METRES_IN_A_HECTARE:
            hectares = f"{metres / _SQUARE_METRES_IN_A_HECTARE:.2f}"
            return _("Area on the map, %(number)s hectares") % {"number": hectares}
        return _("Area on the map, %(number)s square metres") % {"number": f"{round(metres):,}"}


def _points(text: str) -> list[geometry.Point]:
    """Return the points that lie on the National Grid; what is none is left out."""
    found = []
    for pair in text.split(";")[:_MOST_POINTS]:
        parts = pair.split(",")
        try:
            latitude, longitude = (float(part) for part in parts)
        except ValueError:
            continue
        if 49 <= latitude <= 61.5 and -9 <= longitude <= 2.5:  # noqa: PLR2004 - the grid's span
            found.append((latitude, longitude))
    return found
