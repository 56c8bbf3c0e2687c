# Cnx.Call - operations of the graph as Nx names and orders them: {operation, arguments}. What
# expressions show, and what backends are called with.
defmodule Cnx.Call do
  # Of a node of the graph, by its operands and attributes.
  def of(op, operands, attributes, regions \\ [])

  def of(:parameter, [], a, _), do: {:parameter, [a[:index]]}
  def of(:elem, [tuple], a, _), do: {:elem, [tuple, a[:index]]}
  def of(:iota, [], a, _), do: {:iota, [if(a[:axis] >= 0, do: a[:axis])]}
  def of(:stop_grad, [x], _, _), do: {:metadata, [x, %{stop_grad: true, inspect: :stop_grad}]}
  def of(op, [x], _, _) when op in [:as_type, :bitcast, :reshape], do: {op, [x]}
  def of(:broadcast, [x], a, _), do: {:broadcast, [x, List.to_tuple(a[:shape]), a[:axes]]}
  def of(op, [x], a, _) when op in [:transpose, :reverse], do: {op, [x, a[:axes]]}

  def of(:slice, [x | starts], a, _),
    do: {:slice, [x, Enum.map(starts, &start/1), a[:lengths], a[:strides]]}

  def of(:pad, [x, value], a, _),
    do: {:pad, [x, value, Enum.zip_with([a[:low], a[:high], a[:interior]], &List.to_tuple/1)]}

  def of(:concatenate, tensors, a, _), do: {:concatenate, [tensors, a[:axis]]}

  def of(:put_slice, [x, slice | starts], _, _),
    do: {:put_slice, [x, Enum.map(starts, &start/1), slice]}

  def of(op, [x], a, _) when op in [:sum, :product, :reduce_max, :reduce_min, :all, :any],
    do: {op, [x, [axes: a[:axes], keep_axes: a[:keep_axes]]]}

  def of(op, [x], a, _) when op in [:argmax, :argmin] do
    axis = if length(a[:axes]) == 1, do: hd(a[:axes])
    tie = if a[:last], do: :high, else: :low
    {op, [x, [tie_break: tie, axis: axis, keep_axis: a[:keep_axes]]]}
  end

  def of(:dot, [x, y], a, _),
    do: {:dot, [x, a[:contract_a], a[:batch_a], y, a[:contract_b], a[:batch_b]]}

  def of(:conv, [x, kernel], a, _) do
    options = [
      strides: a[:strides],
      padding: Enum.zip(a[:low], a[:high]),
      input_dilation: a[:input_dilations],
      kernel_dilation: a[:kernel_dilations],
      feature_group_size: a[:feature_groups],
      batch_group_size: a[:batch_groups],
      input_permutation: same_order(x),
      kernel_permutation: same_order(kernel),
      output_permutation: same_order(x)
    ]

    {:conv, [x, kernel, options]}
  end

  def of(op, [x], a, _)
      when op in [
             :window_sum,
             :window_product,
             :window_max,
             :window_min,
             :window_argmax,
             :window_argmin
           ],
      do: {op, [x, List.to_tuple(a[:window]), places(a)]}

  def of(op, [x], _, _) when op in [:fft, :ifft],
    do: {op, [x, [length: last_size(x), axis: tuple_size(x.shape) - 1, eps: 1.0e-10]]}

  def of(:triangular_solve, [m, b], a, _) do
    transform = Enum.at([:none, :transpose, :conjugate], a[:transform])

    {:triangular_solve,
     [m, b, [lower: a[:lower], left_side: a[:left_side], transform_a: transform]]}
  end

  def of(:gather, [x, i], a, _), do: {:gather, [x, i, [axes: a[:axes]]]}

  def of(op, [x, i, u], a, _) when op in [:indexed_add, :indexed_put],
    do: {op, [x, i, u, [axes: a[:axes]]]}

  def of(op, [x], a, _) when op in [:sort, :argsort] do
    direction = if a[:descending], do: :desc, else: :asc
    {op, [x, [axis: a[:axis], direction: direction, stable: a[:stable]]]}
  end

  def of(:reduce, [x, acc | _], a, regions),
    do:
      {:reduce, [x, acc, [axes: a[:axes], keep_axes: a[:keep_axes]] | Enum.map(regions, &fun/1)]}

  def of(:window_reduce, [x, acc | _], a, regions),
    do:
      {:window_reduce, [x, acc, List.to_tuple(a[:window]), places(a) | Enum.map(regions, &fun/1)]}

  def of(:runtime_call, operands, a, _) do
    op = if a[:passes], do: :io_call, else: :runtime_call
    {op, operands}
  end

  def of(:qr, [x], a, _) do
    mode = if a[:complete], do: :complete, else: :reduced
    {:block, [%Nx.Block.LinAlg.QR{mode: mode}, [x]]}
  end

  def of(:svd, [x], a, _), do: {:block, [%Nx.Block.LinAlg.SVD{full_matrices?: a[:complete]}, [x]]}
  def of(:lu, [x], _, _), do: {:block, [%Nx.Block.LinAlg.LU{}, [x]]}
  def of(:eigh, [x], _, _), do: {:block, [%Nx.Block.LinAlg.Eigh{}, [x]]}
  def of(:cholesky, [x], _, _), do: {:block, [%Nx.Block.LinAlg.Cholesky{}, [x]]}
  def of(:solve, [x, b], _, _), do: {:block, [%Nx.Block.LinAlg.Solve{}, [x, b]]}
  def of(op, operands, [], _), do: {op, operands}
  def of(op, operands, a, _), do: {op, operands ++ [a]}

  defp start(%Nx.Tensor{} = tensor), do: Cnx.Expr.constant(tensor) || tensor
  defp start(number), do: number

  defp places(a) do
    [padding: Enum.zip(a[:low], a[:high]), strides: a[:strides], window_dilations: a[:dilations]]
  end

  defp same_order(x), do: Enum.to_list(0..(tuple_size(x.shape) - 1)//1)
  defp last_size(x), do: elem(x.shape, tuple_size(x.shape) - 1)

  defp fun({params, [result]}) do
    args = [params, result, {nil, :fn, length(params)}]
    %{Nx.to_template(result) | data: %Nx.Defn.Expr{op: :fun, args: args}}
  end

  # --- and back ---

  # The operation on these arguments, with the type and shape of `like` where they are not arguments.
  def apply(op, args, like)

  def apply(:constant, [number], like),
    do: Nx.broadcast(Nx.tensor(number, type: like.type), like.shape)

  def apply(:tensor, [tensor], _), do: tensor
  def apply(:iota, [axis], like), do: Nx.iota(like.shape, axis: axis, type: like.type)
  def apply(:eye, [], like), do: Nx.eye(like.shape, type: like.type)
  def apply(:elem, [tuple, at], _) when is_tuple(tuple), do: Kernel.elem(tuple, at)
  def apply(:metadata, [x, %{stop_grad: true}], _), do: Nx.Defn.Kernel.stop_grad(x)
  def apply(:metadata, [x, metadata], _), do: Nx.Defn.Expr.metadata(x, metadata)

  def apply(op, [x], like) when op in [:as_type, :bitcast],
    do: Kernel.apply(Nx, op, [x, like.type])

  def apply(:reshape, [x], like), do: Nx.reshape(x, like.shape)
  def apply(:broadcast, [x, shape, axes], _), do: Nx.broadcast(x, shape, axes: axes)

  def apply(op, [x, axes], _) when op in [:squeeze, :transpose, :reverse],
    do: Kernel.apply(Nx, op, [x, [axes: axes]])

  def apply(:slice, [x, starts, lengths, strides], _),
    do: Nx.slice(x, starts, lengths, strides: strides)

  def apply(op, [tensors, axis], _) when op in [:concatenate, :stack],
    do: Kernel.apply(Nx, op, [tensors, [axis: axis]])

  def apply(op, [x, options], like) when op in [:argmax, :argmin, :argsort],
    do: Kernel.apply(Nx, op, [x, options ++ [type: like.type]])

  def apply(op, args, _) when op in [:reduce, :window_reduce] do
    {args, [%{data: %{op: :fun, args: [params, body, _]}}]} = Enum.split(args, -1)
    fun = fn a, b -> hd(Cnx.Trace.graft([body], params, [a, b])) end
    Kernel.apply(Nx, op, args ++ [fun])
  end

  def apply(:triangular_solve, [a, b, options], _), do: Nx.LinAlg.triangular_solve(a, b, options)

  def apply(op, _args, _)
      when op in [:parameter, :cond, :while, :fun, :elem, :io_call, :runtime_call, :block] do
    raise ArgumentError, "an expression of #{op} cannot be given other arguments"
  end

  def apply(op, args, _), do: Kernel.apply(Nx, op, args)
end
