"""Every file of `cases/errors` is one wrong input and exactly what the program says about it.

A file `cases/errors/NAME.txt` reads

    calcgd diff "sin("
    --- exit 2
    error: ...
      sin(
          ^
    hint: ...

The first line is the command, split into words as a shell would (quotes, no expansion). Below the `---` line, which
holds the exit status, stands the whole of stderr. Where the program also writes to stdout a line `--- stdout` and the
whole of stdout follow.

Input that is long, binary or piped in is defined on lines of its own after the command:

    calcgd diff {deep}
    deep = '(' * 100000 + 'x'

`{deep}` anywhere in a word of the command stands for that text. A definition is Python string literals, each of them
repeated or not, added up. `stdin = ...` is what is piped into the program, in UTF-8; there `'\\udcff'` stands for the
lone byte ff.

To add a case write its command (and definitions) into a new file and run

    python tests/test_error_cases.py

which writes every file anew with what the program says now; read the difference before you commit it.
"""

from __future__ import annotations

import ast
import re
import shlex
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases" / "errors"
TERM = re.compile(r"""\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*(?:\*\s*(\d+))?\s*(?:\+|$)""")


def text_of(definition: str) -> str:
    """`'(' * 3 + 'x'` is `(((x`."""
    parts, end = [], 0
    while end < len(definition):
        term = TERM.match(definition, end)
        if term is None:
            raise ValueError(f"not a sum of repeated strings: {definition}")
        parts.append(ast.literal_eval(term[1]) * int(term[2] or 1))
        end = term.end()
    return "".join(parts)


def asked(case: str) -> str:
    """The part of a case file above its answer."""
    return re.split(r"^--- ", case, maxsplit=1, flags=re.MULTILINE)[0]


def answer(question: str) -> str:
    """The whole case file: the question and what the program says to it now."""
    from conftest import call

    command, *definitions = question.strip().splitlines()
    texts = {}
    for line in definitions:
        name, _, value = line.partition("=")
        texts[name.strip()] = text_of(value.strip())
    stdin = texts.pop("stdin", None)
    words = shlex.split(command)
    for name, value in texts.items():
        words = [word.replace("{" + name + "}", value) for word in words]
    assert words[0] == "calcgd", "the first line is the command"
    ran = call(*words[1:], stdin=None if stdin is None else stdin.encode("utf-8", "surrogateescape"))
    stdout = f"--- stdout\n{ran.out}" if ran.out else ""
    return f"{question.rstrip()}\n--- exit {ran.code}\n{ran.err}{stdout}"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_wrong_input_gets_exactly_its_diagnostic(path: Path) -> None:
    case = path.read_text(encoding="utf-8")
    assert answer(asked(case)) == case


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    for path in sorted(CASES.glob("*.txt")):
        case = path.read_text(encoding="utf-8")
        if (new := answer(asked(case))) != case:
            path.write_text(new, encoding="utf-8")
            print("written", path.name)
