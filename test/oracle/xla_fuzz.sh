# Random graphs give on XLA what they give on the reference, but where XLA defines something otherwise
# (test/op/otherwise.c): 2,000 over two plugins, fixed seeds, other ones for each; fuzz_xla_count says
# how many for each plugin. Some more are made as where programs cannot call back, and as for platforms that lack
# something.
. test/oracle/xla_prelude
. test/oracle/xla_quick

export CNX_CACHE=off
seed=${fuzz_seed:-1}
for plugin in $plugins; do
    use_plugin "$plugin"
    "$BUILD/test/fuzz/graphs" --compiler xla --seed "$seed" --count "${fuzz_xla_count:-1000}" || exit 1
    seed=$((seed + 1))
    for as in host tpu cuda; do
        CNX_XLA_FFI=off CNX_XLA_AS=$as CNX_XLA_APART=1 "$BUILD/test/fuzz/graphs" --compiler xla --seed "$seed" \
            --count "$((${fuzz_xla_count:-1000} / 10))" || exit 1
        seed=$((seed + 1))
    done
done
