# Nx.Window - sums, extremes and other reductions of windows that move over a tensor.
defmodule Nx.Window do
  import Nx.Shared

  def window_sum(tensor, window, opts \\ []), do: reduce(:window_sum, tensor, window, opts)

  def window_product(tensor, window, opts \\ []),
    do: reduce(:window_product, tensor, window, opts)

  def window_max(tensor, window, opts \\ []),
    do: reduce(:window_max, refuse_complex(Nx.to_tensor(tensor), "window_max/3"), window, opts)

  def window_min(tensor, window, opts \\ []),
    do: reduce(:window_min, refuse_complex(Nx.to_tensor(tensor), "window_min/3"), window, opts)

  def window_mean(tensor, window, opts \\ []) do
    sum = window_sum(tensor, window, opts)
    Nx.divide(sum, Nx.Shape.size(window))
  end

  defp reduce(op, tensor, window, opts) do
    tensor = Nx.to_tensor(tensor)
    {places, _shape} = places(tensor, window, opts)

    lift(tensor, fn t, n ->
      Cnx.Op.apply(op, [t], outer(places, n)) |> Cnx.Op.names(t.names)
    end)
  end

  # --- where windows stand ---

  # {the attributes of an operation on windows, the shape of its result}
  def places(tensor, window, opts) do
    opts = keyword!(opts, [:window_dilations, padding: :valid, strides: 1])
    Nx.Shape.validate!(window, :window_dimensions)
    rank = tuple_size(tensor.shape)
    strides = each_axis(opts[:strides], rank)
    dilations = each_axis(opts[:window_dilations] || 1, rank)

    if tuple_size(window) != rank do
      raise ArgumentError,
            "invalid window dimensions, rank of shape (#{rank}) does not match rank of window " <>
              "(#{tuple_size(window)})"
    end

    if length(strides) != rank do
      raise ArgumentError,
            "invalid stride dimensions, rank of shape (#{rank}) does not match rank of stride " <>
              "(#{length(strides)})"
    end

    dims = Tuple.to_list(tensor.shape)
    window = Tuple.to_list(window)
    extents = dilate(window, dilations)
    padding = padding(dims, extents, opts[:padding])
    shape = Enum.zip_with([pad(dims, padding), extents, strides], &count/1)

    places = [
      window: window,
      strides: strides,
      low: for({low, _} <- padding, do: low),
      high: for({_, high} <- padding, do: high),
      dilations: dilations
    ]

    {places, List.to_tuple(shape)}
  end

  defp count([size, extent, stride]) do
    if size < extent do
      raise ArgumentError,
            "window dimensions would result in empty tensor which is not currently supported in " <>
              "Nx, please open an issue if you'd like this behavior to change"
    end

    div(size - extent, stride) + 1
  end

  def each_axis(values, _rank) when is_list(values), do: values
  def each_axis(value, rank), do: List.duplicate(value, rank)

  # How far elements of these sizes reach when they stand apart.
  def dilate(dims, dilations) do
    unless Enum.all?(dilations, &(&1 >= 1)),
      do:
        raise(
          ArgumentError,
          "dilation rates must be greater than or equal to 1 got #{inspect(dilations)}"
        )

    if length(dims) != length(dilations), do: refuse_padding()
    Enum.zip_with(dims, dilations, fn dim, dilation -> (dim - 1) * dilation + 1 end)
  end

  # {low, high} for each axis.
  def padding(dims, _extents, :valid), do: List.duplicate({0, 0}, length(dims))

  def padding(_dims, extents, :same),
    do: Enum.map(extents, fn extent -> {div(extent - 1, 2), extent - 1 - div(extent - 1, 2)} end)

  def padding(_dims, _extents, config) when is_list(config) do
    Enum.each(config, fn
      {low, high} when is_integer(low) and is_integer(high) ->
        :ok

      _ ->
        raise ArgumentError,
              "padding must be a list of {high, low} tuples, where each element is an integer. " <>
                "Got: #{inspect(config)}"
    end)

    config
  end

  def padding(_dims, _extents, mode) do
    raise ArgumentError,
          "invalid padding mode specified, padding must be one of :valid, :same, or a padding " <>
            "configuration, got: #{inspect(mode)}"
  end

  def pad(dims, padding) do
    if length(dims) != length(padding), do: refuse_padding()
    Enum.zip_with(dims, padding, fn dim, {low, high} -> dim + low + high end)
  end

  defp refuse_padding() do
    raise ArgumentError,
          "invalid padding configuration, rank of padding configuration and shape must match"
  end

  # The same windows in a tensor with n more axes in front.
  def outer(places, n) do
    front = [window: 1, strides: 1, low: 0, high: 0, dilations: 1]
    for {key, list} <- places, do: {key, List.duplicate(front[key], n) ++ list}
  end

  # --- scattering ---

  def window_scatter_max(tensor, source, init, window, opts \\ []),
    do: scatter(:window_argmax, tensor, source, init, window, opts)

  def window_scatter_min(tensor, source, init, window, opts \\ []),
    do: scatter(:window_argmin, tensor, source, init, window, opts)

  # The flat place of each window's extreme is where its source goes; one place more takes those of
  # windows that see padding alone.
  defp scatter(op, tensor, source, init, window, opts) do
    tensor = Nx.to_tensor(tensor)
    source = Nx.to_tensor(source)
    init = Nx.to_tensor(init)
    {places, shape} = places(tensor, window, keyword!(opts, padding: :valid, strides: 1))
    type = Enum.reduce([source.type, init.type], tensor.type, &Nx.Type.merge(&2, &1))

    if source.shape != shape,
      do: raise(ArgumentError, "source shape must match valid windows in input tensor")

    init = as(Nx.reshape(init, {}), type)

    lift_all([tensor, source], fn [t, s], n ->
      size = Nx.Shape.size(t.shape)
      count = Nx.Shape.size(s.shape)
      chosen = Cnx.Op.apply(op, [t], outer(places, n) ++ [dtype: {:s, 64}])
      zero = Cnx.Op.constant(0, {:s, 64}, {})

      Cnx.Op.apply(
        :indexed_add,
        [
          broadcast_to(init, {size + 1}),
          reshape_to(chosen, {count, 1}),
          reshape_to(as(s, type), {count})
        ],
        axes: [0]
      )
      |> then(&Cnx.Op.apply(:slice, [&1, zero], lengths: [size], strides: [1]))
      |> reshape_to(t.shape)
      |> Cnx.Op.names(t.names)
    end)
  end
end
