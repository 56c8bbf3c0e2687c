"""xla.py LIBCNX PLUGIN SECONDS WORKLOAD... - what tools/performance/xla runs: calls of the compiler xla and of JAX in
turns, in one process on one plugin, so that what else the machine does meets both. Up to twenty of each follow one
another, a fifth of a second at most; the first two are not counted, as threads of the other's client may still look for
work. Both clients have one device: JAX's would make four of a plugin for CPUs, and as many threads.

Prints a workload's name, and the least microseconds of each. What JAX cannot run on the plugin (decompositions, as its
LAPACK is not there) it runs on its own XLA; the name then ends with a star."""
import ctypes, glob, sys, time
import numpy as np
from jax._src import xla_bridge

library, plugin, seconds, names = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]
xla_bridge.register_plugin("same", library_path=plugin, options={"cpu_device_count": 1})
bench = {"__name__": "bench"}
exec(open("bench/jax.py").read(), bench)
jax, jnp = bench["jax"], bench["jnp"]


class Lax:
    """lax, with the steps of scan written out, as bench/*.exs has them: both then give XLA the same."""

    def __getattr__(self, name):
        return getattr(jax.lax, name)

    def scan(self, step, carry, xs):
        for x in xs:
            carry, _ = step(carry, x)
        return carry, ()


bench["lax"] = Lax()

Pointer = ctypes.c_void_p
Dims = ctypes.POINTER(ctypes.c_int64)


class Type(ctypes.Structure):
    _fields_ = [("dtype", ctypes.c_char_p), ("rank", ctypes.c_int), ("dims", Dims)]


cnx = ctypes.CDLL(library)
for name, result, arguments in [
    ("cnx_context_new", Pointer, []),
    ("cnx_error", ctypes.c_char_p, [Pointer]),
    ("cnx_run", ctypes.c_bool, [Pointer, ctypes.c_char_p]),
    ("cnx_set_compiler", ctypes.c_bool, [Pointer, ctypes.c_char_p]),
    ("cnx_tensor_new", Pointer, [Pointer, ctypes.c_char_p, ctypes.c_int, Dims, Pointer]),
    ("cnx_tensor_free", None, [Pointer]),
    ("cnx_compile", Pointer, [Pointer, ctypes.c_char_p, ctypes.POINTER(Type), ctypes.c_int]),
    ("cnx_executable_outputs", ctypes.c_int, [Pointer]),
    ("cnx_call", ctypes.c_bool, [Pointer, Pointer, ctypes.c_int, Pointer, ctypes.c_int, Pointer]),
]:
    function = getattr(cnx, name)
    function.restype, function.argtypes = result, arguments

context = cnx.cnx_context_new()


def check(made):
    if not made:
        sys.exit(cnx.cnx_error(context).decode())
    return made


check(cnx.cnx_set_compiler(context, b"xla"))

# The workload is what bench/*.exs call so; the module has a function that stands for it.
FIND = """
{made, _} = Enum.find_value(%s, fn file ->
  {all, _} = Code.eval_file(file)
  all[:%s] && {all[:%s].(), file}
end)
Process.put(:workload, elem(made, 0))
defmodule W_%s do
  import Nx.Defn
  defn call(%s), do: run(%s)
  deftransform run(%s), do: Process.get(:workload).(%s)
end
"""


def ours(name, args):
    """A function that calls it once and gives the seconds."""
    args = [np.ascontiguousarray(a) for a in args]
    vars = ", ".join(f"a{i}" for i in range(len(args)))
    files = "[" + ", ".join(f'"{f}"' for f in sorted(glob.glob("bench/*.exs"))) + "]"
    check(cnx.cnx_run(context, (FIND % (files, name, name, name, vars, vars, vars, vars)).encode()))
    dtypes = {"float32": b"f32", "float64": b"f64", "int32": b"s32", "uint32": b"u32"}
    types = (Type * len(args))()
    inputs = (Pointer * len(args))()
    for i, a in enumerate(args):
        dims = (ctypes.c_int64 * max(a.ndim, 1))(*a.shape)
        types[i] = Type(dtypes[a.dtype.name], a.ndim, dims)
        inputs[i] = check(cnx.cnx_tensor_new(context, types[i].dtype, a.ndim, dims, a.ctypes.data))
    exe = check(cnx.cnx_compile(context, f"W_{name}.call".encode(), types, len(args)))
    count = cnx.cnx_executable_outputs(exe)
    outputs = (Pointer * count)()
    call, free, nin, clock = cnx.cnx_call, cnx.cnx_tensor_free, len(args), time.perf_counter

    def once():
        start = clock()
        ok = call(exe, inputs, nin, outputs, count, None)
        for i in range(count):
            free(outputs[i])
        took = clock() - start
        check(ok)
        ctypes.memset(outputs, 0, ctypes.sizeof(outputs))
        return took

    return once


def theirs(fn, args, device):
    args = [jax.device_put(a, device) for a in args]
    run, clock = jax.jit(fn).lower(*args).compile(), time.perf_counter

    def once():
        start = clock()
        jax.block_until_ready(run(*args))
        return clock() - start

    return once


def turn(once):
    """How many calls make one."""
    return max(3, min(20, int(0.2 / min(once() for _ in range(3)))))


workloads = bench["workloads"]()
for name in names or workloads:
    if name not in workloads:
        sys.exit(f"there is no workload {name}; there are {', '.join(workloads)}")
    star, mine = "", ours(name, workloads[name][1])
    try:
        its = theirs(*workloads[name], jax.devices("same")[0])
    except jax.errors.JaxRuntimeError:
        star, its = "*", theirs(*workloads[name], jax.devices("cpu")[0])
    both = (mine, turn(mine), []), (its, turn(its), [])
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for once, count, times in both:
            times.extend([once() for _ in range(count)][2:])
    print(name + star, *(f"{min(times) * 1e6:.4g}" for *_, times in both), flush=True)
