# functions.exs - the cnx side of functions.sh: evaluates the second column of functions.txt and writes the
# results to $FILES/results.npz. Prints the functions that have no row.
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

# Checked elsewhere: what asks or changes the form, the place or the name of a tensor (test/lib), files
# (files.sh), and what these rows use inside.
elsewhere = ~w(axes axis_index axis_size backend_copy backend_deallocate backend_transfer bf16 bit_size bitcast
  block broadcast_vectors byte_size c128 c64 compatible? count_leading_zeros default_backend deserialize devectorize
  donatable donatable? f16 f32 f64 f8 flat_size from_binary from_pointer global_default_backend io_call is_tensor
  load_numpy! load_numpy_archive! names rank rename reshape_vectors revectorize runtime_call s16 s2 s32 s4 s64 s8
  serialize shape sigil_MAT sigil_VEC size template tensor to_batched to_binary to_flat_list to_heatmap to_list
  to_number to_pointer to_template to_tensor type u16 u2 u32 u4 u64 u8 vectorize with_default_backend)

rows =
  for {line, number} <- Enum.with_index(File.stream!("test/oracle/functions.txt"), 1),
      [kinds, function, _] <- [String.split(line, " | ")],
      not String.starts_with?(line, "#"),
      do: {number, kinds, function}

for {module, prefix} <- [{Nx, "Nx."}, {Nx.LinAlg, "Nx.LinAlg."}],
    name <- module.__info__(:functions) |> Keyword.keys() |> Enum.uniq() |> Enum.map(&to_string/1),
    name not in elsewhere and not String.starts_with?(name, "_"),
    not Enum.any?(rows, fn {_, _, function} -> String.contains?(function, "#{prefix}#{name}(") end),
    do: IO.puts("#{prefix}#{name} has no row")

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
