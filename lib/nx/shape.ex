# Nx.Shape - rules about shapes, axes and axis names.
defmodule Nx.Shape do
  # --- what operations give, for code that asks before it calls them ---

  defdelegate reshape(shape, new_shape), to: Nx.Shape.Inference
  defdelegate pad(shape, config), to: Nx.Shape.Inference
  defdelegate transpose(shape, permutation, names), to: Nx.Shape.Inference
  defdelegate flatten(shape, names, axes), to: Nx.Shape.Inference
  defdelegate squeeze(shape, axes, names), to: Nx.Shape.Inference
  defdelegate slice(shape, starts, lengths, strides), to: Nx.Shape.Inference
  defdelegate pool(shape, window, strides, padding, dilations), to: Nx.Shape.Inference
  defdelegate top_k(shape, names, k), to: Nx.Shape.Inference

  defdelegate zip_reduce(left, axes, names, right, right_axes, right_names),
    to: Nx.Shape.Inference

  defdelegate dot(left, axes, names, batch, right, right_axes, right_names, right_batch),
    to: Nx.Shape.Inference

  defdelegate put_slice(shape, names, slice, slice_names, starts), to: Nx.Shape.Inference
  defdelegate take(shape, names, indices, indices_names, axis), to: Nx.Shape.Inference
  defdelegate take_along_axis(shape, indices, axis), to: Nx.Shape.Inference
  defdelegate gather(shape, indices, axes), to: Nx.Shape.Inference
  defdelegate indexed(target, indices, updates, axes), to: Nx.Shape.Inference
  defdelegate cholesky(shape, names), to: Nx.Shape.Inference
  defdelegate qr(shape, opts), to: Nx.Shape.Inference
  defdelegate eigh(shape), to: Nx.Shape.Inference
  defdelegate svd(shape, opts \\ []), to: Nx.Shape.Inference
  defdelegate lu(shape), to: Nx.Shape.Inference
  defdelegate matrix_power(shape), to: Nx.Shape.Inference
  defdelegate triangular_solve(a, b, left_side), to: Nx.Shape.Inference
  defdelegate solve(a, b), to: Nx.Shape.Inference
  defdelegate fft(shape), to: Nx.Shape.Inference
  defdelegate fft2(shape), to: Nx.Shape.Inference

  # The axis, too, counted with those in front that are vectorized.
  def concatenate([shape | _] = shapes, [names | _] = all_names, axis, offset) do
    axis = normalize_axis(shape, axis, names, offset)
    {shape, names} = Nx.Shape.Inference.concatenate(shapes, all_names, axis)
    {shape, names, axis}
  end

  def stack([shape | _] = shapes, names, axis, name, offset) do
    axis = if axis < 0, do: axis + tuple_size(shape) + 1, else: axis + offset
    {shape, names} = Nx.Shape.Inference.stack(shapes, names, axis, name)
    {shape, names, axis}
  end

  def conv(
        shape,
        names,
        kernel,
        kernel_names,
        strides,
        padding,
        feature_groups,
        batch_groups,
        dilation,
        kernel_dilation,
        permutation,
        kernel_permutation,
        output_permutation
      ) do
    groups = [feature_groups, batch_groups]
    permutations = [permutation, kernel_permutation, output_permutation]
    types = [shape, names, kernel, kernel_names, strides, padding]
    Nx.Shape.Inference.conv(types ++ groups ++ [dilation, kernel_dilation | permutations])
  end

  def to_padding_config(shape, window, mode),
    do: Nx.Window.padding(Tuple.to_list(shape), Tuple.to_list(window), mode)

  def dilate(shape, dilations) when is_tuple(shape),
    do: shape |> Tuple.to_list() |> Nx.Window.dilate(dilations) |> List.to_tuple()

  # --- shapes ---

  def validate!(shape, kind) when is_tuple(shape) do
    check_dims(Tuple.to_list(shape), 0, shape, kind)
    shape
  end

  def validate!(shape, kind) do
    raise ArgumentError,
          "invalid #{kind}. #{kind} is a n-element tuple with the size of each dimension. " <>
            "Got: #{inspect(shape)}"
  end

  defp check_dims([], _axis, _shape, _kind), do: :ok

  defp check_dims([dim | rest], axis, shape, kind) when is_integer(dim) and dim > 0,
    do: check_dims(rest, axis + 1, shape, kind)

  defp check_dims([%Nx.Tensor{} = dim | _], axis, shape, kind) do
    raise ArgumentError, """
    invalid dimension in axis #{axis} found in #{kind}. Each dimension must be a positive integer, \
    but instead got a tensor as dimension: #{inspect(dim)}

    This may happen if you are trying to pass a dimension or a shape as an argument to a defn function: \
    its arguments are inputs, known only when it runs. An option is known while it compiles:

        defn zeros(opts \\\\ []), do: Nx.broadcast(0, {opts[:size]})

    Invalid shape: #{inspect(shape)}
    """
  end

  defp check_dims([dim | _], axis, shape, kind) do
    raise ArgumentError,
          "invalid dimension in axis #{axis} found in #{kind}. Each dimension must be a " <>
            "positive integer, got #{inspect(dim)} in shape #{inspect(shape)}"
  end

  # "[x: 2][3]"
  def to_string(shape, names) do
    Enum.zip_with([Tuple.to_list(shape), names], fn
      [size, nil] -> "[#{size}]"
      [size, name] -> "[#{name}: #{size}]"
    end)
    |> Enum.join()
  end

  # The same as a document, in brackets of the caller's.
  def to_algebra(shape, names, open, close) do
    Enum.zip_with([Tuple.to_list(shape), names], fn
      [size, nil] -> Inspect.Algebra.concat([open, "#{size}", close])
      [size, name] -> Inspect.Algebra.concat([open, "#{name}: #{size}", close])
    end)
    |> Inspect.Algebra.concat()
  end

  # --- names ---

  def find_name!(names, name) do
    Enum.find_index(names, &(&1 == name)) ||
      raise ArgumentError,
            "tensor does not have name #{inspect(name)}. The tensor names are: #{inspect(names)}"
  end

  def merge_names!(left, right), do: merge_names(left, right)

  def named_axes!(nil, shape), do: List.duplicate(nil, tuple_size(shape))

  def named_axes!(names, shape) when is_list(names) do
    rank = tuple_size(shape)

    unless length(names) == rank do
      raise ArgumentError,
            "invalid names for tensor of rank #{rank}, when specifying names every dimension " <>
              "must have a name or be nil"
    end

    names
  end

  def named_axes!(names, _shape) do
    raise ArgumentError, "names must be a list, got: #{inspect(names)}"
  end

  # --- axes ---

  def normalize_axis(shape, axis, names), do: normalize_axis(shape, axis, names, 0)

  # The axis as a position, counted from 0, plus `offset`.
  def normalize_axis(shape, axis, _names, offset) when is_integer(axis) do
    rank = tuple_size(shape)

    cond do
      axis >= 0 and axis < rank ->
        axis + offset

      axis < 0 and axis >= -rank ->
        axis + rank + offset

      true ->
        raise ArgumentError,
              "given axis (#{inspect(axis)}) invalid for shape with rank #{rank}"
    end
  end

  def normalize_axis(shape, axis, names, offset) when is_atom(axis) and axis != nil do
    case Enum.find_index(names, &(&1 == axis)) do
      nil ->
        raise ArgumentError,
              "name #{inspect(axis)} not found in tensor with names #{inspect(names)}"

      index ->
        normalize_axis(shape, index, names, offset)
    end
  end

  def normalize_axis(_shape, nil, _names, _offset),
    do: raise(ArgumentError, "axis name cannot be nil")

  def normalize_axis(shape, axis, _names, _offset) do
    raise ArgumentError,
          "given axis (#{inspect(axis)}) invalid for shape with rank #{tuple_size(shape)}"
  end

  def normalize_axes(shape, axes, names), do: normalize_axes(shape, axes, names, 0)

  def normalize_axes(shape, axes, names, offset) when is_list(axes) do
    normalized = Enum.map(axes, &normalize_axis(shape, &1, names, offset))

    if length(Enum.uniq(normalized)) != length(axes) do
      raise ArgumentError,
            "axes #{inspect(axes)} must be unique integers between 0 and #{tuple_size(shape) - 1}"
    end

    normalized
  end

  # Every axis from the last to that at `offset`.
  def transpose_axes(shape, offset \\ 0),
    do: Enum.to_list((tuple_size(shape) - 1)..offset//-1)

  # The axes of size 1, counted from `offset`.
  def squeeze_axes(shape, offset \\ 0) do
    dims = shape |> Tuple.to_list() |> Enum.drop(offset)
    for {1, axis} <- Enum.with_index(dims), do: axis
  end

  # {shape, names, position} with an axis more.
  def new_axis(shape, names, axis, name, size, offset) do
    inner = shape |> Tuple.to_list() |> Enum.drop(offset) |> List.to_tuple()
    at = Nx.Shaping.new_axis_position(inner, axis) + offset
    {Tuple.insert_at(shape, at, size), List.insert_at(names, at, name), at}
  end

  def axis_list(shape), do: Enum.to_list(0..(tuple_size(shape) - 1)//1)

  def put_dim(shape, axis, size), do: put_elem(shape, axis, size)
  def size(shape), do: Tuple.product(shape)

  # The shape and names of a reduction over normalised axes.
  def contract(shape, axes, names, keep_axes) do
    kept =
      for {{dim, name}, i} <- Enum.with_index(Enum.zip(Tuple.to_list(shape), names)),
          keep_axes or i not in axes,
          do: if(i in axes, do: {1, name}, else: {dim, name})

    {dims, names} = Enum.unzip(kept)
    {List.to_tuple(dims), names}
  end

  # --- broadcasting ---

  # The shape to which a shape of the same rank or less, aligned at the last axis, is broadcast.
  def broadcast_axes(shape, new_shape) do
    low = tuple_size(shape)
    high = tuple_size(new_shape)

    if low > high do
      raise ArgumentError,
            "cannot broadcast tensor of dimensions #{inspect(shape)} to #{inspect(new_shape)}"
    end

    Enum.to_list((high - low)..(high - 1)//1)
  end

  # Whether a shape fits a new one, of which `axes` are its axes; `offset` of them are vectorized.
  def broadcast!(shape, new_shape, axes, offset \\ 0) do
    if length(axes) != tuple_size(shape) do
      raise ArgumentError,
            "expected length of axes (#{length(axes)}) to match rank of shape " <>
              "(#{tuple_size(shape)})"
    end

    if tuple_size(shape) > tuple_size(new_shape) do
      raise ArgumentError,
            "cannot broadcast tensor of dimensions #{inspect(shape)} to #{inspect(new_shape)} " <>
              "with axes #{inspect(axes)}"
    end

    inner = fn shape -> shape |> Tuple.to_list() |> Enum.drop(offset) |> List.to_tuple() end
    inner_axes = axes |> Enum.drop(offset) |> Enum.map(&(&1 - offset))
    Nx.Shape.Inference.broadcast!(inner.(shape), inner.(new_shape), inner_axes)
  end

  # {shape, names} of an elementwise operation on two operands.
  def binary_broadcast(left, left_names, right, right_names) do
    rank = max(tuple_size(left), tuple_size(right))
    lefts = padded(left, left_names, rank)
    rights = padded(right, right_names, rank)

    axes =
      Enum.zip(lefts, rights)
      |> Enum.with_index()
      |> Enum.reverse()
      |> Enum.reduce([], fn {{{a, m}, {b, n}}, axis}, acc ->
        dim =
          cond do
            a == b or b == 1 -> a
            a == 1 -> b
            true -> refuse_broadcast(left, right)
          end

        [{dim, merge_name(m, n, axis)} | acc]
      end)

    {dims, names} = Enum.unzip(axes)
    {List.to_tuple(dims), names}
  end

  defp refuse_broadcast(left, right) do
    raise ArgumentError,
          "cannot broadcast tensor of dimensions #{inspect(left)} to #{inspect(right)}"
  end

  defp padded(shape, names, rank) do
    List.duplicate({1, nil}, rank - tuple_size(shape)) ++ Enum.zip(Tuple.to_list(shape), names)
  end

  def merge_names(left, right) do
    Enum.zip(left, right)
    |> Enum.with_index()
    |> Enum.map(fn {{a, b}, axis} -> merge_name(a, b, axis) end)
  end

  def merge_name(left, right, axis), do: merge_name(left, right, axis, axis)

  def merge_name(nil, name, _left_axis, _right_axis), do: name
  def merge_name(name, nil, _left_axis, _right_axis), do: name
  def merge_name(name, name, _left_axis, _right_axis), do: name

  def merge_name(left, right, left_axis, right_axis) do
    raise ArgumentError,
          "cannot merge name #{inspect(left)} on axis #{left_axis} with name " <>
            "#{inspect(right)} on axis #{right_axis}"
  end

  # The shape of a tensor of at least one axis repeated along its axes.
  def tile(shape, repetitions) when tuple_size(shape) > 0 do
    rank = Kernel.max(tuple_size(shape), length(repetitions))
    dims = List.duplicate(1, rank - tuple_size(shape)) ++ Tuple.to_list(shape)
    repetitions = List.duplicate(1, rank - length(repetitions)) ++ repetitions
    List.to_tuple(Enum.map(Enum.zip(dims, repetitions), fn {d, r} -> d * r end))
  end

  # The sizes after padding by {low, high, interior} on each axis.
  def padded_dims([dim | dims], [{low, high, interior} | rest], acc) do
    if interior < 0 do
      raise ArgumentError, "invalid padding configuration, interior padding must be non-negative"
    end

    padded_dims(dims, rest, [low + dim + (dim - 1) * interior + high | acc])
  end

  def padded_dims([], [], acc), do: List.to_tuple(:lists.reverse(acc))

  # Contracted axes pair up and have equal sizes.
  def validate_zip_reduce_axes!(left, [a | as], right, [b | bs]) do
    if Kernel.elem(left, a) != Kernel.elem(right, b) do
      raise ArgumentError,
            "dot/zip expects shapes to be compatible, dimension #{a} of left-side " <>
              "(#{Kernel.elem(left, a)}) does not equal dimension #{b} of right-side " <>
              "(#{Kernel.elem(right, b)})"
    end

    validate_zip_reduce_axes!(left, as, right, bs)
  end

  def validate_zip_reduce_axes!(_left, [], _right, []), do: :ok

  # --- diagonals ---

  # {number of rows above, number of columns left, length} of a diagonal of the last two axes.
  def take_diagonal(shape, offset) do
    [rows, columns] = Enum.take(Tuple.to_list(shape), -2)
    validate_diag_offset!({rows, columns}, offset)

    if offset >= 0,
      do: {0, offset, min(rows, columns - offset)},
      else: {-offset, 0, min(rows + offset, columns)}
  end

  # {batch shape, shape of its matrices}
  def take_diagonal(shape) when tuple_size(shape) > 1 do
    {batch, matrix} = shape |> Tuple.to_list() |> Enum.split(-2)
    {List.to_tuple(batch), List.to_tuple(matrix)}
  end

  def take_diagonal(shape) do
    raise ArgumentError,
          "take_diagonal/2 expects tensor of rank 2 or higher, got tensor of rank: " <>
            "#{tuple_size(shape)}"
  end

  def make_diagonal({_length} = shape), do: shape

  def make_diagonal(shape) do
    raise ArgumentError,
          "make_diagonal/2 expects tensor of rank 1, got tensor of rank: #{tuple_size(shape)}"
  end

  def put_diagonal({_rows, _columns} = shape, {length}, offset) do
    {_, _, expected} = take_diagonal(shape, offset)

    unless length == expected do
      raise ArgumentError,
            "expected diagonal tensor of length: #{expected}, got diagonal tensor of length: " <>
              "#{length}"
    end

    :ok
  end

  def put_diagonal(shape, {_length}, _offset) do
    raise ArgumentError,
          "put_diagonal/3 expects tensor of rank 2, got tensor of rank: #{tuple_size(shape)}"
  end

  def put_diagonal({_rows, _columns}, diagonal, _offset) do
    raise ArgumentError,
          "put_diagonal/3 expects diagonal of rank 1, got tensor of rank: #{tuple_size(diagonal)}"
  end

  def validate_diag_offset!({rows, columns}, offset) do
    cond do
      offset >= 0 and offset >= columns ->
        raise ArgumentError,
              "offset must be less than length of axis 1 when positive, got: #{offset}"

      offset < 0 and -offset >= rows ->
        raise ArgumentError,
              "absolute value of offset must be less than length of axis 0 when negative, got: " <>
                "#{offset}"

      true ->
        :ok
    end
  end

  def validate_diag_offset!(shape, _offset) do
    raise ArgumentError,
          "expected shape of rank 2 to be given, got shape of rank: #{tuple_size(shape)}"
  end

  # --- what is refused at once ---

  def validate_conv!(shape, kernel_shape) do
    for {shape, which} <- [{shape, "input"}, {kernel_shape, "kernel"}], tuple_size(shape) < 3 do
      raise ArgumentError,
            "#{which} shape in conv requires at least rank 3, shape #{inspect(shape)} has rank " <>
              "#{tuple_size(shape)}"
    end

    :ok
  end

  # One index into a target, and one number for it.
  def indexed_scalar(target, indices, updates) do
    rank = tuple_size(target)

    cond do
      tuple_size(indices) == 1 and indices != {rank} ->
        raise ArgumentError,
              "expected indices to have shape {#{rank}}, got: #{inspect(indices)}"

      indices == {rank} and updates != {} ->
        raise ArgumentError,
              "updates must be a scalar tensor when indices has rank 1, got: #{inspect(updates)}"

      true ->
        :ok
    end
  end
end
