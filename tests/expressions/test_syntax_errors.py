"""What the mistakes in expressions say, and where. The table is the golden text of the messages."""

import pytest

from vaultcrm.expressions import Expression, Mistake, compile_expression, split

# text, column, message
MISTAKES: tuple[tuple[str, int, str], ...] = (
    ("", 1, "expected an expression, but the text is empty"),
    ("   ", 1, "expected an expression, but the text is empty"),
    ("a =", 3, "= is no operator: write == to compare"),
    ("a = b", 3, "= is no operator: write == to compare"),
    ("a == ", 6, "expected a value, but the text ends"),
    ("a === b", 3, "=== is no operator: write =="),
    ("a !== b", 3, "!== is no operator: write !="),
    ("a and b", 3, "and is no operator: write &&"),
    ("a or b", 3, "or is no operator: write ||"),
    ("a AND b", 3, "AND is no operator: write &&"),
    ("not a", 1, "write ! for not"),
    ("not(a)", 1, "write ! for not"),
    ("a in b", 3, "in is no operator: write list.contains(…)"),
    ("a & b", 3, "& is no operator: write && for and"),
    ("a && && b", 6, "expected a value, found '&&'"),
    ("a | b", 3, "| is no operator: write || for or"),
    ("a ? b : c", 3, "? is no operator: write if(condition, then, otherwise)"),
    ("a ?? b", 3, "?? is no operator: write if(x == null, otherwise, x)"),
    ("a ** 2", 3, "** is no operator: there is no power: multiply"),
    (
        "x => x",
        3,
        "=> is no operator: write the expression alone: filter(value > 2)",
    ),
    (
        "[1].map(x => x + 1)",
        11,
        "=> is no operator: write the expression alone: filter(value > 2)",
    ),
    ("a; b", 2, "; is no operator: write one expression"),
    ("{a: 1}", 1, "expected a value: objects cannot be written in an expression"),
    ("if(a, {})", 7, "expected a value: objects cannot be written in an expression"),
    ("(", 2, "expected a value, but the text ends"),
    ("(a", 3, "expected ) to close the ( in column 1, but the text ends"),
    ("(a, b)", 3, "expected ) to close the ( in column 1, found ','"),
    ("a)", 2, "this ) closes nothing"),
    ("(a]", 3, "expected ) to close the ( in column 1, found ']'"),
    ("[1, 2", 6, "expected ] or a comma to close the [ in column 1, but the text ends"),
    ("[1 2]", 4, "expected ] or a comma to close the [ in column 1, found '2'"),
    ("[1, 2,]", 7, "expected a value, found ']'"),
    ("[,]", 2, "expected a value, found ','"),
    ("a[", 3, "expected a value, but the text ends"),
    ("a[1", 4, "expected ] to close the [ in column 2, but the text ends"),
    ("a[]", 3, "expected a value, found ']'"),
    ("a b", 3, "expected an operator or the end, found 'b'"),
    ('"a" "b"', 5, "expected an operator or the end, found '\"b\"'"),
    ("1 2", 3, "expected an operator or the end, found '2'"),
    ('"abc', 1, 'this text is not closed: expected a " at its end'),
    ("'abc", 1, "this text is not closed: expected a ' at its end"),
    ("'unterminated\n'", 1, "this text is not closed: expected a ' at its end"),
    ('"\\u12"', 2, "expected 4 hexadecimal digits behind \\u"),
    ('"\\xZZ"', 2, "expected 2 hexadecimal digits behind \\x"),
    ('"\\u{110000}"', 2, "there is no such character"),
    ("5.abs()", 2, "a number needs parentheses here: write (5).abs()"),
    ("12.5.round()", 5, "a number needs parentheses here: write (12.5).round()"),
    ("5.", 2, "a number needs parentheses here: write (5)"),
    (
        "7d",
        2,
        'a number ends where letters begin: write "7d" in quotes for a length of time',
    ),
    (
        "today() + 7d",
        12,
        'a number ends where letters begin: write "7d" in quotes for a length of time',
    ),
    (
        "1e",
        2,
        'a number ends where letters begin: write "1e" in quotes for a length of time',
    ),
    (".", 1, "expected a value, found '.'"),
    ("a.", 3, 'expected a name behind the ".", but the text ends'),
    ("a..b", 3, "expected a name behind the \".\", found '.'"),
    ("a.5", 3, "expected a name behind the \".\", found '5'"),
    ("a.[0]", 3, "expected a name behind the \".\", found '['"),
    ("+1", 1, "expected a value; a number has no + before it"),
    ("a + + b", 5, "expected a value; a number has no + before it"),
    ("1 ++ 2", 3, "++ is no operator: write + once"),
    ("--3", 1, "expected a value: write - (-x) to subtract what is negative"),
    ("1 --2", 3, "-- is no operator: write - (-x) to subtract what is negative"),
    ("*", 1, "expected a value, found '*'"),
    ("* 2", 1, "expected a value, found '*'"),
    ("a * / 2", 5, "expected a value; if / begins a pattern, its closing / is missing"),
    ("/abc", 1, "expected a value; if / begins a pattern, its closing / is missing"),
    ("/a(/", 1, "a bracket '(' is never closed"),
    ("/a/q", 1, "there is no flag 'q': the flags of a regular expression are gimsuy"),
    ("/a/gg", 1, "the flag 'g' stands there twice"),
    ("a == /", 6, "expected a value; if / begins a pattern, its closing / is missing"),
    ("“x”", 1, "“ is no sign of the language: write straight quotes: \"…\" or '…'"),
    ("`x`", 1, "` is no sign of the language: write quotes around a text: \"…\" or '…'"),
    ("a ≠ b", 3, "≠ is no sign of the language: write !="),
    ("a ≤ b", 3, "≤ is no sign of the language: write <="),
    ("a – b", 3, "– is no sign of the language: write - for minus"),
    ("#tag", 1, '# is no sign of the language: write a tag as a text: file.hasTag("tag")'),
    (
        "@x",
        1,
        '@ is no sign of the language: write note["…"] for such a property',
    ),
    ("a\x1b", 2, "U+001B is no sign of the language"),
    ("a\u200bb", 2, "U+200B is no sign of the language"),
    ("foo(1)", 1, "there is no function 'foo'."),
    ("todya()", 1, "there is no function 'todya'. Did you mean 'today'?"),
    ("Today()", 1, "there is no function 'Today'. Did you mean 'today'?"),
    ("lower(name)", 1, "lower belongs to a value: value.lower(…)"),
    ("now(1)", 1, "now takes 0 arguments, found 1"),
    ("date()", 1, "date takes 1 argument, found 0"),
    ("date(1, 2)", 1, "date takes 1 argument, found 2"),
    ("if(a)", 1, "if takes at least 2 arguments, found 1"),
    ("if(a, b, c, d)", 1, "if takes 2 to 3 arguments, found 4"),
    ("max()", 1, "max takes at least 1 argument, found 0"),
    ("f(,)", 3, "expected a value, found ','"),
    ("f(a b)", 5, "expected ) or a comma to close the ( in column 2, found 'b'"),
    ("(a)(b)", 4, "only a name can be called"),
    ('"a"()', 4, "only a name can be called"),
    ("name.lenght()", 6, "no value has a function 'lenght'. Did you mean 'length'?"),
    ("name.lowr()", 6, "no value has a function 'lowr'. Did you mean 'lower'?"),
    ("name.today()", 6, "no value has a function 'today'. Write today(…)."),
    ("name.length()", 6, "length is no function: write .length"),
    ("name.repeat()", 6, "repeat takes 1 argument, found 0"),
    ("name.slice(1, 2, 3)", 6, "slice takes 1 to 2 arguments, found 3"),
    ("list.map()", 6, "map takes 1 argument, found 0"),
    ("list.reduce(acc, 0, 1)", 6, "reduce takes 1 to 2 arguments, found 3"),
    ("file.nme", 6, "a file has no field 'nme'. Did you mean 'name'?"),
    ("file.hasTag", 6, "hasTag is a function: write file.hasTag(…)"),
    ('file.hastag("x")', 6, "no value has a function 'hastag'. Did you mean 'hasTag'?"),
    ('file["nonsense"]', 6, "a file has no field 'nonsense'."),
    (
        "formula",
        1,
        "formula is no value: write formula.name, one of the formulas of the .base file",
    ),
    ("formula.", 9, 'expected a name behind the ".", but the text ends'),
    ("formula[name]", 9, "expected a name in quotes under formula"),
    ("crm", 1, "crm is no value: write crm.name, a derived fact such as crm.last_contact"),
    ("crm + 1", 1, "crm is no value: write crm.name, a derived fact such as crm.last_contact"),
    ("crm[1]", 5, "expected a name in quotes under crm"),
    ("true.", 6, 'expected a name behind the ".", but the text ends'),
    ("null.x(", 8, "expected a value or ), but the text ends"),
    ("a.b.c(", 7, "expected a value or ), but the text ends"),
    ("((((((a))))", 12, "expected ) to close the ( in column 2, but the text ends"),
    (
        'name.contains("x"',
        18,
        "expected ) or a comma to close the ( in column 14, but the text ends",
    ),
    ('"日本" = x', 6, "= is no operator: write == to compare"),
    ("a ||\n  b = c", 10, "= is no operator: write == to compare"),
)


@pytest.mark.parametrize(("text", "column", "message"), MISTAKES)
def test_says_what_was_expected_and_where(text: str, column: int, message: str) -> None:
    mistake = compile_expression(text)
    assert isinstance(mistake, Mistake)
    assert (mistake.column, mistake.message) == (column, message)
    assert mistake.text == text
    assert 1 <= column <= len(text) + 1 or not text.strip()


def shown(text: str) -> list[str]:
    mistake = compile_expression(text)
    assert isinstance(mistake, Mistake)
    return mistake.shown().split("\n")


def test_the_caret_stands_under_the_character() -> None:
    assert shown("status = 1") == ["= is no operator: write == to compare", "  status = 1",
                                   "         ^"]  # fmt: skip


def test_only_the_line_at_fault_is_shown() -> None:
    assert shown("a ||\n  b = c")[1:] == ["    b = c", "      ^"]


def test_wide_characters_take_two_cells_and_accents_none() -> None:
    assert shown('"日本" = x')[1:] == ['  "日本" = x', "         ^"]
    assert shown("e\u0301 = 1")[2] == "    ^"


@pytest.mark.parametrize("before", [0, 30, 100, 5_000])
@pytest.mark.parametrize("after", [0, 30, 100, 5_000])
def test_a_long_text_is_cut_to_a_window_around_the_caret(before: int, after: int) -> None:
    text = "a" * before + " = " + "b" * after
    _, line, caret = shown("x" + text)
    assert len(line) <= 80
    assert line[caret.index("^")] == "="


def test_what_could_move_a_terminal_is_not_shown() -> None:
    assert all(each.isprintable() for each in shown('"\x1b[31m\x07\t\u202e" = 1'))


def test_flags_and_letters_of_a_pattern_are_no_division() -> None:
    for text in (
        "a / b / c",
        "(a) / b",
        "a[0] / 2 / x",
        "/a\\/b[/]/gi.matches(x)",
        "[/a/]",
        "!/a/",
    ):
        assert isinstance(compile_expression(text), Expression), text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("  ", ()),
        ("a", ("a",)),
        ("a,b , c", ("a", "b", "c")),
        ("a,x=if(a, b, c)", ("a", "x=if(a, b, c)")),
        ('"a,b",[1,2],f(a,[b,c],d)', ('"a,b"', "[1,2]", "f(a,[b,c],d)")),
        ("x.replace(/,/g, ';'),/[/,]/", ("x.replace(/,/g, ';')", "/[/,]/")),
        ("a/b,c/d", ("a/b", "c/d")),
    ],
)
def test_split_at_commas_outside_of_everything(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "column"), [("a,,b", 3), (",a", 1), ("a,", 3), ('a,"b', 3), ("a,§", 3)]
)
def test_split_says_what_is_missing(text: str, column: int) -> None:
    mistake = split(text)
    assert isinstance(mistake, Mistake)
    assert mistake.column == column
