"""What screens are given of the knowledge: frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.content.knowledge.steps import Step
from moothall.content.models import ArticleKind


@dataclass(frozen=True)
class ArticleRow:
    """An article, in both languages."""

    id: UUID
    council_id: int
    kind: ArticleKind
    title: str
    title_cy: str
    words: str
    words_cy: str
    steps: tuple[Step, ...]
    service: str
    page_path: str
    shown_until: datetime | None
    is_withdrawn: bool
    version: int
    written_by_name: str
    updated_at: datetime

    def title_in(self, language: str) -> str:
        """Return the title in a language, or in English where it has none."""
        return self.title_cy if language == "cy" and self.title_cy else self.title

    def words_in(self, language: str) -> str:
        """Return the words in a language, or in English where there are none."""
        return self.words_cy if language == "cy" and self.words_cy else self.words


@dataclass(frozen=True)
class KnowledgeFound:
    """One thing found: an article with its id, or a page or form of the website with its path."""

    council_id: int
    kind: str
    title: str
    summary: str
    article_id: UUID | None
    path: str

    @property
    def kind_label(self) -> str:
        """Return an article's kind in a word, before the colon of what it is for."""
        if self.article_id is None:
            return ""
        return str(ArticleKind(self.kind).label).partition(":")[0]


@dataclass(frozen=True)
class FeedbackRow:
    """An agent's word that something did not help, and what the editor did about it."""

    id: UUID
    council_id: int
    article_id: UUID | None
    article_title: str
    page_path: str
    comment: str
    given_by_name: str
    given_at: datetime
    answer: str
    answered_by_name: str
    answered_at: datetime | None
