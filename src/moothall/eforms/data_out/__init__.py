"""
What was handed in, as files that staff and programs take away: CSV for spreadsheets, JSON lines.

`cells.py` and `columns.py` are pure; `exports.py` reads. That somebody took something away is
written down by `actions/exporting.py`, which alone hands out an export.
"""
