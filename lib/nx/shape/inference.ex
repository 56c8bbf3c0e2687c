# Nx.Shape.Inference - shapes and names that operations give, for code that asks Nx.Shape.
#
# What an operation refuses, and what it gives, is known to the operation alone: so it is traced on
# templates of these shapes.
defmodule Nx.Shape.Inference do
  # What `fun` gives for tensors of these shapes and names.
  defp traced(types, fun) do
    templates = for {shape, names} <- types, do: Nx.template(shape, {:f, 32}, names: names)
    Nx.Defn.debug_expr_apply(fn args -> fun.(Tuple.to_list(args)) end, [List.to_tuple(templates)])
  end

  defp unnamed(shape), do: {shape, nil}

  defp result(types, fun) do
    out = traced(types, fun)
    {out.shape, out.names}
  end

  defp shape_of(shapes, fun), do: shapes |> Enum.map(&unnamed/1) |> result(fun) |> elem(0)

  # --- one operand ---

  def reshape(shape, new_shape), do: shape_of([shape], fn [t] -> Nx.reshape(t, new_shape) end)

  def broadcast!(shape, new_shape, axes) do
    shape_of([shape], fn [t] -> Nx.broadcast(t, new_shape, axes: axes) end)
    :ok
  end

  def pad(shape, config), do: shape_of([shape], fn [t] -> Nx.pad(t, 0, config) end)

  def transpose(shape, permutation, names),
    do: result([{shape, names}], fn [t] -> Nx.transpose(t, axes: permutation) end)

  def flatten(shape, names, nil), do: result([{shape, names}], fn [t] -> Nx.flatten(t) end)
  def flatten(shape, names, []), do: {shape, names}

  def flatten(shape, names, axes),
    do: result([{shape, names}], fn [t] -> Nx.flatten(t, axes: axes) end)

  def squeeze(shape, axes, names),
    do: result([{shape, names}], fn [t] -> Nx.squeeze(t, axes: axes) end)

  # The starts are moved so that the slice lies inside.
  def slice(shape, starts, lengths, strides) do
    cut = fn [t] -> Nx.slice(t, starts, lengths, strides: strides) end
    sliced = shape_of([shape], cut)

    inside =
      Enum.zip_with([starts, lengths, Tuple.to_list(shape)], fn
        [start, length, size] when is_integer(start) -> min(start, size - length)
        [start, _length, _size] -> start
      end)

    {inside, sliced}
  end

  def pool(shape, window, strides, padding, dilations) do
    opts = [strides: strides, padding: padding, window_dilations: dilations]
    pooled = shape_of([shape], fn [t] -> Nx.window_max(t, window, opts) end)
    {pooled, Nx.Shape.to_padding_config(shape, Nx.Shape.dilate(window, dilations), padding)}
  end

  def top_k(shape, names, k) do
    {values, _places} = traced([{shape, names}], fn [t] -> Nx.top_k(t, k: k) end)
    {values.shape, values.names}
  end

  # --- several ---

  def zip_reduce(left, left_axes, left_names, right, right_axes, right_names) do
    result([{left, left_names}, {right, right_names}], fn [a, b] ->
      Nx.dot(a, left_axes, b, right_axes)
    end)
  end

  def dot(left, axes, names, batch, right, right_axes, right_names, right_batch) do
    result([{left, names}, {right, right_names}], fn [a, b] ->
      Nx.dot(a, axes, batch, b, right_axes, right_batch)
    end)
  end

  def put_slice(shape, names, slice, slice_names, starts) do
    result([{shape, names}, {slice, slice_names}], fn [t, slice] ->
      Nx.put_slice(t, starts, slice)
    end)
  end

  def take(shape, names, indices, indices_names, axis) do
    result([{shape, names}, {indices, indices_names}], fn [t, i] ->
      Nx.take(t, whole(i), axis: axis)
    end)
  end

  def take_along_axis(shape, indices, axis) do
    shape_of([shape, indices], fn [t, i] -> Nx.take_along_axis(t, whole(i), axis: axis) end)
  end

  def gather(shape, indices, axes) do
    result([unnamed(shape), unnamed(indices)], fn [t, i] ->
      Nx.gather(t, whole(i), axes: axes)
    end)
  end

  def indexed(target, indices, updates, axes) do
    shape_of([target, indices, updates], fn [t, i, u] ->
      Nx.indexed_put(t, whole(i), u, axes: axes)
    end)

    :ok
  end

  defp whole(indices), do: Nx.as_type(indices, {:s, 32})

  def concatenate(shapes, names, axis),
    do: result(Enum.zip(shapes, names), fn tensors -> Nx.concatenate(tensors, axis: axis) end)

  def stack(shapes, names, axis, name) do
    result(Enum.zip(shapes, names), fn tensors -> Nx.stack(tensors, axis: axis, name: name) end)
  end

  def conv([shape, names, kernel, kernel_names, strides, padding, features, batches | rest]) do
    [dilation, kernel_dilation, permutation, kernel_permutation, output_permutation] = rest

    {out, out_names} =
      result([{shape, names}, {kernel, kernel_names}], fn [t, k] ->
        Nx.conv(t, k,
          strides: strides,
          padding: padding,
          feature_group_size: features,
          batch_group_size: batches,
          input_dilation: dilation,
          kernel_dilation: kernel_dilation,
          input_permutation: permutation,
          kernel_permutation: kernel_permutation,
          output_permutation: output_permutation
        )
      end)

    [_, _ | dims] = Enum.map(permutation, &elem(shape, &1))
    [_, _ | window] = Enum.map(kernel_permutation, &elem(kernel, &1))
    dims = Nx.Window.dilate(dims, dilation)
    window = Nx.Window.dilate(window, kernel_dilation)
    {out, out_names, Nx.Window.padding(dims, window, padding)}
  end

  # --- linear algebra ---

  def cholesky(shape, names) do
    shape_of([shape], fn [t] -> Nx.LinAlg.cholesky(t) end)
    {shape, names}
  end

  def qr(shape, opts) do
    {q, r} =
      traced([unnamed(shape)], fn [t] -> Nx.LinAlg.qr(t, mode: opts[:mode] || :complete) end)

    {q.shape, r.shape}
  end

  def eigh(shape) do
    {values, vectors} = traced([unnamed(shape)], fn [t] -> Nx.LinAlg.eigh(t) end)
    {values.shape, vectors.shape}
  end

  def svd(shape, opts) do
    full = opts[:full_matrices?] || false
    {u, s, vt} = traced([unnamed(shape)], fn [t] -> Nx.LinAlg.svd(t, full_matrices?: full) end)
    {u.shape, s.shape, vt.shape}
  end

  def lu(shape) do
    {p, l, u} = traced([unnamed(shape)], fn [t] -> Nx.LinAlg.lu(t) end)
    {p.shape, l.shape, u.shape}
  end

  def matrix_power(shape) do
    shape_of([shape], fn [t] -> Nx.LinAlg.matrix_power(t, 1) end)
    :ok
  end

  def triangular_solve(a, b, left_side) do
    shape_of([a, b], fn [a, b] -> Nx.LinAlg.triangular_solve(a, b, left_side: left_side) end)
    :ok
  end

  def solve(a, b), do: shape_of([a, b], fn [a, b] -> Nx.LinAlg.solve(a, b) end)

  def fft(shape) do
    traced([unnamed(shape)], fn [t] -> Nx.fft(t) end)
    shape
  end

  def fft2(shape) do
    traced([unnamed(shape)], fn [t] -> Nx.fft2(t) end)
    shape
  end
end
