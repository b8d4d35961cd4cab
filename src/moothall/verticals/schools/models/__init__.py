"""The rows of schools, one file an aggregate."""

from moothall.verticals.schools.models.activity import Activity, ActivityPlace, Instalment
from moothall.verticals.schools.models.pupil import Guardian, GuardianInvitation, Pupil
from moothall.verticals.schools.models.school import MealPrice, School, SchoolWorker

__all__ = [
    "Activity",
    "ActivityPlace",
    "Guardian",
    "GuardianInvitation",
    "Instalment",
    "MealPrice",
    "Pupil",
    "School",
    "SchoolWorker",
]
