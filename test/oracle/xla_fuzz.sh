# Random graphs give on XLA what they give on the reference. Fixed seeds; a few graphs of many.
. test/oracle/xla_prelude

use_plugin "${plugins%%$'\n'*}"
export CNX_CACHE=off XLA_FLAGS=--xla_backend_optimization_level=0
"$BUILD/test/fuzz/graphs" --compiler xla --seed "${fuzz_seed:-1}" --count "${fuzz_xla_count:-100}"
