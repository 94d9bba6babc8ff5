"""Recorded curves: their rate of change, their integral, and where they rise, level off and fall."""
