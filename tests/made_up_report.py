"""A made-up report that holds every kind of block, with all that is odd in them."""

from datetime import date, timedelta
from decimal import Decimal

from vaultcrm.model import Duration, Error, Money, Ref
from vaultcrm.reports import (
    Bar,
    Calendar,
    Chart,
    Entry,
    Feed,
    Figure,
    Figures,
    Mark,
    Report,
    Row,
    Section,
    Series,
    Span,
    Table,
    Timeline,
    Trend,
    Words,
)

TODAY = date(2026, 11, 23)
ACME = Ref("Acme Corp", "clients/Acme Corp.md", "Acme Corp")
NADA = Ref("دار الندى", "clients/دار الندى.md", "دار الندى")
GONE = Ref("Nobody & Sons", "", "Nobody & Sons")
HOSTILE = (
    "<script>window.__pwned = 1</script>",
    '"><img src=x onerror="window.__pwned = 1">',
    "' onmouseover='window.__pwned = 1",
    "</title></style></script><iframe src=//evil.example></iframe>",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:window.__pwned = 1",
    "\u202eesrever\u202c \x1b[31m \ud800",
)
EVIL = Ref(HOSTILE[1], f"clients/{HOSTILE[0].replace('/', '')}.md", HOSTILE[1])
MARKDOWN = """# Not a heading of the page

It was **late**, said [[Acme Corp#Log|Acme]], see [the note](../clients/Acme%20Corp.md),
[the site](https://example.com/?a=1&b=2), %%a secret comment%% ~~nothing~~ and `code`.

<script>window.__pwned = 1</script> <img src=x onerror=window.__pwned=1> <!-- another secret -->

[a](javascript:window.__pwned=1) [b](JaVaScRiPt&colon;window.__pwned=1) [c](data:text/html,x)
[d](//evil.example/x) [e](vbscript:x) <javascript:alert(1)> ![p](https://evil.example/p.png)
[f](../../outside.md) [g](file:///etc/passwd) ![[Acme Corp]]

- [ ] one
- two

| a | b |
| - | - |
| 1 | 2 |
"""
MONTHS = tuple(f"{2025 + (month > 0)}-{(month + 11) % 12 + 1:02}" for month in range(12))
MANY = tuple(f"Client number {number}" for number in range(60))
WEEKS = tuple(f"2026-W{week:02}" for week in range(1, 53))


def places(count: int, path: str = "clients/Acme Corp.md") -> tuple[str, ...]:
    return tuple(f"{path}:{number}" for number in range(12, 12 + count))


def numbers(*values: int | str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(value) for value in values)


FIGURES = Figures(
    (
        Figure("Active clients", 8, "7 a year ago", "good", places(8), trend=(5, 6, 6, 7, 8, 8)),
        Figure(
            "Owed to us",
            Money(Decimal(19430), "EUR"),
            "6,200 EUR of it late",
            "bad",
            places(31),
            places(2, "projects/Odd.md"),
            (3, 1, None, 4, 12, 9),
            "Invoices sent and not paid; those without an amount are left out.",
        ),
        Figure("Capacity next week", Bar(Decimal("87.5")), "35 of 40 hours", "warn", places(3)),
        Figure("NPS", None, "needs 5 scores, there are 2", evidence=places(2), note="Promoters."),
        Figure("Win rate", Bar(140), "of those decided"),
        Figure("Two currencies", "19,430 EUR, 450 GBP", "never summed"),
        Figure("Best client", ACME, "see [[Acme Corp]]", evidence=places(1)),
        Figure("Huge", Decimal("123456789012345678901234567890"), "digits", "", places(1)),
        Figure(HOSTILE[0], HOSTILE[1], HOSTILE[2], "bad", (f"{HOSTILE[0]}.md:3",), note=HOSTILE[3]),
        Figure("Zero", 0, trend=(0, 0, 0)),
    )
)
TABLE = Table(
    ("Due", "When", "What", "For", "Amount", "Done", "Trend", "Score"),
    (
        Row(
            (
                TODAY,
                "today",
                "Send the offer ([[Acme Corp|them]]) @Mara",
                ACME,
                Money(Decimal("12000.50"), "EUR"),
                Bar(40),
                Trend((1, 3, 2, 5)),
                Decimal("4.5"),
            ),
            places(1),
            "warn",
        ),
        Row(
            (
                TODAY - timedelta(20),
                "20 days late",
                "Words " * 30,
                NADA,
                Money(Decimal(900), "GBP"),
                Bar(0),
                Trend((None, None)),
                -3,
            ),
            places(9),
            "bad",
        ),
        Row((None, None, HOSTILE[0], EVIL, None, None, None, None), (f"{EVIL.path}:7",)),
        Row(
            (
                TODAY,
                HOSTILE[5],
                HOSTILE[1],
                GONE,
                Money(Decimal(80000), "EUR"),
                Bar(100),
                Trend((5,)),
                10**25,
            ),
            (),
            "good",
        ),
        Row(
            (
                Duration("14d"),
                True,
                "L" + "o" * 120 + "ng 👩‍👩‍👧‍👦 ταΑβ",
                (ACME, NADA),
                Error("no rate"),
                Bar(250),
                Trend((0, 0)),
                Decimal("0.001"),
            ),
            places(1),
        ),
        Row((TODAY, "x", "https://example.com/a?b=1", "a@example.com", None, None, None, 2), ()),
    ),
    more=1234,
    ask="vaultcrm list actions --where 'status != \"done\"'",
)


CLIENTS = Table(
    ("Client", "Paid"),
    tuple(
        Row((f"Klient Nº {number} Ångström", Money(Decimal(number % 7 * 100), "EUR")), places(1))
        for number in range(30)
    ),
)


def chart(kind: str, title: str, categories: tuple[str, ...], *series: Series, **more) -> Chart:  # type: ignore[no-untyped-def]
    return Chart(kind, title, categories, series, f"What {title} shows, in a sentence.", **more)  # type: ignore[arg-type]


CHARTS = (
    chart(
        "bars",
        "Money in",
        MONTHS,
        Series(
            "Paid", numbers(4000, 5200, 0, 8100, 6400, 9000, 7000, 3000, 11000, 8000, 9500, 4200)
        ),
        unit="EUR",
    ),
    chart(
        "lines",
        "Hours",
        MONTHS,
        Series("Worked", numbers(120, 130, 90, None, 140, 150, 99, 80, 130, 142, 151, 60)),
        Series("Planned", numbers(120, 120, 120, 120, 130, 130, 130, 130, 140, 140, 140, 140)),
        Series("Sold", numbers(60, 70, 65, 80, 90, 85, 60, 50, 77, 80, 91, 30)),
        unit="h",
    ),
    chart(
        "stacked",
        "Promised work",
        WEEKS[46:52],
        Series("Acme Website", numbers(12, 20, 14, 8, 0, 0), tuple(places(1) for _ in range(6))),
        Series("Care plan", numbers(5, 5, 5, 5, 5, 5)),
        Series("Leaflets", numbers(None, 18, 22, 4, 2, 0)),
        unit="h",
        limit=32,
        limit_name="Capacity",
    ),
    chart(
        "bars",
        "This year and last",
        ("Q1", "Q2", "Q3", "Q4"),
        Series("2025", numbers(12, 18, 9, 14)),
        Series("2026", numbers(15, 11, 21, None)),
        unit="kEUR",
    ),
)
ODD_CHARTS = (
    chart("bars", "Clients", MANY, Series("Revenue", tuple(range(0, 60000, 1000))), unit="EUR"),
    chart(
        "stacked",
        "Names",
        (*HOSTILE[:3], "دار الندى", "A client with a name that is far longer than all the room"),
        Series("Good", numbers(1, 2, 3, 4, 5), tone="good"),
        Series("Bad", numbers(3, None, -1, 1, 8), tone="bad"),
        limit=10,
    ),
    chart("bars", "Below zero", ("a", "b", "c"), Series("Profit", numbers(-1200, 300, -50))),
    chart("lines", "Huge", MONTHS, Series("N", (10**20, *(None,) * 10, 3 * 10**20))),
    chart("lines", "One point", ("2026-11",), Series("N", (4,)), limit=6),
    chart("lines", "Weeks", WEEKS, Series("N", tuple(week % 9 for week in range(52)))),
    chart("bars", "All zero", ("a", "b"), Series("N", (0, 0))),
    chart("lines", "Nothing drawn", ("a", "b"), Series("N", (Decimal("1e999"), Decimal("NaN")))),
)
TIMELINE = Timeline(
    "Projects",
    TODAY,
    (
        Span(
            ACME,
            date(2026, 9, 1),
            date(2027, 1, 15),
            55,
            (
                Mark(date(2026, 10, 1), "Wireframes", True),
                Mark(date(2026, 11, 10), "Texts", False),
                Mark(date(2026, 12, 1), "Design system", False),
                Mark(date(2027, 1, 15), "Due"),
            ),
            "",
            places(2),
        ),
        Span(NADA, date(2026, 10, 5), None, None, (), "good"),
        Span("Late one", None, date(2026, 11, 1), 80, (), "bad", places(1)),
        Span("Neither start nor end", None, None),
        Span(HOSTILE[1], date(2026, 11, 1), date(2026, 12, 24), 0, (), "warn"),
        Span("A day", TODAY, TODAY, 100),
    ),
    "Three are late.",
)
LONG_TIMELINE = Timeline(
    "Forty",
    TODAY,
    tuple(
        Span(
            f"Project {n} with a name",
            date(2023, 1, 1) + timedelta(31 * n),
            date(2024 + n % 4, 6, 1),
            n,
        )
        if n % 5
        else Span(f"Project {n}", date(1, 1, 1), date.max)
        for n in range(40)
    ),
    "Many years.",
)
CALENDAR = Calendar(
    "Contacts",
    TODAY - timedelta(364),
    TODAY,
    {TODAY - timedelta(n): (n * 7919) % 5 for n in range(0, 360, 2) if (n * 7919) % 5},
    "Most in spring.",
    "contacts",
)
FEED = Feed(
    (
        Entry(TODAY, "meeting", ACME, "Agreed on the [[Acme Corp|offer]].", places(1), "good"),
        Entry(TODAY - timedelta(3), "email in", "Asks for the invoice", HOSTILE[4], places(1)),
        Entry(None, "call", HOSTILE[0], HOSTILE[1], places(9), "bad"),
    ),
    12,
    "vaultcrm list interactions",
)

REPORT = Report(
    "made-up",
    "Every block there is",
    "31 things to see to by 2026-11-30, 9 of them late. 19,430 EUR owed to us.",
    (
        Section("This week", (FIGURES,), "What was left out is said below each."),
        Section("Tables", (TABLE, Table(("Empty",), ())), "Sources stand at the right."),
        Section("Clients", (CLIENTS,)),
        Section("Charts", CHARTS, "Money by currency."),
        Section("On a time line", (TIMELINE, CALENDAR)),
        Section("What happened", (FEED,)),
        Section("Words", (Words(MARKDOWN, ("meetings/2026-11-02 Kick-off.md:9",)),)),
        Section("Empty", (Table(("A", "B"), ()), Words("  ")), "not shown", "Nobody owes us."),
        Section(HOSTILE[3], (*ODD_CHARTS, LONG_TIMELINE), HOSTILE[0], HOSTILE[1]),
    ),
    TODAY,
    "clients/Acme Corp.md",
)
