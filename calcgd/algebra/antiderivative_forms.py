"""Antiderivatives that need no computer algebra: sums of powers and of table entries, over a linear inner function.

The table is text in the product's own language, like the table of functions, and read where it is used.
"""

from __future__ import annotations

from calcgd.expression.nodes import MINUS_ONE, ONE, Call, Node, Power, Product, Sum, Symbol
from calcgd.expression.polynomial import expand, is_polynomial
from calcgd.expression.sharing import cache
from calcgd.expression.substitute import substitute
from calcgd.expression.text import text
from calcgd.expression.tidy import add, call, divide, multiply, power, tidy

FORMS = {
    # exponentials and logarithms
    "exp(u)": "exp(u)",
    "expm1(u)": "exp(u) - u",
    "log(u)": "u*log(u) - u",
    "log2(u)": "u*log2(u) - u/log(2)",
    "log10(u)": "u*log10(u) - u/log(10)",
    "log1p(u)": "(u + 1)*log1p(u) - u",
    "u*exp(u)": "u*exp(u) - exp(u)",
    "log(u)/u": "log(u)**2/2",
    "1/(u*log(u))": "log(abs(log(u)))",
    # trigonometric functions
    "sin(u)": "-cos(u)",
    "cos(u)": "sin(u)",
    "tan(u)": "-log(abs(cos(u)))",
    "cot(u)": "log(abs(sin(u)))",
    "sec(u)": "log(abs(sec(u) + tan(u)))",
    "csc(u)": "-log(abs(csc(u) + cot(u)))",
    "sin(u)**2": "u/2 - sin(2*u)/4",
    "cos(u)**2": "u/2 + sin(2*u)/4",
    "tan(u)**2": "tan(u) - u",
    "cot(u)**2": "-cot(u) - u",
    "sec(u)**2": "tan(u)",
    "csc(u)**2": "-cot(u)",
    "1/cos(u)": "log(abs(sec(u) + tan(u)))",
    "1/sin(u)": "-log(abs(csc(u) + cot(u)))",
    "1/cos(u)**2": "tan(u)",
    "1/sin(u)**2": "-cot(u)",
    "sec(u)*tan(u)": "sec(u)",
    "cot(u)*csc(u)": "-csc(u)",
    "sec(u)**3": "sec(u)*tan(u)/2 + log(abs(sec(u) + tan(u)))/2",
    "csc(u)**3": "-csc(u)*cot(u)/2 - log(abs(csc(u) + cot(u)))/2",
    "sinc(u)": "Si(u)",
    # their inverses
    "asin(u)": "u*asin(u) + sqrt(1 - u**2)",
    "acos(u)": "u*acos(u) - sqrt(1 - u**2)",
    "atan(u)": "u*atan(u) - log(u**2 + 1)/2",
    "acot(u)": "u*acot(u) + log(u**2 + 1)/2",
    "asec(u)": "u*asec(u) - acosh(abs(u))",
    "acsc(u)": "u*acsc(u) + acosh(abs(u))",
    "1/(u**2 + 1)": "atan(u)",
    "1/sqrt(1 - u**2)": "asin(u)",
    # hyperbolic functions
    "sinh(u)": "cosh(u)",
    "cosh(u)": "sinh(u)",
    "tanh(u)": "log(cosh(u))",
    "coth(u)": "log(abs(sinh(u)))",
    "sech(u)": "atan(sinh(u))",
    "csch(u)": "log(abs(tanh(u/2)))",
    "1/cosh(u)": "atan(sinh(u))",
    "1/sinh(u)": "log(abs(tanh(u/2)))",
    "tanh(u)**2": "u - tanh(u)",
    "tanh(u)**3": "log(cosh(u)) - tanh(u)**2/2",
    "coth(u)**2": "u - coth(u)",
    "sech(u)**2": "tanh(u)",
    "csch(u)**2": "-coth(u)",
    "1/cosh(u)**2": "tanh(u)",
    "1/sinh(u)**2": "-coth(u)",
    "sech(u)*tanh(u)": "-sech(u)",
    "coth(u)*csch(u)": "-csch(u)",
    # their inverses
    "asinh(u)": "u*asinh(u) - sqrt(u**2 + 1)",
    "acosh(u)": "u*acosh(u) - sqrt(u**2 - 1)",
    "atanh(u)": "u*atanh(u) + log(1 - u**2)/2",
    "acoth(u)": "u*acoth(u) + log(u**2 - 1)/2",
    "asech(u)": "u*asech(u) + asin(u)",
    "acsch(u)": "u*acsch(u) + asinh(abs(u))",
    "1/sqrt(u**2 + 1)": "asinh(u)",
    "1/sqrt(u**2 - 1)": "log(abs(u + sqrt(u**2 - 1)))",
    "1/(u*sqrt(u**2 - 1))": "atan(sqrt(u**2 - 1))",
    # corners and steps: these antiderivatives are continuous
    "abs(u)": "u*abs(u)/2",
    "sign(u)": "abs(u)",
    "step(u)": "max(0, u)",
    "floor(u)": "floor(u)*(2*u - floor(u) - 1)/2",
    "ceil(u)": "ceil(u)*(2*u - ceil(u) + 1)/2",
    "u*abs(u)": "u**2*abs(u)/3",
    "abs(sin(u))": "2*floor(u/pi) - cos(u - pi*floor(u/pi))",
    "abs(cos(u))": "2*floor(u/pi + 1/2) + sin(u - pi*floor(u/pi + 1/2))",
    # machine learning
    "sigmoid(u)": "softplus(u)",
    "sigmoid(u)*(1 - sigmoid(u))": "sigmoid(u)",
    "sigmoid(u)**2": "softplus(u) - sigmoid(u)",
    "relu(u)": "u*relu(u)/2",
    "leaky_relu(u, v)": "u*leaky_relu(u, v)/2",
    "elu(u, v)": "u**2/2 if u > 0 else v*(exp(u) - u - 1)",
    "gelu(u)": "u*gelu(u)/2 + u*exp(-u**2/2)/(2*sqrt(2*pi)) - erf(u/sqrt(2))/4",
    "softsign(u)": "abs(u) - log(abs(u) + 1)",
    "logit(u)": "u*logit(u) + log(1 - u)",
    # special functions
    "erf(u)": "u*erf(u) + exp(-u**2)/sqrt(pi)",
    "erfc(u)": "u*erfc(u) - exp(-u**2)/sqrt(pi)",
    "erfi(u)": "u*erfi(u) - exp(u**2)/sqrt(pi)",
    "erfinv(u)": "-exp(-erfinv(u)**2)/sqrt(pi)",
    "exp(-u**2)": "sqrt(pi)*erf(u)/2",
    "exp(u**2)": "sqrt(pi)*erfi(u)/2",
    "sin(u)/u": "Si(u)",
    "exp(u)/u": "Ei(u)",
    "1/log(u)": "li(u)",
    "digamma(u)": "log(abs(gamma(u)))",
    "lambertw(u)": "u*lambertw(u) - u + exp(lambertw(u))",
    "Si(u)": "u*Si(u) + cos(u)",
    "Ci(u)": "u*Ci(u) - sin(u)",
    "Ei(u)": "u*Ei(u) - exp(u)",
    "li(u)": "u*li(u) - Ei(2*log(u))",
    "airyaiprime(u)": "airyai(u)",
    "airybiprime(u)": "airybi(u)",
    "fresnels(u)": "u*fresnels(u) + cos(pi*u**2/2)/pi",
    "fresnelc(u)": "u*fresnelc(u) - sin(pi*u**2/2)/pi",
}
"""Integrand -> antiderivative by u; v is a constant. The integrands are written as tidy trees are.

Most are in DLMF 4.10, 4.26 and 4.40.
"""

_read: dict[str, Node] = cache({})


def plain_antiderivative(node: Node, variable: str) -> Node | None:
    """A tidy antiderivative of a tidy tree, or None where the table does not lead to one."""
    if variable not in node.free:
        return multiply(node, Symbol(variable))
    if isinstance(node, Sum):
        parts = [plain_antiderivative(term, variable) for term in node.args]
        found = [part for part in parts if part is not None]
        return tidy(add(*found)) if len(found) == len(parts) else None
    if isinstance(node, Product):
        constants = [factor for factor in node.args if variable not in factor.free]
        if constants:
            moving = multiply(*(factor for factor in node.args if variable in factor.free))
            rest = plain_antiderivative(moving, variable)
            return None if rest is None else tidy(multiply(*constants, rest))
    known = _of_power(node, variable) or _of_table(node, variable)
    if known is None and is_polynomial(node):
        expanded = expand(node)
        return None if expanded is None or expanded is node else plain_antiderivative(expanded, variable)
    return known


def _of_power(node: Node, variable: str) -> Node | None:
    """The power rule for a linear base, and a constant to a linear power."""
    base, exponent = node.args if isinstance(node, Power) else (node, ONE)
    if variable not in exponent.free:
        slope = _slope(base, variable)
        if slope is None:
            return None
        if exponent is MINUS_ONE:
            return tidy(divide(call("log", call("abs", base)), slope))
        raised = add(exponent, ONE)
        return tidy(divide(power(base, raised), multiply(slope, raised)))
    slope = None if variable in base.free else _slope(exponent, variable)
    return None if slope is None else tidy(divide(node, multiply(slope, call("log", base))))


def _slope(node: Node, variable: str) -> Node | None:
    """The a of a*x + b; None where the tree does not have this form."""
    match node:
        case Symbol():
            return ONE
        case Product():
            moving = [factor for factor in node.args if variable in factor.free]
            slope = _slope(moving[0], variable) if len(moving) == 1 else None
            return slope and multiply(slope, *(factor for factor in node.args if factor not in moving))
        case Sum():
            slopes = [_slope(term, variable) for term in node.args if variable in term.free]
            found = [slope for slope in slopes if slope is not None]
            return add(*found) if len(found) == len(slopes) else None
    return None


def _of_table(node: Node, variable: str) -> Node | None:
    """The table's entry for `node` as a function of one linear expression u: its antiderivative by u, over u'."""
    letters: dict[str, Node] = {}
    inner: dict[Node, Node] = {}

    def replaced(part: Node) -> Node:
        if variable not in part.free:
            return part
        slope = _slope(part, variable)
        if slope is not None:
            inner[part] = slope
            return Symbol("u")
        if isinstance(part, Call) and len(part.args) == 2 and variable not in part.args[1].free:
            letters["v"] = part.args[1]
            return part.over((replaced(part.args[0]), Symbol("v")))
        return part.over([replaced(arg) for arg in part.args])

    form = FORMS.get(text(tidy(replaced(node))))
    if form is None or len(inner) != 1:
        return None
    [(letters["u"], slope)] = inner.items()
    return tidy(divide(substitute(_tree(form), letters), slope))


def _tree(form: str) -> Node:
    tree = _read.get(form)
    if tree is None:
        from calcgd.expression import parse

        tree = _read[form] = parse(form).tree
    return tree
