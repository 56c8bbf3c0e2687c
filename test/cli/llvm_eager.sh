# Operations outside of definitions on llvm, where Nx.default_backend says so: one program a kind of call, whose errors
# have the place of the call; what is used again stays; without the plugin the reference does it all, with a word.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/p.exs" << 'END'
defmodule Count do
  # the result, and how many programs it took
  def programs(fun) do
    before = Cnx.Program.builds()
    result = fun.()
    {result, Cnx.Program.builds() - before}
  end
end

import Count
a = Nx.iota({3}, names: [:x])
b = Nx.tensor([1, 2, 0])
list = fn fun -> IO.inspect(programs(fn -> fun.() |> Nx.to_list() end)) end
list.(fn -> Nx.add(a, b) end)
Nx.default_backend(Cnx.LLVM.Backend)
list.(fn -> Nx.add(a, b) end)
list.(fn -> Nx.add(b, a) end)
list.(fn -> Nx.subtract(a, b) end)
list.(fn -> Nx.add(a, 1) end)
list.(fn -> Nx.add(a, 2) end)
list.(fn -> Nx.add(a, 2.5) end)
list.(fn -> Nx.quotient(a, b) end)
list.(fn -> Nx.sum(Nx.reshape(Nx.iota({6}), {2, 3}), axes: [0]) end)
list.(fn -> Nx.sum(Nx.iota({2, 3}), axes: [1]) end)
list.(fn -> Nx.reduce(Nx.iota({3, 1}), 0, [axes: [0]], &Nx.add/2) end)
list.(fn -> Nx.concatenate([Nx.flatten(b), b]) end)
IO.inspect(Nx.add(a, b))
IO.inspect(Nx.add(Nx.vectorize(Nx.iota({2, 3}), :v), b) |> Nx.devectorize() |> Nx.to_list())
IO.inspect(Nx.top_k(b, k: 2) |> Tuple.to_list() |> Enum.map(&Nx.to_list/1))
# in a definition nothing is run at once
IO.inspect(programs(fn -> Nx.to_list(Nx.Defn.jit(fn x -> Nx.add(Nx.add(x, x), x) end).(a)) end))
# another process, and the process itself, have the backend that they were told
quotient = fn -> Nx.to_list(Nx.quotient(a, b)) end
raises = fn fun -> try do fun.() rescue e -> Exception.message(e) end end
IO.inspect(raises.(fn -> Nx.with_default_backend(Nx.BinaryBackend, quotient) end))
IO.inspect(raises.(fn -> Task.await(Task.async(quotient)) end))
Nx.global_default_backend(Cnx.LLVM.Backend)
IO.inspect(raises.(fn -> Task.await(Task.async(quotient)) end))
Nx.default_backend(Nx.BinaryBackend)
IO.inspect(raises.(quotient))
Process.delete({Nx, :backend})
IO.inspect(raises.(quotient))
# a function that a program calls works on values as they are
Nx.Defn.jit(fn x -> Nx.Defn.Kernel.print_value(x, &Nx.multiply(&1, 10)) end, compiler: Cnx.LLVM).(b)
END
run run --compiler reference "$tmp/p.exs"
expect code 0
expect no-err
expect out '{[1, 3, 2], 0}
{[1, 3, 2], 1}
{[1, 3, 2], 0}
{[-1, -1, 2], 1}
{[1, 2, 3], 1}
{[2, 3, 4], 0}
{[2.5, 3.5, 4.5], 1}
{[0, 0, -1], 1}
{[3, 5, 7], 1}
{[3, 12], 1}
{[3], 1}
{[1, 2, 0, 1, 2, 0], 1}
#Nx.Tensor<
  s32[x: 3]
  [1, 3, 2]
>
[[1, 3, 2], [4, 6, 5]]
[[2, 1], [1, 0]]
{[0, 3, 6], 1}
"bad argument in arithmetic expression"
"bad argument in arithmetic expression"
[0, 0, -1]
"bad argument in arithmetic expression"
[0, 0, -1]
#Nx.Tensor<
  s32[3]
  [10, 20, 0]
>'

# The program of a call is an earlier call's, the place of an error its own.
cat > "$tmp/place.exs" << 'END'
Nx.default_backend(Cnx.LLVM.Backend)
x = Nx.iota({3})
Nx.gather(x, Nx.tensor([[1]]))
Nx.gather(x, Nx.tensor([[7]]))
END
run run "$tmp/place.exs"
expect code 1
expect err-has 'index 7 is out of bounds for axis 0 in shape {3}'
expect err-has 'place.exs:4:1'
expect_caret

# Settings, of a project or a script, say the same.
cat > "$tmp/settings.exs" << 'END'
Mix.install([{:nx, "~> 0.10"}], config: [nx: [default_backend: Cnx.LLVM.Backend]])
IO.inspect({Nx.default_backend(), Nx.to_number(Nx.quotient(1, 0))})
END
run run "$tmp/settings.exs"
expect no-err
expect out '{{Cnx.LLVM.Backend, []}, -1}'

# --check-nan looks at every operation: the reference's.
run run --check-nan "$tmp/p.exs"
expect err-has 'bad argument in arithmetic expression'

mkdir "$tmp/bin"
cp "$CNX" "$tmp/bin/"
CNX=$tmp/bin/cnx
cat > "$tmp/without.exs" << 'END'
Nx.default_backend(Cnx.LLVM.Backend)
Nx.default_backend(Cnx.LLVM.Backend)
IO.inspect({Nx.default_backend(), Nx.to_list(Nx.add(Nx.iota({2}), 1))})
END
run run "$tmp/without.exs"
expect code 0
expect out '{{Cnx.LLVM.Backend, []}, [1, 2]}'
[ "$(grep -c 'warning: operations outside of definitions run on the reference, not on Cnx.LLVM.Backend: there is no compiler llvm' <<< "$err")" = 1 ] ||
    wrong "one warning"
