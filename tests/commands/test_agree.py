"""`agree` from the first seal to the change that it finds."""

from datetime import datetime
from pathlib import Path

import pytest
from running import Run
from vaults import opened, write_vault

from vaultcrm.rules.catalogue import rules_named
from vaultcrm.rules.practice import agreement_changed
from vaultcrm.rules.survey import Survey

NOTES = {
    "clients/Acme.md": "---\ntype: client\nstatus: active\n---\n",
    "people/Dana Fox.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n',
    "projects/Site.md": """
        ---
        type: project
        client: "[[Acme]]" # who pays
        status: proposed
        ---
        ## Scope
        Twelve pages.
        ## Deliverables
        - [ ] Wireframes 📅 2026-12-01
    """,
}
PROJECT = "projects/Site.md"
KEPT = "agreements/Site 2026-11-20.md"
CHECK = ("check", "--select", "practice/agreement-changed")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(tmp_path, NOTES)


def text_of(root: Path) -> str:
    return (root / PROJECT).read_text(encoding="utf-8")


def agree(vaultcrm: Run, *arguments: str) -> list[str]:
    done = vaultcrm("--today", "2026-11-20", "agree", "Site", *arguments)
    assert done.status == 0, done.stderr
    return done.stdout.splitlines()


def test_seals_once(vault: Path, vaultcrm: Run) -> None:
    before = text_of(vault)
    assert agree(vaultcrm, "-n") == [f"would write {KEPT}", f"would write {PROJECT}"]
    assert text_of(vault) == before and not (vault / "agreements").exists()
    assert agree(vaultcrm, "--by", "Dana Fox", "--status", "agreed") == [
        f"wrote {KEPT}",
        f"wrote {PROJECT}",
    ]
    seal = "agreed_text: sha256-"
    added = text_of(vault).split(seal)[1].split("\n")[0]
    assert len(added) == 16
    assert text_of(vault) == before.replace("proposed", "agreed").replace(
        "---\n## Scope",
        'agreed_on: 2026-11-20\nagreed_by: "[[Dana Fox]]"\n'
        f'{seal}{added}\nagreement: "[[agreements/Site 2026-11-20]]"\n---\n## Scope',
    )
    assert "````markdown\n## Scope\n\nTwelve pages.\n\n## Deliverables\n\n- Wireframes 📅" in (
        vault / KEPT
    ).read_text(encoding="utf-8")
    assert agree(vaultcrm) == [f"unchanged {PROJECT}: agreed on 2026-11-20"]
    assert vaultcrm("check").stdout == ""


def test_a_change_is_found_shown_and_sealed_anew(vault: Path, vaultcrm: Run) -> None:
    agree(vaultcrm)
    ticked = text_of(vault).replace("[ ] W", "[x] W")
    (vault / PROJECT).write_text(ticked, encoding="utf-8")
    assert vaultcrm("agree", "Site", "--diff").stdout == ""
    assert vaultcrm(*CHECK).status == 0
    (vault / PROJECT).write_text(ticked + "- [ ] Blog\n", encoding="utf-8")
    assert "1 deliverable more ('Blog')" in vaultcrm(*CHECK).stdout
    shown = vaultcrm("agree", "Site", "--diff")
    assert shown.status == 1
    assert shown.stdout.startswith(f"--- {KEPT}\n+++ {PROJECT}\n") and "\n+- Blog\n" in shown.stdout
    kept = (vault / KEPT).read_bytes()
    # On the same day: what was agreed first is kept beside it.
    assert agree(vaultcrm)[0] == "wrote agreements/Site 2026-11-20 2.md"
    assert (vault / KEPT).read_bytes() == kept
    assert vaultcrm(*CHECK).status == 0
    assert agree(vaultcrm) == [f"unchanged {PROJECT}: agreed on 2026-11-20"]


def test_days(vault: Path, vaultcrm: Run) -> None:
    note = text_of(vault).replace("status:", "agreed_on: 2026-09-01\nstatus:")
    (vault / PROJECT).write_text(note, encoding="utf-8")
    assert agree(vaultcrm)[0] == "wrote agreements/Site 2026-09-01.md"
    assert agree(vaultcrm, "--date", "2026-09-02")[0] == "wrote agreements/Site 2026-09-02.md"
    (vault / PROJECT).write_text(text_of(vault) + "- [ ] Blog\n", encoding="utf-8")
    assert agree(vaultcrm)[0] == f"wrote {KEPT}"
    assert "agreed_on: 2026-11-20\n" in text_of(vault)


def test_what_was_kept_and_is_gone_is_kept_again(vault: Path, vaultcrm: Run) -> None:
    agree(vaultcrm)
    kept = (vault / KEPT).read_bytes()
    (vault / KEPT).unlink()
    assert agree(vaultcrm) == [f"wrote {KEPT}"]
    assert (vault / KEPT).read_bytes() == kept


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("Acme",), "is no project"),
        (("Site", "--by", "Site"), "neither a person nor a client"),
        (("Site", "--by", "Nobody"), "there is no note 'Nobody'"),
        (("Site", "--date", "1800-01-01"), "is no date between"),
        (("Site", "--diff"), "nothing was sealed"),
    ],
)
def test_refused(vault: Path, vaultcrm: Run, arguments: tuple[str, ...], reason: str) -> None:
    before = text_of(vault)
    done = vaultcrm("agree", *arguments)
    assert done.status == 2 and reason in done.stderr
    assert text_of(vault) == before and not (vault / "agreements").exists()


def test_nothing_to_agree_on(vault: Path, vaultcrm: Run) -> None:
    (vault / PROJECT).write_text(text_of(vault).partition("## ")[0], encoding="utf-8")
    assert "nothing to agree on" in vaultcrm("agree", "Site").stderr


def test_a_seal_that_holds_costs_no_reading(
    vault: Path, vaultcrm: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(vaultcrm)
    monkeypatch.setattr(agreement_changed, "sections_in", None)
    (rule,) = rules_named(["practice/agreement-changed"])
    assert rule.check
    with opened(vault) as index:
        survey = Survey(index, datetime(2026, 11, 23))
        assert list(rule.check(survey)) == []
        (vault / PROJECT).write_text(text_of(vault) + "- [ ] Blog\n", encoding="utf-8")
        index.refresh()
        with pytest.raises(TypeError):
            list(rule.check(Survey(index, datetime(2026, 11, 23))))


def test_the_way_it_is_laid_out_is_no_change_to_anybody(vault: Path, vaultcrm: Run) -> None:
    note = text_of(vault) + "- [ ] Design\n"
    (vault / PROJECT).write_text(note, encoding="utf-8")
    agree(vaultcrm)
    note = text_of(vault).replace("Twelve pages.", "\nTwelve\npages. %%ask%%\n\n")
    note = note.replace("- [ ] Wireframes 📅 2026-12-01\n- [ ] Design", "* Design")
    (vault / PROJECT).write_text(note + "* Wireframes  📅 2026-12-01 #web\n", encoding="utf-8")
    assert agree(vaultcrm) == [f"unchanged {PROJECT}: agreed on 2026-11-20"]
    assert vaultcrm("agree", "Site", "--diff").stdout == ""
    assert vaultcrm(*CHECK).stdout == ""


def test_what_is_kept_and_was_edited(vault: Path, vaultcrm: Run) -> None:
    agree(vaultcrm)
    kept = (vault / KEPT).read_text(encoding="utf-8")
    (vault / KEPT).write_text(kept.replace("Twelve", "Two"), encoding="utf-8")
    line = text_of(vault).split("\n").index('agreement: "[[agreements/Site 2026-11-20]]"') + 1
    found = vaultcrm(*CHECK).stdout
    assert found.startswith(f"{PROJECT}:{line}:12: ") and f"{KEPT} no longer says" in found
    shown = vaultcrm("agree", "Site", "--diff")
    assert shown.status == 2 and f"{KEPT}: no longer says" in shown.stderr
    assert "still says what was agreed" in shown.stderr
    (vault / PROJECT).write_text(text_of(vault) + "- [ ] Blog\n", encoding="utf-8")
    assert "from a backup" in vaultcrm("agree", "Site", "--diff").stderr
    assert "how cannot be said" in vaultcrm(*CHECK).stdout
