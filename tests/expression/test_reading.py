"""What is typed and the tree it is read as, told by its text, which says every parenthesis that matters."""

from __future__ import annotations

import pytest

from calcgd.errors import CalcgdError, TooLarge
from calcgd.expression import parse
from calcgd.expression.nodes import Call, Negation, Number, Power, Product, Quotient, Sum, Symbol
from calcgd.expression.text import text


def lines(table: str) -> list[tuple[str, str]]:
    """`typed ; text` a line, with any space around the semicolon."""
    rows = [line.split(" ; ") for line in table.strip().splitlines() if line.strip()]
    return [(typed.strip(), read.strip()) for typed, read in rows]


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        2x                  ; 2*x
        3sin(x)             ; 3*sin(x)
        (x+1)(x-1)          ; (x + 1)*(x - 1)
        2×x·y               ; 2*x*y
        2 x y               ; 2*x*y
        2(x+1)              ; 2*(x + 1)
        2x^2                ; 2*x**2
        2^3x                ; 2**3*x
        x sin(x)            ; x*sin(x)
        2|x|                ; 2*abs(x)
        x|y|z               ; x*abs(y)*z
        2√x                 ; 2*sqrt(x)
        2πr                 ; 2*pi*r
        eπ                  ; e*pi
        2x!                 ; 2*factorial(x)
        ½x                  ; x/2
        1e5x                ; 100000*x
        xy                  ; xy
        x1x2                ; x1x2
        """
    ),
)
def test_what_stands_side_by_side_is_multiplied_and_letters_are_never_split(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        x^2                 ; x**2
        x**2                ; x**2
        x²                  ; x**2
        x⁻¹                 ; x**(-1)
        x^-1                ; x**(-1)
        -x^2                ; -x**2
        (-x)^2              ; (-x)**2
        2^3^2               ; 2**3**2
        (2^3)^2             ; (2**3)**2
        -2^-2               ; -2**(-2)
        x^-y^2              ; x**(-y**2)
        x^2y                ; x**2*y
        x^2!                ; x**factorial(2)
        x!^2                ; factorial(x)**2
        -x!                 ; -factorial(x)
        -x*y                ; -x*y
        -x+y                ; -x + y
        -(x+y)              ; -(x + y)
        x--y                ; x - (-y)
        x*-y                ; x*(-y)
        x/-y                ; x/(-y)
        +-x                 ; -x
        a-b-c               ; a - b - c
        a-(b-c)             ; a - (b - c)
        a+(b+c)             ; a + (b + c)
        a/b/c               ; a/b/c
        a/(b/c)             ; a/(b/c)
        a*b/c*d             ; a*b/c*d
        a*(b*c)             ; a*(b*c)
        √x^2                ; sqrt(x**2)
        √(x)^2              ; sqrt(x**2)
        ∛x                  ; cbrt(x)
        """
    ),
)
def test_powers_bind_before_signs_and_products_and_join_to_the_right(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


def test_precedence_shows_in_the_tree_itself() -> None:
    x, two = Symbol("x"), Number(2)
    assert parse("-x^2").tree is Negation(Power(x, two))
    assert parse("2^3^2").tree is Power(two, Power(Number(3), two))
    assert parse("x - 2x/3").tree is Sum((x, Negation(Quotient(Product((two, x)), Number(3)))))
    assert parse("-2x").tree is Negation(Product((two, x)))
    assert parse("(2x)^2").tree is Power(Product((two, x)), two)


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        |x|                 ; abs(x)
        |x-1|               ; abs(x - 1)
        ||x|-1|             ; abs(abs(x) - 1)
        |x+|y||             ; abs(x + abs(y))
        |x||y|              ; abs(x)*abs(y)
        |x|^2               ; abs(x)**2
        -|x|                ; -abs(x)
        (|x|)               ; abs(x)
        |(x)|               ; abs(x)
        """
    ),
)
def test_bars_close_at_the_next_bar_that_can_close(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        sin²(x)             ; sin(x)**2
        sin^2(x)            ; sin(x)**2
        sin^{2}(x)          ; sin(x)**2
        sin^-2(x)           ; sin(x)**(-2)
        log^2(x)            ; log(x)**2
        sin^3(x)cos(x)      ; sin(x)**3*cos(x)
        sin^2(x)^2          ; (sin(x)**2)**2
        sin^-1(x)           ; asin(x)
        tanh⁻¹(x)           ; atanh(x)
        exp^-1(x)           ; exp(x)**(-1)
        """
    ),
)
def test_a_power_of_a_function_is_a_power_of_its_value_but_minus_one_is_the_inverse(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        ½                   ; 1/2
        1e-3                ; 1/1000
        1.5e3               ; 1500
        .5                  ; 1/2
        5.                  ; 5
        0.1                 ; 1/10
        007                 ; 7
        pi                  ; pi
        π                   ; pi
        e                   ; e
        E                   ; e
        oo                  ; oo
        i                   ; i
        x₁                  ; x1
        x_{12}              ; x_12
        w_12                ; w_12
        learning_rate       ; learning_rate
        θ_1                 ; θ_1
        µ                   ; μ
        pi_2                ; pi_2
        e1                  ; e1
        lambda              ; lambda
        gamma               ; gamma
        if_                 ; if_
        """
    ),
)
def test_numbers_constants_and_names(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        ln(x)               ; log(x)
        log(x, b)           ; log(x)/log(b)
        log_2(x)            ; log2(x)
        lg(x)               ; log10(x)
        arcsin(x)           ; asin(x)
        arsinh(x)           ; asinh(x)
        Abs(x)              ; abs(x)
        Max(x, y)           ; max(x, y)
        Heaviside(x)        ; step(x)
        ceiling(x)          ; ceil(x)
        σ(x)                ; sigmoid(x)
        Γ(x)                ; gamma(x)
        swish(x)            ; silu(x)
        leaky_relu(x)       ; leaky_relu(x, 1/100)
        leaky_relu(x, 0.2)  ; leaky_relu(x, 1/5)
        elu(x)              ; elu(x, 1)
        """
    ),
)
def test_other_spellings_and_arguments_left_out(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        x if x < 0 else x^2                          ; x if x < 0 else x**2
        x if x <= 1 otherwise 2                      ; x if x <= 1 else 2
        x if x < 0                                   ; x if x < 0
        x if x<0 else 2 if x<1 else 3                ; x if x < 0 else 2 if x < 1 else 3
        x+1 if x<0 else 2                            ; x + 1 if x < 0 else 2
        (x if x<0 else 2) + 1                        ; (x if x < 0 else 2) + 1
        x if 0<x<=1 else 2                           ; x if 0 < x and x <= 1 else 2
        x if x<0 and y>0 or not z==1 else 2          ; x if x < 0 and y > 0 or not z == 1 else 2
        x if x<0 and (y>0 or z!=1) else 2            ; x if x < 0 and (y > 0 or z != 1) else 2
        x if x≤1 else 2                              ; x if x <= 1 else 2
        Piecewise((x, x<0), (x^2, True))             ; x if x < 0 else x**2
        Piecewise((1, Eq(x, 0)), (2, Ge(x, 1)))      ; 1 if x == 0 else 2 if x >= 1
        """
    ),
)
def test_pieces(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        """
        f(x)                ; f(x)
        f''(x)              ; f''(x)
        f′(x)               ; f'(x)
        f^(2)(x)            ; f''(x)
        f^(1,0)(x, y)       ; f^(1,0)(x, y)
        g(h(x))             ; g(h(x))
        f_2(x)              ; f_2(x)
        F(x)                ; F(x)
        f*x                 ; f*x
        f^2                 ; f**2
        """
    ),
)
def test_f_g_and_h_are_functions_where_they_have_arguments(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize("typed", ["x^2", "y = x^2", "f(x) = x^2", "f(x, y) = x^2", "loss_1 = x^2"])
def test_a_left_side_is_left_out(typed: str) -> None:
    assert text(parse(typed).tree) == "x**2"


@pytest.mark.parametrize(
    ("typed", "read"),
    lines(
        r"""
        \frac{1}{x}                    ; 1/x
        \frac{x+1}{x-1}y               ; (x + 1)/(x - 1)*y
        \sqrt{x}                       ; sqrt(x)
        \sqrt[3]{x}                    ; cbrt(x)
        \sqrt[n]{x}                    ; x**(1/n)
        \sin(x)                        ; sin(x)
        \sin x                         ; sin(x)
        \sin 2x                        ; sin(2*x)
        \sin^2 x                       ; sin(x)**2
        \sin^{-1}\left(x\right)        ; asin(x)
        \sin x \cos x                  ; sin(x)*cos(x)
        \sin x + 1                     ; sin(x) + 1
        \ln x                          ; log(x)
        2 \cdot x \times y \div z      ; 2*x*y/z
        x^{10}                         ; x**10
        x^{n+1}                        ; x**(n + 1)
        e^{-x^2}                       ; e**(-x**2)
        \left(x+1\right)^{2}           ; (x + 1)**2
        \left|x\right|                 ; abs(x)
        \lvert x \rvert                ; abs(x)
        \lfloor x \rfloor              ; floor(x)
        \lceil x \rceil                ; ceil(x)
        \pi r^2                        ; pi*r**2
        \alpha\beta                    ; alpha*beta
        \sigma(x)                      ; sigmoid(x)
        \operatorname{relu}(x)         ; relu(x)
        x\,y                           ; x*y
        """
    ),
)
def test_a_little_latex(typed: str, read: str) -> None:
    assert text(parse(typed).tree) == read


@pytest.mark.parametrize(
    ("typed", "notes"),
    [
        ("1/2x", ["1/2x was read as (1/2)*x: use parentheses to divide by both"]),
        ("x/2(y+1)", ["x/2(y+1) was read as (x/2)*(y+1): use parentheses to divide by both"]),
        ("1/2*x", []),
        ("1/(2x)", []),
        ("2x/3", []),
        ("sin^-1(x)", ["sin^-1(x) was read as asin: write 1/sin(...) for the reciprocal"]),
        ("sinx", ["sinx was read as a variable: write sin(x) for the function"]),
        ("x(x-1)", ["x(...) was read as the product x*(...): unknown functions are f, g and h"]),
        ("f(x-1)", []),
    ],
)
def test_a_reading_that_may_surprise_is_told(typed: str, notes: list[str]) -> None:
    assert list(parse(typed).notes) == notes


@pytest.mark.parametrize(("typed", "decimals"), [("0.5x", True), ("x/2", False), ("2x", False), (".5", True)])
def test_it_is_remembered_whether_numbers_were_decimals(typed: str, decimals: bool) -> None:
    assert parse(typed).decimals is decimals


def test_decimals_are_exact() -> None:
    [tenth, fifth, _] = parse("0.1 + 0.2 - 0.3").tree.args
    assert isinstance(tenth, Number) and isinstance(fifth, Number)
    assert 10 * tenth.value == 1 and 5 * fifth.value == 1


def test_the_variables_come_in_alphabetical_order() -> None:
    assert parse("z*sin(a) + f(b, e) + pi").variables == ["a", "b", "z"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" + "+x" * 200_000, "the expression is 400,001 characters long"),
        ("(" * 600 + "x" + ")" * 600, "the expression is nested more than 500 levels deep"),
        ("9" * 1001, "the number has 1,001 digits"),
        ("1e1001", "this number is too large or too small"),
        ("9**9**9", "this power is too large to work out"),
        ("2^100000", "this power is too large to work out"),
        ("3001!", "this factorial is too large to work out"),
    ],
    ids=lambda value: value[:20],
)
def test_what_would_grow_too_large_is_refused_before_it_is_built(typed: str, said: str) -> None:
    with pytest.raises(TooLarge) as caught:
        parse(typed)
    assert caught.value.message == said


def test_an_error_tells_its_place_in_the_source() -> None:
    with pytest.raises(CalcgdError) as caught:
        parse("2*sinn(x)")
    assert (caught.value.span, caught.value.source) == ((2, 6), "2*sinn(x)")


def test_large_powers_with_variables_are_kept_as_they_are() -> None:
    assert isinstance(parse("x^(10^9)").tree, Power)
    assert isinstance(parse("gamma(10^9)").tree, Call)
