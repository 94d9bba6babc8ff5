"""Worked steps as the numbered outline that a person reads."""

from __future__ import annotations

from worked_steps import CHAIN, LOGARITHM, QUOTIENT, SIMPLIFIED, SINE, SUM, step

from calcgd.render.document import Steps
from calcgd.render.step_lines import step_lines


def shown(steps: Steps, width: int = 80) -> str:
    return "\n".join("".join(run for _, run in line) for line in step_lines(steps, width))


def test_a_quotient_of_a_product_takes_a_dozen_lines_and_says_each_rule_once():
    assert shown(Steps(QUOTIENT, label="f'(x)", then=(SIMPLIFIED,))) == (
        "1  Quotient rule  (u/v)' = (u'*v - u*v')/v**2    u = (3*x + 1)**5*sin(x),  v = x\n"
        "   (x != 0)\n"
        "   1.1  u'  Product rule  (f*g)' = f'*g + f*g'    f = (3*x + 1)**5,  g = sin(x)\n"
        "      1.1.1  f'  General power rule  (w**n)' = n*w**(n - 1)*w'    w = 3*x + 1\n"
        "         =>  f' = 5*(3*x + 1)**4*3  = 15*(3*x + 1)**4\n"
        "      1.1.2  g'  Trigonometric rule: cos(x)\n"
        "      =>  u' = (3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x)\n"
        "   1.2  v'  Identity rule: 1\n"
        "   =>  f'(x) = (x*((3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x))\n"
        "       - (3*x + 1)**5*sin(x))/x**2\n"
        "2  Simplify: factor out (3*x + 1)**4:\n"
        "   (3*x + 1)**4*((3*x**2 + x)*cos(x) + (12*x - 1)*sin(x))/x**2"
    )


def test_steps_below_the_chosen_depth_show_their_result_and_how_many_they_hide():
    assert shown(Steps(QUOTIENT, depth=2, label="f'(x)")) == (
        "1  Quotient rule  (u/v)' = (u'*v - u*v')/v**2    u = (3*x + 1)**5*sin(x),  v = x\n"
        "   (x != 0)\n"
        "   1.1  u'  Product rule: (3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x)\n"
        "            (2 more steps inside)\n"
        "   1.2  v'  Identity rule: 1\n"
        "   =>  f'(x) = (x*((3*x + 1)**5*cos(x) + 15*(3*x + 1)**4*sin(x))\n"
        "       - (3*x + 1)**5*sin(x))/x**2"
    )


def test_a_step_without_a_name_is_called_after_what_it_differentiates():
    assert shown(Steps(SUM, label="f'(x)")) == (
        "1  Sum rule  differentiate term by term\n"
        "   1.1  (x**2)'  Power rule: 2*x\n"
        "   1.2  (-4*x)'  Constant multiple rule: -4\n"
        "   =>  f'(x) = 2*x - 4"
    )


def test_a_condition_stands_behind_the_step_that_needs_it():
    assert shown(Steps(LOGARITHM)) == (
        "1  Product rule  (f*g)' = f'*g + f*g'    f = log(x),  g = exp(x)\n"
        "   1.1  f'  Logarithm rule: 1/x    (x > 0)\n"
        "   1.2  g'  Exponential rule: exp(x)"
    )


def test_inner_derivatives_that_are_constants_stand_beside_the_letters():
    assert shown(Steps(CHAIN, label="f'(x)")) == (
        "1  Chain rule  (sin(u))' = cos(u)*u'    u = 3*x + 1,  u' = 3\n   =>  f'(x) = cos(3*x + 1)*3  = 3*cos(3*x + 1)"
    )


def test_one_rule_alone_is_one_line_with_its_formula():
    assert shown(Steps(SINE, label="f'(x)")) == "1  Trigonometric rule  (sin(x))' = cos(x)    =>  f'(x) = cos(x)"


def test_a_rule_is_written_as_a_formula_only_the_first_time():
    inner = step("Chain rule", "(sin(u))' = cos(u)*u'", "sin(x**2)", "1", "x", SINE, letters={"u": "x**2"}, name="a'")
    outer = step("Sum rule", "", "x", "x", "x", inner, inner)
    assert shown(Steps(outer)).count("(sin(u))' = cos(u)*u'") == 1


def test_on_a_narrow_page_lines_break_between_the_parts_of_a_step_and_before_plus_and_minus():
    assert shown(Steps(QUOTIENT, label="f'(x)"), width=48) == (
        "1  Quotient rule  (u/v)' = (u'*v - u*v')/v**2\n"
        "   u = (3*x + 1)**5*sin(x),  v = x    (x != 0)\n"
        "   1.1  u'  Product rule  (f*g)' = f'*g + f*g'\n"
        "            f = (3*x + 1)**5,  g = sin(x)\n"
        "      1.1.1  f'  General power rule\n"
        "            (w**n)' = n*w**(n - 1)*w'\n"
        "            w = 3*x + 1\n"
        "         =>  f' = 5*(3*x + 1)**4*3\n"
        "             = 15*(3*x + 1)**4\n"
        "      1.1.2  g'  Trigonometric rule: cos(x)\n"
        "      =>  u' = (3*x + 1)**5*cos(x)\n"
        "          + 15*(3*x + 1)**4*sin(x)\n"
        "   1.2  v'  Identity rule: 1\n"
        "   =>  f'(x) = (x*((3*x + 1)**5*cos(x)\n"
        "       + 15*(3*x + 1)**4*sin(x))\n"
        "       - (3*x + 1)**5*sin(x))/x**2"
    )


def test_a_dozen_levels_fit_eighty_columns():
    deep = SINE
    for _ in range(12):
        deep = step("Chain rule", "", "x", "x", "x", deep, name="u'")
    lines = shown(Steps(deep)).split("\n")
    assert max(map(len, lines)) <= 80
