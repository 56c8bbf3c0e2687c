"""models.py write|check FOLDER - the JAX side of models.sh: ten models with loops, solves and roots, in
f64. write makes FOLDER/inputs.npz; check holds FOLDER/models.npz to JAX's values and gradients.
"""
import sys

import jax
import jax.numpy as jnp
import numpy as np

import near

jax.config.update("jax_enable_x64", True)
mode, folder = sys.argv[1:]
rng = np.random.default_rng(11)
lse = jax.scipy.special.logsumexp


def normal(*shape, scale=0.4):
    return scale * rng.standard_normal(shape)


inputs = {
    "attention_x": normal(6, 8, scale=1), "attention_qkv": normal(8, 24), "attention_out": normal(8, 8),
    "attention_up": normal(8, 16), "attention_down": normal(16, 8),
    "vae_x": (rng.random((5, 12)) < 0.5).astype(float), "vae_noise": normal(5, 3, scale=1),
    "vae_encode": normal(12, 7), "vae_mean": normal(7, 3), "vae_var": normal(7, 3),
    "vae_decode": normal(3, 7), "vae_pixels": normal(7, 12),
    "kalman_a": np.eye(3) * 0.9 + normal(3, 3, scale=0.1), "kalman_c": normal(2, 3, scale=1),
    "kalman_q": normal(3, 3), "kalman_r": np.array(-0.5), "kalman_x": normal(12, 2, scale=1),
    "ode_0": normal(4, 6), "ode_1": normal(6, 4), "ode_x": normal(3, 4, scale=1),
    "flow_x": normal(9, 4, scale=1), "flow_0": normal(2, 5), "flow_1": normal(5, 2), "flow_2": normal(5, 2),
    "flow_3": normal(2, 5), "flow_4": normal(5, 2), "flow_5": normal(5, 2),
    "implicit_0": normal(4, 4, scale=0.2), "implicit_1": normal(4, scale=1),
    "newton_w": normal(5), "newton_x": normal(30, 5, scale=1), "newton_y": (rng.random(30) < 0.5) * 1.0,
    "kmeans_x": normal(40, 3, scale=1), "kmeans_c": normal(4, 3, scale=1),
    "sinkhorn_0": normal(5, 2, scale=1), "sinkhorn_1": normal(6, 2, scale=1),
    "align_0": normal(7, scale=1), "align_1": normal(9, scale=1),
}
if mode == "write":
    np.savez(f"{folder}/inputs.npz", **inputs)
    sys.exit()
here = {name: jnp.asarray(x) for name, x in inputs.items()}


def some(model, *names):
    return [here[f"{model}_{name}"] for name in names]


def norm(x):
    x = x - x.mean(-1, keepdims=True)
    return x / jnp.sqrt((x * x).mean(-1, keepdims=True) + 1e-5)


def attention(qkv, out, up, down):
    x = here["attention_x"]
    q, k, v = jnp.moveaxis((norm(x) @ qkv).reshape(6, 3, 2, 4), 1, 0)
    scores = jnp.einsum("qhd,khd->hqk", q, k) / 2
    scores = jnp.where(np.tri(6) > 0, scores, -jnp.inf)
    mixed = jnp.einsum("hqk,khd->qhd", jax.nn.softmax(scores), v)
    x = x + mixed.reshape(6, 8) @ out
    hidden = norm(x) @ up
    return ((x + (hidden * jax.nn.sigmoid(1.702 * hidden)) @ down) ** 2).mean()


def vae(encode, mean, var, decode, pixels):
    x, noise = some("vae", "x", "noise")
    h = jnp.tanh(x @ encode)
    m, s = h @ mean, h @ var
    logits = jnp.tanh((m + jnp.exp(s / 2) * noise) @ decode) @ pixels
    bits = jnp.logaddexp(0, logits) - logits * x
    return (bits.sum(1) - 0.5 * (1 + s - m ** 2 - jnp.exp(s)).sum(1)).mean()


def kalman(a, c, q, r):
    total, x, cov = 0.0, jnp.zeros(3), jnp.eye(3)
    for z in here["kalman_x"]:
        x, cov = a @ x, a @ cov @ a.T + q @ q.T
        s = c @ cov @ c.T + jnp.eye(2) * jnp.exp(r)
        off, gain = z - c @ x, cov @ c.T @ jnp.linalg.inv(s)
        total -= 0.5 * (off @ jnp.linalg.solve(s, off) + jnp.log(jnp.linalg.det(s)))
        x, cov = x + gain @ off, cov - gain @ c @ cov
    return total


def ode(w, v):
    def field(x, t):
        return jnp.tanh(x @ w + t) @ v
    h = 0.05
    def step(_, xt):
        x, t = xt
        k1 = field(x, t)
        k2 = field(x + h / 2 * k1, t + h / 2)
        k3 = field(x + h / 2 * k2, t + h / 2)
        k4 = field(x + h * k3, t + h)
        return x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), t + h
    x, _ = jax.lax.fori_loop(0, 20, step, (here["ode_x"], 0.0))
    return (x * x).sum()


def flow(*p):
    z, total = here["flow_x"], 0.0
    for i in (0, 3):
        z = z[:, ::-1] if i else z
        left, right = z[:, :2], z[:, 2:]
        h = jnp.tanh(left @ p[i])
        scale = jnp.tanh(h @ p[i + 1])
        total += scale.sum(1)
        z = jnp.concatenate([left, right * jnp.exp(scale) + h @ p[i + 2]], 1)
    return (total - 0.5 * (z * z).sum(1)).mean()


def implicit(w, x):
    z = jax.lax.fori_loop(0, 300, lambda _, z: jnp.tanh(z @ w + x), x * 0)
    return jnp.sin(z).sum()


def newton(w):
    x, y = some("newton", "x", "y")
    def loss(w):
        z = x @ w
        return (jnp.log1p(jnp.exp(z)) - y * z).mean() + 0.05 * (w * w).sum()
    return jnp.linalg.solve(jax.hessian(loss)(w), jax.grad(loss)(w))


def kmeans(x):
    centres = here["kmeans_c"]
    for _ in range(5):
        nearest = ((x[:, None] - centres) ** 2).sum(2).argmin(1)
        share = (nearest[:, None] == np.arange(4)) * 1.0
        centres = share.T @ x / jnp.maximum(share.sum(0), 1)[:, None]
    return ((x[:, None] - centres) ** 2).sum(2).min(1).sum()


def sinkhorn(x, y):
    cost = ((x[:, None] - y[None]) ** 2).sum(2)
    def step(_, fg):
        f = -0.5 * lse((fg[1][None] - cost) / 0.5, 1) - 0.5 * np.log(5)
        return f, -0.5 * lse((f[:, None] - cost) / 0.5, 0) - 0.5 * np.log(6)
    f, g = jax.lax.fori_loop(0, 60, step, (jnp.zeros(5), jnp.zeros(6)))
    return (jnp.exp((f[:, None] + g - cost) / 0.5) * cost).sum()


def align(x, y):
    cost = (x[:, None] - y) ** 2
    above = [0.0] + [1e10] * 9
    for i in range(7):
        row = [1e10]
        for j in range(1, 10):
            row.append(cost[i, j - 1] - lse(-jnp.stack([row[j - 1], above[j], above[j - 1]])))
        above = row
    return above[9]


models = {
    "attention": (attention, ["qkv", "out", "up", "down"]),
    "vae": (vae, ["encode", "mean", "var", "decode", "pixels"]),
    "kalman": (kalman, ["a", "c", "q", "r"]), "ode": (ode, ["0", "1"]),
    "flow": (flow, ["0", "1", "2", "3", "4", "5"]), "implicit": (implicit, ["0", "1"]),
    "kmeans": (kmeans, ["x"]), "sinkhorn": (sinkhorn, ["0", "1"]), "align": (align, ["0", "1"]),
}
want = {"newton": [jax.jit(newton)(here["newton_w"])]}
for name, (f, moved) in models.items():
    value, gradients = jax.jit(jax.value_and_grad(f, tuple(range(len(moved)))))(*some(name, *moved))
    want[name] = [value, *gradients]

near.check(np.load(f"{folder}/models.npz"),
           [(f"{name}_{i}", part) for name, parts in want.items() for i, part in enumerate(parts)])
