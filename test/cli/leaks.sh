# An interpreter loop, a mailbox and a closure leak nothing: `make hard` runs this with LeakSanitizer, under
# which a leak ends the program with exit code 99.
. test/cli/prelude

cat > "$tmp/leaks.exs" <<'END'
defmodule Loop do
  def count(0, acc), do: acc
  def count(n, acc), do: count(n - 1, [{n, "#{n}"} | Enum.take(acc, 3)])
end

IO.inspect(length(Loop.count(10_000, [])))

for n <- 1..1000, do: send(self(), {:message, n, [n], %{n => "#{n}"}})
IO.inspect(receive do {:message, 500, list, _} -> list end)
IO.inspect(receive do {:message, n, _, map} when n > 900 -> map end)

add = fn a -> fn b -> fn c -> [a, b, c | Enum.map(1..3, &(&1 + a))] end end end
IO.inspect(Enum.reduce(1..1000, 0, fn n, sum -> sum + length(add.(n).("#{n}").(%{n: n})) end))

caught = for n <- 1..100, do: try(do: raise("no #{n}"), rescue: (e -> e.message))
IO.inspect(List.last(caught))

{:ok, agent} = Agent.start_link(fn -> %{} end)
for n <- 1..100, do: Agent.update(agent, &Map.put(&1, n, fn -> n end))
IO.inspect(map_size(Agent.get(agent, & &1)))

try do
  Code.eval_string("defmodule Broken do\n def f(x) when g(x), do: y\n def h, do: z + q()\nend")
rescue
  e in CompileError -> IO.puts(e.description)
end
END
run run "$tmp/leaks.exs"
expect code 0
expect no-err
expect out '4
[500]
%{901 => "901"}
6000
"no 100"
100
cannot find or invoke local g/1 inside a guard. Only macros can be invoked inside a guard and they must be defined before their invocation. Called as: g(x)'

# What is left when a program fails is no leak either.
printf 'x = [1, 2, %%{a: fn -> self() end}]\nsend(self(), x)\nraise inspect(length(x))\n' > "$tmp/fails.exs"
run run "$tmp/fails.exs"
expect code 1
expect err-has '** (RuntimeError) 3'
