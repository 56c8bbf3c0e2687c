# `cnx run` and `cnx bench` run definitions on llvm where it is installed, all else on the reference;
# options and CNX_COMPILER say otherwise; a plugin that is missing or broken is survived.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

# Integer division by zero tells the two apart: the reference raises.
code='IO.inspect(Nx.to_number(Nx.Defn.jit(&Nx.quotient/2).(1, Nx.tensor(0, type: :u8))))'
echo "$code" > "$tmp/zero.exs"
cat > "$tmp/zero_test.exs" << END_OF_FILE
defmodule ZeroTest do
  use ExUnit.Case
  test "zero", do: $code
end
END_OF_FILE
on_llvm() { expect code 0; }
on_reference() { [ "$code" != 0 ] && [[ $out$err == *ArithmeticError* ]] || wrong "an ArithmeticError"; }

program=$code
run run "$tmp/zero.exs"; on_llvm
run run --compiler reference "$tmp/zero.exs"; on_reference
run -e "$program"; on_reference
run -e --compiler llvm "$program"; on_llvm
run test "$tmp/zero_test.exs"; on_reference
run test --compiler llvm "$tmp/zero_test.exs"; on_llvm
CNX_COMPILER=reference run run "$tmp/zero.exs"; on_reference
CNX_COMPILER=llvm run -e "$program"; on_llvm
CNX_COMPILER=llvm run -e --compiler reference "$program"; on_reference
CNX_COMPILER=llvm run run --check-nan "$tmp/zero.exs"; on_reference
CNX_COMPILER=nothing run -e 1
expect code 1
expect err-has 'there is no compiler nothing'
run -e --compiler
expect code 2
out=$(echo "$program" | "$CNX" --compiler llvm 2>&1)
[[ $out != *ArithmeticError* ]] || { echo "the prompt did not take the compiler: $out"; exit 1; }

run bench --json "$tmp/times.json" add_scalar
grep -q '"system": "cnx [^ ]* llvm"' "$tmp/times.json" || { cat "$tmp/times.json"; exit 1; }
CNX_COMPILER=reference run bench --json "$tmp/times.json" add_scalar
grep -q '"system": "cnx [^ ]* reference"' "$tmp/times.json" || { cat "$tmp/times.json"; exit 1; }

# Not installed: the reference, without a word. Installed and broken: the same with one.
mkdir "$tmp/bin"
cp "$CNX" "$tmp/bin/"
CNX=$tmp/bin/cnx
run run "$tmp/zero.exs"; on_reference
[[ $err != *warning* ]] || wrong "no warning"
echo broken > "$tmp/bin/libcnx-llvm.so"
run run "$tmp/zero.exs"; on_reference
expect err-has 'warning: definitions run on the reference: the compiler cannot be opened'
run bench add_scalar
expect code 1
