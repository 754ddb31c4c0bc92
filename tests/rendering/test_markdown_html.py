"""Somebody's Markdown as HTML that does nothing."""

import pytest

from vaultcrm.rendering.markdown import as_html


def note(path: str) -> str:
    return "" if path.startswith("..") else f"note:{path}"


def html(text: str) -> str:
    return as_html(text, "meetings/2026/Kick-off.md", note, lambda name: f"name:{name}").strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** *b* `c` ~~d~~", "<strong>a</strong> <em>b</em> <code>c</code> <s>d</s>"),
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("a <script>x</script>", "a &lt;script&gt;x&lt;/script&gt;"),
        ("[[Acme]]", '<a href="name:Acme" rel="noreferrer">Acme</a>'),
        ("[[Acme#Log|them]]", '<a href="name:Acme" rel="noreferrer">them</a>'),
        ("![[Acme]]", '<a href="name:Acme" rel="noreferrer">Acme</a>'),
        (
            '[["><img>]]',
            '<a href="name:&quot;&gt;&lt;img&gt;" rel="noreferrer">&quot;&gt;&lt;img&gt;</a>',
        ),
        ("`[[Acme]]`", "<code>[[Acme]]</code>"),
        ("[[ a\nb ]]", "[[ a\nb ]]"),
        (
            "[x](Other%20note.md#Part)",
            '<a href="note:meetings/2026/Other note.md" rel="noreferrer">x</a>',
        ),
        ("[x](../../clients/A.md)", '<a href="note:clients/A.md" rel="noreferrer">x</a>'),
        ("[x](../../../secret)", "<span>x</span>"),
        ("[x](#here)", "<span>x</span>"),
        (
            "[x](https://a.example/?b=1&c)",
            '<a href="https://a.example/?b=1&amp;c" rel="noreferrer">x</a>',
        ),
        (
            "<mailto:a@b.example>",
            '<a href="mailto:a@b.example" rel="noreferrer">mailto:a@b.example</a>',
        ),
        (
            "[x [[A]] y](https://a.example)",
            '[x <a href="name:A" rel="noreferrer">A</a> y](https://a.example)',
        ),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](JAVASCRIPT:alert(1))", "[x](JAVASCRIPT:alert(1))"),
        ("[x](java&#115;cript:alert(1))", "[x](javascript:alert(1))"),
        ("[x](data:text/html,x)", "[x](data:text/html,x)"),
        ("[x](data:image/png;base64,x)", "[x](data:image/png;base64,x)"),
        ("[x](file:///etc/passwd)", "[x](file:///etc/passwd)"),
        ("[x](//evil.example/y)", "[x](//evil.example/y)"),
        ("[x](/etc/passwd)", '<a href="note:/etc/passwd" rel="noreferrer">x</a>'),
        ("![a *b*](https://a.example/p.png)", "a *b*"),
        ("a %%secret%% b <!-- secret --> c", "a  b  c"),
    ],
)
def test_a_paragraph(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n## B", '<p class="heading">A</p>\n<p class="heading">B</p>'),
        ("A\n===", '<p class="heading">A</p>'),
        ("%%\nsecret\n%%\n\na", "<p>a</p>"),
        ("a\r\nb\rc", "<p>a\nb\nc</p>"),
        ("<p x=y>\n\n[a]: javascript:x", "<p>&lt;p x=y&gt;</p>\n<p>[a]: javascript:x</p>"),
        ('```"b\n<i>\n```', '<pre><code class="language-&quot;b">&lt;i&gt;\n</code></pre>'),
        ("- [ ] a", "<ul>\n<li>[ ] a</li>\n</ul>"),
    ],
)  # fmt: skip
def test_blocks(text: str, expected: str) -> None:
    assert html(text) == expected
