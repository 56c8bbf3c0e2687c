# Trains examples/mnist.exs with three seeds: the accuracy on the held-out digits is at least 95.5 %.
# Prints a line a seed and the counts.

passed=0 failed=0
for seed in 1 2 3; do
    log=$(CNX_SEED=$seed timeout 120 "$CNX" run examples/mnist.exs 2>&1)
    code=$?
    accuracy=$(sed -nE 's/^test accuracy: ([0-9.]+) %.*$/\1/p' <<< "$log" | tail -n 1)
    if [ $code = 0 ] && awk -v a="$accuracy" 'BEGIN { exit !(a != "" && a >= 95.5) }'; then
        passed=$((passed + 1))
        echo "seed $seed: $accuracy %"
    else
        failed=$((failed + 1))
        printf 'seed %s: exit code %s, accuracy "%s"\n%s\n' $seed $code "$accuracy" "$log"
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
