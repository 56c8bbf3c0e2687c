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
  def to_mlir_module(fun, args, _options \\ []) do
    {graph, template} = Nx.Defn.trace(fun, args)

    %{
      mlir_module: Cnx.Graph.stablehlo(graph),
      output_container: template,
      used_inputs: Cnx.Graph.used_parameters(graph)
    }
  end

  defp with_compiler(options), do: Keyword.put(options, :compiler, EXLA)
end
