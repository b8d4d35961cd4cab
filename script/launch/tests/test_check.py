"""A check that could not look never says that all is well."""

import json

import pytest

from script.launch.check import vulnerabilities

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
UNKNOWN = {"name": "wagtail", "skip_reason": "not found"}
FLAWED = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"], "description": ""}],
}


@pytest.mark.parametrize(
    ("dependencies", "is_bad", "was_checked"),
    [
        ([SOUND], False, True),
        ([SOUND, UNKNOWN], False, True),
        ([SOUND, FLAWED], True, True),
        ([UNKNOWN, FLAWED], True, True),
        ([UNKNOWN], False, False),
    ],
)
def test_reports_are_read(dependencies, is_bad, was_checked):
    report = vulnerabilities(json.dumps({"dependencies": dependencies, "fixes": []}))

    assert (report.is_bad, report.was_checked) == (is_bad, was_checked)


def test_a_report_that_did_not_come_counts_as_not_checked():
    assert not vulnerabilities("").was_checked


def test_a_flaw_is_told_with_its_mending():
    report = vulnerabilities(json.dumps({"dependencies": [FLAWED], "fixes": []}))

    assert report.lines == ("pillow 1.0: CVE-1, mended in 1.1",)
