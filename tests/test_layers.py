"""The rooms keep to themselves: who imports whom, what the engine never touches, what a plain command never loads."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calcgd.main import COMMANDS

PACKAGE = Path(__file__).parents[1] / "calcgd"
MODULES = sorted(PACKAGE.rglob("*.py"))

LEVELS = [
    {"errors"},
    {"expression"},
    {"algebra", "numeric"},
    {"calculus", "descent"},
    {"fitting"},
    {"render"},
    {"commands"},
    {"main"},
    {"__main__"},
]
"""Imports point to a lower level only; rooms on one level do not know each other."""

ENGINE = {"errors", "expression", "algebra", "numeric", "calculus", "descent", "fitting"}
TERMINAL = {"typer", "rich", "click", "argparse", "shutil"}
HEAVY = {"sympy", "numpy", "duckdb", "rich"}
EVALUATING = {"eval", "exec", "sympify", "parse_expr", "lambdify"}
COMPILES_KERNELS = "numeric/python.py"
"""The only file that hands text to the Python compiler: text that it has written itself."""

SHOWS_ITSELF = "_repr_latex_"
"""The method by which a result shows itself in a notebook may reach up to the rendering."""


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Each imported module, and whether the import is there for the type checker or for a notebook only."""
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if (isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING")
        or (isinstance(block, ast.FunctionDef) and block.name == SHOWS_ITSELF)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in typing_only
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or "", id(node) in typing_only
            for alias in node.names:
                if node.module == "calcgd":
                    yield f"calcgd.{alias.name}", id(node) in typing_only


def rooms_imported(path: Path) -> set[str]:
    names = (module for module, typing_only in imported(parsed(path)) if not typing_only)
    return {module.split(".")[1] for module in names if module.startswith("calcgd.")} - {"__version__"}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def level(of: str) -> int:
    return next(i for i, rooms in enumerate(LEVELS) if of in rooms)


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) != "__init__"], ids=name)
def test_imports_point_downward(path: Path) -> None:
    own = room(path)
    for other in rooms_imported(path) - {own}:
        assert level(other) < level(own), f"{own} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_algebra_imports_sympy(path: Path) -> None:
    foreign = {module.split(".")[0] for module, _ in imported(parsed(path))}
    assert "sympy" not in foreign or room(path) == "algebra"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_the_engine_when_it_runs_and_not_before(command: str) -> None:
    code = f"import sys, {COMMANDS[command][0]}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    rooms = {module.split(".")[1] for module in done.stdout.split() if module.startswith("calcgd.")}
    assert rooms <= {"commands", "errors", "render"}


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in ENGINE], ids=name)
def test_the_engine_knows_no_terminal(path: Path) -> None:
    tree = parsed(path)
    assert not {module.split(".")[0] for module, _ in imported(tree)} & TERMINAL
    assert "print" not in called(tree)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_text_is_evaluated(path: Path) -> None:
    allowed = {"exec", "eval"} if name(path) == COMPILES_KERNELS else set()
    assert not called(parsed(path)) & EVALUATING - allowed


def called(tree: ast.AST) -> set[str]:
    """The names of all that is called: `f` in `f()`, `a.f()`, and in `from a import f as g`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            names.add(function.id if isinstance(function, ast.Name) else getattr(function, "attr", ""))
        elif isinstance(node, ast.ImportFrom):
            names.update(alias.name for alias in node.names if alias.asname)
    return names


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--help"],
        ["diff", "--help"],
        ["diff", "x**2 - 4*x + 6"],
        ["diff", "x**2 - 4*x + 6", "--at", "1"],
        ["diff", "sin("],
        ["grad", "x**2*y"],
        ["tangent", "x**2", "--at", "1"],
        ["descend", "x**2 - 4*x + 6", "--lr", "0.1", "--x0", "8"],
    ],
    ids=" ".join,
)
def test_a_plain_command_loads_nothing_heavy(words: list[str]) -> None:
    assert not loaded_by(words) & HEAVY


def test_without_options_not_even_typer_is_loaded() -> None:
    assert "typer" not in loaded_by(["diff", "x**2 - 4*x + 6"])


def loaded_by(words: list[str]) -> set[str]:
    """The names of the modules in memory after a command line."""
    code = (
        "import json, sys; from calcgd.main import main; main(sys.argv[1:]);"
        "print('\\0' + json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.partition("\0")[2]))
