"""How a command's function becomes a command line: its own options and the shared ones, `-` in expressions, help.

Typer reads the command line and does no more: reading one gives a `Call`, and nothing runs until that is run.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Annotated, Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from calcgd.commands.call import Call
from calcgd.commands.options import Argument, Option
from calcgd.commands.session import Session
from calcgd.errors import BadInput, Exit

EXAMPLES = "\nExamples:\n"


def read(argv: list[str], commands: Mapping[str, tuple[str, str]], help: str) -> Call | int:
    """What the words of a command line ask for, or an exit code where that is done: help or the version was shown.

    `commands` is name -> (module with a function of that name, summary); only the module that is asked for is imported.
    Raises BadInput.
    """
    try:
        return _program(commands, help).main(argv, prog_name="calcgd", standalone_mode=False)
    except typer.TyperException as error:
        raise _usage_problem(error) from None


class Program(TyperGroup):
    """`calcgd` itself: knows its commands by name and summary, and makes the one that is asked for."""

    table: Mapping[str, tuple[str, str]]

    def list_commands(self, ctx: typer.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | None:
        if cmd_name not in self.table:
            return None
        return _command(cmd_name, self.table)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:
        if args[0] not in self.table and not ctx.resilient_parsing:
            from difflib import get_close_matches

            word = args[0]
            near = get_close_matches(word, self.table, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(self.table)}"
            if not word.isalpha() and len(word) <= 60:
                hint = f'what to do with an expression comes first: calcgd {next(iter(self.table))} "{word}"'
            raise BadInput(f"there is no command '{word}'", hint=hint)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            sys.stderr.write(self.get_help(ctx) + "\n")
            raise typer.Exit(Exit.USAGE)
        return super().parse_args(ctx, args)

    def get_help_option_names(self, ctx: typer.Context) -> list[str]:
        return ["-h", "--help"]

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.table.items()])
        _write_options(self, ctx, formatter)


class ExpressionCommand(TyperCommand):
    """A command whose expression may begin with `-`: a word is an option only if it is one, or begins with `--`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        takes_value = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, TyperOption)
            for name in (*option.opts, *option.secondary_opts)
        }
        options, expressions = [], []
        words = iter(args)
        for word in words:
            if word == "--":
                expressions.extend(words)
            elif _looks_like_an_option(word) and word.partition("=")[0] not in takes_value:
                return super().parse_args(ctx, [word])  # which says what it may have been meant for
            elif _looks_like_an_option(word) or word in takes_value:
                options.append(word)
                if takes_value.get(word):
                    options.append(_value_of(word, next(words, None), takes_value))
            else:
                expressions.append(word)
        self._check_number_of(expressions)
        return super().parse_args(ctx, [*options, "--", *expressions])

    def _check_number_of(self, expressions: list[str]) -> None:
        wanted = sum(param.param_type_name == "argument" for param in self.params)
        if len(expressions) > wanted:
            whole = " ".join(expressions)
            hint = f'put it in quotes: "{whole}"' if len(whole) <= 60 else "put it in quotes"
            if wanted > 1:
                raise BadInput(f"there are {len(expressions)} expressions, not {wanted}", hint="put each in quotes")
            raise BadInput(f"the expression is in {len(expressions)} pieces", hint=hint)

    def get_help_option_names(self, ctx: typer.Context) -> list[str]:
        return ["-h", "--help"]

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:
        _write_options(self, ctx, formatter)


def _looks_like_an_option(word: str) -> bool:
    return word.startswith("--") and word[2:3].isalpha()


def _value_of(option: str, value: str | None, takes_value: Mapping[str, bool]) -> str:
    if value is None or value in takes_value or (value.startswith("--") and value.partition("=")[0] in takes_value):
        given = "" if value is None else f", and {value} is an option"
        raise BadInput(f"{option} needs a value{given}", hint=f"write {option}=... if the value looks like an option")
    return value


def _program(commands: Mapping[str, tuple[str, str]], help: str) -> TyperGroup:
    app = typer.Typer(cls=Program, help=help, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(_program_options)
    program = typer.main.get_command(app)
    assert isinstance(program, Program)
    program.table = commands
    return program


def _command(name: str, commands: Mapping[str, tuple[str, str]]) -> TyperCommand:
    function = getattr(import_module(commands[name][0]), name)
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=ExpressionCommand)(_reader_of(function))
    command = typer.main.get_command(app)
    assert isinstance(command, ExpressionCommand)
    return command


def _reader_of(function: Callable[..., Exit]) -> Callable[..., Call]:
    hints = get_type_hints(function, include_extras=True)
    own = [
        parameter.replace(kind=parameter.KEYWORD_ONLY, annotation=_for_typer(hints[name]))
        for name, parameter in inspect.signature(function).parameters.items()
        if hints[name] is not Session
    ]
    shared = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=Session._field_defaults[name],
            annotation=_for_typer(hint),
        )
        for name, hint in get_type_hints(Session, include_extras=True).items()
    ]

    def reader(**values: Any) -> Call:
        session = Session(**{name: values.pop(name) for name in Session._fields})
        return Call(session, partial(function, session, **values))

    reader.__doc__ = function.__doc__
    reader.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
    return reader


def _for_typer(annotation: Any) -> Any:
    kind, info = get_args(annotation)
    if isinstance(info, Option):
        return Annotated[kind, typer.Option(*info.names, **info.settings)]
    assert isinstance(info, Argument)
    return Annotated[kind, typer.Argument(**info.settings)]


def _show_version(wanted: bool) -> None:
    if wanted:
        from calcgd import __version__

        print(f"calcgd {__version__}")
        raise typer.Exit


def _program_options(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Show the version and exit.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """Options that come before the name of a command."""


def _write_help(command: TyperGroup | TyperCommand, ctx: typer.Context, formatter: Any) -> None:
    prose, title, examples = (command.help or "").partition(EXAMPLES)
    command.format_usage(ctx, formatter)
    paragraphs = prose.strip().split("\n\n")
    formatter.write("".join(f"\n{textwrap.fill(paragraph, formatter.width)}\n" for paragraph in paragraphs))
    command.format_options(ctx, formatter)
    formatter.write(title + examples)


def _write_options(command: TyperGroup | TyperCommand, ctx: typer.Context, formatter: Any) -> None:
    sections: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            argument = param.param_type_name == "argument"
            title = "Arguments" if argument else getattr(param, "rich_help_panel", None) or "Options"
            sections.setdefault(title, []).append(record)
    for title, records in sections.items():
        with formatter.section(title):
            formatter.write_dl(records)


def _usage_problem(error: typer.TyperException) -> BadInput:
    message = error.format_message().rstrip(".")
    context: typer.Context | None = getattr(error, "ctx", None)
    hint = f"{context.command_path if context else 'calcgd'} --help lists the options"
    unknown, near = getattr(error, "option_name", ""), getattr(error, "possibilities", ())
    if near != ():
        message = f"there is no option {unknown}"
        hint = f"did you mean {near[0]}?" if near else hint
    message = message.replace("is not a valid int", "is not a whole number").replace("a valid float", "a number")
    return BadInput(message[:1].lower() + message[1:], hint=hint)
