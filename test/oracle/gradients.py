"""gradients.py write|check FOLDER - the JAX side of gradients.sh: four objectives of the ADBench paper
(Srajer, Kukelova, Fitzgibbon, 2018), written from their formulas, in f64.

write makes FOLDER/inputs.npz; check holds FOLDER/gradients.npz to JAX's gradients of the same.
"""
import sys

import jax
import jax.numpy as jnp
import numpy as np

import near

jax.config.update("jax_enable_x64", True)
mode, folder = sys.argv[1:]


def gmm(alphas, means, icf, x):
    """Log likelihood of a mixture with a Wishart prior of gamma 1 and m 0."""
    k, d = means.shape
    rows, columns = np.tril_indices(d, -1)
    low = jnp.zeros((k, d, d)).at[:, rows, columns].set(icf[:, d:])
    z = x[:, None, :] - means[None]
    y = jnp.exp(icf[:, :d])[None] * z + jnp.einsum("kij,nkj->nki", low, z)
    e = alphas + jnp.sum(icf[:, :d], 1) - 0.5 * jnp.sum(y * y, -1)
    prior = 0.5 * (jnp.sum(jnp.exp(icf[:, :d]) ** 2) + jnp.sum(icf[:, d:] ** 2))
    lse = jax.scipy.special.logsumexp
    return jnp.sum(lse(e, axis=1)) - x.shape[0] * lse(alphas) - prior


def rotate(r, x):
    theta = jnp.sqrt(jnp.sum(r * r, -1, keepdims=True))
    v = r / theta
    along = jnp.sum(v * x, -1, keepdims=True)
    return x * jnp.cos(theta) + jnp.cross(v, x) * jnp.sin(theta) + v * along * (1 - jnp.cos(theta))


def bundle(cameras, points, weights, seen, camera, point):
    """Squared error of reprojection: cameras are rotation, centre, focal length, principal point and
    two radial distortions."""
    c = cameras[camera]
    q = rotate(c[:, 0:3], points[point] - c[:, 3:6])
    p = q[:, :2] / q[:, 2:]
    r2 = jnp.sum(p * p, -1, keepdims=True)
    p = p * (1 + c[:, 9:10] * r2 + c[:, 10:11] * r2 * r2) * c[:, 6:7] + c[:, 7:9]
    return jnp.sum((weights[:, None] * (p - seen)) ** 2)


def lstm(main, extra, state, sequence):
    """Two layers with a weight and a bias for each gate and unit, then a prediction of the next."""
    def sigma(z):
        return 1 / (1 + jnp.exp(-z))

    def step(state, x):
        h = x * extra[0]
        new = []
        for layer in range(main.shape[0]):
            w, b = main[layer, 0], main[layer, 1]
            hidden, cell = state[layer]
            forget, take = sigma(h * w[0] + b[0]), sigma(hidden * w[1] + b[1])
            give, change = sigma(h * w[2] + b[2]), jnp.tanh(hidden * w[3] + b[3])
            cell = cell * forget + take * change
            h = give * jnp.tanh(cell)
            new.append(jnp.stack([h, cell]))
        return jnp.stack(new), h * extra[1] + extra[2]

    loss = 0.0
    for t in range(sequence.shape[0] - 1):
        state, y = step(state, sequence[t])
        loss = loss + jnp.sum(sequence[t + 1] * (y - jnp.log(jnp.sum(jnp.exp(y)) + 2)))
    return -loss / (sequence.shape[0] - 1)


def turn(angles):
    (cx, cy, cz), (sx, sy, sz) = jnp.cos(angles), jnp.sin(angles)
    x = jnp.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    y = jnp.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    z = jnp.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return z @ y @ x


def chain(angles, bones, rest, share, seen):
    """Squared distance of a skin from points: each vertex follows the bones of a chain by its shares;
    each bone begins at the end of the one before and is turned against it."""
    rotation, at, moved = jnp.eye(3), jnp.zeros(3), 0.0
    for i in range(angles.shape[0]):
        rotation = rotation @ turn(angles[i])
        moved = moved + share[:, i:i + 1] * (rest[i] @ rotation.T + at)
        at = at + rotation @ bones[i]
    return jnp.sum((moved - seen) ** 2)


rng = np.random.default_rng(7)
normal = rng.standard_normal
inputs = {
    "gmm": [normal(25), normal((25, 10)), 0.3 * normal((25, 55)), normal((200, 10))],
    "bundle": [
        np.concatenate([0.3 * normal((10, 3)), normal((10, 3)) + [0, 0, -8], 500 + normal((10, 1)),
                        normal((10, 2)), 0.01 * normal((10, 2))], 1),
        normal((60, 3)), 0.5 + rng.random(300), 50 * normal((300, 2)),
        rng.integers(0, 10, 300), rng.integers(0, 60, 300)],
    "lstm": [0.5 * normal((2, 2, 4, 14)), normal((3, 14)), normal((2, 2, 14)),
             np.eye(14)[rng.integers(0, 14, 40)]],
    "chain": [0.5 * normal((22, 3)), normal((22, 3)), normal((22, 500, 3)),
              rng.dirichlet(np.ones(22), 500), normal((500, 3))],
}
moved = {"gmm": (gmm, 3), "bundle": (bundle, 3), "lstm": (lstm, 3), "chain": (chain, 3)}

if mode == "write":
    np.savez(f"{folder}/inputs.npz",
             **{f"{name}_{i}": x for name, all in inputs.items() for i, x in enumerate(all)})
    sys.exit()

pairs = []
for name, (f, count) in moved.items():
    value, gradient = jax.value_and_grad(f, tuple(range(count)))(*inputs[name])
    pairs += [(f"{name}_{part}", want) for part, want in zip(["value", *range(count)], [value, *gradient])]
near.check(np.load(f"{folder}/gradients.npz"), pairs)
