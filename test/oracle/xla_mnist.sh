# Training on digits through XLA comes to the accuracy that it has on the reference.
. test/cli/prelude

CNX_PLUGINS=$(realpath "$BUILD")
export CNX_PLUGINS
CNX_XLA_PLUGIN=$(realpath "$(ls "$BUILD"/oracles/pjrt/*.so 2> /dev/null | head -n 1)" 2> /dev/null)
export CNX_XLA_PLUGIN
[ -n "$CNX_XLA_PLUGIN" ] || { echo "skipped: PJRT plugins are not there; make oracles"; exit 77; }

accuracy() { # of a run
    sed -n 's/^test accuracy: \([0-9]*\)\..*/\1/p' "$tmp/out"
}
run run --compiler xla examples/mnist.exs
expect code 0
[ "$(accuracy)" -ge 95 ] || wrong "an accuracy of at least 95 %"
