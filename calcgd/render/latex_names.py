"""Names and running text in LaTeX: Greek letters, subscripts, and everything TeX gives a meaning of its own escaped."""

from __future__ import annotations

import re

_GREEK = {
    "alpha": "αΑ", "beta": "β", "gamma": "γΓ", "delta": "δΔ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θΘ",
    "iota": "ι", "kappa": "κ", "lambda": "λΛ", "mu": "μ", "nu": "ν", "xi": "ξΞ", "pi": "πΠ", "rho": "ρ",
    "sigma": "σΣ", "tau": "τ", "upsilon": "υΥ", "phi": "φΦ", "chi": "χ", "psi": "ψΨ", "omega": "ωΩ",
}  # fmt: skip
_WITHOUT_CAPITAL = frozenset(("beta", "epsilon", "zeta", "eta", "iota", "kappa", "mu", "nu", "rho", "tau", "chi"))

_COMMANDS = {name: f"\\{name}" for name in _GREEK}
_COMMANDS |= {name.capitalize(): f"\\{name.capitalize()}" for name in _GREEK if name not in _WITHOUT_CAPITAL}
_COMMANDS |= {
    sign: _COMMANDS.get(name.capitalize() if place else name, sign)
    for name, signs in _GREEK.items()
    for place, sign in enumerate(signs)
}

_ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "-": "{-}", '"': r"\textquotedbl{}",
})  # fmt: skip
_HYPHEN = re.compile(r"(?<!\{-\})\{-\}(?!\{-\})")
_DERIVATIVE = re.compile(r"d(\w+)/d(\w+)")
_DIGITS_AT_END = re.compile(r"(\D+)([0-9]+)")


def escaped(text: str) -> str:
    """`text` as running text: no character of it does anything but stand there."""
    return _HYPHEN.sub("-", text.translate(_ESCAPES))


def symbol(name: str) -> str:
    """A variable's name: `x`, `\\theta`, `w_{12}` for w_12 and w12, `\\mathrm{rate}` for a word, `\\hat{y}` for yhat.

    A derivative that is only a name, such as `dyhat/dw`, is written as a fraction.
    """
    named = _DERIVATIVE.fullmatch(name)
    if named:
        return rf"\frac{{d {symbol(named[1])}}}{{d {symbol(named[2])}}}"
    if name == "yhat":
        return r"\hat{y}"
    head, *tail = name.split("_")
    digits = _DIGITS_AT_END.fullmatch(head)
    if digits:
        head, number = digits.groups()
        tail.insert(0, number)
    if not head or not all(tail):
        return rf"\mathrm{{{escaped(name)}}}"
    return _part(head) + (f"_{{{','.join(map(_part, tail))}}}" if tail else "")


def operator(name: str) -> str:
    """A function's name, set upright."""
    return rf"\operatorname{{{escaped(name)}}}"


def _part(name: str) -> str:
    if name in _COMMANDS:
        return _COMMANDS[name]
    if not name.isascii():
        return rf"\text{{{name}}}"
    return name if len(name) == 1 or name.isdigit() else rf"\mathrm{{{name}}}"
