# Every example but the long one runs and succeeds.
. test/cli/prelude

for file in examples/*.exs; do
    [ "$file" = examples/mnist.exs ] && continue
    run run "$file"
    expect code 0
done
