# Nx.BinaryBackend - the callbacks of Nx.Backend on tensors in cnx's own memory: what other backends may
# hand their work on to. Each gets the template of its result first.
defmodule Nx.BinaryBackend do
  defstruct [:state]

  def init(opts), do: opts

  def from_binary(out, binary, _opts),
    do: Cnx.Tensor.of_binary(binary, out.type, out.shape) |> named(out)

  def to_binary(tensor, limit), do: Nx.to_binary(tensor, limit: limit)

  def to_batched(_out, tensor, opts),
    do: Nx.to_batched(tensor, opts[:batch_size] || 1, Keyword.delete(opts, :batch_size))

  def constant(out, number, _opts),
    do:
      Nx.broadcast(Nx.tensor(number, type: out.type, backend: Nx.BinaryBackend), out.shape)
      |> named(out)

  def iota(out, axis, _opts),
    do: Nx.iota(out.shape, axis: axis, type: out.type, backend: Nx.BinaryBackend) |> named(out)

  def eye(out, _opts),
    do: Nx.eye(out.shape, type: out.type, backend: Nx.BinaryBackend) |> named(out)

  def backend_copy(tensor, backend, opts),
    do: Nx.Backend.transfer(tensor, {backend, opts}, :backend_copy)

  def backend_transfer(tensor, backend, opts),
    do: Nx.Backend.transfer(tensor, {backend, opts}, :backend_transfer)

  def backend_deallocate(_tensor), do: :ok

  # The lines of elements.
  def inspect(tensor, _opts) do
    text = Kernel.inspect(tensor) |> String.split("\n") |> Enum.drop(2) |> Enum.drop(-1)

    text
    |> Enum.map(fn line -> String.replace_prefix(line, "  ", "") end)
    |> Enum.intersperse(Inspect.Algebra.line())
    |> Inspect.Algebra.concat()
  end

  def block(struct, _out, inputs, fun), do: apply(fun, [struct | inputs])

  for {count, names} <- Nx.Backend.Operations.table(), name <- names do
    args = Macro.generate_arguments(count, __MODULE__)

    def unquote(name)(out, unquote_splicing(args)) do
      Cnx.Call.apply(unquote(name), unquote(args), out) |> typed(out) |> named(out)
    end
  end

  defp typed(%{type: type} = tensor, %{type: type}), do: tensor
  defp typed(tensor, %{type: type}), do: Nx.as_type(tensor, type)

  defp named(tensor, %{names: names}), do: Cnx.Op.names(tensor, names)
end
