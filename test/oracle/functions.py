"""functions.py write|check FOLDER - the NumPy side of functions.sh: evaluates the third column of
functions.txt in the largest types.

write makes FOLDER/inputs.npz; check holds FOLDER/results.npz to it. A float may be off by a few units
in the last place of its dtype, measured on the largest element: sums and products of matrices
round more than once.
"""
import sys
import warnings

import jax
import ml_dtypes
import numpy as np
import scipy as sp
import scipy.special
import scipy.stats
from jax import lax

jax.config.update("jax_enable_x64", True)
warnings.simplefilter("ignore")
mode, folder = sys.argv[1:]

KINDS = {
    "f": {"f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32, "f64": np.float64},
    "F": {"f32": np.float32, "f64": np.float64},
    "h": {"f16": np.float16, "bf16": ml_dtypes.bfloat16, "f32": np.float32},
    "i": {"s8": np.int8, "s16": np.int16, "s32": np.int32, "s64": np.int64},
    "u": {"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "u64": np.uint64},
    "c": {"c64": np.complex64, "c128": np.complex128},
}
SHAPES = {"a": (3, 4), "b": (3, 4), "v": (6,), "w": (6,), "m": (4, 4), "p": (4, 4), "t": (2, 3, 8),
          "k": (2, 2), "n": (4, 3), "q": (3, 4), "z": (3, 4), "r": (7,), "s": (3, 5, 8)}
ULPS = {"f16": 6, "bf16": 6, "f32": 40, "f64": 400, "c64": 40, "c128": 400}


def make(name, kind, rng):
    shape = SHAPES[name]
    if name == "r":
        return np.array([2, 1, 3, 1, 3, 3, 2])
    if name == "p":
        x = rng.standard_normal(shape)
        return x @ x.T + 4 * np.eye(4)
    if kind in "iu":
        low = 1 if name == "z" else 0 if kind == "u" else -4
        return rng.integers(low, 5, shape)
    x = 0.05 + 0.9 * rng.random(shape) if name in "qz" else 2 * rng.standard_normal(shape)
    if kind == "c" and name not in "qz":
        x = x + 1j * rng.standard_normal(shape)
    return x


def inputs():
    """(dtype, name) -> array of that dtype"""
    rng = np.random.default_rng(3)
    return {(dtype, name): make(name, kind, rng).astype(numpy)
            for kind, types in KINDS.items() if kind not in "Fh"
            for dtype, numpy in types.items() for name in SHAPES}


def widest(x):
    kind = x.dtype.kind
    return x.astype({"i": np.int64, "u": np.int64, "c": np.complex128}.get(kind, np.float64))


def put(x, at, values):
    x = x.copy()
    x[at] = values
    return x


def add_at(x, at, values):
    x = x.copy()
    np.add.at(x, at, values)
    return x


def scatter(x, values, pick):
    """values to the picked element of each window of 2 by 2."""
    out = np.zeros_like(x)
    for i in range(2):
        for j in range(2):
            at = pick(x[2 * i:2 * i + 2, 2 * j:2 * j + 2])
            out[2 * i + at // 2, 2 * j + at % 2] += values[i, j]
    return out


def low(x):
    return x.dtype.type(np.iinfo(x.dtype).min if x.dtype.kind == "i" else -np.inf)


def high(x):
    return x.dtype.type(np.iinfo(x.dtype).max if x.dtype.kind == "i" else np.inf)


def rows():
    for number, line in enumerate(open("test/oracle/functions.txt"), 1):
        if line.strip() and not line.startswith("#"):
            yield [number] + [part.strip() for part in line.split(" | ")]


def is_close(got, want, dtype):
    want = np.asarray(want)
    if got.shape != want.shape:
        return f"shape {got.shape} for {want.shape}"
    if want.dtype.kind in "biu" and dtype not in ULPS:
        return None if np.array_equal(got, want) else f"{got} for {want}"
    eps = float(ml_dtypes.finfo({"c64": "float32", "c128": "float64"}.get(
        dtype, KINDS["f"].get(dtype, np.float32))).eps)
    off = np.max(np.abs(got - want), initial=0)
    limit = ULPS.get(dtype, 40) * eps * max(1e-3, np.max(np.abs(want), initial=0))
    return None if off <= limit else f"off by {off:.3g} of at most {limit:.3g}"


def check_row(number, expression, dtype, got, scope):
    want = eval(expression, scope)
    want = list(want) if isinstance(want, tuple) else [want]
    for i, part in enumerate(want):
        key = f"{number}-{dtype}-{i}"
        if key not in got:
            return "no result"
        problem = is_close(got[key], part, dtype)
        if problem:
            return problem
    return None


def check_random(kind, drawn, expression):
    if kind == "N":
        counts = np.bincount(drawn.astype(int), minlength=int(expression))
        p = sp.stats.chisquare(counts).pvalue
    else:
        p = sp.stats.kstest(drawn.astype(float), eval(expression).cdf).pvalue
    return None if p > 0.001 else f"p = {p:.3g}"


data = inputs()
if mode == "write":
    np.savez(f"{folder}/inputs.npz", **{f"{dtype}-{name}": x for (dtype, name), x in data.items()})
    sys.exit()

passed = failed = 0
got = dict(np.load(f"{folder}/results.npz"))
for number, kinds, function, expression in rows():
    for kind in kinds:
        for dtype in KINDS.get(kind, {kind: None}):
            if kind in "RN":
                problem = check_random(kind, got[f"{number}-{kind}-0"], expression)
            else:
                scope = {name: widest(x) for (of, name), x in data.items() if of == dtype}
                problem = check_row(number, expression, dtype, got, scope | globals())
            passed += problem is None
            if problem:
                failed += 1
                print(f"{number}: {function} of {dtype}: {problem}")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
