"""Parses modules of StableHLO with JAX's own parser: parse.py FILE, modules ended by lines "// -----".

Prints what is refused and closes with the counts."""
import sys

from jax._src.interpreters import mlir
from jax._src.lib.mlir import ir

passed = failed = 0
for module in open(sys.argv[1]).read().split("// -----\n"):
    if not module.strip():
        continue
    with mlir.make_ir_context():
        try:
            ir.Module.parse(module)
            passed += 1
        except Exception as error:
            failed += 1
            if failed <= 20:
                lines = str(error).splitlines()
                print("\n".join(lines[:4]), file=sys.stderr)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
