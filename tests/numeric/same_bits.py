"""Floats compared by their bits; all that is not a number counts as the same."""

import struct


def bits(value):
    number = float(value)
    return "nan" if number != number else struct.pack(">d", number)


def same_bits(found, expected):
    return [bits(value) for value in found] == [bits(value) for value in expected]
