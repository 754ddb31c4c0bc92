"""What keeps YAML from being read, said in its writer's words, at the place to mend."""

import pytest

from vaultcrm.reading.yaml import parse

COLON = "a value with a colon in it must be quoted"
QUOTE = "there is text after the closing quote: quote the whole value"
SIGN = "must be quoted: YAML gives this sign a meaning"
LINK = "a link in a property must be quoted"
COMMENT = "must be quoted: to YAML, a comment begins here"
UNCLOSED = "what begins here is never closed"
COMMA = "what begins here is never closed, or a comma is missing in it"
WORD = "a property is written name: value; indent what belongs to the one above"
NO_COLON = "no colon can stand here: quote the value, or mend the indentation"
MISFIT = "does not fit here: look at the indentation and the quotes above"
SPACE = "has a space here that YAML takes for a letter: type it again"
TAB = "is indented by a tab: YAML wants spaces"
PLACEHOLDER = "a placeholder must be filled in, or quoted"
BACKSLASH = "a backslash has a meaning in double quotes: use single ones"

CASES = [
    ("name: Acme: The Sequel", "1:7 yaml/syntax", COLON),
    ("a: http://x.y: z", "1:4 yaml/syntax", COLON),
    ("a: at 12:30: x", "1:4 yaml/syntax", COLON),
    ("a:   two words:", "1:6 yaml/syntax", COLON),
    ("a: “b: c”", "1:4 yaml/syntax", COLON),
    ("👩‍💻 x: y: z", "1:8 yaml/syntax", COLON),
    ("name:Acme\nb: c", "1:5 yaml/syntax", "a space is missing after the colon"),
    ("name: Acme\n  b: c", "2:4 yaml/syntax", NO_COLON),
    ("a: b\nc\nd: e", "2:1 yaml/syntax", WORD),
    ("note: |\ntext\nb: c", "2:1 yaml/syntax", WORD),
    ("a: - b", "1:4 yaml/syntax", "a list begins on a line of its own"),
    ('a: "x\nb: y', "1:4 yaml/syntax", UNCLOSED),
    ("a: 'x\nb: y", "1:4 yaml/syntax", UNCLOSED),
    ('a: "b\u00a0c', "1:4 yaml/syntax", UNCLOSED),
    ('a: "see [[x]]', "1:4 yaml/syntax", UNCLOSED),
    ('a: "x" y', "1:4 yaml/syntax", QUOTE),
    ("a: 'It's'", "1:4 yaml/syntax", QUOTE),
    ("a: [b, c\nd: e", "1:4 yaml/syntax", COMMA),
    ("a: {b: 1\nc: 2", "1:4 yaml/syntax", COMMA),
    ("a: ]", "1:4 yaml/syntax", "a value is missing here, or a bracket is never closed"),
    ("twitter: @acme", "1:10 yaml/syntax", SIGN),
    ("a: `x`", "1:4 yaml/syntax", SIGN),
    ("a: %x", "1:4 yaml/syntax", SIGN),
    ("a: & x", "1:4 yaml/syntax", SIGN),
    ("a: **b**", "1:4 yaml/syntax", SIGN),
    ("a: |x", "1:4 yaml/syntax", SIGN),
    ("a: > 5 employees", "1:4 yaml/syntax", SIGN),
    ("- @a", "1:3 yaml/syntax", SIGN),
    ("a: [[A]], [[B]]", "1:4 yaml/syntax", LINK),
    ("a: ![[x.png]]", "1:4 yaml/syntax", LINK),
    ("a: [x](y.md)", "1:4 yaml/syntax", LINK),
    ("tags: [#a]", "1:8 yaml/syntax", COMMENT),
    ("tags: [a, #b]\nc: d", "1:11 yaml/syntax", COMMENT),
    ("a: b\n\tc: d", "2:1 yaml/tab", TAB),
    ("a:\n  - b\n  \t- c", "3:3 yaml/tab", TAB),
    ("type:\u00a0client\nname: Acme", "1:6 yaml/odd-space", SPACE),
    ("a:\n\u2003b: c\n d: e", "2:1 yaml/odd-space", SPACE),
    ("a: <% tp.x %>: y", "1:4 yaml/placeholder", PLACEHOLDER),
    ("a: x {{y}}: z", "1:6 yaml/placeholder", PLACEHOLDER),
    ('a: "\\d"', "1:5 yaml/syntax", BACKSLASH),
    ('a: "\\uD800"', "1:7 yaml/syntax", BACKSLASH),
    ("a:\n  b: 1\n c: 2", "3:2 yaml/syntax", MISFIT),
    ("- a\nb: c", "2:1 yaml/syntax", MISFIT),
]


@pytest.mark.parametrize(("yaml", "place", "message"), CASES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_cause_is_named_where_it_stands(yaml: str, place: str, message: str, end: str) -> None:
    written = yaml.replace("\n", end)
    text = f"---{end}{written}{end}---{end}a: b: c{end}"
    start = 3 + len(end)
    (problem,) = parse(text, start, start + len(written) + len(end)).problems
    assert (f"{problem.line - 1}:{problem.column} {problem.rule}", problem.message) == (
        place,
        message,
    )
    assert (problem.end_line, problem.end_column) >= (problem.line, problem.column)
