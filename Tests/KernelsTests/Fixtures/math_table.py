#!/usr/bin/env python3
"""Writes MathTable.swift: values of the elementary functions to the nearest double, by mpmath at 300 bits.

usage: python3 math_table.py > ../MathTable.swift        needs: pip install mpmath==1.3.0
"""
import random
import mpmath
from mpmath import mp, mpf

mp.prec = 1500  # 1024 of them for sines of numbers near 2^1023
random.seed(20260101)


def spread(n, low, high):
    """n numbers, both signs, evenly spread over powers of two."""
    return [random.choice([-1, 1]) * random.uniform(1, 2) * 2.0 ** random.uniform(low, high) for _ in range(n)]


near = [1.0, 1 + 2**-52, 1 - 2**-53, 0.9999, 1.0001, 0.70710678, 1.41421356, 1.4142135623730951, 2.0, 10.0, 1000.0, 5e-324, 2.3e-308, 1.7e308]
positive = [abs(x) for x in spread(10, -1000, 1000) + spread(10, -2, 2)] + near
small = spread(20, -12, 9) + [0.5, -0.5, 0.34657359, 0.3465736, 1.0]
angles = spread(12, -10, 3) + spread(8, 3, 60) + spread(8, 60, 1022) + [
    0.7853981633974483, 0.7853981633974484, 1.5707963267948966, 3.141592653589793, 6.283185307179586, 22.0, 355.0,
    6381956970095103.0 * 2.0**797, 1e22, -710.0]
rows = []


def add(name, f, xs, ys=None):
    for i, x in enumerate(xs):
        y = ys[i] if ys else 0.0
        try:
            v = f(mpf(x), mpf(y)) if ys else f(mpf(x))
        except Exception:
            continue
        r = float(v)
        if r in (float("inf"), float("-inf")) or abs(r) < 2.3e-308:
            continue
        rows.append((name, x, y, r))


add("exp", mpmath.exp, [x for x in small if abs(x) < 708] + [708.5, -707.9, 709.7])
add("log", mpmath.log, positive)
add("log2", lambda x: mpmath.log(x) / mpmath.log(2), positive)
add("log10", mpmath.log10, positive)
add("log1p", mpmath.log1p, positive + [-abs(x) for x in spread(10, -40, 0) if abs(x) < 1])
base = [abs(x) for x in spread(12, -900, 900) + spread(20, -1, 1)] + [1.0000001, 10.0, 2.0, 0.9999999, 1.5]
power = [random.uniform(-1, 1) * (690 / abs(float(mpmath.log(b)))) for b in base[:-5]] + [1e9, 22.0, 0.5, -1e9, 10.0]
add("pow", mpmath.power, base, power)
add("sin", mpmath.sin, angles)
turns = spread(16, -6, 6) + [0.25, 0.2500001, 1.75, 0.125, 1e6 + 0.1]
add("cosPi", lambda x: mpmath.cos(mp.pi * x), turns)

print("// Values of the elementary functions to the nearest double, written by `math_table.py` (mpmath).\n")
print("/// name, x, y (zero for functions of one number), value. In hexadecimal: the compiler rounds decimal ones twice.")
print("let mathsTable: [(name: String, x: Double, y: Double, value: Double)] = [")
for name, x, y, v in rows:
    print(f'  ("{name}", {x.hex()}, {y.hex()}, {v.hex()}),')
print("]")
