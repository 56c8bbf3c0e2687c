"""Exports programs from JAX for CPUs, whose factors of matrices are calls of LAPACK, in each dtype:
export_lapack.py FOLDER, which gets what export.py leaves. JAX computes in 64 bits here."""
import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax import export, lax
from jax._src.lax import linalg as raw

from export import leave

jax.config.update("jax_enable_x64", True)
folder = sys.argv[1]
rng = np.random.default_rng(7)
linalg, scipy = jnp.linalg, jax.scipy.linalg


def matrix(t, *shape):
    x = rng.standard_normal(shape)
    if np.dtype(t).kind == "c":
        x = x + 1j * rng.standard_normal(shape)
    return x.astype(t)


def adjoint(x):
    return x.conj().swapaxes(-1, -2)


def lu(a, tall, wide, batch):
    return scipy.lu(a), scipy.lu(tall), scipy.lu(wide), scipy.lu_factor(a), scipy.lu_factor(batch)


def lu_products(a, tall, wide, batch):  # pivots of complex numbers are chosen by other sizes
    def product(x):
        p, l, u = scipy.lu(x)
        return p @ l @ u

    return product(a), product(tall), product(wide), jax.vmap(product)(batch)


def solve(a, b, batch):
    factors = scipy.lu_factor(a)
    return (linalg.solve(a, b), linalg.det(a), linalg.inv(a), linalg.slogdet(a), linalg.inv(batch),
            scipy.lu_solve(factors, b))


def qr(a, tall, wide, batch):
    return (linalg.qr(a), linalg.qr(tall), linalg.qr(wide), linalg.qr(tall, mode="complete"),
            linalg.qr(tall, mode="r"), linalg.qr(batch), linalg.qr(tall, mode="raw"))


def reflections(tall, b, c):
    packed = raw.geqrf(tall)
    return (raw.ormqr(*packed, b), raw.ormqr(*packed, b, transpose=True),
            raw.ormqr(*packed, c, left=False), lax.linalg.householder_product(*packed))


def cholesky(a):
    s = a @ adjoint(a) + jnp.eye(4, dtype=a.dtype)
    return linalg.cholesky(s), linalg.cholesky(s, upper=True), scipy.cho_solve(scipy.cho_factor(s), a)


def triangles(a, b):
    flags = (True, False)
    return tuple(
        lax.linalg.triangular_solve(a, b if left else b.T, left_side=left, lower=lower,
                                    transpose_a=transpose, conjugate_a=conjugate, unit_diagonal=unit)
        for left in flags for lower in flags for transpose in flags for conjugate in flags
        for unit in flags)


def eigh(a):
    s = a + adjoint(a)
    e, v = linalg.eigh(s)
    f, w = linalg.eigh(s, UPLO="U")
    return e, (v * e) @ adjoint(v), f, (w * f) @ adjoint(w), linalg.eigvalsh(s)


def svd(a):
    u, s, v = linalg.svd(a, full_matrices=False)
    full, z, turned = linalg.svd(a)
    return (s, (u * s) @ v, z, (full[:, :3] * z) @ turned[:3], full.T @ full, linalg.pinv(a),
            linalg.svd(a, compute_uv=False), linalg.matrix_rank(a), linalg.norm(a, 2), linalg.cond(a))


def lstsq(a, b):
    return linalg.lstsq(a, b)[0]


def cases(t):
    a, b = matrix(t, 4, 4) + 3 * np.eye(4, dtype=t), matrix(t, 4, 2)
    tall, wide, batch = matrix(t, 6, 3), matrix(t, 3, 5), matrix(t, 2, 3, 3)
    is_complex = np.dtype(t).kind == "c"
    yield lu_products if is_complex else lu, (a, tall, wide, batch)
    yield solve, (a, b, batch)
    yield qr, (a, tall, wide, batch)
    yield reflections, (tall, matrix(t, 6, 2), matrix(t, 2, 6))
    yield cholesky, (a,)
    yield triangles, (a, b)
    yield eigh, (a,)
    if not is_complex:
        yield svd, (tall,)
        yield lstsq, (tall, matrix(t, 6, 2))


allowed = [export.DisabledSafetyCheck.custom_call(f"lapack_{name}_ffi")
           for name in ("sormqr", "dormqr", "cunmqr", "zunmqr")]
for t in ("float32", "float64", "complex64", "complex128"):
    for f, args in cases(t):
        leave(folder, f"lapack_{f.__name__}_{t}", f, args, platforms=["cpu"], disabled_checks=allowed)
