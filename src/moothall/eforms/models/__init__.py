"""Forms and their versions, drafts and their uploads, submissions."""

from moothall.eforms.models.adoption import LibraryAdoption
from moothall.eforms.models.draft import Draft, ReturnLink, Upload
from moothall.eforms.models.form import Form, FormVersion, InFlight
from moothall.eforms.models.submission import Submission

__all__ = [
    "Draft",
    "Form",
    "FormVersion",
    "InFlight",
    "LibraryAdoption",
    "ReturnLink",
    "Submission",
    "Upload",
]
