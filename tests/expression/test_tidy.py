"""Each expression and its canonical form."""

from __future__ import annotations

import pytest

from calcgd.expression import parse
from calcgd.expression.nodes import INFINITY, Number, Symbol
from calcgd.expression.text import text
from calcgd.expression.tidy import UNDEFINED, add, divide, multiply, negate, power, subtract, tidy


def lines(table: str) -> list[tuple[str, str]]:
    """`typed ; tidy` a line, with any space around the semicolon."""
    rows = [line.split(" ; ") for line in table.strip().splitlines()]
    return [(typed.strip(), tidied.strip()) for typed, tidied in rows]


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        x + x                   ; 2*x
        2x + 3x                 ; 5*x
        x - x                   ; 0
        x + y + x               ; 2*x + y
        2*x*y + 3*y*x           ; 5*x*y
        x/2 + x/3               ; 5*x/6
        3 + x - 3               ; x
        2*(x+1) - 2x            ; 2
        x*x                     ; x**2
        x*x^2                   ; x**3
        x^2/x                   ; x
        x^a*x^b                 ; x**(a + b)
        2^x*2^y                 ; 2**(x + y)
        x/x                     ; 1
        x^0                     ; 1
        0*x                     ; 0
        0*sin(x)                ; 0
        (x^2)^3                 ; x**6
        (x^a)^2                 ; x**(2*a)
        (x^2)^a                 ; (x**2)**a
        sqrt(x^2)               ; abs(x)
        sqrt(x)^2               ; x
        (x^2)^(1/3)             ; x**(2/3)
        (x^3)^(1/3)             ; x
        (x^2)^(3/2)             ; abs(x)**3
        (x^4)^(1/4)             ; abs(x)
        sqrt(x^4)               ; x**2
        (x*y)^2                 ; x**2*y**2
        sqrt(x*y)               ; sqrt(x*y)
        sqrt(4x)                ; 2*sqrt(x)
        sqrt(x^2*y)             ; sqrt(y)*abs(x)
        cbrt(x*y)               ; cbrt(x)*cbrt(y)
        (-x)^3                  ; -x**3
        (-x)^2                  ; x**2
        (-2x)^(1/3)             ; -cbrt(2)*cbrt(x)
        sqrt(-4x)               ; 2*sqrt(-x)
        abs(-x)                 ; abs(x)
        abs(x)^2                ; x**2
        abs(x)^3                ; abs(x)**3
        abs(-2x)                ; 2*abs(x)
        abs(x^2)                ; x**2
        abs(x*y^2)              ; y**2*abs(x)
        abs(exp(x))             ; exp(x)
        sqrt(exp(x))            ; exp(x/2)
        exp(x)^2                ; exp(2*x)
        exp(2*log(x))           ; x**2
        exp(log(x)/2)           ; sqrt(x)
        log(exp(x))             ; x
        log(1/3)                ; -log(3)
        log(sqrt(x))            ; log(x)/2
        e^x                     ; exp(x)
        e^(x+1)                 ; exp(x + 1)
        e*e^x                   ; exp(x + 1)
        exp(x)*exp(y)           ; exp(x + y)
        exp(0)                  ; 1
        exp(1)                  ; e
        """
    ),
)
def test_like_terms_powers_and_roots_are_joined_where_that_holds_for_every_real_number(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        (-8)^(1/3)              ; -2
        (-8)^(2/3)              ; 4
        8^(2/3)                 ; 4
        (-1)^(1/2)              ; sqrt(-1)
        sqrt(8)                 ; 2*sqrt(2)
        sqrt(12)/2              ; sqrt(3)
        1/sqrt(2)               ; sqrt(2)/2
        sqrt(2)*sqrt(3)         ; sqrt(6)
        sqrt(2)*sqrt(8)         ; 4
        4^(1/3)                 ; 2**(2/3)
        2^(1/2)*2^(1/3)         ; cbrt(2)*sqrt(2)
        sqrt(1/2)               ; sqrt(2)/2
        (2/3)^-2                ; 9/4
        cbrt(-27)               ; -3
        2^10                    ; 1024
        2^-3                    ; 1/8
        0^2                     ; 0
        0^0                     ; 1
        """
    ),
)
def test_numbers_are_worked_out_with_one_radical_and_none_below_the_bar(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        sin(0)                  ; 0
        sin(pi/6)               ; 1/2
        sin(pi/4)               ; sqrt(2)/2
        cos(pi/3)               ; 1/2
        tan(pi/4)               ; 1
        tan(pi/2)               ; 1/0
        sin(7*pi/6)             ; -1/2
        sin(-x)                 ; -sin(x)
        cos(-x)                 ; cos(x)
        tan(-x)                 ; -tan(x)
        sin(2x-x)               ; sin(x)
        sin(pi)                 ; 0
        cos(100*pi)             ; 1
        sin(pi/12)              ; sin(pi/12)
        cot(pi/4)               ; 1
        sec(0)                  ; 1
        csc(pi/2)               ; 1
        sin(asin(x))            ; x
        asin(1/2)               ; pi/6
        acos(0)                 ; pi/2
        atan(1)                 ; pi/4
        asin(-1)                ; -pi/2
        log(1)                  ; 0
        log(e)                  ; 1
        sigmoid(0)              ; 1/2
        erf(0)                  ; 0
        tanh(0)                 ; 0
        gamma(5)                ; 24
        gamma(-1)               ; 1/0
        factorial(5)            ; 120
        5!                      ; 120
        max(1,2,3)              ; 3
        max(x,x)                ; x
        max(x,max(y,z))         ; max(x, y, z)
        min(x,2,3)              ; min(2, x)
        sign(-3)                ; -1
        sign(2x)                ; sign(x)
        sign(-x)                ; -sign(x)
        floor(2.5)              ; 2
        ceil(-2.5)              ; -2
        step(-1)                ; 0
        step(0)                 ; 1/2
        relu(-2)                ; 0
        relu(3)                 ; 3
        leaky_relu(-2)          ; -1/50
        sinh(-x)                ; -sinh(x)
        cosh(-x)                ; cosh(x)
        logsumexp(x)            ; x
        lambertw(0)             ; 0
        """
    ),
)
def test_functions_have_their_exact_values_parities_and_inverses(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        1/0                     ; 1/0
        x/0                     ; 1/0
        0/0                     ; 1/0
        x + 1/0                 ; 1/0
        sin(1/0)                ; 1/0
        2^(1/0)                 ; 1/0
        1/(x-x)                 ; 1/0
        0*(1/0)                 ; 1/0
        log(0)                  ; 1/0
        """
    ),
)
def test_what_is_undefined_swallows_whatever_it_meets(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        y + x                   ; x + y
        1 + x                   ; x + 1
        x + x^2 + 1             ; x**2 + x + 1
        x^2 + y^2 + x*y         ; x**2 + x*y + y**2
        b*a                     ; a*b
        sin(x) + x              ; x + sin(x)
        exp(x) + x^3            ; x**3 + exp(x)
        sin(x)*x                ; x*sin(x)
        exp(x)*x*sin(x)         ; x*exp(x)*sin(x)
        (x+1)*x                 ; x**2 + x
        1/x + x                 ; x + 1/x
        1 + 1/x + x             ; x + 1 + 1/x
        sqrt(x) + x             ; x + sqrt(x)
        -x + y                  ; y - x
        -x + 1                  ; 1 - x
        2 - x - x^2             ; -x**2 - x + 2
        exp(-x) + exp(x)        ; exp(x) + exp(-x)
        sqrt(2)*x               ; sqrt(2)*x
        x*cos(x)*sin(x)         ; x*cos(x)*sin(x)
        y*x^2                   ; x**2*y
        """
    ),
)
def test_the_order_is_highest_powers_first_and_numbers_before_names_before_functions(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        15*(3*x+1)^4            ; 15*(3*x + 1)**4
        x*(x-1)*(x-2)*(x-3)     ; x*(x - 1)*(x - 2)*(x - 3)
        (x+y+z)^40              ; (x + y + z)**40
        (x+1)^2                 ; (x + 1)**2
        (x+1)^2 - x^2           ; 2*x + 1
        x*(x+1)                 ; x**2 + x
        2*(x+1)                 ; 2*x + 2
        -(x+1)                  ; -x - 1
        (x+1)*(x-1)             ; x**2 - 1
        (x+1)^10                ; (x + 1)**10
        (2*x-4)/2               ; x - 2
        (x^2-1)/(x-1)           ; (x**2 - 1)/(x - 1)
        (x+1)/(x+1)             ; 1
        2*(x+1)*sin(x)          ; 2*(x + 1)*sin(x)
        -(x-1)*sin(x)           ; -(x - 1)*sin(x)
        """
    ),
)
def test_of_a_polynomial_the_shorter_of_the_two_forms_is_kept(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


@pytest.mark.parametrize(
    ("typed", "tidied"),
    lines(
        """
        x if x<0 else x         ; x
        x if 1<2 else y         ; x
        x if 2<1 else y         ; y
        1 if x<0 else 1 if x<1 else 2 ; 1 if x < 0 or x < 1 else 2
        x+x if x<0 else y*y     ; 2*x if x < 0 else y**2
        x if x<0 and 1<2 else y ; x if x < 0 else y
        x if not 1<2 else y     ; y
        f(x+x)                  ; f(2*x)
        f(x) + f(x)             ; 2*f(x)
        f'(2x-x)                ; f'(x)
        """
    ),
)
def test_pieces_and_unknown_functions_are_tidied_inside(typed: str, tidied: str) -> None:
    assert text(tidy(parse(typed).tree)) == tidied


def test_the_constructors_give_the_same_tidy_trees() -> None:
    x, y, two, three = Symbol("x"), Symbol("y"), Number(2), Number(3)

    def tidied(source: str) -> object:
        return tidy(parse(source).tree)

    assert add(x, y, x) is tidied("2x + y")
    assert subtract(x, x) is Number(0)
    assert multiply(x, two, y, x) is tidied("2x^2*y")
    assert divide(x, multiply(two, x)) is tidied("1/2")
    assert negate(subtract(x, y)) is tidied("y - x")
    assert power(power(x, three), two) is tidied("x^6")
    assert add(x, UNDEFINED) is multiply(x, UNDEFINED) is power(UNDEFINED, two) is UNDEFINED


def test_what_would_be_too_large_stays_as_it_is() -> None:
    assert text(tidy(parse("2^(10^6)").tree)) == "2**1000000"
    assert text(tidy(parse("(x + 1)^1000").tree)) == "(x + 1)**1000"
    assert text(tidy(parse("gamma(10^9)").tree)) == "gamma(1000000000)"


def test_infinity_is_kept() -> None:
    assert tidy(parse("oo").tree) is INFINITY
