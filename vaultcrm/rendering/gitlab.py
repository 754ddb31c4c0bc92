"""Findings → GitLab's Code Quality report.

Source: docs.gitlab.com, "Code Quality", "Code Quality report format"."""

from collections.abc import Sequence
from typing import Any

from vaultcrm.model import Finding
from vaultcrm.rendering.findings import fingerprints

_SEVERITIES = {"error": "major", "warning": "minor", "advice": "info"}


def as_gitlab(findings: Sequence[Finding], folder: str = "") -> list[dict[str, Any]]:
    """The report; `folder` is the vault's place in the repository, '' or with a / at its end."""
    return [
        {
            "description": finding.problem.message,
            "check_name": finding.problem.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": folder + finding.path,
                "lines": {"begin": finding.problem.line, "end": finding.problem.end_line},
            },
        }
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
