# Cnx.Bench - what `cnx bench` asks of the language.
defmodule Cnx.Bench do
  alias Cnx.Container

  # The program of a function for these inputs, traced and compiled anew, and the tensors it takes.
  def compile(fun, inputs, compiler) do
    {graph, _} = Cnx.Tracing.trace(fun, inputs)
    tensors = Enum.flat_map(inputs, fn input -> elem(Container.flatten_argument(input), 1) end)
    {Cnx.Program.build(graph, compiler), tensors}
  end
end
