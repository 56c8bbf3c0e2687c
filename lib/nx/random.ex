# Nx.Random - pseudo-random tensors from keys, without state.
#
# A key is u32[2]. The operation threefry2x32 turns a key and a counter into random bits; counters are
# iotas.
# Functions named _split use the key as it is; the others split it, use the second half and return
# the first.
defmodule Nx.Random do
  import Nx.Shared

  # --- keys ---

  def key(seed) when is_integer(seed) do
    mask = 4_294_967_295
    high = Bitwise.band(Bitwise.bsr(seed, 32), mask)
    Nx.tensor([high, Bitwise.band(seed, mask)], type: {:u, 32})
  end

  def key(%Nx.Tensor{type: {kind, 64}} = seed) when kind in [:u, :s] do
    Nx.stack([Nx.as_type(Nx.right_shift(seed, 32), {:u, 32}), Nx.as_type(seed, {:u, 32})])
  end

  def key(seed) do
    raise ArgumentError,
          "expected seed to be an integer, u64 tensor or s64 tensor, got: #{inspect(seed)}"
  end

  defp check_key(key) do
    key = Nx.to_tensor(key)

    if key.shape != {2} do
      raise ArgumentError,
            "expected key to have shape {2}, got tensor with shape #{inspect(key.shape)}"
    end

    if key.type != {:u, 32} do
      raise ArgumentError,
            "expected key with 32-bit unsigned integer type, got key with type #{inspect(key.type)}"
    end

    key
  end

  def split(key, opts \\ []) do
    opts = keyword!(opts, parts: 2)
    parts = opts[:parts]
    words(check_key(key), 2 * parts) |> Nx.reshape({parts, 2})
  end

  def fold_in(key, data) do
    key = check_key(key)
    data = Nx.as_type(Nx.to_tensor(data), {:u, 32})
    {a, b} = threefry(key, Nx.multiply(data, 0), data)
    Nx.stack([a, b], axis: -1)
  end

  # --- bits ---

  def threefry2x32_20_concat(counters, key) do
    {a, b} = threefry(check_key(key), counters[0], counters[1])
    Nx.concatenate([a, b])
  end

  # The words that the counters' words x and y become.
  defp threefry(key, x, y),
    do: halves(Cnx.Op.map(:threefry2x32, [pair(key[0], key[1]), pair(x, y)]))

  # Pairs of u32 words as u64, the first word high.
  defp pair(x, y), do: Nx.bitwise_or(Nx.left_shift(wide(x), 32), wide(y))
  defp wide(words), do: words |> Nx.as_type({:u, 32}) |> Nx.as_type({:u, 64})

  defp halves(pairs),
    do: {Nx.as_type(Nx.right_shift(pairs, 32), {:u, 32}), Nx.as_type(pairs, {:u, 32})}

  # `count` random u32: the counters' first half beside their second half, padded by a 0.
  defp words(key, count) do
    half = div(count + 1, 2)
    x = Nx.iota({half}, type: {:u, 32})
    y = Nx.add(x, half)
    odd? = rem(count, 2) == 1
    y = if odd?, do: Nx.select(Nx.equal(y, count), Nx.tensor(0, type: {:u, 32}), y), else: y
    {a, b} = threefry(key, x, y)
    words = Nx.concatenate([a, b])
    if odd?, do: Nx.slice(words, [0], [count]), else: words
  end

  # Random bits of the unsigned type of this width; up to 32 they are the low ones of a word.
  defp bits(key, shape, 64) do
    pair = words(key, 2 * Nx.size(shape)) |> Nx.reshape({2, :auto}) |> Nx.as_type({:u, 64})

    Nx.bitwise_or(Nx.left_shift(pair[0], 32), pair[1])
    |> Nx.reshape(shape)
  end

  defp bits(key, shape, width),
    do: words(key, Nx.size(shape)) |> Nx.as_type({:u, width}) |> Nx.reshape(shape)

  # --- integers ---

  def randint(key, low, high, opts \\ []),
    do: stepped(key, &randint_split(&1, low, high, opts))

  defp stepped(key, fun) do
    keys = split(key)
    {fun.(keys[1]), keys[0]}
  end

  def randint_split(key, low, high, opts \\ []) do
    opts = keyword!(opts, [:names, :type, :shape])
    key = check_key(key)
    low = Nx.to_tensor(low)
    high = Nx.to_tensor(high)
    type = Nx.Type.normalize!(opts[:type] || Nx.Type.merge(low.type, high.type))

    unless Nx.Type.integer?(type),
      do: raise(ArgumentError, "expected integer type, got type #{inspect(type)}")

    shape = shape(opts, low, high)
    {_, width} = type
    wide = {:u, 64}
    span = Nx.as_type(Nx.subtract(Nx.as_type(high, type), Nx.as_type(low, type)), wide)
    pair = bits(key, Tuple.insert_at(shape, 0, 2), width) |> Nx.as_type(wide)

    # The upper word counts 2^width times, all modulo the span.
    root = Nx.remainder(Nx.left_shift(Nx.tensor(1, type: wide), div(width, 2)), span)
    factor = Nx.remainder(Nx.multiply(root, root), span)

    Nx.multiply(Nx.remainder(pair[0], span), factor)
    |> Nx.add(Nx.remainder(pair[1], span))
    |> Nx.remainder(span)
    |> Nx.as_type(type)
    |> Nx.add(Nx.as_type(low, type))
    |> Nx.reshape(shape, names: opts[:names])
  end

  defp shape(opts, low, high) do
    if opts[:shape] do
      Nx.shape(opts[:shape])
    else
      {shape, _} = Nx.Shape.binary_broadcast(low.shape, low.names, high.shape, high.names)
      shape
    end
  end

  # --- floats ---

  def uniform(key, opts) when is_list(opts), do: uniform(key, 0.0, 1.0, opts)
  def uniform(key, low \\ 0.0, high \\ 1.0, opts \\ [])
  def uniform(key, low, high, opts), do: stepped(key, &uniform_split(&1, low, high, opts))

  def uniform_split(key, low, high, opts \\ []) do
    opts = keyword!(opts, [:names, :type, :shape])
    key = check_key(key)
    type = float_type(opts[:type], low, high)
    shape = shape(opts, Nx.to_tensor(low), Nx.to_tensor(high))

    case type do
      {:c, width} -> complex_pair(&uniform_split(key, low, high, &1), shape, {:f, div(width, 2)})
      type -> scaled(unit(key, shape, type), as_float(low, type), as_float(high, type))
    end
    |> Nx.reshape(shape, names: opts[:names])
  end

  defp scaled(unit, low, high), do: Nx.add(Nx.multiply(unit, Nx.subtract(high, low)), low)

  # Complex numbers: both parts are drawn at once, side by side in the last axis.
  defp complex_pair(draw, shape, type) do
    last = tuple_size(shape)
    pair = draw.(shape: Tuple.append(shape, 2), type: type)
    part = fn i -> Nx.squeeze(Nx.slice_along_axis(pair, i, 1, axis: last), axes: [last]) end
    Nx.complex(part.(0), part.(1))
  end

  defp as_float(%Nx.Tensor{} = tensor, type), do: Nx.as_type(tensor, type)
  defp as_float(number, type), do: Nx.tensor(number, type: type)

  # In [0, 1): random bits as the mantissa of a number in [1, 2), less 1.
  defp unit(key, shape, {_, width} = type) do
    {mantissa, one} =
      case type do
        {:f, 64} -> {52, 4_607_182_418_800_017_408}
        {:f, 32} -> {23, 1_065_353_216}
        {:f, 16} -> {10, 15_360}
        {:bf, 16} -> {7, 16_256}
        {:f, 8} -> {2, 60}
        {:f8_e4m3fn, 8} -> {3, 56}
      end

    bits(key, shape, width)
    |> Nx.right_shift(width - mantissa)
    |> Nx.bitwise_or(Nx.tensor(one, type: {:u, width}))
    |> Nx.bitcast(type)
    |> Nx.subtract(Nx.tensor(1, type: type))
  end

  defp float_type(nil, low, high) do
    low = Nx.to_tensor(low).type
    Nx.Type.to_floating(Nx.Type.merge(low, Nx.to_tensor(high).type))
  end

  defp float_type(type, _low, _high) do
    type = Nx.Type.normalize!(type)

    unless Nx.Type.float?(type),
      do: raise(ArgumentError, "expected float or complex type, got type #{inspect(type)}")

    type
  end

  def normal(key, opts) when is_list(opts), do: normal(key, 0.0, 1.0, opts)
  def normal(key, mean \\ 0.0, deviation \\ 1.0, opts \\ [])

  def normal(key, mean, deviation, opts),
    do: stepped(key, &normal_split(&1, mean, deviation, opts))

  def normal_split(key, mean, deviation, opts \\ []) do
    opts = keyword!(opts, [:names, :type, :shape])
    key = check_key(key)
    type = float_type(opts[:type], mean, deviation)
    shape = shape(opts, Nx.to_tensor(mean), Nx.to_tensor(deviation))

    standard =
      case type do
        {:c, width} ->
          complex_pair(&standard(key, &1[:shape], &1[:type]), shape, {:f, div(width, 2)})

        type ->
          standard(key, shape, type)
      end

    Nx.add(Nx.multiply(as_float(deviation, type), standard), as_float(mean, type))
    |> Nx.reshape(shape, names: opts[:names])
  end

  # The inverse of the distribution at a uniform number in (-1, 1).
  defp standard(key, shape, type) do
    low = Nx.subtract(Nx.divide(Nx.Constants.epsilon(type), 2), Nx.tensor(1, type: type))
    u = uniform_split(key, low, Nx.tensor(1, type: type), shape: shape, type: type)
    Nx.multiply(Nx.tensor(1.4142135623730951, type: type), Nx.erf_inv(u))
  end

  def gumbel(key, opts \\ []), do: stepped(key, &gumbel_split(&1, opts))

  def gumbel_split(key, opts \\ []) do
    opts = keyword!(opts, shape: {}, type: {:f, 32})
    type = opts[:type]

    unless Nx.Type.float?(type),
      do: raise(ArgumentError, "output type must be floating-point, got: #{inspect(type)}")

    low = Nx.Constants.smallest_positive_normal(type)
    u = uniform_split(key, low, Nx.tensor(1, type: type), shape: opts[:shape], type: type)
    Nx.negate(Nx.log(Nx.negate(Nx.log(u))))
  end

  # --- several that depend on each other ---

  def multivariate_normal(key, mean, covariance, opts \\ []),
    do: stepped(key, &multivariate_normal_split(&1, mean, covariance, opts))

  def multivariate_normal_split(key, mean, covariance, opts \\ []) do
    opts = keyword!(opts, [:names, :type, shape: {}, method: :cholesky])
    mean = Nx.to_tensor(mean)
    covariance = Nx.to_tensor(covariance)
    type = opts[:type] || Nx.Type.merge(mean.type, covariance.type)
    type = Nx.Type.to_floating(Nx.Type.normalize!(type))
    shape = opts[:shape]
    check_multivariate(mean, covariance, opts[:method], shape, type)
    size = elem(mean.shape, 0)
    shape = List.to_tuple(Tuple.to_list(shape) ++ [size])
    z = normal_split(key, 0, 1, shape: shape, type: type)
    factor = covariance_root(Nx.as_type(covariance, type), opts[:method])
    last = tuple_size(shape) - 1

    Nx.dot(z, [last], factor, [1])
    |> Nx.add(Nx.as_type(mean, type))
    |> Nx.rename(opts[:names] || List.duplicate(nil, last + 1))
  end

  # Some r with r r^T the covariance.
  defp covariance_root(covariance, :cholesky), do: Nx.LinAlg.cholesky(covariance)

  defp covariance_root(covariance, :svd) do
    {u, values, _} = Nx.LinAlg.svd(covariance)
    Nx.multiply(u, Nx.sqrt(values))
  end

  defp covariance_root(covariance, :eigh) do
    {values, vectors} = Nx.LinAlg.eigh(covariance)
    Nx.multiply(vectors, Nx.sqrt(Nx.max(values, 0)))
  end

  defp check_multivariate(mean, covariance, method, shape, type) do
    refuse_complex(%{type: type}, "multivariate_normal_split/4")
    rank = tuple_size(covariance.shape)

    cond do
      tuple_size(mean.shape) != 1 ->
        raise ArgumentError,
              "expected mean to have rank 1, got tensor with rank #{tuple_size(mean.shape)}\n"

      rank != 2 ->
        raise ArgumentError,
              "expected covariance to have rank 2, got tensor with rank #{rank}\n"

      covariance.shape != {elem(mean.shape, 0), elem(mean.shape, 0)} ->
        raise ArgumentError,
              "expected mean and covariance to have the same dimensions, got " <>
                "#{elem(mean.shape, 0)} and #{elem(covariance.shape, 0)}\n"

      method not in [:svd, :eigh, :cholesky] ->
        raise ArgumentError, "method must be one of :svd, :eigh, and :cholesky\n"

      not is_tuple(shape) ->
        raise ArgumentError, "shape must be a tuple of integers\n"

      true ->
        :ok
    end
  end

  # --- order and choice ---

  def shuffle(key, tensor, opts \\ []) do
    opts = keyword!(opts, axis: 0, independent: false)
    key = check_key(key)
    tensor = Nx.to_tensor(tensor)
    axis = Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)

    if opts[:independent],
      do: shuffle_each(key, tensor, axis),
      else: shuffle_axis(key, tensor, axis)
  end

  # Sorting by random words is repeated until ties among them do not matter.
  defp rounds(size), do: ceil(3 * :math.log(Kernel.max(size, 2)) / :math.log(4_294_967_295))

  defp shuffle_axis(key, tensor, axis) do
    size = elem(tensor.shape, axis)

    {order, key} =
      Enum.reduce(1..rounds(size)//1, {Nx.iota({size}), key}, fn _, {order, key} ->
        keys = split(key)
        {Nx.take(order, Nx.argsort(words(keys[1], size), stable: true)), keys[0]}
      end)

    {Nx.take(tensor, order, axis: axis), key}
  end

  defp shuffle_each(key, tensor, axis) do
    Enum.reduce(1..rounds(Nx.size(tensor))//1, {tensor, key}, fn _, {tensor, key} ->
      keys = split(key)
      order = Nx.argsort(bits(keys[1], tensor.shape, 32), axis: axis, stable: true)
      {Nx.take_along_axis(tensor, order, axis: axis), keys[0]}
    end)
  end

  def choice(key, tensor, opts \\ [])

  def choice(key, tensor, opts) when is_list(opts) do
    opts = Keyword.validate!(opts, [:axis, samples: 1, replace: true])
    {tensor, axis, samples} = choice_args(tensor, opts)
    size = elem(tensor.shape, axis)

    if opts[:replace] do
      {places, key} = randint(key, 0, size, shape: {samples})
      {Nx.take(tensor, places, axis: axis), key}
    else
      {shuffled, key} = shuffle(key, tensor, axis: axis)
      {Nx.slice_along_axis(shuffled, 0, samples, axis: axis), key}
    end
  end

  def choice(key, tensor, weights), do: choice(key, tensor, weights, [])

  def choice(key, tensor, weights, opts) do
    opts = Keyword.validate!(opts, [:axis, samples: 1, replace: true])
    {tensor, axis, samples} = choice_args(tensor, opts)
    weights = Nx.to_tensor(weights)
    size = elem(tensor.shape, axis)

    if tuple_size(weights.shape) != 1 do
      raise ArgumentError,
            "probability tensor must have rank 1, got: #{tuple_size(weights.shape)}"
    end

    if weights.shape != {size} do
      raise ArgumentError,
            "probability tensor of size #{elem(weights.shape, 0)} is expected to have size #{size}"
    end

    if opts[:replace] do
      sums = Nx.cumulative_sum(weights)
      {u, key} = uniform(key, shape: {samples, 1})
      target = Nx.multiply(sums[-1], Nx.subtract(1, u))
      places = Nx.sum(Nx.less(sums, target), axes: [-1])
      {Nx.take(tensor, Nx.min(places, size - 1), axis: axis), key}
    else
      {noise, key} = gumbel(key, shape: {size})
      order = Nx.argsort(Nx.subtract(Nx.negate(noise), Nx.log(weights)))
      {Nx.take(tensor, Nx.slice(order, [0], [samples]), axis: axis), key}
    end
  end

  # {tensor, axis, how many}; without an axis the tensor is flattened.
  defp choice_args(tensor, opts) do
    tensor = Nx.to_tensor(tensor)
    samples = opts[:samples]
    if samples < 1, do: raise("must take at least one sample, got samples=#{samples}")

    {tensor, axis} =
      if opts[:axis] == nil,
        do: {Nx.flatten(tensor), 0},
        else:
          {Nx.rename(tensor, List.duplicate(nil, tuple_size(tensor.shape))),
           Nx.Shape.normalize_axis(tensor.shape, opts[:axis], tensor.names)}

    if not opts[:replace] and samples > elem(tensor.shape, axis) do
      raise ArgumentError, "cannot take more samples than the input size when replace: false"
    end

    {tensor, axis, samples}
  end
end
