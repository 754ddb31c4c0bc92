"""JavaScript's regular expressions: what they match, replace and split, and that they end."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultcrm.expressions.patterns import (
    LONGEST_PATTERN,
    Allowance,
    Regexp,
    compile_pattern,
)
from vaultcrm.model import Error


def pattern(source: str, flags: str = "") -> Regexp:
    compiled = compile_pattern(source, flags)
    assert isinstance(compiled, Regexp), compiled
    return compiled


@pytest.mark.parametrize(
    ("source", "flags", "text", "expected"),
    [
        ("abc", "", "abcde", True),
        ("^b", "", "ab", False),
        ("b$", "", "ab\n", False),  # Python's $ would match before the newline
        ("a$", "m", "a\nb", True),
        ("^b", "m", "a\rb", True),
        ("^b", "", "a\nb", False),
        (".", "", "\u2028", False),
        (".", "s", "\n", True),
        (r"\d", "", "٣", False),
        (r"\D", "", "٣", True),
        (r"^[\D]$", "", "٣", True),
        (r"\w", "", "ä", False),
        (r"^[\W]$", "i", "s", False),
        (r"^[^\W]$", "", "s", True),
        (r"^[^\Wa]$", "", "a", False),
        (r"\bx", "", "äx", True),
        (r"\Bx", "", "äx", False),
        (r"\s", "", "\ufeff", True),
        (r"\s", "", "\x1c", False),
        ("ABC", "i", "xabc", True),
        (r"\/", "", "/", True),
        ("[^]", "", "\n", True),
        ("[]", "", "a", False),
        (r"\x41\u0042\u{43}", "u", "ABC", True),
        (r"^\ud83d\ude00$", "", "😀", True),
        (r"\cJ", "", "\n", True),
        (r"[\b]", "", "\b", True),
        (r"\0", "", "\x00", True),
        (r"\p{L}", "u", "ä", True),
        (r"^\P{L}$", "u", "ä", False),
        (r"\p", "", "p", True),
        ("(?<y>a)\\k<y>", "", "aa", True),
        ("(?<$y>a)\\k<$y>", "", "aa", True),
        (r"\k<y>", "", "k<y>", True),
        (r"(a)?b\1", "", "b", True),  # a group that has not matched is empty, not a failure
        (r"\1(a)", "", "a", True),
        (r"^(a\1)+$", "", "aa", True),
        (r"^(?:)*$", "", "", True),
        ("(?:" * 90 + "a" + ")*" * 90, "", "", True),
        ("(?<=€)5", "", "€5", True),
        ("(?<!€)5", "", "€5", False),
        ("a(?=b)", "", "ab", True),
        ("a(?!b)", "", "ab", False),
        ("^(?=a)*b", "", "b", True),
        ("b", "y", "ab", False),
        ("a", "y", "ab", True),
        ("^a{,2}$", "", "a{,2}", True),
        ("^a{e<=1}$", "", "a{e<=1}", True),  # would be a fuzzy repeat
        (r"^\A$", "", "A", True),
        (r"^\Z\z\G\K\m\X\R$", "", "ZzGKmXR", True),
        ("[[a]", "", "[", True),
        ("^[a&&b]$", "", "&", True),
        ("^[a-\\d]$", "", "-", True),
        ("^[a--b]$", "", "a", None),
        ("a{2,3}?b", "", "aab", True),
        ("x # y", "", "x # y", True),
        ("^]}$", "", "]}", True),
        (r"^\8$", "", "8", True),
        (r"^\101$", "", "A", True),
    ],
)
def test_matches(source: str, flags: str, text: str, expected: bool | None) -> None:
    compiled = compile_pattern(source, flags)
    if expected is None:
        assert isinstance(compiled, str)
    else:
        assert isinstance(compiled, Regexp), compiled
        assert compiled.matches(text) is expected


@pytest.mark.parametrize(
    ("source", "flags", "says"),
    [
        ("(", "", "never closed"),
        (")", "", "closes nothing"),
        ("[a", "", "never closed"),
        ("[a\\", "", "never closed"),
        ("[a-", "", "never closed"),
        ("*a", "", "repeated"),
        ("a**", "", "repeated"),
        ("a++", "", "repeated"),
        ("a|*", "", "repeated"),
        ("^*", "", "repeated"),
        ("{2}", "", "repeated"),
        ("a{3,2}", "", "counts down"),
        ("[b-a]", "", "counts down"),
        ("\\", "", "backslash"),
        ("(?<=a)*", "", "repeated"),
        ("(?=a)*", "u", "repeated"),
        ("(?>a)", "", "no kind of group"),
        ("(?P<x>a)", "", "no kind of group"),
        ("(?i)a", "", "no kind of group"),
        ("(?R)", "", "no kind of group"),
        ("(?<x>a)(?<x>b)", "", "two groups"),
        ("(?<x>a)\\k<y>", "", "no group"),
        ("\\u{110000}", "", "10FFFF"),
        ("\\a", "u", "means nothing"),
        ("\\2(a)", "u", "no group 2"),
        ("a{", "u", "alone"),
        ("a]", "u", "alone"),
        ("[\\d-a]", "u", "range"),
        ("\\p{Nonsense}", "u", "cannot be read"),
        ("a", "q", "flag 'q'"),
        ("a", "v", "gimsuy"),
        ("a", "gg", "twice"),
        ("a" * (LONGEST_PATTERN + 1), "", "2,000"),
        ("(" * 200 + ")" * 200, "", "deep"),
        ("((((a{100}){100}){100}){100})", "", "repeats too much"),
        ("a{99999999999}", "", "repeats too much"),
    ],
)
def test_refused(source: str, flags: str, says: str) -> None:
    compiled = compile_pattern(source, flags)
    assert isinstance(compiled, str)
    assert says in compiled


@pytest.mark.parametrize(
    ("source", "flags", "text", "replacement", "expected"),
    [
        (":", "", "a:b:c:d", "-", "a-b:c:d"),
        (":", "g", "a:b:c:d", "-", "a-b-c-d"),
        (r"(\w+) (\w+)", "", "John Smith", "$2, $1", "Smith, John"),
        ("b", "", "abc", "[$&]", "a[b]c"),
        ("b", "", "abc", "[$`|$']", "a[a|c]c"),
        ("b", "", "abc", "$$1", "a$1c"),
        ("b", "", "abc", "$$$$", "a$$c"),
        ("b", "", "abc", "$1$", "a$1$c"),
        ("(b)", "", "abc", "$10", "ab0c"),
        ("(b)", "", "abc", "$01$00", "ab$00c"),
        ("(b)", "", "abc", "$²", "a$²c"),
        ("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", "", "abcdefghij", "$10$1", "ja"),
        ("(?<y>b)", "", "abc", "<$<y>>$<z>$<", "a<b>$<c"),
        ("(b)", "", "abc", "$<y>", "a$<y>c"),
        ("(x)?b", "", "abc", "[$1]", "a[]c"),
        ("", "", "ab", "-", "-ab"),
        ("", "g", "ab", "-", "-a-b-"),
        ("a*", "g", "baac", "-", "-b--c-"),
        ("a", "gy", "aaba", "-", "--ba"),
        ("a", "y", "ba", "-", "ba"),
        ("^a", "g", "aa", "-", "-a"),
    ],
)
def test_replace(source: str, flags: str, text: str, replacement: str, expected: str) -> None:
    assert pattern(source, flags).replace(text, replacement) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        (",", "a,b,,c", ["a", "b", "", "c"]),
        (",", "", [""]),
        (",?", "", []),
        ("", "abc", ["a", "b", "c"]),
        ("(-)", "a-b", ["a", "-", "b"]),
        ("(x)|-", "a-b", ["a", "", "b"]),
        (",$", "a,b,", ["a,b", ""]),
        ("^", "ab", ["ab"]),
        (r"\s*", " a b", ["", "a", "b"]),
        ("b*", "abbc", ["a", "c"]),
    ],
)
def test_split(source: str, text: str, expected: list[str]) -> None:
    assert pattern(source).split(text) == tuple(expected), json.dumps(expected)


HOSTILE = [
    ("(a|aa)+$", "a" * 60 + "b"),
    ("(a+)+$", "a" * 5000 + "b"),
    (r"(\s+)+$", " " * 10_000 + "x"),
    ("(a{1,100}){1,100}b", "a" * 100_000),
    (r"(.*)(.*)(.*)(.*)\4\3\2\1x", "ab" * 500),
]


@pytest.mark.parametrize(("source", "text"), HOSTILE)
def test_a_hostile_pattern_ends(source: str, text: str) -> None:
    begin = time.perf_counter()
    result = pattern(source).matches(text)
    assert result is False or (isinstance(result, Error) and "too long" in result.message)
    assert time.perf_counter() - begin < 3


def test_all_searches_of_a_pattern_share_a_budget() -> None:
    allowance = Allowance()
    allowance.left = 0.5
    compiled = compile_pattern("(a|aa)+$", "", allowance)
    assert isinstance(compiled, Regexp)
    begin = time.perf_counter()
    answers = [compiled.matches("a" * 60 + "b") for _ in range(50)]
    assert all(isinstance(each, Error) for each in answers)
    assert isinstance(compiled.replace("a", "b"), Error)
    assert isinstance(compiled.split("a"), Error)
    assert time.perf_counter() - begin < 3


def test_the_patterns_of_an_expression_share_an_allowance() -> None:
    allowance = Allowance()
    first, second = (compile_pattern(source, "", allowance) for source in ("(a|aa)+$", "b"))
    assert isinstance(first, Regexp) and isinstance(second, Regexp)
    assert second.matches("b") is True
    allowance.left = 0.1
    assert isinstance(first.matches("a" * 60 + "b"), Error)
    assert isinstance(second.matches("b"), Error)
    assert pattern("b").matches("b") is True


def test_honest_searches_are_never_cut() -> None:
    compiled = pattern(r"(\w+)@(\w+)\.example")
    assert all(compiled.matches("mail dana@acme.example today") for _ in range(20_000))


def test_a_replacement_does_not_fill_the_memory() -> None:
    assert isinstance(pattern("", "g").replace("a" * 1_100, "b" * 1_000), Error)
    assert isinstance(pattern("").split("a" * 100_002), Error)


@given(st.text(max_size=30), st.text(alphabet="gimsuy", max_size=3))
def test_any_text_is_a_pattern_or_a_message(source: str, flags: str) -> None:
    compiled = compile_pattern(source, flags)
    assert isinstance(compiled, Regexp) or compiled


@given(st.text(alphabet="ab(?:)[]^$|*+{2,}\\dwk<>1.-", max_size=12), st.text("ab1 -", max_size=8))
def test_splitting_loses_nothing(source: str, text: str) -> None:
    compiled = compile_pattern(source, "g")
    if isinstance(compiled, Regexp) and not isinstance(compiled.matches(text), Error):
        assert compiled.replace(text, "$&") == text


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_escaped_text_matches_itself_alone(text: str, other: str) -> None:
    escaped = "".join(f"\\u{{{ord(sign):x}}}" for sign in text)
    assert pattern(f"^{escaped}$", "u").matches(other) is (text == other)
    assert pattern(f"^{escaped}$", "u").matches(text) is True
