"""Limits on what a constant may grow to, told without working it out."""

from __future__ import annotations

import math

from calcgd.expression.nodes import Constant, Negation, Node, Number, Power, Product, Quotient, Sum

MOST_DIGITS = 10_000
LARGEST_FACTORIAL = 3_000
POWER_HINT = f"numbers go up to {MOST_DIGITS:,} digits"


def power_is_too_large(base: Node, exponent: Node) -> bool:
    """Whether a constant `base**exponent`, or `exponent` itself, has more digits than are ever worked out."""
    if type(base) is Constant:
        return False
    if type(exponent) is Number and type(base) is Number:
        value = base.value
        if -1 <= value <= 1 and type(value) is int:
            return False
        return abs(exponent.value) * (value.numerator.bit_length() + value.denominator.bit_length()) > 4 * MOST_DIGITS
    return abs(digits(base)) * 10 ** min(digits(exponent), 300) > MOST_DIGITS


def digits(node: Node) -> float:
    """About log10 of the absolute value of a constant; 0 where the constant is no plain arithmetic."""
    if type(node) is Number:
        value = abs(node.value)
        if not value:
            return 0.0
        return (value.numerator.bit_length() - value.denominator.bit_length()) * math.log10(2)
    if type(node) is Negation:
        return digits(node.args[0])
    if type(node) is Power:
        exponent = digits(node.args[1])
        return math.inf if exponent > 300 else digits(node.args[0]) * 10**exponent
    if type(node) is Product:
        return sum(digits(arg) for arg in node.args)
    if type(node) is Quotient:
        return digits(node.args[0]) - digits(node.args[1])
    if type(node) is Sum:
        return max(digits(arg) for arg in node.args)
    return 0.0


def factorial_is_too_large(argument: Node) -> bool:
    """Whether `argument` is a constant whose factorial is never worked out."""
    if type(argument) is Number:
        return argument.value > LARGEST_FACTORIAL
    return digits(argument) > math.log10(LARGEST_FACTORIAL)
