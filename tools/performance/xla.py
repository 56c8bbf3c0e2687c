"""xla.py LIBCNX SECONDS WORKLOAD... - what tools/performance/xla runs: calls of the compiler xla and of JAX in turns, in one
process on one plugin, so that what else the machine does meets both. Twenty of each follow one another; the first
two are not counted, as threads of the other's client may still look for work.

Prints a workload's name, and the least microseconds of each."""
import ctypes, glob, sys, time
import numpy as np

library, seconds, names = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
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


def theirs(fn, args):
    args = [jnp.asarray(a) for a in args]
    run, clock = jax.jit(fn).lower(*args).compile(), time.perf_counter

    def once():
        start = clock()
        jax.block_until_ready(run(*args))
        return clock() - start

    return once


workloads = bench["workloads"]()
for name in names:
    if name not in workloads:
        sys.exit(f"there is no workload {name}; there are {', '.join(workloads)}")
    both = ours(name, workloads[name][1]), theirs(*workloads[name])
    times = [[], []]
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for mine, once in zip(times, both):
            mine.extend([once() for _ in range(20)][2:])
    print(name, *(f"{min(t) * 1e6:.4g}" for t in times), flush=True)
