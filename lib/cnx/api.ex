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
end
