"""The website's rows; each file holds one aggregate."""

from moothall.content.models.alert import Alert, Severity
from moothall.content.models.feedback import PageFeedback
from moothall.content.models.knowledge import ArticleKind, DeskArticle, DeskFeedback
from moothall.content.models.media import CouncilDocument, CouncilImage, CouncilRendition
from moothall.content.models.pages import (
    CouncilRoot,
    HomePage,
    InformationPage,
    PageRole,
    ServiceLandingPage,
    ServicePage,
)
from moothall.content.models.search_entry import SearchEntry

__all__ = [
    "Alert",
    "ArticleKind",
    "CouncilDocument",
    "CouncilImage",
    "CouncilRendition",
    "CouncilRoot",
    "DeskArticle",
    "DeskFeedback",
    "HomePage",
    "InformationPage",
    "PageFeedback",
    "PageRole",
    "SearchEntry",
    "ServiceLandingPage",
    "ServicePage",
    "Severity",
]
