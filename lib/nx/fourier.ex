# Nx.Fourier - discrete Fourier transforms along one or two axes, of complex and real numbers.
#
# Parts of a result that are not above :eps are zero.
defmodule Nx.Fourier do
  import Nx.Shared

  def fft(tensor, opts \\ []), do: along(:fft, tensor, opts)
  def ifft(tensor, opts \\ []), do: along(:ifft, tensor, opts)

  defp along(op, tensor, opts) do
    opts = Keyword.validate!(opts, [:length, axis: -1, eps: 1.0e-10])
    tensor = Nx.to_tensor(tensor)
    check_rank(tensor, 0)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    length = length_of(opts[:length], elem(tensor.shape, axis), RuntimeError)

    lift(tensor, fn t, n ->
      options = [length: length, axis: axis + n, eps: opts[:eps]]
      called(op, [t, options], fn -> transform(op, t, axis + n, length, opts[:eps]) end)
    end)
  end

  def fft2(tensor, opts \\ []), do: along_two(:fft, Nx.Block.FFT2, tensor, opts)
  def ifft2(tensor, opts \\ []), do: along_two(:ifft, Nx.Block.IFFT2, tensor, opts)

  defp along_two(op, block, tensor, opts) do
    opts = Keyword.validate!(opts, [:lengths, axes: [-2, -1], eps: 1.0e-10])
    tensor = Nx.to_tensor(tensor)
    check_rank(tensor, 1)

    unless match?([_, _], opts[:axes]) do
      raise ArgumentError,
            "expected :axes to be a list with 2 axes, got: #{inspect(opts[:axes])}"
    end

    axes = Nx.Shape.normalize_axes(tensor.shape, opts[:axes], tensor.names)
    lengths = lengths(opts[:lengths], Enum.map(axes, &elem(tensor.shape, &1)))

    block(struct!(block, axes: axes, lengths: lengths, eps: opts[:eps]), [tensor], fn ->
      lift(tensor, fn t, n ->
        Enum.zip(axes, lengths)
        |> Enum.reverse()
        |> Enum.reduce(t, fn {axis, length}, t ->
          transform(op, t, axis + n, length, opts[:eps])
        end)
      end)
    end)
  end

  defp lengths(nil, sizes), do: sizes
  defp lengths(:power_of_two, sizes), do: Enum.map(sizes, &power_of_two(&1, 1))

  defp lengths([a, b], [m, n]),
    do: [length_of(a, m, ArgumentError), length_of(b, n, ArgumentError)]

  defp lengths(other, _) do
    raise ArgumentError,
          "expected :lengths to be a list of lengths or :power_of_two, got: #{inspect(other)}"
  end

  # --- real numbers: half of the result is the conjugate of the other ---

  def rfft(tensor, opts \\ []) do
    opts = Keyword.validate!(opts, [:length, axis: -1, eps: 1.0e-10])
    tensor = Nx.to_tensor(tensor)
    check_rank(tensor, 0)

    if match?({:c, _}, tensor.type) do
      raise ArgumentError, "Nx.rfft/2 expects a real tensor, got type: #{inspect(tensor.type)}"
    end

    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    length = length_of(opts[:length], elem(tensor.shape, axis), ArgumentError)

    block(%Nx.Block.RFFT{axis: axis, length: length, eps: opts[:eps]}, [tensor], fn ->
      lift(tensor, fn t, n ->
        transform(:fft, t, axis + n, length, opts[:eps]) |> resize(axis + n, div(length, 2) + 1)
      end)
    end)
  end

  def irfft(tensor, opts \\ []) do
    opts = Keyword.validate!(opts, [:length, axis: -1, eps: 1.0e-10])
    tensor = Nx.to_tensor(tensor)
    check_rank(tensor, 0)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)
    usual = Kernel.max(2 * (elem(tensor.shape, axis) - 1), 1)
    length = length_of(opts[:length], usual, ArgumentError)
    block = %Nx.Block.IRFFT{axis: axis, length: length, eps: opts[:eps]}
    block(block, [tensor], fn -> from_half(tensor, axis, length, opts[:eps]) end)
  end

  defp from_half(tensor, axis, length, eps) do
    lift(tensor, fn t, n ->
      t = as(t, Nx.Type.to_complex(t.type)) |> resize(axis + n, div(length, 2) + 1)
      half = slice(t, axis + n, 1, length - div(length, 2) - 1)
      mirrored = Nx.conjugate(Cnx.Op.apply(:reverse, [half], axes: [axis + n]))

      Cnx.Op.apply(:concatenate, [t, mirrored], axis: axis + n)
      |> Cnx.Op.names(t.names)
      |> then(&transform(:ifft, &1, axis + n, length, eps))
      |> Nx.real()
    end)
  end

  # --- options ---

  defp check_rank(tensor, least) do
    if tuple_size(tensor.shape) <= least do
      raise ArgumentError,
            "expected a tensor with rank > #{least}, got tensor with rank " <>
              "#{tuple_size(tensor.shape)}"
    end
  end

  defp length_of(nil, size, _exception), do: size
  defp length_of(:power_of_two, size, _exception), do: power_of_two(size, 1)
  defp length_of(length, _size, _exception) when is_integer(length) and length > 0, do: length

  defp length_of(other, _size, exception),
    do: raise(exception, "expected an integer or :power_of_two as length, got: #{inspect(other)}")

  defp power_of_two(size, power) when power >= size, do: power
  defp power_of_two(size, power), do: power_of_two(size, power * 2)

  # --- plain tensors ---

  # The axis is resized and brought to the end, where the operation works, and back.
  defp transform(op, t, axis, length, eps) do
    t = resize(t, axis, length)
    names = t.names
    last = tuple_size(t.shape) - 1

    swapped =
      Enum.map(0..last, fn
        ^axis -> last
        ^last -> axis
        i -> i
      end)

    swap = fn t -> if axis == last, do: t, else: Cnx.Op.apply(:transpose, [t], axes: swapped) end
    Cnx.Op.apply(op, [swap.(t)], []) |> swap.() |> without_noise(eps) |> Cnx.Op.names(names)
  end

  # Cut off or filled up with zeros.
  defp resize(t, axis, length) do
    size = elem(t.shape, axis)

    cond do
      size == length ->
        t

      size > length ->
        Cnx.Op.names(slice(t, axis, 0, length), t.names)

      true ->
        none = List.duplicate(0, tuple_size(t.shape))
        high = List.replace_at(none, axis, length - size)

        Cnx.Op.apply(:pad, [t, Cnx.Op.constant(0, t.type, {})],
          low: none,
          high: high,
          interior: none
        )
        |> Cnx.Op.names(t.names)
    end
  end

  defp slice(t, axis, start, length) do
    starts =
      Enum.map(Nx.Shape.axis_list(t.shape), fn i ->
        Cnx.Op.constant(if(i == axis, do: start, else: 0), {:s, 64}, {})
      end)

    Cnx.Op.apply(:slice, [t | starts],
      lengths: List.replace_at(Tuple.to_list(t.shape), axis, length),
      strides: List.duplicate(1, tuple_size(t.shape))
    )
  end

  # What is taken away has no gradient, so that the transform keeps its own.
  defp without_noise(t, eps) do
    noise =
      Nx.complex(noise(Nx.real(t), eps), noise(Nx.imag(t), eps))
      |> then(&Cnx.Op.map(:stop_grad, [&1]))

    Nx.subtract(t, noise)
  end

  defp noise(part, eps),
    do: Nx.select(Nx.less_equal(Nx.abs(part), eps), part, as(Nx.tensor(0), part.type))
end
