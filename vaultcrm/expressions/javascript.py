"""JavaScript's regular expressions → the notation of the `regex` package (MDN, "Regular
expressions"; what only web browsers allow is read as they read it). Pure text."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

FLAGS = "gimsuy"
_DEEPEST = 100
_LARGEST = 50_000  # steps: the package writes out what is repeated by number, repeats in repeats

_NEWLINES = r"\n\r\u2028\u2029"
_SPACES = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_WORD = "0-9A-Za-z_"
_SETS: Mapping[str, str] = {"d": "0-9", "w": _WORD, "s": _SPACES}
_CONTROLS: Mapping[str, str] = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "f": "\f"}
_ANY = r"[\s\S]"
_NEVER = "(?!)"
_LOOKING = -1  # a group that looks around and that JavaScript does not let be repeated
_BOUNDARY = f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
_NO_BOUNDARY = f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))"

_REPEAT = re.compile(r"(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??", re.ASCII)
_NAME = re.compile(r"<([^\W\d][\w$]*|\$[\w$]*)>")
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")
_LOW_SURROGATE = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"[pP]\{([A-Za-z_]+(?:=[A-Za-z_]+)?)\}")
_OCTAL = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?")
_GROUPS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?(<[^=!>][^>]*>)", re.DOTALL)


class Unreadable(Exception):
    """A pattern that JavaScript refuses too; the message says what is wrong with it."""


class Syntax(NamedTuple):
    """The translated pattern, and the number of each named group."""

    text: str
    names: Mapping[str, int]


class _Set(NamedTuple):
    """A member of a class such as `\\d`: ranges, or what is outside of them."""

    ranges: str
    outside: bool


def translate(source: str, flags: str) -> Syntax:
    """The pattern in the package's notation. Raises `Unreadable`."""
    return _Translator(source, flags).run()


class _Translator:
    """Reads a pattern from left to right. `_bare` is whether a repeat sign may follow."""

    def __init__(self, source: str, flags: str) -> None:
        self._source = source
        self._at = 0
        self._lines, self._dots, self._strict = "m" in flags, "s" in flags, "u" in flags
        self._open: list[int] = []  # of the groups around: the number, 0 or _LOOKING
        self._groups = 0
        self._out: list[str] = []
        self._bare = True
        self._last = 0  # the steps of what stands before, and of all in each group around
        self._steps = [0]
        self._total, self._names = _group_names(source)

    def run(self) -> Syntax:
        signs: Mapping[str, Callable[[], None]] = {
            "\\": self._escape,
            "[": self._class,
            "(": self._group,
            ")": self._close,
            "^": self._begin,
            "$": self._end,
            ".": self._dot,
            "|": lambda: self._emit("|", bare=True),
            "*": self._repeat,
            "+": self._repeat,
            "?": self._repeat,
            "{": self._brace,
        }
        while self._at < len(self._source):
            sign = self._source[self._at]
            self._at += 1
            if sign in signs:
                signs[sign]()
            elif self._strict and sign in "]}":
                raise Unreadable(f"{sign!r} stands alone: write \\{sign}")
            else:
                self._emit(_literal(sign))
        if self._open:
            raise Unreadable("a bracket '(' is never closed")
        return Syntax("".join(self._out), self._names)

    def _emit(self, text: str, bare: bool = False) -> None:
        self._out.append(text)
        self._bare = bare
        self._last = 1
        self._steps[-1] += 1

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        match = pattern.match(self._source, self._at)
        if match:
            self._at = match.end()
        return match

    def _begin(self) -> None:
        self._emit(f"(?<![^{_NEWLINES}])" if self._lines else r"\A", bare=True)

    def _end(self) -> None:
        self._emit(f"(?![^{_NEWLINES}])" if self._lines else r"\Z", bare=True)

    def _dot(self) -> None:
        self._emit(_ANY if self._dots else f"[^{_NEWLINES}]")

    def _repeat(self) -> None:
        self._at -= 1
        match = self._take(_REPEAT)
        if self._bare or not match:
            sign = self._source[self._at - 1]
            raise Unreadable(f"nothing stands before {sign!r} that could be repeated")
        low, most = match[1], match[3] or match[1]
        if low and int(low) > int(most):
            raise Unreadable(f"{match[0]} counts down")
        self._steps[-1] += self._last * max(int(most or 1) - 1, 0)
        if self._steps[-1] > _LARGEST:
            raise Unreadable(f"{match[0]} repeats too much: at most {_LARGEST:,} steps in all")
        self._emit(match[0], bare=True)

    def _brace(self) -> None:
        if _REPEAT.match(self._source, self._at - 1):
            self._repeat()
        elif self._strict:
            raise Unreadable("'{' stands alone: write \\{")
        else:
            self._emit(r"\{")

    def _group(self) -> None:
        if len(self._open) >= _DEEPEST:
            raise Unreadable(f"groups stand more than {_DEEPEST} deep in one another")
        begin, number = "(", 0
        if self._source.startswith("?", self._at):
            self._at += 1
            begin = next(
                (f"(?{sign}" for sign in (":", "=", "!", "<=", "<!") if self._starts(sign)), ""
            )
            if not begin and not self._take(_NAME):
                raise Unreadable("'(?' begins no kind of group that JavaScript knows")
        if begin in ("(", ""):
            self._groups += 1
            begin, number = "(", self._groups
        if begin in ("(?<=", "(?<!") or (self._strict and begin in ("(?=", "(?!")):
            number = _LOOKING
        self._open.append(number)
        self._emit(begin, bare=True)
        self._steps.append(0)

    def _starts(self, sign: str) -> bool:
        found = self._source.startswith(sign, self._at)
        if found:
            self._at += len(sign)
        return found

    def _close(self) -> None:
        if not self._open:
            raise Unreadable("a bracket ')' closes nothing")
        looking = self._open.pop() == _LOOKING
        inside = self._steps.pop()
        self._emit(")", bare=looking)
        self._last = inside + 1
        self._steps[-1] += inside

    def _escape(self) -> None:
        if self._at == len(self._source):
            raise Unreadable("a backslash stands at the end")
        sign = self._source[self._at]
        if sign in "bB":
            self._at += 1
            self._emit(_BOUNDARY if sign == "b" else _NO_BOUNDARY, bare=True)
        elif sign in "123456789":
            self._numbered()
        elif sign == "k" and self._names:
            self._named()
        else:
            member = self._member()
            if isinstance(member, _Set):
                self._emit(f"[{'^' if member.outside else ''}{member.ranges}]")
            else:
                self._emit(_literal(member))

    def _numbered(self) -> None:
        end = self._at
        while end < len(self._source) and self._source[end] in "0123456789":
            end += 1
        digits = self._source[self._at : end]
        if len(digits) < 4 and int(digits) <= self._total:
            self._at = end
            self._back(int(digits))
        elif self._strict:
            raise Unreadable(f"there is no group {digits[:9]}")
        else:
            self._emit(_literal(self._character()))

    def _named(self) -> None:
        self._at += 1
        match = self._take(_NAME)
        if not match or match[1] not in self._names:
            raise Unreadable("\\k names no group that there is")
        self._back(self._names[match[1]])

    def _back(self, number: int) -> None:
        """A group's text again; nothing where the group has not matched (yet)."""
        later = number > self._groups or number in self._open
        self._emit("(?:)" if later else f"(?({number})\\{number}|)")
        if not later:  # a repeat would only repeat the last branch
            self._out[-1] = f"(?:{self._out[-1]})"

    def _member(self) -> str | _Set:
        """What an escape stands for: a character, or a set of them."""
        sign = self._source[self._at]
        if sign in "dDwWsS":
            self._at += 1
            return _Set(_SETS[sign.lower()], sign.isupper())
        if self._strict and (found := self._take(_PROPERTY)):
            return _Set(f"\\p{{{found[1]}}}", found[0][0] == "P")
        return self._character()

    def _character(self) -> str:
        if found := self._take(_HEX):
            return self._code(int(found[1] or found[2] or found[3], 16))
        sign = self._source[self._at]
        if found := self._take(_OCTAL):
            if self._strict and found[0] != "0":
                raise Unreadable(f"there is no group {found[0]}")
            return chr(int(found[0], 8))
        self._at += 1
        if sign == "c":
            letter = self._source[self._at : self._at + 1]
            if letter.isascii() and letter.isalpha():
                self._at += 1
                return chr(ord(letter) % 32)
            self._at -= 1
            return "\\"
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if self._strict and (sign.isalnum() or sign == "_"):
            raise Unreadable(f"\\{sign} means nothing")
        return sign

    def _code(self, code: int) -> str:
        if 0xD800 <= code < 0xDC00 and (low := self._take(_LOW_SURROGATE)):
            return chr(0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00)
        if code > 0x10FFFF:
            raise Unreadable("\\u{…} names no character: the last one is 10FFFF")
        return chr(code)

    def _class(self) -> None:
        """`[…]`: one class of ranges and, for sets such as `\\W`, alternatives beside it."""
        outside = self._starts("^")
        ranges: list[str] = []
        sets: list[str] = []
        while (first := self._in_class()) is not None:
            follows = self._source[self._at : self._at + 2]
            if follows[:1] != "-" or follows == "-]":
                _join(first, ranges, sets)
                continue
            self._at += 1
            last = self._in_class()
            if isinstance(first, str) and isinstance(last, str):
                if first > last:
                    raise Unreadable(f"the range {first}-{last} counts down")
                ranges.append(f"{_literal(first)}-{_literal(last)}")
            elif self._strict or last is None:
                raise Unreadable("a set of characters is no end of a range")
            else:
                for each in (first, "-", last):
                    _join(each, ranges, sets)
        plain = "".join(ranges)
        if not sets:
            self._emit(f"[{'^' * outside}{plain}]" if plain else _ANY if outside else _NEVER)
            return
        either = "|".join([*([f"[{plain}]"] if plain else []), *sets])
        self._emit(f"(?:(?!{either}){_ANY})" if outside else f"(?:{either})")

    def _in_class(self) -> str | _Set | None:
        """The next member of a class, None at its end."""
        if self._at >= len(self._source):
            raise Unreadable("a bracket '[' is never closed")
        sign = self._source[self._at]
        self._at += 1
        if sign == "]":
            return None
        if sign != "\\":
            return sign
        if self._at >= len(self._source):
            raise Unreadable("a bracket '[' is never closed")
        if self._starts("b"):
            return "\b"
        if self._strict and self._starts("-"):
            return "-"
        return self._member()


def _join(member: str | _Set, ranges: list[str], sets: list[str]) -> None:
    if isinstance(member, str):
        ranges.append(_literal(member))
    elif member.outside:
        sets.append(f"[^{member.ranges}]")
    else:
        ranges.append(member.ranges)


def _literal(sign: str) -> str:
    """A character that means itself, inside a class and outside."""
    return sign if sign.isalnum() or sign == "_" or ord(sign) > 0x7F else f"\\x{ord(sign):02x}"


def _group_names(source: str) -> tuple[int, Mapping[str, int]]:
    """The number of capturing groups, and the number of each that has a name."""
    total = 0
    names: dict[str, int] = {}
    for match in _GROUPS.finditer(source):
        if match[0][0] != "(":
            continue
        total += 1
        if match[1]:
            name = match[1][1:-1]
            if name in names:
                raise Unreadable(f"two groups have the name {name!r}")
            names[name] = total
    return total, names
