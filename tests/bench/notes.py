"""One note of a generated vault: its properties, its body, and what may be broken in it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from posixpath import dirname, relpath
from random import Random
from typing import NamedTuple, TypeVar

import phrases

T = TypeVar("T")

FIRST_DAY = date(2024, 1, 1)
TODAY = (date(2026, 11, 30) - FIRST_DAY).days
DAYS = tuple((FIRST_DAY + timedelta(number)).isoformat() for number in range(TODAY + 400))

YAML, UNCLOSED, LINK, CHOICE = BROKEN = ("yaml", "unclosed", "link", "choice")
CHOICES = {"client": "status", "project": "status", "meeting": "kind", "person": "prefers"}
LINKED = {"client": "referred_by", "project": "client", "meeting": "client", "person": "client"}
# A heading that every note of the type has, for links that lead to it.
HEADINGS = {"client": "Log", "project": "Deliverables", "meeting": "Actions", "person": "Notes"}
MOST_PROPERTIES = 20
RARE_WORDS = 30_000
LEAST, MOST = 30, 133  # lines of a body, before paragraphs and code are spread


class Spot(NamedTuple):
    """A note that is to be written. `path` is without its ending, `day` an index of `DAYS`."""

    type: str
    path: str
    client: int
    day: int

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Plan(NamedTuple):
    """All notes in the order in which they are written, and those of each client (its own first,
    then projects, people, meetings). `languages` has one for each client."""

    spots: list[Spot]
    own: list[list[Spot]]
    languages: list[str]


class Dice:
    """Chance that falls the same in every version of Python: only `random()` is promised so."""

    def __init__(self, seed: int) -> None:
        self.roll = Random(seed).random

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.roll() * len(items))]

    def number(self, first: int, last: int) -> int:
        return first + int(self.roll() * (last - first + 1))

    def skewed(self, count: int) -> int:
        """A number below `count`, small ones more often."""
        return int(self.roll() ** 2 * count)


class Writer:
    """Writes the notes of a plan, in their order."""

    def __init__(self, plan: Plan, dice: Dice) -> None:
        self.plan = plan
        self.roll, self.pick, self.number = dice.roll, dice.pick, dice.number
        self.skewed = dice.skewed
        self.people = [spot.name for spot in plan.spots if spot.type == "person"]
        self.written = 0
        self.spot = plan.spots[0]
        self.language = "en"

    def note(self, spot: Spot, broken: str) -> str:
        self.written += 1
        self.spot = spot
        self.language = self.plan.languages[spot.client]
        properties = self._properties()
        if broken == CHOICE:
            properties[CHOICES[spot.type]] = "unheard-of"
        if broken == LINK:
            properties[LINKED[spot.type]] = self._quoted(f"Nobody of number {self.written}")
        lines = ["---"]
        for key, value in properties.items():
            if isinstance(value, str):
                lines.append(f"{key}: {value}".rstrip())
            else:
                lines.append(f"{key}:")
                lines += [f"  - {each}" for each in value]
        if broken == YAML:
            lines.append("summary: Relaunch: the second phase")
        lines.append("" if broken == UNCLOSED else "---")
        lines += self._body()
        text = "\n".join(lines) + "\n"
        if self.roll() < 0.02:
            text = text.replace("\n", "\r\n")
        return "\ufeff" + text if self.roll() < 0.01 else text

    # --- properties

    def _properties(self) -> dict[str, str | list[str]]:
        spot = self.spot
        properties: dict[str, str | list[str]] = {"type": spot.type}
        maybe = PROPERTIES[spot.type](self)
        if self.roll() < 0.02:
            properties["mood board"] = "https://example.org/board"  # declared nowhere
        properties |= {key: value for key, (sure, value) in maybe.items() if self.roll() < sure}
        properties = dict(list(properties.items())[: MOST_PROPERTIES - 5])
        properties["tags"] = sorted({self.pick(phrases.TAGS) for _ in range(self.number(1, 3))})
        if self.roll() < 0.3:
            properties["aliases"] = [f"{spot.type[0].upper()}-{self.written:06}"]
        properties["id"] = f"{spot.type}-{self.written:06}"
        properties["created"] = f"{DAYS[spot.day]}T{self._time()}"
        if self.roll() < 0.6:
            properties["updated"] = f"{self._later(90)}T{self._time()}"
        return properties

    def _client(self) -> "Maybe":
        status = self.pick(phrases.STATUSES["client"])
        domain = f"example-{self.spot.client}.org"
        gone = status in ("past", "lost")
        return {
            "status": (1, status),
            "since": (1, DAYS[self.spot.day]),
            "ended": (gone, self._later(400)),
            "exit_reason": (gone, "budget was cut"),
            "email": (1, f"office@{domain}"),
            "phone": (0.8, self._phone()),
            "website": (0.8, f"https://www.{domain}/"),
            "timezone": (0.5, self.pick(phrases.ZONES)),
            "prefers": (0.6, self.pick(phrases.CHANNELS)),
            "reply_within": (0.4, self.pick(("1bd", "2bd", "4h"))),
            "cadence": (1, self.pick(("14d", "30d", "6 weeks", "3M"))),
            "hourly_rate": (0.7, f"{self.number(60, 140)} EUR"),
            "referred_by": (0.2, self._quoted(self.pick(self.people))),
            "owner": (0.7, self.pick(phrases.US)),
            "industry": (0.5, self.pick(phrases.TRADES)),
            "tax_number": (0.4, f'"0{self.number(10**7, 10**8)}"'),
            "newsletter": (0.4, self.pick(("true", "false"))),
        }

    def _project(self) -> "Maybe":
        status = self.pick(phrases.STATUSES["project"])
        fee = self.number(4, 120) * 250
        return {
            "client": (1, self._quoted(self._client_name())),
            "status": (1, status),
            "fee": (0.9, f"{fee} EUR"),
            "retainer": (0.1, f"{self.number(2, 20) * 100}.50 EUR"),
            "hours_budget": (0.8, str(fee // 100)),
            "probability": (status in ("lead", "proposed"), str(self.number(1, 9) * 10)),
            "expected_close": (status in ("lead", "proposed"), self._later(120)),
            "agreed_on": (0.6, DAYS[self.spot.day]),
            "agreed_by": (0.4, self._quoted(self.pick(self.people))),
            "start": (1, DAYS[self.spot.day]),
            "due": (0.8, self._later(300)),
            "delivered": (status in ("delivered", "closed"), self._later(250)),
            "repository": (0.3, "https://example.org/git/site"),
            "lead_by": (0.6, self.pick(phrases.US)),
            "hourly": (0.4, self.pick(("true", "false"))),
            "margin": (0.3, f"0.{self.number(11, 49)}"),
        }

    def _meeting(self) -> "Maybe":
        own = self._own("project")
        people = self._own("person") or [self.pick(self.people)]
        return {
            "title": (0.15, f"{self._client_name()}, {self.pick(phrases.SUBJECTS)}"),
            "client": (1, self._quoted(self._client_name())),
            "project": (0.8 if own else 0, self._quoted(self.pick(own)) if own else ""),
            "date": (1, DAYS[self.spot.day]),
            "kind": (1, self.pick(phrases.CHANNELS)),
            "attendees": (1, [self._quoted(name) for name in people[:4]]),
            "recap_sent": (0.5, self._later(3)),
            "next": (0.4, self._later(40)),
            "mood": (0.6, self.pick(phrases.MOODS)),
            "place": (0.5, self.pick(("their office", "our office", "video", "Café Central"))),
            "minutes": (0.6, str(self.number(1, 8) * 15)),
            "billable": (0.5, self.pick(("true", "false"))),
            "recording": (0.1, "https://example.org/recordings/4711"),
        }

    def _person(self) -> "Maybe":
        mail = f"p{self.written}@example-{self.spot.client}.org"
        return {
            "client": (1, self._quoted(self._client_name())),
            "role": (1, self.pick(phrases.ROLES)),
            "email": (1, mail),
            "phone": (1, self._phone()),
            "birthday": (0.3, f"19{self.number(50, 99)}-0{self.number(1, 9)}-1{self.number(0, 9)}"),
            "prefers": (0.7, self.pick(phrases.CHANNELS)),
            "timezone": (0.3, self.pick(phrases.ZONES)),
            "language": (0.6, self.language),
            "profile": (0.4, f"https://example.com/in/p{self.written}"),
            "met_at": (0.3, self.pick(phrases.SUBJECTS)),
        }

    # --- body

    def _body(self) -> Iterator[str]:
        yield ""
        yield f"# {self.spot.name}"
        yield ""
        budget = LEAST + self.skewed(MOST - LEAST)
        sections = SECTIONS[self.spot.type]
        left = budget - 3 * len(sections) - 3
        for heading, share, line in sections:
            yield f"## {heading}"
            yield ""
            for _ in range(max(1, round(left * share / 100))):
                yield line(self)
            yield ""
        if self.roll() < 0.6:
            yield from self.pick(phrases.BLOCKS).split("\n")

    def prose(self) -> str:
        """A line of a paragraph, or the blank line that ends it."""
        roll = self.roll()
        if roll < 0.2:
            return ""
        if roll < 0.24:
            return f"\n### {self.pick(phrases.WORKS).capitalize()}\n"
        if roll < 0.55:
            words = (phrases.rare_word(self.skewed(RARE_WORDS)) for _ in range(4))
            return self.pick(phrases.RARE[self.language]).format(*words)
        if roll < 0.63:
            return f"- {self._filled(phrases.SENTENCES)}"
        end = f" #{self.pick(phrases.TAGS)}" if roll < 0.68 else ""
        return self._filled(phrases.SENTENCES) + end

    def task(self) -> str:
        """A task with the fields of the Tasks plugin, as emoji or in brackets."""
        text = self._filled(phrases.TASKS)
        if self.roll() < 0.55:
            text += f" {self._link()}"
        made = self._later(10)
        due = self._later(60)
        roll = self.roll()
        if self._settled():
            if roll < 0.1:
                return f"- [-] {text} ❌ {due}"
            return f"- [x] {text} ➕ {made} 📅 {due} ✅ {due}"
        if roll < 0.4:
            return f"- [ ] {text} {self.pick('🔺⏫🔼🔽')} ⏳ {made} 📅 {due}"
        if roll < 0.5:
            return f"- [ ] {text} 🔁 every month 📅 {due}"
        if roll < 0.75:
            return f"- [ ] {text} [owner:: {self._client_name()}] [due:: {due}]"
        if roll < 0.85:
            return f"  - [/] {text} (priority:: high) @{self.pick(phrases.US)}"
        return f"- [ ] {text}"

    def interaction(self) -> str:
        day = self._later(200)
        when = f"{day} {self._time()}" if self.roll() < 0.4 else day
        what = f"{self.pick(phrases.CHANNELS)} {self.pick(('in', 'out'))}"
        return f"- {when} {what}: {self._filled(phrases.SENTENCES)}"

    def feedback(self) -> str:
        score, kind = self.number(4, 10), self.pick(phrases.KINDS)
        text = self._filled(phrases.SENTENCES)
        return f"- {self._later(100)} {text} [score:: {score}] [kind:: {kind}]"

    def expectation(self) -> str:
        return f"- {self.pick(('theirs', 'ours'))}: {self._filled(phrases.TASKS)}"

    def decision(self) -> str:
        state = self.pick(("tentative", "final"))
        return f"- {self._filled(phrases.SENTENCES)} [state:: {state}] [by:: {self._client_name()}]"

    def change(self) -> str:
        box = self.pick("xxx-") if self._settled() else " "
        cost = f"[cost:: {self.number(1, 40) * 50} EUR]"
        text = self._filled(phrases.TASKS)
        return f"- [{box}] {text} {cost} [days:: {self.number(1, 9)}] [asked:: {self._later(60)}]"

    def invoice(self) -> str:
        number, amount = f"INV-{self.number(1, 99999):05}", f"[amount:: {self.number(5, 90)}00 EUR]"
        sent, due = self._later(90), self._later(120)
        paid = self._settled()
        return f"- [{'x' if paid else ' '}] {sent} {number} {amount} 📅 {due}" + (
            f" ✅ {due}" if paid else ""
        )

    def hours(self) -> str:
        hours = f"[hours:: {self.number(1, 15) / 2:g}]"
        return f"- {self._later(90)} {self._filled(phrases.TASKS)} {hours}"

    def risk(self) -> str:
        level = ("low", "medium", "high")
        fields = f"[likelihood:: {self.pick(level)}] [impact:: {self.pick(level)}]"
        return f"- {self._filled(phrases.SENTENCES)} {fields} [raised_by:: us]"

    def _settled(self) -> bool:
        """Whether a thing is done: nearly all that is old, half of what is not."""
        return self.roll() < (0.98 if self.spot.day < TODAY - 90 else 0.5)

    # --- words

    def _filled(self, words: dict[str, tuple[str, ...]]) -> str:
        text = self.pick(words[self.language])
        if "{}" in text:
            return text.replace("{}", self._link())
        return text

    def _link(self) -> str:
        """A link to a note of the same client, or to any, in one of the forms that people use; one
        link in 200 is to a note that is still to be written."""
        if self.roll() < 0.005:
            return f"[[{phrases.rare_word(self.skewed(RARE_WORDS))}]]"
        spots = self.plan.own[self.spot.client]
        spot = self.pick(spots) if self.roll() < 0.7 else None
        spot = spot or self.plan.spots[self.skewed(len(self.plan.spots))]
        roll = self.roll()
        if roll < 0.6:
            return f"[[{spot.name}]]"
        if roll < 0.75:
            return f"[[{spot.name}|{spot.name.split()[0]}]]"
        if roll < 0.83:
            return f"[[{spot.name}#{HEADINGS[spot.type]}]]"
        if roll < 0.9:
            return f"[[{spot.path}]]"
        if roll < 0.93:
            return f"![[{spot.name}]]"
        way = relpath(f"{spot.path}.md", dirname(self.spot.path)).replace(" ", "%20")
        return f"[{spot.name}]({way})"

    def _own(self, type_: str) -> list[str]:
        return [spot.name for spot in self.plan.own[self.spot.client] if spot.type == type_]

    def _client_name(self) -> str:
        return self.plan.spots[self.spot.client].name

    def _quoted(self, name: str) -> str:
        return f'"[[{name}]]"'

    def _later(self, most: int) -> str:
        return DAYS[min(self.spot.day + self.number(0, most), len(DAYS) - 1)]

    def _time(self) -> str:
        return f"{self.number(8, 18):02}:{self.number(0, 59):02}"

    def _phone(self) -> str:
        text = f"+49 30 {self.number(10**6, 10**7)}"
        return f'"{text}"' if self.roll() < 0.5 else text


Maybe = dict[str, tuple[float, str | list[str]]]  # with how likely a property is there
PROPERTIES: dict[str, Callable[[Writer], Maybe]] = {
    "client": Writer._client,
    "project": Writer._project,
    "meeting": Writer._meeting,
    "person": Writer._person,
}
# Heading, percent of the body's lines, what writes one of them.
SECTIONS: dict[str, tuple[tuple[str, int, Callable[[Writer], str]], ...]] = {
    "client": (
        ("Notes", 35, Writer.prose),
        ("Onboarding", 12, Writer.task),
        ("Log", 30, Writer.interaction),
        ("Feedback", 8, Writer.feedback),
        ("Expectations", 8, Writer.expectation),
        ("To do", 7, Writer.task),
    ),
    "project": (
        ("Scope", 20, Writer.prose),
        ("Deliverables", 20, Writer.task),
        ("Change requests", 8, Writer.change),
        ("Invoices", 6, Writer.invoice),
        ("Hours", 15, Writer.hours),
        ("Risks", 6, Writer.risk),
        ("Communication", 15, Writer.prose),
        ("Debrief", 10, Writer.prose),
    ),
    "meeting": (
        ("Notes", 50, Writer.prose),
        ("Decisions", 10, Writer.decision),
        ("Actions", 36, Writer.task),
        ("Feedback", 4, Writer.feedback),
    ),
    "person": (
        ("Notes", 50, Writer.prose),
        ("Log", 35, Writer.interaction),
        ("To do", 15, Writer.task),
    ),
}
