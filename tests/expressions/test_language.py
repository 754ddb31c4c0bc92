"""What the language does where the documentation is silent: links, money, errors, missing
values. The cases from the documentation are under cases/; the world is that of worlds.py."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from worlds import PATH, PROPERTIES, Record

from vaultcrm.expressions import Mistake, compile_expression
from vaultcrm.expressions.functions import FUNCTIONS
from vaultcrm.expressions.kinds import KIND_NAMES, File, Markup, is_true, to_text
from vaultcrm.expressions.methods import METHODS
from vaultcrm.model import Duration, Error, Link, Money, Ref, Value

EXTRA: Mapping[str, Value] = {
    "aware": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    "moments": (datetime(2026, 1, 1, tzinfo=UTC), (datetime(2026, 1, 2, tzinfo=UTC),)),
    "one": (Money(Decimal(5), "EUR"),),
    "two": (Money(Decimal(5), "EUR"), Money(Decimal(7), "USD")),
    "none": (),
    "acme": Ref("Acme Corp", "clients/Acme Corp.md"),
    "acme_shown": Link("clients/Acme Corp.md", "#Log", "our client"),
    "lost": Link("Gone.md"),
    "lost_too": Link("gone", "#part"),
    "big": 12345678901234567890,
    "weeks": Duration("2 weeks", days=14),
    "odd": (Link("Acme Corp"), "Acme Corp", 1, None),
}
RECORD = Record(properties={**PROPERTIES, **EXTRA})
MISSING = "missing"


def value(text: str) -> object:
    expression = compile_expression(text)
    assert not isinstance(expression, Mistake), expression.shown()
    return expression.value(RECORD)


def outcome(text: str) -> object:
    """The exported value; of an error its message, of one that is only missing `MISSING`."""
    inner = value(text)
    if isinstance(inner, Error):
        return MISSING if inner.missing else inner.message
    expression = compile_expression(text)
    assert not isinstance(expression, Mistake)
    return expression.export(RECORD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # links
        ("acme == acme_shown", True),
        ("acme == lost", False),
        ("lost == lost_too", True),
        ("acme == this", True),
        ("this == acme", True),
        ("acme == file", False),
        ("file == this", False),
        ("file == file.file", True),
        ('acme == "Acme Corp"', True),
        ('"acme corp" == acme', True),
        ('acme == "[[Acme Corp|x]]"', True),
        ('acme == "Acme"', False),
        ('lost == "Gone.md"', True),
        ('lost == "gone"', True),
        ('[lost].contains("Gone")', True),
        ("odd.contains(this)", True),
        ("odd.unique().length", 4),
        ("[acme, acme_shown, lost, lost_too].unique().length", 2),
        ("acme_shown.length", 10),
        ('acme_shown + "!"', "our client!"),
        ('acme.lower().startsWith("acme")', True),
        ('acme.isType("link") && acme.isType("string")', True),
        ('acme.isType("file")', False),
        ("lost.asFile()", None),
        ("lost.asFile().name", None),
        ('link("https://a.example/x#y").asFile()', None),
        ('link("[[Note#Part|shown]]")', Link("Note", "#Part", "shown")),
        ('link("Note", 5)', Link("Note", "", "5")),
        ('link("Note", icon("plus"))', Link("Note", "", "plus")),
        ("file", Ref("Acme Website", PATH)),
        ("this.file.name + this.status", "Acme Corp.mdactive"),
        ('this["status"]', "active"),
        ("this.hasTag('CLIENT')", True),
        ('file.inFolder("/") && file.inFolder("projects/") && !file.inFolder("project")', True),
        ('file.hasTag("#WORK") && !file.hasTag("wor") && !file.hasTag("")', True),
        # money
        ("fee + rate", Money(Decimal("12095.50"), "EUR")),
        ("fee - fee", Money(Decimal(0), "EUR")),
        ("fee + dollars", "12000 EUR and 100 USD are in different currencies"),
        ("fee < dollars", "12000 EUR and 100 USD are in different currencies"),
        ("fee == dollars", False),
        ("fee / fee", 1),
        ("fee / 7", Money(Decimal("1714.285714"), "EUR")),
        ("fee / 7 * 7", Money(Decimal(12000), "EUR")),
        ("2 * rate", Money(Decimal("191.00"), "EUR")),
        ("rate * 0.1", Money(Decimal("9.55"), "EUR")),
        ("fee / 0", "money divided by 0"),
        ("fee + 1", "+ does not work on money and a number: take .amount"),
        ("2 / fee", "/ does not work on money and a number: take .amount"),
        ("fee % 2", "% does not work on money and a number: take .amount"),
        ("[fee, rate].reduce(acc + value, 0)", Money(Decimal("12095.50"), "EUR")),
        ("[fee, rate].mean()", Money(Decimal("6047.75"), "EUR")),
        ("-rate", Money(Decimal("-95.50"), "EUR")),
        ("(-rate).abs() == rate", True),
        ("rate.floor()", Money(Decimal(95), "EUR")),
        ("rate.ceil()", Money(Decimal(96), "EUR")),
        ("rate.round()", Money(Decimal(96), "EUR")),
        ("rate.toFixed(1)", "95.5"),
        ("fee.amount + 1", 12001),
        ("fee.currency", "EUR"),
        ("fee > 11999.99 && fee >= 12000 && fee < 12000.01 && fee == 12000", True),
        ('fee == "12000 EUR" && fee == "12000.00 eur" && fee != "12000 USD"', True),
        ('fee > "100 EUR"', True),
        ('fee > "much"', "> compares money with money such as 100 EUR, or with a number"),
        ('fee.contains("EUR")', True),
        ('fee.isType("money") && !fee.isType("number") && !fee.isType("string")', True),
        ("number(fee)", 12000),
        ('rate + " an hour"', "95.50 EUR an hour"),
        ("fee * (1 / 0)", "money times no number"),
        # lists of one
        ("one > 4", True),
        ("one + fee", Money(Decimal(12005), "EUR")),
        ("none > 4", False),
        ("none + 4", MISSING),
        ("-one", Money(Decimal(-5), "EUR")),
        ('two.filter(value.currency == "USD")[0] > 6', True),
        ("one + one", "+ does not work on two lists"),
        ('"a " + two', "a 5 EUR, 7 USD"),
        ("two > 4", "a list of 2 stands where one value is expected: choose one, such as [0] or "
                    '.filter(value.currency == "EUR")[0]'),
        # durations
        ('weeks == "14d" && weeks == duration("2w") && weeks != "1w"', True),
        ('weeks > "1w" && "1w" < weeks', True),
        ("weeks > 7", 'a duration is compared with a number: write "7d" in quotes, or take .days'),
        ("weeks == 14", False),
        ("2 * weeks", "the duration stands on the left: duration * number"),
        ("(weeks * 2).days", 28),
        ("(weeks / 2).hours", 168),
        ("weeks / 0", "a duration can be multiplied or divided by a finite number only"),
        ('(weeks + "1d").days', 15),
        ('weeks + " left"', "2 weeks left"),
        ("(-weeks).days", -14),
        ("weeks + due", "the date stands on the left: date + duration"),
        ('"1d" + due', "the date stands on the left: date + duration"),
        ("number(weeks)", "a duration is no number: take .days, .hours or .milliseconds of it"),
        # dates
        ("aware < now() && aware > today()", True),
        ("moments[0] < now() && moments[1][0] < now()", True),
        ("moments.sort()[0] == moments[0]", "list"),
        ('due == "2026-12-01" && "2026-12-01" == due && due != "soon"', True),
        ('due == date("2026-12-01 00:00:00")', True),
        ('due < "soon"', "'soon' is no date such as 2026-11-30"),
        ('due + "soon"', "'soon' is no length of time such as 7d, 2 weeks or 1h 30m"),
        ("due + 7", '+ needs a length of time beside a date: write "7d" for 7 days'),
        ("due > 7", 'a date is compared with a number: write today() - "7d" for a date'),
        ('due + "9999y"', "the date is past the end of the calendar"),
        ('due + "99999999d"', "'99999999d' is no length of time such as 7d, 2 weeks or 1h 30m"),
        ('due + "999999d"', datetime),
        ('due - "999999d"', "the date is past the end of the calendar"),
        ('(due - "2026-11-30").days', 1),
        ('due + "1d" == due - "-1d"', True),
        # missing
        ("nope", None),
        ("nope.a.b[0].c", None),
        ("nope[nope]", None),
        ("nope.lower()", MISSING),
        ("nope.lower().length", MISSING),
        ("nope.isEmpty() && !nope.isTruthy() && nope.isType('null')", True),
        ("nope.toString()", ""),
        ("nope + 1", MISSING),
        ("nope - due", MISSING),
        ("-nope", MISSING),
        ('nope + "x" + nope', "x"),
        ("nope < 1 || nope >= 1 || nope < nope", False),
        ("nope == null && nope == nope && nope != 0", True),
        ('nope == ""', False),
        ("number(nope)", MISSING),
        ("[nope + 1, 2].length", 2),
        ("[1, nope, 3].map(value * 2)", (2, None, 6)),
        ("[1, nope, 3].filter(value * 2 > 2)", (3,)),
        ('name.contains(nope) || /a/.matches(nope)', False),
        # errors
        ('"x".abs() == "x".abs()', "a string has no function 'abs'."),
        ('!"x".abs()', "a string has no function 'abs'."),
        ('"x".abs() && true', "a string has no function 'abs'."),
        ('"x".abs() || true', "a string has no function 'abs'."),
        ('if("x".abs(), 1, 2)', "a string has no function 'abs'."),
        ('"x".abs().isEmpty()', "a string has no function 'abs'."),
        ('["x".abs()]', "a string has no function 'abs'."),
        ('"a" + "x".abs()', "a string has no function 'abs'."),
        ('list("x".abs())', "a string has no function 'abs'."),
        ('name.contains("x".abs())', "a string has no function 'abs'."),
        ('[1].map("x".abs())', "a string has no function 'abs'."),
        ('false && "x".abs()', False),
        ('true || "x".abs()', True),
        ('if(true, 1, "x".abs())', 1),
        ("status.map(value)", "a string has no function 'map'. Make one of it: list(…)."),
        ("status.foo", "a string has no field 'foo'."),
        ("status.lenght", "a string has no field 'lenght'. Did you mean 'length'?"),
        ("status.lower", "lower is a function: write .lower(…)"),
        ('status.isType("text")', "'text' is no type."),
        ('status.isType("strnig")', "'strnig' is no type. Did you mean 'string'?"),
        ("due * 2", "* does not work on a date and a number"),
        ("nested + 1", "+ does not work on an object and a number"),
        ("nested < 1", "< does not work on an object and a number"),
        ('"3" * 2', "* does not work on a text: number(…), date(…) or duration(…) reads it"),
        # numbers
        ("0.1 + 0.2", Decimal("0.30000000000000004")),
        ("1 / 0", "list"),
        ("(1 / 0) > 5", True),
        ("(0 / 0) == (0 / 0)", False),
        ("(0 / 0).isTruthy()", False),
        ("(1 / 0).toString() + (-1 / 0) + (0 / 0)", "Infinity-InfinityNaN"),
        ("-7 % 3", -1),
        ("true + true", 2),
        ("true == 1", False),
        ('"5" == 5 && 5 == "5" && "5.0" != 5 && "05" != 5', True),
        ('"10" > 9', True),
        ("big + 0 == big", True),
        ("price * 2", 5),
        ("price + ''", "2.5"),
        # syntax
        (r'"\u00e4\x41\u{1F600}\ud83d\ude00\n\'\""', "äA😀😀\n'\""),
        (r'"\ud800"', "\ufffd"),
        ("note['space key'] + note.name", "spacedAcme Website"),
        ("note.type == note['type'] && file['name'] == file.name", True),
        ("nested['space key'] + nested.b.c", "2deep"),
        ("[1, 2].map([10, 20].map(value + index))", ((10, 21), (10, 21))),
        ("[1, 2].map([10].map(value))[1][0]", 10),
        ("[[1, 2], [3]].map(value.map(value * 2))", ((2, 4), (6,))),
        ("[1, 2].map([0].reduce(acc + index, value))", (1, 2)),
        ("[5][0] + [5][-1]", MISSING),
        ("[5][0.5]", None),
        ("[5][true]", "an index is a number or a text, not a boolean"),
        ("straße", "Unter den Linden"),
        ("price - part", Decimal("1.5")),
        ("!!price == true", True),
        ("1 + 2 * 3 - 4 / 2 % 3 == 5 && 2 < 3 == true", True),
        ("false == false != true || 1", True),
        ("- -1", 1),
        ("-2 * -3", 6),
    ],
)  # fmt: skip
def test_value(text: str, expected: object) -> None:
    result = outcome(text)
    if expected == "list":  # needs only to be computed
        assert result is True or isinstance(result, Error)
    elif expected is datetime:
        assert isinstance(result, date)
    else:
        assert result == expected
        assert type(result) is type(expected)


def test_names_that_are_looked_up() -> None:
    expression = compile_expression(
        'a + note.b + note["c d"] + formula.e + crm.f + file.mtime + this.g + this.file.name '
        '+ file.hasTag("x") + [1].map(value + index + h) + values + today()',
        frozenset({"values"}),
    )
    assert not isinstance(expression, Mistake)
    assert expression.names == {
        ("", "a"), ("note", "b"), ("note", "c d"), ("formula", "e"), ("crm", "f"),
        ("file", "mtime"), ("this", "g"), ("this", "file"), ("file", "tags"), ("", "h"),
    }  # fmt: skip
    assert expression.locals == ("values",)


def test_locals_come_from_whoever_evaluates() -> None:
    expression = compile_expression("values.map(value * n).join()", frozenset({"values", "n"}))
    assert not isinstance(expression, Mistake)
    assert expression.export(RECORD, values=(1, 2), n=3) == "3,6"
    assert expression.export(RECORD, n=2, values=()) == ""


def test_random_and_the_clock_come_from_the_world() -> None:
    assert outcome("random()") == Decimal("0.25")
    assert outcome("now()") == datetime(2026, 11, 23, 10, 30)
    assert outcome("today()") == date(2026, 11, 23)


def test_every_kind_of_value_has_all_that_any_value_has() -> None:
    for name in ("isEmpty", "isTruthy", "isType", "toString"):
        assert set(METHODS[name]) == set(KIND_NAMES)


def test_a_method_takes_equally_many_arguments_whatever_it_is_called_on() -> None:
    for name, by_kind in METHODS.items():
        assert len({(each.least, each.most, each.locals) for each in by_kind.values()}) == 1, name
    for each in FUNCTIONS.values():
        assert each.least <= each.most


@pytest.mark.parametrize(
    ("inner", "truth"),
    [(None, False), (0, False), (0.0, False), (float("nan"), False), ("", False), ((), False),
     ({}, False), (Error("x"), False), (False, False), (Decimal(0), False),
     (" ", True), ((None,), True), (Money(Decimal(0), ""), True), (Duration("0d"), True),
     (Link(""), True), (File(""), True), (Markup("html", ""), True), (0.1, True)],
)  # fmt: skip
def test_truth(inner: object, truth: bool) -> None:
    assert is_true(inner) is truth


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e-7, "1.5e-7"), (1e-6, "0.000001"),
     (-0.0, "0"), (123456.789, "123456.789"), (Decimal("12.50"), "12.5"),
     (2**64, "18446744073709552000"),
     (5e-324, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"), (-1.5, "-1.5")],
)  # fmt: skip
def test_numbers_are_written_as_javascript_does(number: float, text: str) -> None:
    assert to_text(number) == text
