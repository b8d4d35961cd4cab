"""The zip of a copy: the document, a page for people, and the files."""

import json
import shutil
import zipfile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from moothall.people.your_data.document import PackedFile, YourData, as_json
from moothall.people.your_data.words import in_words

DOCUMENT, PAGE = "data.json", "index.html"
_AT_ONCE = 1024 * 1024


def pack(data: YourData, into: IO[bytes]) -> None:
    """Write the zip; files are copied piece by piece, whatever their size."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        document = json.dumps(as_json(data), ensure_ascii=False, indent=2)
        archive.writestr(DOCUMENT, document)
        archive.writestr(PAGE, page_of(data))
        for file in data.files:
            if file.path:
                _copy(archive, file)


def page_of(data: YourData) -> str:
    """Return the page: one file without scripts that works by itself, in any browser."""
    return render_to_string(
        "people/your_data/page.html",
        {
            "data": data,
            "sections": [
                {
                    "id": f"section-{number}",
                    "title": section.title,
                    "explanation": section.explanation,
                    "rows": [
                        [
                            (label, lines)
                            for key, label in section.columns.items()
                            if (lines := in_words(row[key]))
                        ]
                        for row in section.rows
                    ],
                }
                for number, section in enumerate(data.sections, start=1)
            ],
        },
    )


def _copy(archive: zipfile.ZipFile, file: PackedFile) -> None:
    """Copy the bytes of a file; one whose bytes are gone leaves no trace but its row."""
    try:
        source: Any = default_storage.open(file.held.storage_key)
    except FileNotFoundError:
        return
    with source, archive.open(file.path, "w") as target:
        shutil.copyfileobj(source, target, _AT_ONCE)
