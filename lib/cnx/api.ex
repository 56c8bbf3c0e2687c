# Cnx.Api - what the C interface calls: functions on flat lists of tensors.
defmodule Cnx.Api do
  alias Cnx.Container

  def call(:call, function, tensors) do
    fun = Cnx.Function.named(function, length(tensors))
    {_, results} = Container.flatten_result(apply(fun, tensors))
    results
  end

  def call(:value_and_grad, function, tensors) do
    fun = Cnx.Function.named(function, length(tensors))

    {value, gradients} =
      Nx.Defn.value_and_grad(List.to_tuple(tensors), fn xs -> apply(fun, Tuple.to_list(xs)) end)

    [value | Tuple.to_list(gradients)]
  end

  # A program for inputs like these templates, with the results that `call` would give.
  def compile(kind, function, templates) do
    fun = Cnx.Function.named(function, length(templates))

    {graph, _} =
      Cnx.Tracing.trace(fn xs -> results(kind, fun, xs) end, [List.to_tuple(templates)])

    Cnx.Program.build(graph, Nx.Defn.default_options()[:compiler])
  end

  defp results(:call, fun, xs), do: apply(fun, Tuple.to_list(xs))

  defp results(:value_and_grad, fun, xs) do
    Nx.Defn.value_and_grad(xs, fn xs -> apply(fun, Tuple.to_list(xs)) end)
  end
end
