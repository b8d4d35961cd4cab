"""
Writing answers down as a tagged PDF, to be kept by the person and by the council.

The page is laid out by Typst from `answers.typ`. What people typed reaches it as data and is set as
plain text; nothing of it is ever read as markup.
"""

from moothall.eforms.printing.sheets import Sheet, SheetGroup, SheetRow, as_pdf

__all__ = ["Sheet", "SheetGroup", "SheetRow", "as_pdf"]
