"""Ways in which something once got on the page for a client: each a row. CANARY stands in what must
not be shown, SEEN in what must be."""

import re
from pathlib import Path

import pytest
from vaults import TODAY, write_vault

from vaultcrm.commands import Invocation
from vaultcrm.commands._vault import opened
from vaultcrm.errors import VaultError
from vaultcrm.rendering.html_cells import Place
from vaultcrm.rendering.report_html import as_html
from vaultcrm.reports._share import shared
from vaultcrm.schema.share import PARTS

CLIENT = "---\ntype: client\nstatus: active\n---\n"
FRONT = '---\ntype: project\nclient: "[[Acme]]"\nstatus: active\n'
PROJECT = f"{FRONT}---\n## Deliverables\n"
MEETING = '---\ntype: meeting\nclient: "[[Acme]]"\ndate: 2026-11-02\n'
DECISION = "---\n## Decisions\n- CANARY\n"
ITEM = "---\n## Deliverables\n- [ ] CANARY\n"

OTHERS = {
    "clients/Acme.md": CLIENT,
    "clients/Borealis Ltd.md": "---\ntype: client\nstatus: past\naliases: [Northern Lights]\n---\n",
    "clients/Broken.md": "---\ntype: client\ntitle: Zephyr Holding\naliases: [Zeph]\nx: [a\n---\n",
    "clients/Late.md": "\n---\ntype: client\ntitle: Tardy Holding\n---\n",
    "clients/Typo.md": "---\ntype: cilent\ntitle: Mistyped Holding\n---\n",
    "clients/Comma.md": "---\ntype: client\nstatus: past\naliases: Kommata, Virgula\n---\n",
    "clients/Linked.md": '---\ntype: client\nstatus: past\ntitle: "[[Old|Linked Holding]]"\n---\n',
    "clients/Twice.md": "---\ntype: client\nstatus: past\ntitle: A\ntitle: Second Holding\n---\n",
    "archive/Gone.md": "---\ntype: client\nstatus: past\ntitle: Gone Holding\n---\n",
    "people/Boris Lake.md": '---\ntype: person\nclient: "[[Borealis Ltd]]"\n---\n',
    "people/Dana Fox.md": '---\ntype: person\nclient: "[[Acme]]"\n---\n',
    "people/Nobody Known.md": "---\ntype: person\n---\n",
    "people/Mara.md": "---\ntype: person\n---\n",
    "notes/Takeover plan.md": "---\ntype: note\nprivate: true\n---\n",
    "notes/Hush plan.md": "---\ntype: note\n---\n#private\n",
    "projects/Ledger.md": PROJECT.replace("Acme", "Borealis Ltd"),
}
CONFIG = "ignore: [archive]\nwe: [Mara]\n"

# What stands under Deliverables of a project of Acme's.
BODIES = [
    # a name that only the printed words hold, or that is written in another way
    "- [ ] CANARY Northern #later Lights",
    "- [ ] CANARY Northern [id:: x] Lights",
    "- [ ] CANARY Northern @x Lights",
    "- [ ] CANARY Northern ![[x]] Lights",
    "- [ ] CANARY Bor**ea**lis Ltd",
    "- [ ] CANARY Bo`re`alis Ltd",
    "- [ ] CANARY [[y|North]]ern Lights",
    "- [ ] CANARY BorealisLtd",
    "- [ ] CANARY https://x.example/Borealis%2520Ltd",
    # names in notes that cannot be read, or not as they should be
    "- [ ] CANARY Zephyr Holding",
    "- [ ] CANARY Zeph",
    "- [ ] CANARY Tardy Holding",
    "- [ ] CANARY Mistyped Holding",
    "- [ ] CANARY Virgula",
    "- [ ] CANARY Linked Holding",
    "- [ ] CANARY Second Holding",
    "- [ ] CANARY Gone Holding",
    "- [ ] CANARY Takeover plan",
    "- [ ] CANARY Hush plan",
    "- [ ] CANARY Nobody Known",
    "- [ ] SEEN for Mara",
    "- [ ] SEEN for Dana Fox of Acme",
    # lines that say to be private
    "- [ ] 2026-11-02 Private: CANARY",
    "- [ ] 🔒 Private: CANARY",
    "- [ ] (private) CANARY",
    "- [ ] [private] CANARY",
    "- [ ] PRIVATE - CANARY",
    "* [x] Private: CANARY",
    "- [ ] CANARY,#private",
    '- [ ] CANARY "#private"',
    "- [ ] CANARY %%#private%%",
    "- [ ] CANARY <!-- private -->",
    "- [ ] CANARY #internal/private",
    "- [ ] CANARY [is private:: true]",
    "- [ ] SEEN privately\n- [ ] SEEN our private cloud\n- [ ] SEEN #12 #privateer",
    # lines that say so of others
    "- [ ] CANARY\n  [private:: true]\n- [ ] SEEN",
    "- [ ] CANARY\n  private:: true\n- [ ] SEEN",
    "- [ ] CANARY\n  Private: yes\n- [ ] SEEN",
    "- [ ] CANARY\n  #private\n- [ ] SEEN",
    "- [ ] CANARY\n  - [ ] CANARY\n\n  private:: true\n- [ ] SEEN",
    "- [ ] SEEN\n  - [ ] CANARY\n    private:: true",
    "private:: true\n\n- [ ] CANARY",
    "[private:: true]\n\n- [ ] CANARY",
    "%% #private %%\n- [ ] CANARY",
    "%%\n#private\n%%\n- [ ] CANARY",
    "- [ ] SEEN\n##Private notes\n- [ ] CANARY",
    "- [ ] SEEN\n##\u00a0Private notes\n- [ ] CANARY",
    "- [ ] SEEN\n\u200b## Private things\n- [ ] CANARY\n### More\n- [ ] SEEN",
    "- [ ] SEEN\n\n**Private notes**\n- [ ] CANARY",
    "- [ ] SEEN\n\nPrivate notes:\n- [ ] CANARY",
    "- [ ] SEEN\n\nPrivate: not for Acme\n- [ ] CANARY",
    "- [ ] SEEN\n\nPrivate notes\n=\n- [ ] CANARY",
    "- [ ] SEEN\n\nOur\nPrivate notes\n---\n- [ ] CANARY",
    "- [ ] SEEN\n\nOur private\nnotes\n---\n- [ ] CANARY",
    "- [ ] SEEN\n\n<h3>Private</h3>\n- [ ] CANARY",
    "- [ ] SEEN\n\n<hr>Private\n- [ ] CANARY",
    "- [ ] SEEN\n- ## Private notes\n  - [ ] CANARY",
    "- [ ] SEEN\n- Private stuff\n  - [ ] CANARY\n- [ ] SEEN",
    "### Pri**vate**\n- [ ] CANARY",
    "We spoke of private things.\n\n- [ ] SEEN",
    # what is around a line
    "### [[Ledger|x]]\n- [ ] CANARY",
    "- see [[Ledger|x]]\n  - [ ] CANARY",
    "- see [[Takeover plan|x]]\n  - [ ] CANARY",
    "- see [project:: [[Ledger]]]\n  - [ ] CANARY",
    "- [?] see\n  - [ ] CANARY",
    "For Borealis Ltd:\n- [ ] CANARY",
    "For Borealis Ltd:\n\n- [ ] CANARY",
    "Not as with Borealis Ltd.\n\n- [ ] SEEN",
    # tags, people, files, fields
    "- [ ] SEEN (#CANARY)\n- [ ] SEEN **#CANARY**\n- [ ] SEEN #ui#CANARY\n- [ ] SEEN |#CANARY|",
    "- [ ] SEEN (@CANARY)\n- [ ] SEEN,@CANARY\n- [ ] SEEN:@CANARY\n- [ ] SEEN (@[[CANARY]])",
    "- [ ] CANARY [[margin 60%.pdf]]\n- [ ] SEEN [[margin 60%.pdf|figures]] and [[Site 2.0]]",
    "- [ ] CANARY ![alt][ref]\n- [ ] CANARY [t][ref]\n- [ ] CANARY [^ref]",
    "- [ ] CANARY [hours: 55]\n- [ ] CANARY ^id [hours:: 3]\n- [ ] CANARY `= this.fee`",
    "- [ ] CANARY zotero://select/x\n- [ ] CANARY C:\\Users\\x\n- [ ] SEEN https://x.example/y",
    "- [ ] CANARY [text:: x]\n- [ ] CANARY [status:: done]\n- [ ] CANARY [time:: 9:00]",
    # HTML and comments of which it is not certain where they end
    "</details><details>\n\n- [ ] CANARY",
    "$<details>$\n\n- [ ] CANARY",
    "<!-->\n- [ ] CANARY\n-->",
    "<!--->\n- [ ] CANARY\n-->",
    "<!-- a <!-- b -->\n- [ ] CANARY\n-->",
    "%%%%\n- [ ] CANARY\n%%%%",
    "%% <!-- %%\n- [ ] CANARY\n%% --> %%",
    "- [ ] CANARY if a<b else X\n- [ ] CANARY",
    "- [ ] CANARY List<String>",
    "- [ ] SEEN <!-- x --> %%y%%\n```mermaid\nA --> B\n```\n- [ ] SEEN",
]  # fmt: skip


# What is said of others, and how the line of a meeting or project is then hidden.
NOTES = [
    FRONT.replace('"[[Acme]]"', '"[[Acme]], [[Borealis Ltd]]"') + ITEM,
    FRONT.replace('"[[Acme]]"', '"[[Acme]] + Borealis Ltd"') + ITEM,
    FRONT + 'x: {partner: "[[Borealis Ltd]]"}\n' + ITEM,
    FRONT + 'title: "CANARY Northern **x** [[y|North]]ern Lights"\n' + ITEM,
    FRONT + "access: {private: true}\n" + ITEM,
    FRONT + "flags:\n  - private: true\n" + ITEM,
    FRONT + "tags: {private: true}\n" + ITEM,
    FRONT + "tags: [internal/private]\n" + ITEM,
    FRONT + "tag: private\n" + ITEM,
    FRONT + "isPrivate: true\n" + ITEM,
    FRONT + "visibility: private\n" + ITEM,
    FRONT + "a: &a {private: true}\n<<: *a\n" + ITEM,
    FRONT + "title: Private CANARY\n" + ITEM,
    FRONT + "---\n---\nprivate: true\n" + ITEM,
    MEETING + 'attendees: "[[Dana Fox]], [[Boris Lake]]"\n' + DECISION,
    MEETING + 'attendees: [{who: "[[Boris Lake]]"}]\n' + DECISION,
    MEETING + "x: {y: Boris Lake}\n" + DECISION,
    MEETING + 'project: "[[Site]] [[Ledger]]"\n' + DECISION,
    MEETING + DECISION.replace("##", "With [[Boris Lake]].\n\n##", 1),
    MEETING + DECISION.replace("CANARY", "SEEN\n  - [ ] CANARY"),
    FRONT.replace('"[[Acme]]"', "Acme") + ITEM.replace("CANARY", "SEEN"),
    FRONT + "private: false\n" + ITEM.replace("CANARY", "SEEN"),
    MEETING + "attendees: [Dana Fox, Eve]\n" + DECISION.replace("CANARY", "SEEN"),
]


def page_of(root: Path) -> tuple[str, dict[str, str]]:
    with opened(Invocation(root, TODAY), quiet=True) as session:
        [client] = [
            each for each in session.book.records("clients") if each.path == "clients/Acme.md"
        ]
        report, left_out = shared(session.book, session.index, client, PARTS)
        return as_html(report, Place(root, True, linkless=True)), dict(left_out)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """The page of a vault that has a note for every row, with what is left out."""
    notes = dict(OTHERS)
    rows = [*(PROJECT + body + "\n" for body in BODIES), *NOTES]
    for number, text in enumerate(rows):
        notes[_path(number, text)] = re.sub("(CANARY|SEEN)", rf"\1x{number}x", text)
    notes["private/projects/Folder.md"] = (FRONT + ITEM).replace("CANARY", "CANARYx900x")
    notes["projects/Private matter.md"] = (FRONT + ITEM).replace("CANARY", "CANARYx900x")
    return page_of(write_vault(tmp_path_factory.mktemp("vault"), notes, CONFIG))


def _path(number: int, text: str) -> str:
    return f"{'meetings/2026-11-02' if 'type: meeting' in text else 'projects/Pr'} {number}.md"


@pytest.mark.parametrize("number", range(len(BODIES) + len(NOTES)))
def test_leaks(page: tuple[str, dict[str, str]], number: int) -> None:
    text = [*(PROJECT + body for body in BODIES), *NOTES][number]
    html, left_out = page
    assert re.findall(rf"[^<>]*CANARYx{number}x[^<>]*", html) == []
    assert (f"SEENx{number}x" in html) == ("SEEN" in text)
    if "SEEN" not in text:  # then it is told
        assert any(place.startswith(_path(number, text)) for place in left_out)


def test_places_that_say_private(page: tuple[str, dict[str, str]]) -> None:
    assert "CANARYx900x" not in page[0]
    assert {"private/projects/Folder.md", "projects/Private matter.md"} <= page[1].keys()


def test_plain_words_stay_as_they_are(tmp_path: Path) -> None:
    body = "- [ ] my__init__ file\n- [ ] __bold__ word\n- [ ] C# at x@y.example (2 @ 5 EUR)\n"
    html, _ = page_of(write_vault(tmp_path, {**OTHERS, "projects/Site.md": PROJECT + body}))
    for words in ("my__init__ file", "bold word", "C# at x@y.example (2 @ 5 EUR)"):
        assert f">{words}<" in html


@pytest.mark.parametrize("note", ["private:: true\n", "#private\n", "<!-- #private -->\n"])
def test_a_clients_text_can_close_the_page(tmp_path: Path, note: str) -> None:
    root = write_vault(tmp_path, {"clients/Acme.md": CLIENT + note})
    with pytest.raises(VaultError, match=r"clients/Acme\.md is marked as private"):
        page_of(root)


@pytest.mark.parametrize(
    "config",
    [
        "Share: [status]\n",
        "shares: []\n",
        "sharing: [status]\n",
        "practice: {share: [status]}\n",
        "- share: [status]\n",
        "share: [status, invoices]\nshare: [status]\n",
        "share: [status]\ncurrncy: EUR\n",
    ],
)
def test_nothing_is_shared_while_the_settings_are_in_doubt(tmp_path: Path, config: str) -> None:
    root = write_vault(tmp_path, {"clients/Acme.md": CLIENT}, config)
    with pytest.raises(VaultError, match=r"nothing can be shared: \.vaultcrm/config\.yaml:\d"):
        page_of(root)


def test_settings_of_another_name_are_not_passed_over(tmp_path: Path) -> None:
    root = write_vault(tmp_path, {"clients/Acme.md": CLIENT})
    (root / ".vaultcrm/config.yml").write_text("share: []\n")
    with pytest.raises(VaultError, match=r"\.vaultcrm/config\.yml:1: is not read"):
        page_of(root)
