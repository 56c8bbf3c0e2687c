# Nx.Convolution - conv, for any order of axes.
defmodule Nx.Convolution do
  import Nx.Shared
  import Nx.Window, only: [each_axis: 2, dilate: 2, padding: 3, pad: 2]

  def conv(tensor, kernel, opts \\ []) do
    opts =
      keyword!(opts, [
        :input_permutation,
        :kernel_permutation,
        :output_permutation,
        padding: :valid,
        strides: 1,
        input_dilation: 1,
        kernel_dilation: 1,
        feature_group_size: 1,
        batch_group_size: 1
      ])

    tensor = Nx.to_tensor(tensor)
    kernel = Nx.to_tensor(kernel)
    Nx.Shape.validate_conv!(tensor.shape, kernel.shape)
    spatial = tuple_size(tensor.shape) - 2

    attributes = [
      strides: each_axis(opts[:strides], spatial),
      input_dilations: dilations(opts[:input_dilation], "input", spatial),
      kernel_dilations: dilations(opts[:kernel_dilation], "kernel", tuple_size(kernel.shape) - 2),
      feature_groups: opts[:feature_group_size],
      batch_groups: opts[:batch_group_size]
    ]

    check_attributes(tensor.shape, kernel.shape, attributes)
    into = permutation(tensor, opts[:input_permutation])
    into_kernel = permutation(kernel, opts[:kernel_permutation])
    out_of = inverse(permutation(tensor, opts[:output_permutation]))
    names = Enum.map(into, &Enum.at(tensor.names, &1))

    padding =
      places(permute(tensor.shape, into), permute(kernel.shape, into_kernel), attributes, opts)

    type = Nx.Type.to_floating(Nx.Type.merge(tensor.type, kernel.type))

    lift_all([as(tensor, type), as(kernel, type)], fn [t, k], n ->
      apply_plain(transpose(t, into, n), transpose(k, into_kernel, n), attributes ++ padding, n)
      |> transpose(out_of, n)
      |> put_names(Enum.map(out_of, &Enum.at(names, &1)), n)
    end)
  end

  # --- checks ---

  defp dilations(value, _which, rank) when is_integer(value) or is_list(value),
    do: each_axis(value, rank)

  defp dilations(value, which, _rank) do
    raise ArgumentError,
          "#{which} dilation must be a positive integer or list of positive integers, got " <>
            inspect(value)
  end

  defp check_attributes(shape, kernel_shape, attributes) do
    strides = attributes[:strides]

    if length(strides) != tuple_size(shape) - 2 do
      raise ArgumentError,
            "rank of strides much match rank of spatial dimensions got strides " <>
              "#{inspect(strides)} with rank #{length(strides)} and got input shape " <>
              "#{inspect(shape)} of rank #{tuple_size(shape) - 2}"
    end

    check_dilations(attributes[:input_dilations], shape, "input")
    check_dilations(attributes[:kernel_dilations], kernel_shape, "kernel")
  end

  defp check_dilations(dilations, shape, which) do
    if length(dilations) != tuple_size(shape) - 2 do
      raise ArgumentError,
            "must specify dilation for each spatial dimension of the #{which} or specify an " <>
              "integer dilation factor"
    end

    if Enum.any?(dilations, &(not is_integer(&1) or &1 < 1)) do
      raise ArgumentError,
            "#{which} dilation of each dimension must be a positive integer, got " <>
              inspect(dilations)
    end
  end

  # The padding, once groups and sizes are known to fit; shapes in messages are the dilated ones.
  defp places(shape, kernel_shape, attributes, opts) do
    [batch, channels | dims] = Tuple.to_list(shape)
    [out, kernel_channels | window] = Tuple.to_list(kernel_shape)
    dims = dilate(dims, attributes[:input_dilations])
    window = dilate(window, attributes[:kernel_dilations])

    check_groups(
      List.to_tuple([batch, channels | dims]),
      List.to_tuple([out, kernel_channels | window]),
      attributes[:feature_groups],
      attributes[:batch_groups]
    )

    padding = padding(dims, window, opts[:padding])
    padded = pad(dims, padding)

    if length(window) != length(dims) do
      raise FunctionClauseError, module: Nx.Shape, function: :do_conv_spatial_dims, arity: 3
    end

    for {size, extent} <- Enum.zip(padded, window), size < extent do
      raise ArgumentError,
            "conv would result in empty tensor which is not currently supported in Nx, please " <>
              "open an issue if you'd like this behavior to change"
    end

    [low: for({low, _} <- padding, do: low), high: for({_, high} <- padding, do: high)]
  end

  defp check_groups(shape, kernel_shape, features, batches) do
    out = elem(kernel_shape, 0)

    cond do
      batches != 1 and features != 1 ->
        raise ArgumentError,
              "either batch groups or feature groups must be 1, got batch_groups = #{batches} " <>
                "and feature_groups = #{features}"

      rem(elem(shape, 0), batches) != 0 ->
        raise ArgumentError,
              "batch groups must evenly divide input batch size got rem(#{batches}, " <>
                "#{elem(shape, 0)}) != 0"

      rem(out, features) != 0 or rem(out, batches) != 0 ->
        {which, groups} =
          if rem(out, features) != 0, do: {"feature", features}, else: {"batch", batches}

        raise ArgumentError,
              "size of kernel output channels must be evenly divisible by #{which} groups got " <>
                "rem(#{out}, #{groups}) != 0 for kernel with shape #{inspect(kernel_shape)}"

      elem(shape, 1) != elem(kernel_shape, 1) * features ->
        raise ArgumentError,
              "size of input channels divided by feature groups must match size of kernel " <>
                "channels, got #{elem(shape, 1)} / #{features} != #{elem(kernel_shape, 1)} for " <>
                "shapes #{inspect(shape)} and #{inspect(kernel_shape)}"

      true ->
        :ok
    end
  end

  # --- permutations of the axes behind the vectorized ones ---

  defp permutation(tensor, nil), do: Nx.Shape.axis_list(tensor.shape)

  defp permutation(tensor, axes) do
    axes = Nx.Shape.normalize_axes(tensor.shape, axes, tensor.names)

    if length(axes) != tuple_size(tensor.shape) do
      raise ArgumentError,
            "expected length of permutation (#{length(axes)}) to match rank of shape " <>
              "(#{tuple_size(tensor.shape)})"
    end

    axes
  end

  defp inverse(axes), do: Enum.map(Enum.sort(Enum.with_index(axes)), &elem(&1, 1))
  defp permute(shape, axes), do: List.to_tuple(Enum.map(axes, &elem(shape, &1)))

  defp transpose(tensor, axes, n) do
    axes = Enum.to_list(0..(n - 1)//1) ++ Enum.map(axes, &(&1 + n))

    if axes == Nx.Shape.axis_list(tensor.shape),
      do: tensor,
      else: Cnx.Op.apply(:transpose, [tensor], axes: axes)
  end

  # --- vectorized axes ---

  defp apply_plain(t, k, attributes, 0), do: Cnx.Op.apply(:conv, [t, k], attributes)

  # The vectorized axes, taken as one, become groups: of the batch where there are batch groups,
  # else of the features.
  defp apply_plain(t, k, attributes, n) do
    outer = outer_dims(t, n)
    vectors = Enum.product(outer)
    [batch, channels | dims] = Enum.drop(Tuple.to_list(t.shape), n)
    [out, kernel_channels | window] = Enum.drop(Tuple.to_list(k.shape), n)
    k = reshape_to(k, List.to_tuple([vectors * out, kernel_channels | window]))

    {t, key} =
      if attributes[:batch_groups] > 1 do
        {reshape_to(t, List.to_tuple([vectors * batch, channels | dims])), :batch_groups}
      else
        t = swap(reshape_to(t, List.to_tuple([vectors, batch, channels | dims])))
        {reshape_to(t, List.to_tuple([batch, vectors * channels | dims])), :feature_groups}
      end

    y = Cnx.Op.apply(:conv, [t, k], Keyword.update!(attributes, key, &(&1 * vectors)))
    [batch, _ | dims] = Tuple.to_list(y.shape)

    swap(reshape_to(y, List.to_tuple([batch, vectors, out | dims])))
    |> reshape_to(List.to_tuple(outer ++ [batch, out | dims]))
  end

  defp swap(t) do
    [a, b | rest] = Nx.Shape.axis_list(t.shape)
    Cnx.Op.apply(:transpose, [t], axes: [b, a | rest])
  end
end
