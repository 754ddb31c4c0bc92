"""Full text: which notes hold these words, the best first, and where in them.

The order is that of BM25 (Robertson & Zaragoza 2009, with k1 = 1.2 and b = 0.75), computed here:
the ranks of SQLite would count notes that are no more, and so change with the index's history.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from vaultcrm.index.names import encodable
from vaultcrm.index.queries import Catalogue, note_title
from vaultcrm.index.tables import TEXT, TEXT_NEW, TOKENIZER
from vaultcrm.model import Problem
from vaultcrm.reading.files import read_bytes
from vaultcrm.reading.source import BOM

_MOST_WORDS = 32
_WEIGHTS = {"names": 8.0, "properties": 2.0, "body": 1.0}  # of a word, by where it stands
_K1, _B = 1.2, 0.75
_EXCERPT = 160  # characters
_LINE_END = re.compile(r"\r\n|\n|\r")


class Hit(NamedTuple):
    """A note that was found; `line` is the first that holds most of the words."""

    path: str
    title: str
    line: int
    excerpt: str


def search(catalogue: Catalogue, text: str, limit: int) -> list[Hit]:
    """The notes that hold all these words, or the beginning of the last one; first those that
    have them in their names."""
    words = encodable(text).replace("\0", " ").split()[:_MOST_WORDS]
    if not words:
        return []
    catalogue.check_text()
    paths = {source.note: path for path, source in catalogue.sources.items()}
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words) + "*"
    found = _matching(catalogue, query, paths)
    if not found:
        return []
    named = set(_matching(catalogue, f"{{names}} : ({query})", paths))
    terms = _terms(catalogue, words)
    scores = _scores(catalogue, {term for each in terms for term in each}, paths)
    order = sorted(found, key=lambda note: (note not in named, -scores[note], paths[note]))
    needles = [
        (_folded(word), *(term.rstrip("i") or term for term in each))
        for word, each in zip(words, terms, strict=True)
    ]
    return [_hit(catalogue, paths[note], needles) for note in order[:limit]]


def _matching(catalogue: Catalogue, query: str, paths: Mapping[int, str]) -> list[int]:
    connection = catalogue.store.connection
    return [
        note
        for table in (TEXT, TEXT_NEW)
        for (note,) in connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (query,)
        )
        if note in paths
    ]


def _terms(catalogue: Catalogue, words: Sequence[str]) -> list[list[str]]:
    """What the tokenizer makes of each word: itself without accents and endings; several, or
    nothing, where it holds other characters than letters and digits. The tables that this makes
    (and those of `_scores`) are gone with the transaction that every question is asked in."""
    connection = catalogue.store.connection
    connection.execute(
        f"CREATE VIRTUAL TABLE temp._asked USING fts5 (word, content='', tokenize='{TOKENIZER}')"
    )
    connection.execute("CREATE VIRTUAL TABLE temp._terms USING fts5vocab (_asked, instance)")
    connection.executemany("INSERT INTO _asked (rowid, word) VALUES (?, ?)", enumerate(words))
    terms: list[list[str]] = [[] for _ in words]
    for word, term in connection.execute("SELECT doc, term FROM _terms ORDER BY doc, offset"):
        terms[word].append(term)
    return terms


def _scores(
    catalogue: Catalogue, terms: Collection[str], paths: Mapping[int, str]
) -> Mapping[int, float]:
    """How well each note that holds one of the terms answers, by BM25 over the files' sizes."""
    connection = catalogue.store.connection
    queries = []
    for table in (TEXT, TEXT_NEW):
        vocabulary = f"temp{table}_terms"
        connection.execute(
            f"CREATE VIRTUAL TABLE temp.{vocabulary} USING fts5vocab (main, {table}, instance)"
        )
        select = f"SELECT doc, col, count(*) FROM {vocabulary}"
        queries.append(f"{select} WHERE term = ?1 GROUP BY doc, col")
    sizes = {path: int(stamp.partition(" ")[0]) for path, stamp in catalogue.seen.notes.items()}
    average = sum(sizes.values()) / len(sizes) or 1.0
    scores: defaultdict[int, float] = defaultdict(float)
    query = " UNION ALL ".join(queries)
    for term in sorted(terms):
        frequency: defaultdict[int, float] = defaultdict(float)
        for note, column, count in connection.execute(query, (term,)):
            if note in paths:
                frequency[note] += _WEIGHTS[column] * count
        holding = len(frequency)
        rarity = math.log(1 + (len(paths) - holding + 0.5) / (holding + 0.5))
        for note, often in frequency.items():
            length = 1 - _B + _B * sizes.get(paths[note], average) / average
            scores[note] += rarity * often * (_K1 + 1) / (often + _K1 * length)
    return scores


def _hit(catalogue: Catalogue, path: str, needles: Sequence[Sequence[str]]) -> Hit:
    title = note_title(catalogue, path)
    data = read_bytes(catalogue.vault.root, path)
    text = "" if isinstance(data, Problem) else data.decode(errors="replace").removeprefix(BOM)
    best, where, excerpt = 0, 1, ""
    for number, line in enumerate(_LINE_END.split(text), 1):
        folded = _folded(line)
        count = sum(any(form in folded for form in forms) for forms in needles)
        if count > best:
            best, where, excerpt = count, number, _cut(line, needles)
            if best == len(needles):
                break
    return Hit(path, title, where, excerpt)


def _cut(line: str, needles: Sequence[Sequence[str]]) -> str:
    """The part of a line around the first word that was looked for."""
    text = " ".join(line.split())
    if len(text) <= _EXCERPT:
        return text
    folded = _folded(text)
    places = [at for forms in needles for form in forms if (at := folded.find(form)) >= 0]
    start = max(0, min([*places, len(text) - _EXCERPT // 2]) - _EXCERPT // 2)
    end = start + _EXCERPT
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _folded(text: str) -> str:
    """Without case and accents, as the tokenizer has it."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
