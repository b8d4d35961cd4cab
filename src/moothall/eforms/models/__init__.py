"""Forms, their versions and working copies, drafts and their uploads, submissions."""

from moothall.eforms.models.adoption import LibraryAdoption
from moothall.eforms.models.design import DesignComment, DesignStep, TrialRun, WorkingCopy
from moothall.eforms.models.draft import Draft, ReturnLink, Upload
from moothall.eforms.models.form import Form, FormVersion, InFlight
from moothall.eforms.models.submission import Submission

__all__ = [
    "DesignComment",
    "DesignStep",
    "Draft",
    "Form",
    "FormVersion",
    "InFlight",
    "LibraryAdoption",
    "ReturnLink",
    "Submission",
    "TrialRun",
    "Upload",
    "WorkingCopy",
]
