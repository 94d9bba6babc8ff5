"""What a user waits for: whole processes that give one answer, beside SymPy doing the same.

Run as `python tests/benchmarks/startup.py [runs]`.
"""

from __future__ import annotations

import sys

from timing import answer, calcgd, check, interleaved, python, show

BARE, SYMPY, IMPORT = "python -c pass", "SymPy, the same derivative", 'python -c "import sympy"'
DIFF, HELP, TYPO = 'calcgd diff "x**2-4*x+6"', "calcgd --help", 'calcgd diff "3 +"'
LOADED = (
    "import sys; from calcgd.main import main; main({0!r})\n"
    "print([name for name in ('sympy', 'numpy', 'rich') if name in sys.modules], file=sys.stderr)"
)


def main(runs: int = 15) -> None:
    """Print the table and check the answers."""
    same = "from sympy import diff, symbols; x = symbols('x'); print(diff(x**2 - 4*x + 6, x))"
    commands = {
        BARE: python("pass"),
        IMPORT: python("import sympy"),
        SYMPY: python(same),
        DIFF: calcgd("diff", "x**2-4*x+6"),
        HELP: calcgd("--help"),
        TYPO: calcgd("diff", "3 +"),
    }
    seconds = interleaved(commands, runs)
    goals = {DIFF: (SYMPY, "<= 0.20"), HELP: (IMPORT, "<= 0.45"), TYPO: (IMPORT, "<= 0.45")}
    rows = []
    for name, took in seconds.items():
        than, goal = goals.get(name, (BARE, ""))
        ratio = f"{took / seconds[than]:.2f} x {than}"
        rows.append((name, f"{took * 1000:.0f}", ratio, goal))
    show(f"start-up, median of {runs} interleaved runs", ("command", "ms", "ratio", "goal"), rows)
    check(wrong_answers(commands))


def wrong_answers(commands: dict[str, list[str]]) -> list[str]:
    """Answers that are not what they must be, and heavy modules that were loaded for them."""
    wrong = []
    if (out := answer(commands[DIFF])[1]) != "2*x - 4\n":
        wrong.append(f"{DIFF} printed {out!r}")
    if (status := answer(commands[HELP])[3]) != 0:
        wrong.append(f"{HELP} ended with status {status}")
    if (status := answer(commands[TYPO])[3]) != 2:
        wrong.append(f"{TYPO} ended with status {status}")
    for arguments in (["diff", "x**2-4*x+6"], ["--help"], ["diff", "3 +"]):
        loaded = answer(python(LOADED.format(arguments)))[2].splitlines()[-1]
        if loaded != "[]":
            wrong.append(f"calcgd {' '.join(arguments)} loaded {loaded}")
    return wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
