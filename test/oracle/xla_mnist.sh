# Training on digits through XLA comes to the accuracy that it has on the reference, on each plugin.
. test/oracle/xla_prelude

accuracy() { # of a run
    sed -n 's/^test accuracy: \([0-9.]*\) %.*/\1/p' "$tmp/out" | tail -n 1
}
run run --compiler reference examples/mnist.exs
expect code 0
reference=$(accuracy)
for plugin in $plugins; do
    use_plugin "$plugin"
    run run --compiler xla examples/mnist.exs
    expect code 0
    awk -v a="$(accuracy)" -v r="$reference" 'BEGIN { exit !(a >= 95.5 && a - r <= 0.5 && r - a <= 0.5) }' ||
        wrong "an accuracy close to $reference %"
done
