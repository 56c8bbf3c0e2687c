# What a hook keeps stays as it was, whatever later steps write where the value was.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/hooks.exs" << 'END_OF_FILE'
defmodule Hooked do
  import Nx.Defn
  defn steps(x), do: (x * 2) |> hook(:a) |> Nx.add(10) |> hook(:b) |> Nx.divide(2) |> hook(:c)

  defn loop(x) do
    while x, Nx.less(x, 5) do
      hook(x + 1, :a)
    end
  end
end

hooks = for name <- [:a, :b, :c], into: %{}, do: {name, &send(self(), {name, &1})}

all = fn all ->
  receive do
    {name, value} -> [{name, Nx.to_list(value)} | all.(all)]
  after
    0 -> []
  end
end

number = fn all -> receive do {_, value} -> [Nx.to_number(value) | all.(all)] after 0 -> [] end end

Nx.Defn.jit(&Hooked.steps/1, hooks: hooks).(Nx.tensor([1, 2]))
IO.inspect(all.(all))
Nx.Defn.jit(&Hooked.loop/1, hooks: hooks).(2)
IO.inspect(number.(number))
END_OF_FILE
for compiler in reference llvm; do
    run run --compiler $compiler "$tmp/hooks.exs"
    expect code 0
    expect out '[a: [2, 4], b: [12, 14], c: [6.0, 7.0]]
[3, 4, 5]'
done
