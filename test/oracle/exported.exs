# Runs programs that JAX exported: FOLDER COMPILER...; each on its inputs, against JAX's results, those called
# NAME_bf16, whose steps XLA may round or not, as numbers of that type.
defmodule Exported do
  def arrays(path), do: path |> File.read!() |> Nx.load_numpy_archive!()

  # The worst difference on the scale of the results, infinite for another type or shape.
  def apart(got, want) do
    if got.shape == want.shape and got.type == want.type do
      got = Nx.as_type(got, if(Nx.Type.complex?(got.type), do: :c128, else: :f64))
      want = Nx.as_type(want, got.type)
      same = Nx.equal(got, want)
      gap = Nx.select(same, 0, Nx.abs(Nx.subtract(got, want)))
      Nx.to_number(Nx.divide(Nx.reduce_max(gap), Nx.add(1, Nx.reduce_max(Nx.abs(want)))))
    else
      :infinity
    end
  end

  def run(folder, name, compiler) do
    inputs = for {_, t} <- arrays("#{folder}/#{name}.in.npz"), do: t
    wanted = for {_, t} <- arrays("#{folder}/#{name}.out.npz"), do: t
    f = Cnx.StableHLO.load("#{folder}/#{name}.mlir", compiler: compiler)
    got = apply(f, inputs)
    got = if is_tuple(got), do: Tuple.to_list(got), else: [got]
    gaps = Enum.map(Enum.zip(got, wanted), fn {a, b} -> apart(a, b) end)
    most = if String.ends_with?(name, "_bf16"), do: 4.0e-3, else: 1.0e-4
    bad = for {gap, i} <- Enum.with_index(gaps), gap == :infinity or gap > most, do: {i, gap}
    if length(got) == length(wanted) and bad == [], do: :ok, else: {:differs, bad}
  rescue
    e -> {:error, Exception.message(e)}
  end
end

[folder | compilers] = System.argv()

names =
  for file <- File.ls!(folder),
      String.ends_with?(file, ".mlir"),
      do: String.replace_suffix(file, ".mlir", "")

outcomes =
  for name <- Enum.sort(names), compiler <- compilers do
    compiler = %{"reference" => Nx.Defn.Evaluator, "llvm" => Cnx.LLVM, "xla" => EXLA}[compiler]
    outcome = Exported.run(folder, name, compiler)
    if outcome != :ok, do: IO.puts("#{name} on #{inspect(compiler)}: #{inspect(outcome)}")
    outcome == :ok
  end

IO.puts("#{Enum.count(outcomes, & &1)} passed, #{Enum.count(outcomes, &(not &1))} failed")
if Enum.any?(outcomes, &(not &1)), do: raise("programs differ")
