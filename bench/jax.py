#!/usr/bin/env python3
"""The workloads that cnx is measured on, run by JAX on XLA's CPU backend.

    pip install jax            (in a virtual environment of its own)
    python jax.py [--json OUT] [NAME...]

One line a workload: the median and minimum run time, and the time from a traced function to
an executable (lower + compile). Inputs are already on the device and the outputs stay there.
Run it beside `cnx bench`, in the same minute and with nothing else running: the machines are
shared, so only the ratio of two figures from one run means anything.
"""
import argparse, json, time
import numpy as np
import jax, jax.numpy as jnp
from jax import lax

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(0)
f32, f64 = np.float32, np.float64


def normal(*shape, dtype=f32, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(dtype)


def uniform(*shape, dtype=f32):
    return rng.random(shape).astype(dtype)


def one_hot(n, classes=10):
    return np.eye(classes, dtype=f32)[rng.integers(0, classes, n)]


def softmax(n):
    return jnp.exp(n) / jnp.sum(jnp.exp(n))


def row_softmax(x):
    e = jnp.exp(x - jnp.max(x, axis=-1, keepdims=True))
    return e / jnp.sum(e, axis=-1, keepdims=True)


def chain(x, y):
    return jnp.tanh(x * y + 1) * jnp.cos(x) - jnp.sqrt(jnp.abs(y)) + jnp.exp(-x * x)


def gelu(x):
    return 0.5 * x * (1 + jnp.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def layer_norm(x):
    return (x - x.mean(-1, keepdims=True)) * lax.rsqrt(x.var(-1, keepdims=True) + 1e-5)


def cross_entropy(logits, t):
    z = logits - lax.stop_gradient(jnp.max(logits, -1, keepdims=True))
    return -jnp.mean(jnp.sum(t * (z - jnp.log(jnp.sum(jnp.exp(z), -1, keepdims=True))), -1))


def sgd(loss):
    def step(*a):
        *p, x, t = a
        g = jax.grad(loss)(p, x, t)
        return tuple(w - 0.1 * d for w, d in zip(p, g))
    return step


def mlp_loss(p, x, t):
    h = jnp.maximum(x @ p[0] + p[1], 0)
    return cross_entropy(h @ p[2] + p[3], t)


def conv(x, w):
    return lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NCHW", "OIHW", "NCHW"))


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def cnn_loss(p, x, t):
    h = pool(jnp.maximum(conv(x, p[0]), 0))
    h = pool(jnp.maximum(conv(h, p[1]), 0))
    return cross_entropy(h.reshape(h.shape[0], -1) @ p[2], t)


def attention_loss(q, k, v):
    s = jnp.einsum("bhid,bhjd->bhij", q, k) / 8.0
    return jnp.sum(jnp.einsum("bhij,bhjd->bhid", row_softmax(s), v) ** 2)


def lstm_loss(w, u, b, xs):
    def cell(carry, x):
        h, c = carry
        i, f, g, o = jnp.split(x @ w + h @ u + b, 4, axis=-1)
        s = lambda z: 1 / (1 + jnp.exp(-z))
        c = s(f) * c + s(i) * jnp.tanh(g)
        return (s(o) * jnp.tanh(c), c), ()
    h = jnp.zeros((xs.shape[1], u.shape[0]), f32)
    (h, c), _ = lax.scan(cell, (h, h), xs)
    return jnp.sum(h * h)


def kmeans_step(x, c):
    d = jnp.sum(x * x, 1)[:, None] - 2 * x @ c.T + jnp.sum(c * c, 1)[None]
    a = jnp.argmin(d, 1)
    s = jnp.zeros_like(c).at[a].add(x)
    n = jnp.zeros(c.shape[0], f32).at[a].add(1.0)
    return s / jnp.maximum(n, 1)[:, None]


def gmm(alphas, means, icf, x):
    """The Gaussian mixture log likelihood of ADBench, without the Wishart prior."""
    k, d = means.shape
    q = jnp.exp(icf[:, :d])
    low = jnp.zeros((k, d, d)).at[:, np.tril_indices(d, -1)[0], np.tril_indices(d, -1)[1]].set(icf[:, d:])
    z = x[:, None, :] - means[None]
    y = q[None] * z + jnp.einsum("kij,nkj->nki", low, z)
    e = alphas + jnp.sum(icf[:, :d], 1) - 0.5 * jnp.sum(y * y, -1)
    m = jnp.max(e, 1, keepdims=True)
    return jnp.sum(m[:, 0] + jnp.log(jnp.sum(jnp.exp(e - m), 1))) - x.shape[0] * jnp.log(jnp.sum(jnp.exp(alphas)))


def mandelbrot(re, im):
    def body(i, s):
        zr, zi, n = s
        live = zr * zr + zi * zi < 4
        return (jnp.where(live, zr * zr - zi * zi + re, zr), jnp.where(live, 2 * zr * zi + im, zi), n + live.astype(np.int32))
    return lax.fori_loop(0, 100, body, (re, im, jnp.zeros_like(re, np.int32)))[2]


def workloads():
    """name -> (function, inputs)"""
    v = normal(1_000_000)
    sq = normal(256, 256)
    spd = (lambda a: a @ a.T + 512 * np.eye(512, dtype=f32))(normal(512, 512))
    sym = (lambda a: a + a.T)(normal(200, 200))
    d, k, n = 20, 25, 1000
    grid = np.meshgrid(np.linspace(-2, 1, 512, dtype=f32), np.linspace(-1.5, 1.5, 512, dtype=f32))
    return {
        "softmax_1m_f32": (softmax, [uniform(1_000_000)]),
        "softmax_1m_f64": (softmax, [uniform(1_000_000, dtype=f64)]),
        "softmax_rows_64x32000": (row_softmax, [normal(64, 32000)]),
        "chain_1m": (chain, [v, normal(1_000_000)]),
        "gelu_1m": (gelu, [v]),
        "saxpy_1m": (lambda x, y: 2 * x + y, [v, v]),
        "saxpy_16m": (lambda x, y: 2 * x + y, [normal(16_000_000), normal(16_000_000)]),
        "sum_16m": (jnp.sum, [normal(16_000_000)]),
        "sum_axis0_4096": (lambda a: a.sum(0), [normal(4096, 4096)]),
        "sum_axis1_4096": (lambda a: a.sum(1), [normal(4096, 4096)]),
        "layer_norm_512x1024": (layer_norm, [normal(512, 1024)]),
        "transpose_add_1024": (lambda a: a.T + a, [normal(1024, 1024)]),
        "cumulative_sum_1m": (jnp.cumsum, [v]),
        "sort_1m": (jnp.sort, [v]),
        "argsort_100k": (jnp.argsort, [v[:100_000]]),
        "gather_100k_x64": (lambda t, i: t[i], [normal(100_000, 64), rng.integers(0, 100_000, 100_000).astype(np.int32)]),
        "matmul_256": (lambda a, b: a @ b, [sq, sq]),
        "matmul_1024": (lambda a, b: a @ b, [normal(1024, 1024), normal(1024, 1024)]),
        "matmul_2048": (lambda a, b: a @ b, [normal(2048, 2048), normal(2048, 2048)]),
        "matmul_bias_relu_512": (lambda a, b, c: jnp.maximum(a @ b + c, 0), [normal(512, 512), normal(512, 512), normal(512)]),
        "mlp_step_b128": (sgd(mlp_loss), [normal(784, 128, scale=.05), np.zeros(128, f32), normal(128, 10, scale=.05), np.zeros(10, f32), uniform(128, 784), one_hot(128)]),
        "cnn_step_b64": (sgd(cnn_loss), [normal(16, 1, 3, 3, scale=.1), normal(32, 16, 3, 3, scale=.1), normal(32 * 49, 10, scale=.05), uniform(64, 1, 28, 28), one_hot(64)]),
        "attention_grad_4x8x256x64": (jax.grad(attention_loss, (0, 1, 2)), [normal(4, 8, 256, 64) for _ in range(3)]),
        "lstm_grad_64x32x128": (jax.grad(lstm_loss, (0, 1, 2)), [normal(128, 512, scale=.05), normal(128, 512, scale=.05), np.zeros(512, f32), normal(64, 32, 128)]),
        "kmeans_step_50k_x16_k32": (kmeans_step, [normal(50_000, 16), normal(32, 16)]),
        "gmm_grad_1k_d20_k25_f64": (jax.value_and_grad(gmm, (0, 1, 2)), [normal(k, dtype=f64), normal(k, d, dtype=f64), normal(k, d * (d + 1) // 2, dtype=f64), normal(n, d, dtype=f64)]),
        "mandelbrot_512_100": (mandelbrot, [grid[0], grid[1]]),
        "while_100k_scalar": (lambda x: lax.fori_loop(0, 100_000, lambda i, s: s * 0.999 + 0.001, x), [f32(1)]),
        "add_scalar": (lambda x: x + 1, [f32(1)]),
        "random_normal_1m": (lambda k: jax.random.normal(jax.random.wrap_key_data(k), (1_000_000,), dtype=f32), [np.array([0, 42], np.uint32)]),
        "fft_512k": (lambda x: jnp.abs(jnp.fft.fft(x)), [v[:1 << 19]]),
        "invert_256": (jnp.linalg.inv, [sq]),
        "cholesky_512": (jnp.linalg.cholesky, [spd]),
        "svd_128": (lambda a: jnp.linalg.svd(a)[1], [normal(128, 128)]),
        "eigh_200": (jnp.linalg.eigh, [sym]),
        "pinv_3x2": (jnp.linalg.pinv, [normal(3, 2)]),
    }


def measure(fn, args, seconds=1.0):
    args = [jnp.asarray(a) for a in args]
    t0 = time.perf_counter()
    run = jax.jit(fn).lower(*args).compile()
    ready = time.perf_counter() - t0
    jax.block_until_ready(run(*args))
    times, until = [], time.perf_counter() + seconds
    while len(times) < 5 or (time.perf_counter() < until and len(times) < 1000):
        t0 = time.perf_counter()
        jax.block_until_ready(run(*args))
        times.append(time.perf_counter() - t0)
    times.sort()
    return {"median_ms": times[len(times) // 2] * 1e3, "min_ms": times[0] * 1e3, "compile_ms": ready * 1e3}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--json")
    ap.add_argument("names", nargs="*")
    a = ap.parse_args()
    out = {}
    for name, (fn, args) in workloads().items():
        if a.names and name not in a.names:
            continue
        out[name] = r = measure(fn, args)
        print(f"{name:28s} median {r['median_ms']:10.4f} ms   min {r['min_ms']:10.4f} ms   compile {r['compile_ms']:8.1f} ms", flush=True)
    if a.json:
        json.dump({"system": f"jax {jax.__version__}", "workloads": out}, open(a.json, "w"), indent=1)


if __name__ == "__main__":
    main()
