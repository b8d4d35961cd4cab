"""Forms, their versions and working copies, drafts and their uploads, submissions."""

from moothall.eforms.models.adoption import Left, LeftImprovement, LibraryAdoption
from moothall.eforms.models.bringing import ReadForm
from moothall.eforms.models.design import DesignComment, DesignStep, TrialRun, WorkingCopy
from moothall.eforms.models.draft import Draft, ReturnLink, Upload, Waiting
from moothall.eforms.models.form import Form, FormVersion, InFlight
from moothall.eforms.models.helped import HelpedDraft
from moothall.eforms.models.prefill import Prefill
from moothall.eforms.models.signing import Signing, SigningState
from moothall.eforms.models.submission import Submission
from moothall.eforms.models.tally import Measure, Tally

__all__ = [
    "DesignComment",
    "DesignStep",
    "Draft",
    "Form",
    "FormVersion",
    "HelpedDraft",
    "InFlight",
    "Left",
    "LeftImprovement",
    "LibraryAdoption",
    "Measure",
    "Prefill",
    "ReadForm",
    "ReturnLink",
    "Signing",
    "SigningState",
    "Submission",
    "Tally",
    "TrialRun",
    "Upload",
    "Waiting",
    "WorkingCopy",
]
