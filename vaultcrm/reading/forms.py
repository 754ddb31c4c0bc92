"""What dates and numbers that are not written in our form can be read as."""

import re
from contextlib import suppress
from datetime import date

NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d{1,18})?\Z", re.ASCII)
_FOUR_DIGIT_YEAR = re.compile(
    r"(\d{4})?(?(1)[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{4})\Z", re.A
)


def days_of(text: str) -> list[str] | None:
    """The days, YYYY-MM-DD, that a date with a year of four digits can be read as; None if it has
    no such year."""
    match = _FOUR_DIGIT_YEAR.match(text)
    if not match:
        return None
    parts = [int(part) for part in re.split("[-./]", text)]
    orders = (parts,) if match[1] else ((parts[2], parts[1], parts[0]), (parts[2], *parts[:2]))
    days = []
    for year, month, day in orders:
        with suppress(ValueError):
            days.append(date(year, month, day).isoformat())
    return sorted({*days})


def numbers_of(text: str, money: bool) -> list[str]:
    """What a number with grouping or a decimal comma can be read as, as we write it."""
    digits = re.sub(r"[^\d.,]", "", text).rstrip(".,")
    grouped = bool(re.search(r"\d[ '’\u00a0\u202f]\d", text))
    marks = re.findall("[.,]", digits)
    whole, _, rest = digits.rpartition(marks[-1]) if marks else (digits, "", "")
    found = []
    if marks and (marks.count(marks[-1]) == 1):
        long = len(rest) == 3 and money
        part = (rest[:2] if rest.endswith("0") else f"{rest}0") if long else rest
        found.append(f"{re.sub('[.,]', '', whole)}.{part}")
    groups = re.split("[.,]", digits)
    evenly = len({*marks}) < 2 and all(len(each) == 3 for each in groups[1:])
    if not marks or (evenly and not grouped and 0 < len(groups[0]) < 4 and groups[0] != "0"):
        found.insert(0, "".join(groups))
    sign = "-" if re.match(r"[^\d]*-", text) else ""
    numbers = [sign + (each.lstrip("0") or "0") for each in found]
    numbers = [each.replace("-.", "-0.") if each[:1] == "-" else each for each in numbers]
    numbers = [f"0{each}" if each.startswith(".") else each for each in numbers]
    return [each for each in numbers if NUMBER.match(each)]
