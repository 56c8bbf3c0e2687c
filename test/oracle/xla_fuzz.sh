# Random graphs give on XLA what they give on the reference, but where XLA defines something otherwise
# (test/op/otherwise.c). Fixed seeds, other ones for each plugin; fuzz_xla_count=1000 takes minutes.
. test/oracle/xla_prelude

export CNX_CACHE=off XLA_FLAGS=--xla_backend_optimization_level=0
seed=${fuzz_seed:-1}
for plugin in $plugins; do
    use_plugin "$plugin"
    "$BUILD/test/fuzz/graphs" --compiler xla --seed "$seed" --count "${fuzz_xla_count:-120}" || exit 1
    seed=$((seed + 1))
done
