"""files.py write|expect|read - the NumPy side of files.sh, in the folder $FILES.

write makes files of every type; expect prints what cnx must say of them; read checks those that cnx
has written in return.
"""
import os
import sys

import ml_dtypes
import numpy as np
from safetensors import numpy as safe

folder = os.environ["FILES"]

# cnx's name, NumPy's type
TYPES = [
    ("u8", np.uint8), ("u16", np.uint16), ("u32", np.uint32), ("u64", np.uint64),
    ("s8", np.int8), ("s16", np.int16), ("s32", np.int32), ("s64", np.int64),
    ("f16", np.float16), ("f32", np.float32), ("f64", np.float64),
    ("c64", np.complex64), ("c128", np.complex128),
    ("bf16", ml_dtypes.bfloat16), ("f8", ml_dtypes.float8_e5m2),
    ("f8_e4m3fn", ml_dtypes.float8_e4m3fn),
    ("u2", ml_dtypes.uint2), ("u4", ml_dtypes.uint4), ("s2", ml_dtypes.int2), ("s4", ml_dtypes.int4),
]
BARE = {"u2": 2, "u4": 4, "s2": 2, "s4": 4}  # bits, of those that NumPy stores a byte each
SAFE = [name for name, _ in TYPES if name not in BARE and name != "c128"]


def values(name, dtype):
    """Every kind of number that the type has, in a shape of three axes."""
    if name in BARE:
        bits = BARE[name]
        low = -(1 << (bits - 1)) if name[0] == "s" else 0
        return (np.arange(24) % (1 << bits) + low).astype(dtype).reshape(2, 3, 4)
    if name[0] in "us":
        info = np.iinfo(dtype)
        x = np.array([info.min, info.max, 0, 1] * 6, dtype=dtype)
    elif name[0] == "c":
        x = (np.linspace(-3, 3, 24) + 1j * np.linspace(5, -5, 24)).astype(dtype)
        x[3] = complex(np.inf, -np.inf)
    else:
        x = (np.linspace(-3, 3, 24) * np.logspace(-2, 2, 24)).astype(dtype)
        x[5] = np.nan
        x[6] = np.inf
    return x.reshape(2, 3, 4)


def packed(name, x):
    """The elements as cnx keeps them, in hexadecimal digits."""
    x = np.ascontiguousarray(x)
    if name in BARE:
        bits = BARE[name]
        text = "".join(format(b & ((1 << bits) - 1), f"0{bits}b") for b in x.tobytes())
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big").hex()
    return x.tobytes().hex()


def swapped(name, x):
    """The same numbers in the other order of bytes; ml_dtypes has no such types."""
    return x.astype(x.dtype.newbyteorder(">")) if x.dtype.kind in "iufc" and name[:2] != "f8" else x


def variants(name, dtype):
    x = values(name, dtype)
    yield "rows", x
    yield "columns", np.asfortranarray(x)
    yield "big", swapped(name, x)
    yield "vector", x.reshape(-1)[:5]
    yield "scalar", x.reshape(-1)[0]


def write():
    for name, dtype in TYPES:
        for variant, x in variants(name, dtype):
            np.save(f"{folder}/{name}-{variant}.npy", x)
    arrays = {name: values(name, dtype) for name, dtype in TYPES if np.dtype(dtype).kind in "iufc" and name != "f8"}
    np.savez(f"{folder}/stored.npz", **arrays)
    np.savez_compressed(f"{folder}/packed.npz", **arrays)
    safe.save_file({name: values(name, dict(TYPES)[name]) for name in SAFE}, f"{folder}/all.safetensors")


def expect():
    for name, dtype in TYPES:
        for variant, x in variants(name, dtype):
            dims = "{" + ", ".join(map(str, x.shape)) + "}"
            native = x.astype(x.dtype.newbyteorder("=")) if variant == "big" else x
            print(name, variant, dims, packed(name, native))
    for archive in ["stored", "packed"]:
        print(archive, *[n for n, d in TYPES if np.dtype(d).kind in "iufc" and n != "f8"], "true")
    print("safetensors", len(SAFE), "true")


def check(what, x, name, dtype):
    want = values(name, dtype)
    if x.dtype.kind == "V":
        x = x.view(dtype)
    if x.dtype != want.dtype or x.shape != want.shape or x.tobytes() != want.tobytes():
        sys.exit(f"{what}: {name} came back as {x!r}, expected {want!r}")


def read():
    for name, dtype in TYPES:
        check("npy", np.load(f"{folder}/{name}-cnx.npy"), name, dtype)
        for archive in ["cnx-stored", "cnx-packed"]:
            check(archive, np.load(f"{folder}/{archive}.npz")[name], name, dtype)
    for name in SAFE:
        with open(f"{folder}/cnx.safetensors", "rb") as file:
            data = dict(safe.deserialize(file.read()))[name]
        want = values(name, dict(TYPES)[name])
        if bytes(data["data"]) != want.tobytes() or tuple(data["shape"]) != want.shape:
            sys.exit(f"safetensors: {name} came back as {data}")


{"write": write, "expect": expect, "read": read}[sys.argv[1]]()
