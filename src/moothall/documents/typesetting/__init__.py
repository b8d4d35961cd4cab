"""
Writing a page down as a tagged PDF by the standard PDF/UA-1, to be kept.

The page is laid out by Typst from a template of the app whose page it is. What people typed reaches
it as data and is set as plain text; nothing of it is ever read as markup. The fonts that are needed
lie beside this; an operator can add more (`MOOTHALL_FONTS`).
"""

from moothall.documents.typesetting.setting import typeset

__all__ = ["typeset"]
