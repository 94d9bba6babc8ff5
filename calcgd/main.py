"""The edge: the table of commands, and the only place where what happens inside becomes an exit status.

Nothing is imported here at the top that Python has not loaded already: Ctrl-C is handled from `main` on, not before.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from calcgd.commands.call import Call

INTERRUPTED = 130
"""`errors.Exit.INTERRUPTED`, for the time before that can be imported."""

COMMANDS = {
    "diff": ("calcgd.commands.diff", "The derivative: of any order, at a point, with its steps."),
    "grad": ("calcgd.commands.grad", "All partial derivatives, and the Hessian."),
    "tangent": ("calcgd.commands.tangent", "The tangent line, and the secants that tend to it."),
    "integrate": ("calcgd.commands.integrate", "The antiderivative, and definite integrals."),
    "limit": ("calcgd.commands.limit", "The limit at a point or at infinity, from both sides."),
    "critical": ("calcgd.commands.critical", "Minima, maxima, saddles, corners, ends, and whether these are all."),
    "study": ("calcgd.commands.study", "Domain, zeros, signs of f' and f'', extrema and asymptotes on one screen."),
    "check": ("calcgd.commands.check", "Is an answer right? If not, where it differs and what went wrong."),
    "descend": ("calcgd.commands.descend", "Gradient descent to a minimum, run by run; many methods side by side."),
    "fit": ("calcgd.commands.fit", "A model fitted to data: parameters with their errors, and how well it fits."),
    "rate": ("calcgd.commands.rate", "Rate of change and integral of recorded data: where it rises and falls."),
    "methods": ("calcgd.commands.methods", "The methods of descent, with their formulas and sources."),
}
"""Name -> (module that has the function of that name, one-line summary). Imported when it is run, not before."""

HELP = """\
Derivatives, critical points, integrals, limits and gradient descents of any expression, exact and explained.

Expressions are written in quotes, as on paper ("2x^2 - 3sin(x)") or as in Python. Without one, every line piped in is
an expression and gives a result.

Examples:
  calcgd diff "x**2 - 4*x + 6" --steps
  calcgd grad "x**2*y + x*y*z + z**2" --at 1,2,3
  calcgd critical "x*(x-1)*(x-2)*(x-3)"
  calcgd descend "x**2 - 4*x + 6" --lr 0.1 --x0 8

Exit codes:
  0    an answer
  1    no answer, or a line of the input failed
  2    wrong use or syntax
  3    did not converge, or diverged
  4    the time limit was reached
  5    an optional package is missing
  130  interrupted

What a command does and which options it has: calcgd COMMAND --help
"""


def main(argv: list[str] | None = None) -> int:
    """Run a command line (without the program's name; the process's own where None) and give its exit status.

    Whatever happens, an exit status comes back and no exception, and stderr says why.
    """
    words = sys.argv[1:] if argv is None else argv
    _replace_missing_streams()
    try:
        return int(_run(words))
    except SystemExit as done:  # how Typer ends after it has installed or shown the shell completion
        return done.code if isinstance(done.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the answer has read enough of it
        return 0


def entry() -> NoReturn:
    """The console script: `main`, without what a short process can do without."""
    code = INTERRUPTED
    try:
        _prepare_process()
        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        pass
    except OSError:
        code = code or 1
    finally:
        os._exit(code)  # the objects of a process need not be taken apart one by one before it ends


def _run(words: list[str]) -> int:
    from calcgd.commands.report import report
    from calcgd.commands.session import Session

    session = Session(debug="--debug" in words)
    try:
        if _is_plain(words):
            return _function(words[0])(session, *words[1:])
        call = _read(words)
        if isinstance(call, int):
            return call
        session = call.session
        session.apply_color()
        return call.run()
    except BrokenPipeError:
        raise
    except Exception as error:
        return report(error, session)


def _read(words: list[str]) -> Call | int:
    from calcgd.commands import quick

    call = quick.read(words, COMMANDS)
    if call is None:
        from calcgd.commands.command import read

        return read(words, COMMANDS, HELP)
    return call


def _is_plain(words: list[str]) -> bool:
    # A command and at most an expression hold nothing to be parsed, and Typer takes longer to import than the answer.
    return (
        len(words) in (1, 2)
        and words[0] in COMMANDS
        and (words[-1] == "-" or not words[-1].startswith("-"))
        and "_CALCGD_COMPLETE" not in os.environ
    )


def _function(name: str) -> Callable[..., int]:
    from importlib import import_module

    return getattr(import_module(COMMANDS[name][0]), name)


def _prepare_process() -> None:
    import gc
    import io
    import signal

    # Looking for cycles that often is a tenth of a short run, and there are hardly any.
    gc.set_threshold(100_000)
    # Matrices have a few columns here: on several processors BLAS takes longer to share them out than to work on them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _replace_missing_streams() -> None:
    # Python has None where the process was started with the stream closed.
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
