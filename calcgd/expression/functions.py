"""THE table of functions: one row each, with all its faces. Adding a function is adding a row.

Formulas are written in the product's own language over the arguments `u, v, w` and are read on first use, so the
table itself is only text. What a face cannot say in one line (`max`, `min`, `logsumexp`: any number of arguments) has
a rule in `calculus.rules`.
"""

from __future__ import annotations

from typing import NamedTuple


class Function(NamedTuple):
    """One function of the language.

    name        canonical spelling, the one that is printed
    family      the name of its differentiation rule
    derivative  partial derivative by each argument as formulas in u, v, w; an empty text means that the derivative
                comes from elsewhere (a rule of its own, or SymPy)
    spellings   other spellings that are read
    arity       fewest and most arguments
    defaults    formulas that stand in for arguments left out
    domain      condition on the arguments for a real value; empty: everywhere
    smooth      condition under which `derivative` holds, where that is narrower than `domain`
    definition  an equal formula in more elementary functions
    sympy       name of the SymPy class; empty: SymPy is given `definition`
    python      name in the kernels' namespace; empty: the canonical name
    latex       command, or a template with {0}; empty: \\operatorname{name}
    parity      "odd", "even" or nothing
    values      exact values at exact arguments
    variable    the bare name, without parentheses, is an ordinary variable (Greek letters, common words)
    """

    name: str
    family: str
    derivative: tuple[str, ...] = ("",)
    spellings: str = ""
    arity: tuple[int, int] = (1, 1)
    defaults: tuple[str, ...] = ()
    domain: str = ""
    smooth: str = ""
    definition: str = ""
    sympy: str = ""
    python: str = ""
    latex: str = ""
    parity: str = ""
    values: tuple[tuple[str, str], ...] = ()
    variable: bool = False


ANY = 1_000_000  # as many arguments as one likes

_TRIG, _ARC = "Trigonometric rule", "Inverse trigonometric rule"
_HYPERBOLIC, _AREA = "Hyperbolic rule", "Inverse hyperbolic rule"
_EXP, _LOG, _ROOT = "Exponential rule", "Logarithm rule", "Root rule"
_CORNER, _NEURON, _SPECIAL = "Absolute value rule", "Activation rule", "Special function rule"
_F = Function

_ROWS = (
    # roots, exponentials, logarithms
    _F("sqrt", _ROOT, ("1/(2*sqrt(u))",), domain="u >= 0", smooth="u > 0", sympy="sqrt", latex=r"\sqrt{{{0}}}"),
    _F("cbrt", _ROOT, ("1/(3*cbrt(u)**2)",), smooth="u != 0", definition="u**(1/3)", latex=r"\sqrt[3]{{{0}}}"),
    _F("exp", _EXP, ("exp(u)",), sympy="exp", latex=r"e^{{{0}}}", values=(("0", "1"),)),
    _F("expm1", _EXP, ("exp(u)",), definition="exp(u) - 1", values=(("0", "0"),)),
    _F("log", _LOG, ("1/u",), "ln", domain="u > 0", sympy="log", latex=r"\ln", values=(("1", "0"), ("e", "1"))),
    _F("log2", _LOG, ("1/(u*log(2))",), "lb log_2", domain="u > 0", definition="log(u)/log(2)", latex=r"\log_{{2}}",
       values=(("1", "0"), ("2", "1"))),
    _F("log10", _LOG, ("1/(u*log(10))",), "lg log_10", domain="u > 0", definition="log(u)/log(10)",
       latex=r"\log_{{10}}", values=(("1", "0"), ("10", "1"))),
    _F("log1p", _LOG, ("1/(u + 1)",), domain="u > -1", definition="log(u + 1)", values=(("0", "0"),)),
    # trigonometric
    _F("sin", _TRIG, ("cos(u)",), sympy="sin", latex=r"\sin", parity="odd"),
    _F("cos", _TRIG, ("-sin(u)",), sympy="cos", latex=r"\cos", parity="even"),
    _F("tan", _TRIG, ("sec(u)**2",), "tg", domain="cos(u) != 0", sympy="tan", latex=r"\tan", parity="odd"),
    _F("cot", _TRIG, ("-csc(u)**2",), "ctg cotan", domain="sin(u) != 0", sympy="cot", latex=r"\cot", parity="odd"),
    _F("sec", _TRIG, ("sec(u)*tan(u)",), domain="cos(u) != 0", sympy="sec", latex=r"\sec", parity="even"),
    _F("csc", _TRIG, ("-csc(u)*cot(u)",), "cosec", domain="sin(u) != 0", sympy="csc", latex=r"\csc", parity="odd"),
    _F("asin", _ARC, ("1/sqrt(1 - u**2)",), "arcsin", domain="abs(u) <= 1", smooth="abs(u) < 1", sympy="asin",
       latex=r"\arcsin", parity="odd", values=(("0", "0"), ("1/2", "pi/6"), ("1", "pi/2"))),
    _F("acos", _ARC, ("-1/sqrt(1 - u**2)",), "arccos", domain="abs(u) <= 1", smooth="abs(u) < 1", sympy="acos",
       latex=r"\arccos", values=(("0", "pi/2"), ("1/2", "pi/3"), ("-1/2", "2*pi/3"), ("1", "0"), ("-1", "pi"))),
    _F("atan", _ARC, ("1/(u**2 + 1)",), "arctan arctg", sympy="atan", latex=r"\arctan", parity="odd",
       values=(("0", "0"), ("1", "pi/4"))),
    _F("acot", _ARC, ("-1/(u**2 + 1)",), "arccot", smooth="u != 0", sympy="acot"),
    _F("asec", _ARC, ("1/(abs(u)*sqrt(u**2 - 1))",), "arcsec", domain="abs(u) >= 1", smooth="abs(u) > 1",
       sympy="asec"),
    _F("acsc", _ARC, ("-1/(abs(u)*sqrt(u**2 - 1))",), "arccsc", domain="abs(u) >= 1", smooth="abs(u) > 1",
       sympy="acsc"),
    _F("atan2", _ARC, ("v/(u**2 + v**2)", "-u/(u**2 + v**2)"), "arctan2", (2, 2),
       domain="u != 0 or v != 0", smooth="u != 0 or v > 0", sympy="atan2"),
    _F("hypot", _ROOT, ("u/hypot(u, v)", "v/hypot(u, v)"), arity=(2, 2), smooth="u != 0 or v != 0",
       definition="sqrt(u**2 + v**2)"),
    _F("sinc", _TRIG, ("(u*cos(u) - sin(u))/u**2 if u != 0 else 0",), definition="sin(u)/u if u != 0 else 1",
       parity="even", values=(("0", "1"),)),
    # hyperbolic
    _F("sinh", _HYPERBOLIC, ("cosh(u)",), sympy="sinh", latex=r"\sinh", parity="odd", values=(("0", "0"),)),
    _F("cosh", _HYPERBOLIC, ("sinh(u)",), sympy="cosh", latex=r"\cosh", parity="even", values=(("0", "1"),)),
    _F("tanh", _HYPERBOLIC, ("1 - tanh(u)**2",), sympy="tanh", latex=r"\tanh", parity="odd", values=(("0", "0"),)),
    _F("coth", _HYPERBOLIC, ("-csch(u)**2",), domain="u != 0", sympy="coth", latex=r"\coth", parity="odd"),
    _F("sech", _HYPERBOLIC, ("-sech(u)*tanh(u)",), sympy="sech", parity="even", values=(("0", "1"),)),
    _F("csch", _HYPERBOLIC, ("-csch(u)*coth(u)",), domain="u != 0", sympy="csch", parity="odd"),
    _F("asinh", _AREA, ("1/sqrt(u**2 + 1)",), "arcsinh arsinh", sympy="asinh", parity="odd", values=(("0", "0"),)),
    _F("acosh", _AREA, ("1/sqrt(u**2 - 1)",), "arccosh arcosh", domain="u >= 1", smooth="u > 1", sympy="acosh",
       values=(("1", "0"),)),
    _F("atanh", _AREA, ("1/(1 - u**2)",), "arctanh artanh", domain="abs(u) < 1", sympy="atanh", parity="odd",
       values=(("0", "0"),)),
    _F("acoth", _AREA, ("1/(1 - u**2)",), "arccoth arcoth", domain="abs(u) > 1", sympy="acoth", parity="odd"),
    _F("asech", _AREA, ("-1/(u*sqrt(1 - u**2))",), "arcsech arsech", domain="0 < u and u <= 1",
       smooth="0 < u and u < 1", sympy="asech"),
    _F("acsch", _AREA, ("-1/(abs(u)*sqrt(u**2 + 1))",), "arccsch arcsch", domain="u != 0", sympy="acsch",
       parity="odd"),
    # corners and steps
    _F("abs", _CORNER, ("sign(u)",), "Abs", smooth="u != 0", sympy="Abs", latex=r"\left|{0}\right|", parity="even"),
    _F("sign", _CORNER, ("0",), "sgn signum", smooth="u != 0", sympy="sign", parity="odd", variable=True),
    _F("step", _CORNER, ("0",), "Heaviside heaviside", smooth="u != 0", sympy="Heaviside", variable=True),
    _F("floor", _CORNER, ("0",), smooth="u != floor(u)", sympy="floor",
       latex=r"\left\lfloor {0}\right\rfloor"),
    _F("ceil", _CORNER, ("0",), "ceiling", smooth="u != ceil(u)", sympy="ceiling",
       latex=r"\left\lceil {0}\right\rceil"),
    _F("max", "Maximum rule", arity=(1, ANY), spellings="Max maximum", sympy="Max", latex=r"\max"),
    _F("min", "Minimum rule", arity=(1, ANY), spellings="Min minimum", sympy="Min", latex=r"\min"),
    # machine learning
    _F("sigmoid", _NEURON, ("sigmoid(u)*(1 - sigmoid(u))",), "logistic expit σ", definition="1/(1 + exp(-u))",
       values=(("0", "1/2"),), latex=r"\sigma"),
    _F("relu", _NEURON, ("step(u)",), "ReLU", smooth="u != 0", definition="max(0, u)"),
    _F("leaky_relu", _NEURON, ("1 if u > 0 else v", "0 if u > 0 else u"), "leakyrelu LeakyReLU", (1, 2), ("0.01",),
       smooth="u != 0", definition="u if u > 0 else v*u"),
    _F("elu", _NEURON, ("1 if u > 0 else v*exp(u)", "0 if u > 0 else exp(u) - 1"), "ELU", (1, 2), ("1",),
       smooth="u != 0 or v == 1", definition="u if u > 0 else v*(exp(u) - 1)"),
    _F("softplus", _NEURON, ("sigmoid(u)",), definition="log(1 + exp(u))"),
    _F("silu", _NEURON, ("sigmoid(u)*(1 + u*(1 - sigmoid(u)))",), "swish SiLU", definition="u/(1 + exp(-u))",
       values=(("0", "0"),)),
    _F("gelu", _NEURON, ("(1 + erf(u/sqrt(2)))/2 + u*exp(-u**2/2)/sqrt(2*pi)",), "GELU",
       definition="u*(1 + erf(u/sqrt(2)))/2", values=(("0", "0"),)),
    _F("mish", _NEURON, ("tanh(softplus(u)) + u*sigmoid(u)*(1 - tanh(softplus(u))**2)",), "Mish",
       definition="u*tanh(log(1 + exp(u)))", values=(("0", "0"),)),
    _F("softsign", _NEURON, ("1/(1 + abs(u))**2",), definition="u/(1 + abs(u))", parity="odd",
       values=(("0", "0"),)),
    _F("logit", _LOG, ("1/(u*(1 - u))",), domain="0 < u and u < 1", definition="log(u/(1 - u))",
       values=(("1/2", "0"),)),
    _F("logsumexp", "Log-sum-exp rule", arity=(1, ANY), spellings="lse"),
    # special functions
    _F("erf", _SPECIAL, ("2*exp(-u**2)/sqrt(pi)",), sympy="erf", parity="odd", values=(("0", "0"),)),
    _F("erfc", _SPECIAL, ("-2*exp(-u**2)/sqrt(pi)",), sympy="erfc", values=(("0", "1"),)),
    _F("erfi", _SPECIAL, ("2*exp(u**2)/sqrt(pi)",), sympy="erfi", parity="odd", values=(("0", "0"),)),
    _F("erfinv", _SPECIAL, ("sqrt(pi)*exp(erfinv(u)**2)/2",), domain="abs(u) < 1", sympy="erfinv", parity="odd",
       values=(("0", "0"),)),
    _F("factorial", _SPECIAL, ("gamma(u + 1)*digamma(u + 1)",), domain="u > -1 or u != floor(u)",
       sympy="factorial", latex="{0}!"),
    _F("gamma", _SPECIAL, ("gamma(u)*digamma(u)",), "Γ", domain="u > 0 or u != floor(u)", sympy="gamma",
       latex=r"\Gamma", variable=True),
    _F("loggamma", _SPECIAL, ("digamma(u)",), "lgamma gammaln", domain="u > 0", sympy="loggamma"),
    _F("digamma", _SPECIAL, ("polygamma(1, u)",), "psi ψ", domain="u > 0 or u != floor(u)", sympy="digamma",
       latex=r"\psi"),
    _F("polygamma", _SPECIAL, ("", "polygamma(u + 1, v)"), arity=(2, 2), domain="v > 0 or v != floor(v)",
       sympy="polygamma"),
    _F("beta", _SPECIAL, ("beta(u, v)*(digamma(u) - digamma(u + v))", "beta(u, v)*(digamma(v) - digamma(u + v))"),
       arity=(2, 2), domain="u > 0 and v > 0", sympy="beta", latex=r"\mathrm{{B}}", variable=True),
    _F("zeta", _SPECIAL, domain="u != 1", sympy="zeta", latex=r"\zeta", variable=True),
    _F("lambertw", _SPECIAL, ("exp(-lambertw(u))/(1 + lambertw(u))",), "LambertW", domain="u >= -exp(-1)",
       smooth="u > -exp(-1)", sympy="LambertW", values=(("0", "0"),)),
    _F("Si", _SPECIAL, ("sinc(u)",), sympy="Si", parity="odd", values=(("0", "0"),)),
    _F("Ci", _SPECIAL, ("cos(u)/u",), domain="u > 0", sympy="Ci"),
    _F("Ei", _SPECIAL, ("exp(u)/u",), domain="u != 0", sympy="Ei"),
    _F("li", _SPECIAL, ("1/log(u)",), domain="u > 0 and u != 1", sympy="li", variable=True),
    _F("besselj", _SPECIAL, ("", "(besselj(u - 1, v) - besselj(u + 1, v))/2"), arity=(2, 2),
       domain="v > 0 or u == floor(u)", sympy="besselj"),
    _F("bessely", _SPECIAL, ("", "(bessely(u - 1, v) - bessely(u + 1, v))/2"), arity=(2, 2), domain="v > 0",
       sympy="bessely"),
    _F("besseli", _SPECIAL, ("", "(besseli(u - 1, v) + besseli(u + 1, v))/2"), arity=(2, 2),
       domain="v > 0 or u == floor(u)", sympy="besseli"),
    _F("besselk", _SPECIAL, ("", "-(besselk(u - 1, v) + besselk(u + 1, v))/2"), arity=(2, 2), domain="v > 0",
       sympy="besselk"),
    _F("airyai", _SPECIAL, ("airyaiprime(u)",), sympy="airyai"),
    _F("airybi", _SPECIAL, ("airybiprime(u)",), sympy="airybi"),
    _F("airyaiprime", _SPECIAL, ("u*airyai(u)",), sympy="airyaiprime"),
    _F("airybiprime", _SPECIAL, ("u*airybi(u)",), sympy="airybiprime"),
    _F("elliptic_k", _SPECIAL, domain="u < 1", sympy="elliptic_k"),
    _F("elliptic_e", _SPECIAL, domain="u <= 1", sympy="elliptic_e"),
    _F("fresnels", _SPECIAL, ("sin(pi*u**2/2)",), sympy="fresnels", parity="odd", values=(("0", "0"),)),
    _F("fresnelc", _SPECIAL, ("cos(pi*u**2/2)",), sympy="fresnelc", parity="odd", values=(("0", "0"),)),
)  # fmt: skip

FUNCTIONS: dict[str, Function] = {row.name: row for row in _ROWS}
SPELLINGS: dict[str, str] = {spelling: row.name for row in _ROWS for spelling in (row.name, *row.spellings.split())}
