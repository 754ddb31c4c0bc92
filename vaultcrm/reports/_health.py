"""The health of one client, with its reasons."""

from vaultcrm.facts.book import Book
from vaultcrm.facts.health import LEAST_DATA, band, components, health, health_band, health_data
from vaultcrm.facts.measures import number_of
from vaultcrm.facts.warnings import EarlyWarning, early_warnings
from vaultcrm.model import Record
from vaultcrm.reports import Bar, Figure, Row, Section, Table, Tone
from vaultcrm.reports._parts import NONE

_TONES: dict[str, Tone] = {"red": "bad", "yellow": "warn", "green": "good"}


def health_figure(book: Book, client: Record) -> Figure | None:
    """The score and its colour; None for who is no active client."""
    if client.path not in components(book):
        return None
    known = health(book).get(client.path, NONE)
    score, colour = number_of(known.value), health_band(book).get(client.path, NONE).value
    data = health_data(book).get(client.path, NONE).value
    if score is None:
        hint = f"only {data} % of the weight has data, {LEAST_DATA} % are needed"
        return Figure("Health", None, hint, evidence=(client.path,))
    shown = Bar(score, unit="of 100")
    tone = _TONES.get(str(colour), "")
    hint = f"{colour}, from {data} % of the weight"
    return Figure("Health", shown, hint, tone, known.evidence, known.left_out)


def health_words(book: Book, client: Record) -> str:
    """`Health 42, red.`, with the names of early warnings; '' without either."""
    score = health(book).get(client.path, NONE).value
    colour = health_band(book).get(client.path, NONE).value
    names = [warning.name for warning in warnings_of(book, client)]
    parts = [f"Health {score}, {colour}."] if score is not None else []
    parts += [f"Early warning: {', '.join(names)}."] if names else []
    return " ".join(parts)


def warnings_of(book: Book, client: Record) -> tuple[EarlyWarning, ...]:
    """The early warnings of a client."""
    return early_warnings(book).get(client.path, ())


def health_section(book: Book, client: Record) -> Section:
    """What warns, and the parts of the health, those first that cost most of it."""
    parts = sorted(
        components(book).get(client.path, ()),
        key=lambda part: -(100 - part.score) * part.weight if part.score is not None else 1,
    )
    rows = []
    for part in parts:
        score = Bar(part.score, unit="") if part.score is not None else None
        tone = _TONES[band(part.score)] if part.score is not None else ""
        cells = (part.name, score, part.weight, part.words, part.raises or None)
        rows.append(Row(cells, part.evidence or (client.path,), tone))
    warned = tuple(
        Row((each.name, each.words), each.evidence, "bad") for each in warnings_of(book, client)
    )
    return Section(
        "Health",
        (
            Table(("Early warning", "Why"), warned),
            Table(("Part", "Score", "Weight", "From", "What would raise it"), tuple(rows)),
        ),
        note="Scores go from 0 to 100. Parts without data are left out, and their weight is spread "
        "over the others.",
        empty="Only active clients are scored.",
    )
