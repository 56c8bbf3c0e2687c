# The golden examples on the compiler llvm, floats within their dtype's tolerance: no score is less
# than the reference's, which is to the letter.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

while read -r file stored; do
    run doctest --compiler llvm "test/golden/$file"
    score=$(sed -nE 's/^([0-9]+) passed.*/\1/p' "$tmp/out" | tail -n 1)
    [ "${score:-0}" -ge "$stored" ] || { echo "$file: ${score:-none}, less than $stored"; exit 1; }
done < test/golden/scores

# Nothing but the last digits of floats may differ, and on the reference not even these.
cat > "$tmp/digits.exs" << 'END_OF_FILE'
import Nx.Defn
jit(&Nx.add/2).(1.0, 2.0) |> Nx.to_number() # => 3.0000002
jit(&Nx.add/2).(1.0, 2.0) |> Nx.to_number() # => 3.001
jit(&Nx.add/2).(1, 2) |> Nx.to_number() # => 4
END_OF_FILE
run doctest --compiler llvm "$tmp/digits.exs"
expect out-has '1 passed, 2 failed'
run doctest "$tmp/digits.exs"
expect out-has '0 passed, 3 failed'
