# Trains examples/mnist.exs with three seeds on each compiler: the accuracy on the held-out digits is
# at least 95.5 %, and the compilers agree within half a percent. Prints a line a training and the
# counts.

passed=0 failed=0
compilers=reference
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] && compilers='reference llvm'
for seed in 1 2 3; do
    reference=
    for compiler in $compilers; do
        log=$(CNX_SEED=$seed timeout 120 "$CNX" run --compiler $compiler examples/mnist.exs 2>&1)
        code=$?
        accuracy=$(sed -nE 's/^test accuracy: ([0-9.]+) %.*$/\1/p' <<< "$log" | tail -n 1)
        reference=${reference:-$accuracy}
        if [ $code = 0 ] && awk -v a="$accuracy" -v r="$reference" \
            'BEGIN { exit !(a != "" && a >= 95.5 && a - r <= 0.5 && r - a <= 0.5) }'; then
            passed=$((passed + 1))
            echo "seed $seed, $compiler: $accuracy %"
        else
            failed=$((failed + 1))
            printf 'seed %s, %s: exit code %s, accuracy "%s"\n%s\n' $seed $compiler $code "$accuracy" "$log"
        fi
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
