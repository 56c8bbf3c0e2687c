# functions.exs - the cnx side of functions.sh: evaluates the second column of functions.txt and writes the
# results to $FILES/results.npz. Functions without a row end the build: tools/rows.
defmodule Check do
  # The product of a decomposition's factors.
  def product({q, r}), do: Nx.dot(q, r)
  def product({p, l, u}), do: p |> Nx.dot(l) |> Nx.dot(u)
  def recompose({values, vectors}), do: vectors |> Nx.multiply(values) |> Nx.dot(Nx.transpose(vectors))
  def recompose({u, s, vt}), do: u |> Nx.multiply(s) |> Nx.dot(vt)

  # In a type that NumPy has.
  def widen(t) do
    case Nx.type(t) do
      {:c, _} -> Nx.as_type(t, :c128)
      {kind, _} when kind in [:s, :u] -> Nx.as_type(t, :s64)
      _ -> Nx.as_type(t, :f64)
    end
  end

  def parts(tuple) when is_tuple(tuple), do: Tuple.to_list(tuple)
  def parts(list) when is_list(list), do: list
  def parts(t), do: [t]
end

kinds = %{
  "f" => ~w(f16 bf16 f32 f64),
  "F" => ~w(f32 f64),
  "h" => ~w(f16 bf16 f32),
  "i" => ~w(s8 s16 s32 s64),
  "u" => ~w(u8 u16 u32 u64),
  "c" => ~w(c64 c128)
}

rows =
  for {line, number} <- Enum.with_index(File.stream!("test/oracle/functions.txt"), 1),
      [kinds, function, _] <- [String.split(line, " | ")],
      not String.starts_with?(line, "#"),
      do: {number, kinds, function}

folder = System.fetch_env!("FILES")

inputs =
  for {name, t} <- Cnx.Data.npz("#{folder}/inputs.npz") do
    [type, name] = String.split(name, "-")
    {type, String.to_atom(name), if(type == "bf16", do: Nx.bitcast(t, :bf16), else: t)}
  end

results =
  for {number, row_kinds, function} <- rows,
      kind <- String.graphemes(row_kinds),
      type <- Map.get(kinds, kind, [kind]) do
    bindings = for {^type, name, t} <- inputs, do: {name, t}
    {value, _} = Code.eval_string(function, [key: Nx.Random.key(11)] ++ bindings)
    value = if kind in ["R", "N"], do: elem(value, 0), else: value

    for {part, i} <- Enum.with_index(Check.parts(value)),
        do: {"#{number}-#{type}-#{i}", Check.widen(part)}
  end

Cnx.Data.write_npz("#{folder}/results.npz", Enum.concat(results))
