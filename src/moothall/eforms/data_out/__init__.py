"""
What was handed in, as files that staff and programs take away: CSV for spreadsheets, JSON lines.

`columns.py` is pure; `exports.py` reads. That somebody took something away is
written down by `actions/exporting.py`, which alone hands out an export.
"""
