"""One folder a supplier; adding one changes no file outside it but one line in `apps.py`."""
