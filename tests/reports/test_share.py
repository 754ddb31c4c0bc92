"""The page that is made for a client: what it shows, and that nothing private is in its bytes.

Whatever must not be shown holds the word CANARY with a number of its own; what must be shown holds
SEEN with one."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from running import ROOT, Run
from vaults import TODAY, write_vault

from vaultcrm.commands import Invocation
from vaultcrm.commands._vault import opened
from vaultcrm.errors import VaultError
from vaultcrm.rendering.html_cells import Place
from vaultcrm.rendering.report_html import as_html
from vaultcrm.reports._share import shared
from vaultcrm.schema.share import PARTS

CANARY = re.compile(r"CANARY\d*", re.IGNORECASE)


def page_of(root: Path, client: str = "clients/Acme.md") -> tuple[str, dict[str, str]]:
    """The page of a client with all parts, and what is not on it with why, by its place."""
    with opened(Invocation(root, TODAY), quiet=True) as session:
        [record] = [each for each in session.book.records("clients") if each.path == client]
        report, left_out = shared(session.book, session.index, record, PARTS)
        return as_html(report, Place(root, True, linkless=True)), dict(left_out)


PRIVATE_PLACES = {
    "clients/Acme.md": """\
        ---
        type: client
        status: active
        aliases: [CANARY01 alias]
        tags: [CANARY02]
        exit_reason: CANARY03
        hourly_rate: 90 EUR
        email: canary04@acme.example
        owner: CANARY05
        website: https://canary06.example
        phone: CANARY07
        referred_by: "[[Borealis Ltd]]"
        CANARY08: CANARY09
        # CANARY10
        ---
        CANARY11 prose [[CANARY12|CANARY13]] %%CANARY14%% <!-- CANARY15 -->

        ## Log
        - 2026-11-02 email in: CANARY16
        ## Feedback
        - 2026-11-02 CANARY17 [score:: 5]
        ## Expectations
        - ours: CANARY18
        ## Onboarding
        - [ ] CANARY19
        ## Invoices
        - [ ] 2026-11-02 SEEN01 [amount:: 100 EUR] [CANARY20:: CANARY21] 📅 2026-12-01
        - [ ] CANARY22 not sent yet [amount:: 100 EUR]
        - [ ] 2026-11-02 CANARY23 without an amount
        - [ ] 2026-11-02 CANARY24 [amount:: lots]
        """,
    "clients/Borealis Ltd.md": """\
        ---
        type: client
        title: CANARYB1 Borealis Holding
        status: active
        aliases: [Northern Lights, CANARYB2]
        ---
        ## Invoices
        - [ ] 2026-11-02 CANARYB3 [amount:: 100 EUR]
        - [ ] 2026-11-02 CANARYB4 [client:: [[Acme]]] [amount:: 100 EUR]
        """,
    "people/Dana Fox.md": """\
        ---
        type: person
        client: "[[Acme]]"
        role: CANARY25
        ---
        ## Log
        - 2026-11-02 email in: CANARY26
        """,
    "people/Secret Friend.md": """\
        ---
        type: person
        client: "[[Acme]]"
        private: true
        ---
        CANARY27
        """,
    "people/Boris Lake.md": """\
        ---
        type: person
        client: "[[Borealis Ltd]]"
        ---
        """,
    "projects/CANARY28 website.md": """\
        ---
        type: project
        title: SEEN02 website
        client: "[[Acme]]"
        status: active
        fee: 9999 EUR
        hours_budget: 77
        probability: 66
        tags: [CANARY29]
        agreed_by: "[[Dana Fox|CANARY30]]"
        due: 2026-12-24
        ---
        ## Scope
        CANARY31
        ## Deliverables
        - [x] SEEN03 %%CANARY32%% done <!-- CANARY33 --> ✅ 2026-11-01
        - [ ] SEEN04 #CANARY34 @CANARY35 [owner:: CANARY36] [hours:: 55] 📅 2026-12-02
        - [ ] SEEN05 [[CANARY37/CANARY38#CANARY39|shown]] [text](CANARY40.md "CANARY41")
        - [ ] SEEN06 ![[CANARY42.png]] ![alt CANARY43](CANARY44.png) end
        - [ ] <span title="CANARY45">CANARY46</span>
        - [ ] CANARY47 for borealis-ltd
        - [ ] CANARY48 as [[Borealis Ltd|they]] have it
        - [ ] CANARY49 like northern  lights
        - [ ] CANARY50 see [x](../clients/Borealis%20Ltd.md)
        - [ ] CANARY51 asked by **Boris** Lake
        - [ ] CANARY52 says Secret Friend
        - [ ] CANARY53 see [[SECRET project|it]]
        - [ ] CANARY54 [client:: [[Borealis Ltd]]]
        - [?] CANARY55
        - [ ] CANARY56 secret:: CANARY57
        - [ ] CANARY58 📅 2026-02-31
        - [ ] CANARY59 see file:///home/me and obsidian://open
        - [ ] CANARY60 #private
          - [ ] CANARY61
        - [ ] private: CANARY62
        - [ ] CANARY63 [private:: true]
        - [ ] Borealis Ltd
          - [ ] CANARY64
        - [ ] SEEN07 `code` **bold**
        - [ ] https://staging.example/SEEN15
        - [ ] CANARY113 as in [[Ledger|another]]
        - [ ] CANARY114 [hours:: many]
        - [ ] CANARY116 as [[Loose|they]] said

        > ## Deliverables
        > - [ ] CANARY65

        ### For Borealis Ltd
        - [ ] CANARY66
        ### PRIVATE notes
        - [ ] CANARY67
        #### Deliverables
        - [ ] CANARY68
        ### More
        - [ ] SEEN08

        ```
        - [ ] CANARY69
        ```
        %%
        - [ ] CANARY70
        %%
        <!--
        - [ ] CANARY71
        -->
        ## Private
        - [ ] CANARY72
        ## Change requests
        - [ ] SEEN09 [cost:: 900 EUR] [hours:: 44] [by:: CANARY73] [asked:: 2026-11-02]
        - [ ] CANARY74 [cost:: much]
        ## Risks
        - CANARY75 [likelihood:: high]
        ## Hours
        - 2026-11-02 SEEN10 [hours:: 3] [person:: CANARY76]
        ## Communication
        CANARY77
        ## Debrief
        CANARY78
        ## Deliverables
        - [ ] SEEN11 before
        - [ ] CANARY117 %% CANARY79
        - [ ] CANARY80
        ## Invoices
        - [ ] 2026-11-02 CANARY81 [amount:: 100 EUR]
        """,
    "projects/SECRET project.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        private: yes, please
        ---
        ## Deliverables
        - [ ] CANARY82
        """,
    "projects/Ledger.md": """\
        ---
        type: project
        client: "[[Borealis Ltd]]"
        status: active
        ---
        ## Deliverables
        - [ ] CANARYB5
        """,
    "meetings/2026-11-07 of the idea.md": """\
        ---
        type: meeting
        client: "[[Acme]]"
        project: "[[CANARY83 idea]]"
        date: 2026-11-07
        ---
        ## Decisions
        - CANARY115
        """,
    "projects/CANARY83 idea.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: lead
        ---
        ## Deliverables
        - [ ] CANARY84
        """,
    "projects/CANARY85 unknown.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: almost
        ---
        ## Deliverables
        - [ ] CANARY86
        """,
    "projects/CANARY87 both.md": """\
        ---
        type: project
        client: ["[[Acme]]", "[[Borealis Ltd]]"]
        status: active
        ---
        ## Deliverables
        - [ ] CANARY88
        """,
    "projects/CANARY89 conflict.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        ## Deliverables
        <<<<<<< HEAD
        - [ ] CANARY90
        =======
        - [ ] CANARY91
        >>>>>>> theirs
        """,
    "projects/Two versions.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        ## Deliverables
        - [ ] CANARY92
        """,
    "projects/Two versions.sync-conflict-20260301-101010-ABCDEF7.md": """\
        ---
        type: project
        client: "[[Acme]]"
        private: true
        status: active
        ---
        ## Deliverables
        - [ ] CANARY93
        """,
    "projects/CANARY94 twice.md": """\
        ---
        type: project
        client: "[[Acme]]"
        private: false
        private: true
        status: active
        ---
        ## Deliverables
        - [ ] CANARY95
        """,
    "projects/Html.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        ---
        ## Deliverables
        - [ ] SEEN12
        <details><summary>CANARY96</summary>

        - [ ] CANARY97

        </details>
        """,
    "projects/Unclosed.md": """\
        ---
        type: project
        client: "[[Acme]]"
        status: active
        delivered: CANARY98
        ---
        ## Deliverables
        - [ ] SEEN13
        <!-- CANARY99
        - [ ] CANARY100
        """,
    "meetings/2026-11-02 CANARY101 kickoff.md": """\
        ---
        type: meeting
        client: "[[Acme]]"
        project: "[[CANARY28 website]]"
        date: 2026-11-02
        mood: tense
        next: 2026-12-09
        attendees: ["[[Dana Fox]]"]
        ---
        CANARY102
        ## Decisions
        - SEEN14 [state:: final] [by:: CANARY103]
        - CANARY104 [state:: perhaps]
        ## Actions
        - [ ] CANARY105
        ## Feedback
        - CANARY106
        """,
    "meetings/2026-11-03 with both.md": """\
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-11-03
        attendees: ["[[Boris Lake]]"]
        ---
        ## Decisions
        - CANARY107
        """,
    "meetings/2026-11-04 Acme and Northern Lights.md": """\
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-11-04
        ---
        ## Decisions
        - CANARY108
        """,
    "meetings/2026-11-05 secret.md": """\
        ---
        type: meeting
        project: "[[SECRET project]]"
        date: 2026-11-05
        ---
        ## Decisions
        - CANARY109
        """,
    "meetings/2026-11-06 tagged.md": """\
        ---
        type: meeting
        client: "[[Acme]]"
        date: 2026-11-06
        tags: [Private/CANARY110]
        ---
        ## Decisions
        - CANARY111
        """,
    "notes/Loose.md": """\
        ---
        type: meeting
        client: "[[Borealis Ltd]]"
        date: 2026-11-03
        ---
        ## Decisions
        - CANARY112 [client:: [[Acme]]]
        """,
}


def test_nothing_private_and_everything_else(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "CANARY-vault", PRIVATE_PLACES)
    page, left_out = page_of(root)
    assert CANARY.findall(page) == []
    assert sorted(set(re.findall(r"SEEN\d+", page))) == [f"SEEN{n:02}" for n in range(1, 16)]
    for never in ("obsidian:", "file:", "href=\"http", "mailto", ".md", "borealis", "lights",
                  "Boris", "Secret Friend", "90 EUR", "9,999", "tense"):  # fmt: skip
        assert never.casefold() not in page.casefold(), never
    for shown in ("900 EUR", "2026-12-24", "2026-12-09", "shown", "text", "code bold"):
        assert shown in page
    texts = "\n".join(PRIVATE_PLACES.values())
    assert len(set(CANARY.findall(texts))) > 100
    for path in PRIVATE_PLACES:
        if path.startswith(("projects/CANARY8", "projects/CANARY94", "meetings/2026-11-03")):
            assert path in left_out


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    _, left_out = page_of(write_vault(tmp_path, PRIVATE_PLACES))
    why = {place.partition("/")[2].partition(":")[0] for place in left_out}
    assert {"SECRET project.md", "Two versions.md", "CANARY87 both.md", "Loose.md"} <= why
    lines = PRIVATE_PLACES["projects/CANARY28 website.md"].split("\n")
    numbers = [
        n for n, line in enumerate(lines, 1) if re.search(r"- \[.\] .*CANARY(4[5-9]|5)", line)
    ]
    assert len(numbers) == 13
    assert {f"projects/CANARY28 website.md:{n}" for n in numbers} <= left_out.keys()


CLIENT = "---\ntype: client\nstatus: active\n---\n"
PROJECT = '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n---\n## Deliverables\n'
# A client's note that makes the whole page impossible.
CLOSED = {
    "private": "---\ntype: client\nstatus: active\nprivate: true\n---\n",
    "perhaps private": "---\ntype: client\nstatus: active\nprivate:\n---\n",
    "tagged as private": "---\ntype: client\nstatus: active\ntags: private\n---\n",
    "broken": "---\ntype: client\nstatus: [active\n---\n",
    "in conflict": f"{CLIENT}<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n",
    "without an end": "---\ntype: client\nstatus: active\n",
}


@pytest.mark.parametrize("note", CLOSED.values(), ids=CLOSED)
def test_a_client_in_doubt_has_no_page(tmp_path: Path, note: str) -> None:
    write_vault(tmp_path, {"clients/Acme.md": note, "projects/Site.md": f"{PROJECT}- [ ] x\n"})
    with pytest.raises(VaultError, match=r"nothing can be shared .* clients/Acme\.md"):
        page_of(tmp_path)


def test_a_link_to_one_of_two_clients_is_not_certain(tmp_path: Path) -> None:
    notes = {"clients/Acme.md": CLIENT, "clients/old/Acme.md": CLIENT}
    root = write_vault(tmp_path, {**notes, "projects/Site.md": f"{PROJECT}- [ ] CANARY\n"})
    page, left_out = page_of(root)
    assert "CANARY" not in page
    assert "several notes" in left_out["projects/Site.md"]


# --- any placement

HIDE: list[Callable[[str], str]] = [
    lambda text: f"%%{text}%%",
    lambda text: f"%%\n- [ ] {text}\n%%",
    lambda text: f"<!-- {text} -->",
    lambda text: f"<!--\n\n- [ ] {text}\n-->",
    lambda text: f"## Private\n- [ ] {text}\n## Deliverables",
    lambda text: f"###### private:\n\n- [ ] {text}\n\n# Deliverables",
    lambda text: f"Private\n=======\n- [ ] {text}\n\nDeliverables\n============\n",
    lambda text: f"## **PRIVATE** things\n### Deliverables\n- [ ] {text}\n## Deliverables",
    lambda text: f"- [ ] {text} for Borealis",
    lambda text: f"- [ ] {text} and [[Borealis]]",
    lambda text: f"- [ ] {text} #private",
    lambda text: f"> - [ ] {text}",
    lambda text: f"- [ ] [note:: {text}] visible",
    lambda text: f"- [ ] visible [[{text}|here]]",
    lambda text: f'- [ ] <b title="{text}">{text}</b>',
    lambda text: f"## Risks\n- {text}\n## Deliverables",
    lambda text: f"```\n- [ ] {text}\n```",
    lambda text: f"- Private: {text}\n  - [ ] {text}",
]
END: list[Callable[[str], str]] = [
    lambda text: f"%%\n- [ ] {text}",
    lambda text: f"<!-- {text}\n- [ ] {text}",
    lambda text: f"- [ ] visible %% {text}\n- [ ] {text}",
    lambda text: f"<div hidden>\n\n- [ ] {text}\n\n</div>\n\n- [ ] {text}",
    lambda text: f"## Private\n- [ ] {text}",
    lambda text: f"~~~\n- [ ] {text}",
    lambda text: f"- Private\n  - [ ] {text}\n- [ ] {text}",
    lambda text: "",
]


NOTE = st.tuples(
    st.lists(st.tuples(st.sampled_from(HIDE), st.booleans()), max_size=6),
    st.sampled_from(END),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


@pytest.fixture(scope="module")
def small_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    notes = {"clients/Acme.md": CLIENT, "clients/Borealis.md": CLIENT}
    root = write_vault(tmp_path_factory.mktemp("vault"), notes)
    (root / "projects").mkdir()
    return root


@given(st.lists(NOTE, min_size=8, max_size=8))
@settings(max_examples=10, phases=[Phase.generate])  # each takes a second
def test_canaries_anywhere(small_vault: Path, notes: list[Any]) -> None:
    expected, number = set(), 0
    for each, (places, end, newline) in enumerate(notes):
        pieces = []
        for hide, visible in [(lambda text: "", True), *places]:
            number += 1
            pieces.append(hide(f"CANARY{number}"))
            if visible:
                pieces.append(f"- [ ] SEEN{number}x")
                expected.add(f"SEEN{number}x")
        text = PROJECT + "\n".join([*pieces, end("CANARY0")]) + "\n"
        note = small_vault / f"projects/Site {each}.md"
        note.write_bytes(text.replace("\n", newline).encode())
    page, _ = page_of(small_vault)
    assert CANARY.findall(page) == []
    assert set(re.findall(r"SEEN\d+x", page)) == expected


# --- the command


def test_only_the_parts_that_the_settings_name(tmp_path: Path, vaultcrm: Run) -> None:
    root = write_vault(tmp_path / "v", PRIVATE_PLACES, "share: [decisions]\n")
    done = vaultcrm("report", "client", "Acme", "--share", "-o", tmp_path / "out", cwd=root)
    assert done.status == 0, done.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["Acme.html"]
    page = (tmp_path / "out" / "Acme.html").read_text()
    assert set(re.findall(r"SEEN\d+", page)) == {"SEEN14"}
    assert "left out: meetings/2026-11-03 with both.md" in done.stderr
    assert done.stdout == ""


def test_a_page_of_ours_is_written_again_and_no_other(tmp_path: Path, vaultcrm: Run) -> None:
    root = write_vault(tmp_path / "v", PRIVATE_PLACES)
    command = ("report", "client", "Acme", "--share", "-o", tmp_path / "Acme.html")
    assert vaultcrm(*command, cwd=root).status == 0
    assert vaultcrm(*command, cwd=root).status == 0
    (tmp_path / "Acme.html").write_text("mine")
    done = vaultcrm(*command, cwd=root)
    assert (done.status, (tmp_path / "Acme.html").read_text()) == (2, "mine")
    assert "is no page of ours" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["summary", "--share", "-o", "x"],
        ["client", "Acme", "--share"],
        ["client", "Acme", "--share", "-o", "x", "--format", "md"],
        ["client", "Acme", "--share", "-o", "x", "--write"],
        ["--all", "--share", "-o", "x"],
    ],
)
def test_what_cannot_be_meant(tmp_path: Path, vaultcrm: Run, arguments: list[str]) -> None:
    done = vaultcrm("report", *arguments, cwd=write_vault(tmp_path / "v", {}))
    assert done.status == 2
    assert "--share" in done.stderr
    assert not (tmp_path / "x").exists()


def test_the_page_of_the_example(golden: Callable[[str, str], None]) -> None:
    page, left_out = page_of(ROOT / "example-vault", "clients/Hafenkontor Genossenschaft.md")
    main = page[page.index("<header") : page.index("</main>")]
    golden("share.html", f"{main}\n{left_out}\n")
