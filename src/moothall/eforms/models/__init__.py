"""Forms and their versions, drafts and their uploads, submissions."""

from moothall.eforms.models.draft import Draft, Upload
from moothall.eforms.models.form import Form, FormVersion
from moothall.eforms.models.submission import Submission

__all__ = ["Draft", "Form", "FormVersion", "Submission", "Upload"]
