# EXLA - definitions through XLA: the compiler `xla`, under the names that it has in Nx.
#
# `Nx.Defn` with `compiler: EXLA` is the same; `client:` and `device_id:` say where.
defmodule EXLA do
  def jit(fun, options \\ []), do: Nx.Defn.jit(fun, with_compiler(options))

  def jit_apply(fun, args, options \\ []),
    do: Nx.Defn.jit_apply(fun, args, with_compiler(options))

  def compile(fun, args, options \\ []), do: Nx.Defn.compile(fun, args, with_compiler(options))

  # Whether a call with such arguments would find its program compiled.
  def cached?(fun, args, options \\ []), do: Nx.Defn.__cached__(fun, args, with_compiler(options))

  # The program as text, with the template of what it returns and the indices of the inputs it uses.
  # What is donated says which result takes its memory.
  # Over a mesh the arguments are a list of lists, one a device; see EXLA.Sharding.
  def to_mlir_module(fun, args, options \\ []) do
    {graph, template, mesh} =
      case options[:mesh] do
        nil -> Tuple.insert_at(Cnx.Tracing.trace(fun, args), 2, nil)
        mesh -> EXLA.Sharding.module(fun, mesh, args, Keyword.delete(options, :mesh))
      end

    %{
      mlir_module: Cnx.Graph.stablehlo(graph, if(mesh == nil, do: donated(args)), mesh),
      output_container: Cnx.Container.templates(template),
      used_inputs: Cnx.Graph.used_parameters(graph)
    }
  end

  defp donated(args) do
    flags =
      Enum.flat_map(args, fn arg ->
        Enum.map(elem(Cnx.Container.flatten_argument(arg), 1), & &1.donatable?)
      end)

    if Enum.any?(flags), do: flags
  end

  # A function of a list of lists of arguments, one a device of the mesh.
  def shard_jit(fun, mesh, options \\ []),
    do: Nx.Defn.shard_jit(fun, mesh, with_compiler(options))

  def shard_jit_apply(fun, mesh, args, options \\ []),
    do: Nx.Defn.shard_jit_apply(fun, mesh, args, with_compiler(options))

  defp with_compiler(options), do: Keyword.put(options, :compiler, EXLA)
end
