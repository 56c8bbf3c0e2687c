"""The same as start.exs by JAX."""
import resource

import jax, jax.numpy as jnp

x = jnp.arange(4_000_000, dtype=jnp.float32) / 4.0e6
y = jax.jit(lambda n: jnp.exp(n) / jnp.sum(jnp.exp(n)))(x)
assert float(y[0]) > 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
