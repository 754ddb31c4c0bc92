from datetime import date

import pytest

from vaultcrm.facts.next_line import next_line

DAYS = {"due": date(2026, 12, 31), "scheduled": date(2026, 12, 30), "start": date(2026, 12, 1)}
LINES = {
    # What belongs to one occurrence goes, what is kept stands in the order of Tasks.
    "- [x] A 📅 2026-11-30 🔁 every day ✅ 2026-11-29": "- [ ] A 🔁 every day 📅 2026-12-31",
    "- [x] A 🆔 a 📅 2026-11-30 ⏫ 🔁 every day 🛫 2026-11-01 ⏳ 2026-11-29 ➕ 2026-01-01 ^b": (
        "- [ ] A ⏫ 🔁 every day 🛫 2026-12-01 ⏳ 2026-12-30 📅 2026-12-31"
    ),
    "1. [X] A 🔁 every day 🏁 keep 🗓️ 2026-11-30": "1. [ ] A 🔁 every day 🏁 keep 🗓️ 2026-12-31",
    # Fields in brackets, tags, mentions and links stay in their places.
    "  * [x] A [owner:: Bo] #t [repeat:: every day] (due:: 2026-11-30)  [done:: 2026-11-30]": (
        "* [ ] A [owner:: Bo] #t [repeat:: every day] (due:: 2026-12-31)"
    ),
    "> - [x] See [[A|b]] 🔁 every day 📅 2026-11-30 @Dana #tag": (
        "- [ ] See [[A|b]] @Dana #tag 🔁 every day 📅 2026-12-31"
    ),
    "- [-] [id:: 7] [dependsOn:: 8] A 🔁 every day 📅 2026-11-30 ❌ 2026-11-30": (
        "- [ ] A 🔁 every day 📅 2026-12-31"
    ),
    # A time of day is kept, also over the night on which the clocks are put back.
    "- [x] A [repeat:: every day] [due:: 2026-10-24T02:30]": (
        "- [ ] A [repeat:: every day] [due:: 2026-12-31T02:30]"
    ),
    "- no task 🔁 every day 📅 2026-11-30": "",
    "no item": "",
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_next_line(line: str, newline: str) -> None:
    text = newline.join(("---", "type: client", "---", "# A", "", line, "- [x] other"))
    assert next_line(text, 6, DAYS) == LINES[line]


def test_of_a_line_that_there_is_not() -> None:
    assert next_line("", 1, DAYS) == ""
    assert next_line("- [x] A 🔁 every day 📅 2026-11-30", 2, DAYS) == ""
