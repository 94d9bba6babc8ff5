"""Everything that needs a computer algebra system: simplifying, proving, limits, and the bridge between tree and SymPy.

The only room that imports sympy, in one place (`engine`) and on first use: importing anything here loads no sympy.
"""
