# The table of derivatives in doc/gradients.md, run by tools/gradtable: a row an operation, from doc/ops.md
# and the rules in src/transform; a row a block, from the operations that its body traces to.
kinds =
  for "| " <> row <- String.split(File.read!("doc/ops.md"), "\n"),
      [op, class, _, _, _, _, kind | _] = String.split(row, " | "),
      kind in ~w(partial linear rule zero none),
      do: {op, {class, kind}}

places =
  for file <- Enum.sort(Path.wildcard("src/transform/*.c")),
      [_, word, op] <- Regex.scan(~r/^(PARTIAL|LINEAR|RULE|FORWARD)\((\w+)\)/m, File.read!(file)),
      into: %{},
      do: {{word, op}, Path.basename(file)}

place = fn word, op -> "`#{word}(#{op})` in #{Map.fetch!(places, {word, op})}" end

ways = fn
  op, _, "partial" -> {place.("PARTIAL", op), "the same"}
  op, "CONTRACT", "linear" -> {place.("LINEAR", op), "itself, on one tangent after the other"}
  op, _, "linear" -> {place.("LINEAR", op), "itself, on tangents"}
  op, _, "rule" -> {place.("RULE", op), place.("FORWARD", op)}
  _, _, "zero" -> {"nothing passes", "nothing passes"}
  op, "LEAF", "none" when op == "parameter" -> {"what is differentiated by", "where tangents come in"}
  _, _, "none" -> {"an error", "an error"}
end

IO.puts("""
# Derivatives

What each operation and block does to cotangents and tangents, written by `tools/gradtable`: the operations
from the gradient column of `src/graph/op.def` and the rules in `src/transform/`, the blocks by tracing each.
The kinds are explained in [differentiation.md](differentiation.md). `test/grad_test.c` and `test/jvp_test.c`
hold every row but those with an error to differences, `test/cli/check_grads_blocks.sh` every block,
`test/cli/grad_errors.sh` the errors.

## Operations

| operation | kind | in reverse | forward |
| --- | --- | --- | --- |\
""")

for {op, {class, kind}} <- kinds do
  {reverse, forward} = ways.(op, class, kind)
  IO.puts("| #{op} | #{kind} | #{reverse} | #{forward} |")
end

IO.puts("""

#{Enum.map_join(~w(partial linear rule zero none), ", ", fn kind -> "#{Enum.count(kinds, &match?({_, {_, ^kind}}, &1))} #{kind}" end)}.

## Blocks

| block | what its body is made of | derivative |
| --- | --- | --- |\
""")

x = Nx.tensor([[3.0, 0.5], [0.25, 4.0]])
z = Nx.complex(x, 1)

samples = [
  {"LogicalNot", x, &Nx.logical_not/1},
  {"Phase", z, &Nx.phase/1},
  {"AllClose", x, &Nx.all_close(&1, 1.0)},
  {"CumulativeSum", x, &Nx.cumulative_sum/1},
  {"CumulativeProduct", x, &Nx.cumulative_product/1},
  {"CumulativeMin", x, &Nx.cumulative_min/1},
  {"CumulativeMax", x, &Nx.cumulative_max/1},
  {"Take", x, &Nx.take(&1, Nx.tensor([1, 0]))},
  {"TakeAlongAxis", x, &Nx.take_along_axis(&1, Nx.tensor([[1, 0]]))},
  {"TopK", x, &Nx.top_k/1},
  {"FFT2", z, &Nx.fft2/1},
  {"IFFT2", z, &Nx.ifft2/1},
  {"RFFT", x, &Nx.rfft/1},
  {"IRFFT", z, &Nx.irfft/1},
  {"LinAlg.Cholesky", x, &Nx.LinAlg.cholesky/1},
  {"LinAlg.Solve", x, &Nx.LinAlg.solve(&1, &1)},
  {"LinAlg.QR", x, &Nx.LinAlg.qr/1},
  {"LinAlg.Eigh", x, &Nx.LinAlg.eigh/1},
  {"LinAlg.SVD", x, &Nx.LinAlg.svd/1},
  {"LinAlg.LU", x, &Nx.LinAlg.lu/1},
  {"LinAlg.Determinant", x, &Nx.LinAlg.determinant/1}
]

names = Regex.scan(~r/^defmodule Nx\.Block\.([\w.]+) do$/m, File.read!("lib/nx/block.ex"), capture: :all_but_first)

for [name] <- names do
  {_, arg, fun} = List.keyfind(samples, name, 0) || raise "tools/gradtable.exs has no sample of #{name}"
  {graph, _} = Cnx.Tracing.trace(fun, [arg])
  text = Cnx.Graph.text(graph, "simplify")

  ops =
    for [_, op] <- Regex.scan(~r/%\d+ = (\w+)/, text), op not in ~w(constant tensor iota elem), uniq: true, do: op

  found = for op <- ops, do: elem(Map.fetch!(Map.new(kinds), op), 1)

  verdict =
    cond do
      "none" in found -> "an error"
      List.last(found) == "zero" -> "zero"
      true -> "by #{Enum.join(Enum.uniq(found) -- ["zero"], ", ")}"
    end

  IO.puts("| Nx.Block.#{name} | #{Enum.join(ops, ", ")} | #{verdict} |")
end
