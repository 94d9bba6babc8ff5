"""The same descent in other ways: programs as text, one for each way, and what they need.

Each makes at most N steps of gradient descent at a fixed rate, asks at every step whether the norm of the gradient is
above 1e-6, keeps every 1000th iterate, and prints these, one a line: the steps made, then the coordinates.
"""

from __future__ import annotations

from typing import NamedTuple

EVERY = 1000


class Descent(NamedTuple):
    """A gradient descent: the cost as text, the derivatives by hand in the C of all these programs, and the start."""

    name: str
    expression: str
    gradient: tuple[str, ...]
    start: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return ("x", "y")[: len(self.start)]


PARABOLA = Descent("parabola", "x**2 - 4*x + 6", ("2.0*x - 4.0",), ("8.0",))
ROSENBROCK = Descent(
    "Rosenbrock",
    "100*(y - x**2)**2 + (1 - x)**2",
    ("-400.0*x*(y - x*x) - 2.0*(1.0 - x)", "200.0*(y - x*x)"),
    ("-1.2", "1.0"),
)

_NUMBA = """
import math
import numpy as np
from numba import njit

@njit
def descend(lr, n, trace):
    {first}
    for k in range(n + 1):
        {slopes}
        if k % {every} == 0:
            {keep}
        if k == n or math.sqrt({norm}) <= 1e-6:
            return k
        {steps}
    return n

trace = np.empty(({steps_made} // {every} + 1, {count}))
made = descend({lr}, {steps_made}, trace)
for row, point in enumerate(trace[: made // {every} + 1].tolist()):
    print(row * {every}, *point, sep=",")
"""

_JAX = """
import jax
import jax.numpy as jnp
jax.config.update("jax_enable_x64", True)

def gradient(point):
    {names}, = point
    return {gradient},

def square(slopes):
    return sum(g * g for g in slopes)

def block(point, _):
    def on(state):
        k, point = state
        return (k < {every}) & (square(gradient(point)) > 1e-12)
    def step(state):
        k, point = state
        return k + 1, tuple(a - {lr} * g for a, g in zip(point, gradient(point)))
    return jax.lax.while_loop(on, step, (0, point))[1], point

@jax.jit
def descend(point):
    return jax.lax.scan(block, point, None, length={steps_made} // {every})

last, trace = descend(({start},))
for row, point in enumerate(zip(*(column.tolist() for column in trace))):
    print(row * {every}, *point, sep=",")
print({steps_made}, *map(float, last), sep=",")
"""

C_SOURCE = """
#include <math.h>
#include <stdio.h>

long descend(double lr, long n, double *trace) {{
    double {first};
    for (long k = 0;; k++) {{
        double {slopes};
        if (k % {every} == 0) {{ {keep}; }}
        if (k == n || sqrt({norm}) <= 1e-6) return k;
        {steps};
    }}
}}
"""

_C_MAIN = """
#include <stdlib.h>

int main(int argc, char **argv) {{
    long n = atol(argv[1]);
    double *trace = malloc((n / {every} + 1) * {count} * sizeof(double));
    long made = descend({lr}, n, trace);
    for (long row = 0; row <= made / {every}; row++) {{
        printf("%ld", row * {every});
        for (int i = 0; i < {count}; i++) printf(",%.17g", trace[row * {count} + i]);
        printf("\\n");
    }}
}}
"""

_CTYPES = """
import ctypes, os, subprocess, tempfile

with tempfile.TemporaryDirectory() as folder:
    source, library = os.path.join(folder, "descend.c"), os.path.join(folder, "descend.so")
    with open(source, "w") as file:
        file.write({source!r})
    subprocess.run(["gcc", "-O3", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
    descend = ctypes.CDLL(library).descend
descend.restype = ctypes.c_long
trace = (ctypes.c_double * (({steps_made} // {every} + 1) * {count}))()
made = descend(ctypes.c_double({lr}), ctypes.c_long({steps_made}), trace)
for row in range(made // {every} + 1):
    print(row * {every}, *trace[row * {count} : (row + 1) * {count}], sep=",")
"""

_SCIPY = """
from scipy.optimize import minimize
print(minimize(lambda x: x[0]**2 - 4*x[0] + 6, [8.0]{how}).x[0])
"""
SCIPY_DEFAULT = _SCIPY.format(how="")
SCIPY_BFGS = _SCIPY.format(how=', jac=lambda x: [2*x[0] - 4], method="BFGS"')


def by_numba(descent: Descent, rate: str, steps: int) -> str:
    """The program in Python for numba."""
    return _NUMBA.format(**_parts(descent, rate, steps, "; ", "trace[k // {every}, {i}] = {name}"))


def by_jax(descent: Descent, rate: str, steps: int) -> str:
    """The program in Python for jax: a scan of loops, in double precision."""
    return _JAX.format(**_parts(descent, rate, steps, "; ", ""))


def by_ctypes(descent: Descent, rate: str, steps: int) -> str:
    """The program in Python that has gcc compile the loop and calls it."""
    return _CTYPES.format(source=c_library(descent), **_parts(descent, rate, steps, "; ", ""))


def c_library(descent: Descent) -> str:
    """The loop in C."""
    keep = "trace[k / {every} * {count} + {i}] = {name}"
    return C_SOURCE.format(**_parts(descent, "lr", 0, ", ", keep))


def c_program(descent: Descent, rate: str) -> str:
    """A whole program in C; it is told the number of steps."""
    return c_library(descent) + _C_MAIN.format(every=EVERY, count=len(descent.start), lr=rate)


def _parts(descent: Descent, rate: str, steps: int, between: str, keep: str) -> dict[str, object]:
    names, count = descent.names, len(descent.start)
    kept = [keep.format(every=EVERY, count=count, i=i, name=name) for i, name in enumerate(names)]
    return {
        "every": EVERY,
        "count": count,
        "lr": rate,
        "steps_made": steps,
        "names": ", ".join(names),
        "start": ", ".join(descent.start),
        "gradient": ", ".join(descent.gradient),
        "first": between.join(f"{name} = {at}" for name, at in zip(names, descent.start, strict=True)),
        "slopes": between.join(f"d{name} = {slope}" for name, slope in zip(names, descent.gradient, strict=True)),
        "norm": " + ".join(f"d{name}*d{name}" for name in names),
        "keep": "; ".join(kept),
        "steps": "; ".join(f"{name} = {name} - lr*d{name}" for name in names),
    }
