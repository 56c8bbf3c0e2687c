# Nx.Shared - what the modules behind Nx share: options, and functions lifted over vectorized axes.
#
# Inside these modules a "plain" tensor has no vectorized axes; `offset` is how many of its leading
# axes were vectorized before, so that an axis of the user's is `axis + offset` of the plain tensor.
defmodule Nx.Shared do
  # The options with the defaults of those that are missing; `allowed` holds names and defaults.
  def keyword!(opts, allowed) when is_list(opts) do
    Enum.each(opts, fn
      {key, _} ->
        unless Enum.any?(allowed, &(name_of(&1) == key)) do
          raise ArgumentError,
                "unknown key #{inspect(key)} in #{inspect(opts)}, expected one of " <>
                  inspect(Enum.map(allowed, &name_of/1))
        end

      _other ->
        raise ArgumentError,
              "expected a keyword list with keys #{inspect(Enum.map(allowed, &name_of/1))}, " <>
                "got: #{inspect(opts)}"
    end)

    Enum.reduce(allowed, Enum.reverse(opts), fn
      {key, _} = pair, opts -> if :lists.keymember(key, 1, opts), do: opts, else: [pair | opts]
      _key, opts -> opts
    end)
  end

  # The functions of one number that are no arithmetic, each with what it is called.
  def unary_math_funs() do
    for name <-
          ~w(exp expm1 log log1p sigmoid cos sin tan cosh sinh tanh acos asin atan acosh asinh atanh sqrt rsqrt
             cbrt erf erfc erf_inv)a,
        do: {name, {Atom.to_string(name)}}
  end

  defp name_of({key, _}), do: key
  defp name_of(key), do: key

  # fun gets the plain tensor and the offset; its result's leading axes are vectorized again.
  def lift(%Nx.Tensor{vectorized_axes: []} = tensor, fun), do: fun.(tensor, 0)

  def lift(%Nx.Tensor{vectorized_axes: axes} = tensor, fun) do
    vectors(fun.(Cnx.Tensor.devectorize(tensor), length(axes)), axes)
  end

  def lift(tensor, fun), do: lift(Nx.to_tensor(tensor), fun)

  # The same for several tensors; each gets all vectorized axes, of full size.
  def lift_all(tensors, fun) do
    tensors = Enum.map(tensors, &Nx.to_tensor/1)

    if Enum.all?(tensors, &(&1.vectorized_axes == [])) do
      fun.(tensors, 0)
    else
      {plain, axes} = Cnx.Tensor.align(tensors)
      sizes = for {_, size} <- axes, do: size
      offset = length(axes)
      vectors(fun.(Enum.map(plain, &widen(&1, sizes, offset)), offset), axes)
    end
  end

  def widen(tensor, sizes, offset) do
    inner = Enum.drop(Tuple.to_list(tensor.shape), offset)
    shape = List.to_tuple(sizes ++ inner)

    if tensor.shape == shape do
      tensor
    else
      axes = Enum.to_list(0..(tuple_size(shape) - 1)//1)

      Cnx.Op.apply(:broadcast, [tensor], shape: shape, axes: axes)
      |> Cnx.Op.names(tensor.names)
    end
  end

  # Marks the leading axes as vectorized; works through tuples of results.
  def vectors(result, []), do: result

  def vectors(result, axes) when is_tuple(result),
    do: List.to_tuple(Enum.map(Tuple.to_list(result), &vectors(&1, axes)))

  def vectors(result, axes) when is_list(result), do: Enum.map(result, &vectors(&1, axes))
  def vectors(result, axes), do: Cnx.Tensor.vectorize(result, for({name, _} <- axes, do: name))

  # What a function of the user's sees of the plain tensor: shape and names without the offset.
  def inner_shape(%{shape: shape}, 0), do: shape
  def inner_shape(%{shape: shape}, n), do: List.to_tuple(Enum.drop(Tuple.to_list(shape), n))
  def inner_names(%{names: names}, n), do: Enum.drop(names, n)

  def outer_dims(%{shape: shape}, n), do: Enum.take(Tuple.to_list(shape), n)

  # Names for a plain result from those of its inner axes.
  def put_names(tensor, names, 0), do: Cnx.Op.names(tensor, names)
  def put_names(tensor, names, n), do: Cnx.Op.names(tensor, List.duplicate(nil, n) ++ names)

  def no_names(tensor), do: Cnx.Op.names(tensor, List.duplicate(nil, tuple_size(tensor.shape)))

  # A plain tensor of this rank: its inner axes get axes of size 1 in front.
  def align_rank(tensor, rank, n) do
    missing = rank - tuple_size(tensor.shape)
    {outer, inner} = Enum.split(Tuple.to_list(tensor.shape), n)
    names = List.duplicate(nil, missing) ++ inner_names(tensor, n)

    reshape_to(tensor, List.to_tuple(outer ++ List.duplicate(1, missing) ++ inner))
    |> put_names(names, n)
  end

  # --- plain operations, which take all attributes and give no names ---

  def reshape_to(%{shape: shape} = tensor, shape), do: tensor
  def reshape_to(tensor, shape), do: Cnx.Op.apply(:reshape, [tensor], shape: shape)

  # The tensor broadcast to a shape with more axes in front or size-1 axes widened.
  def broadcast_to(%{shape: shape} = tensor, shape), do: tensor

  def broadcast_to(tensor, shape) do
    rank = tuple_size(shape)
    axes = Enum.to_list((rank - tuple_size(tensor.shape))..(rank - 1)//1)
    Cnx.Op.apply(:broadcast, [tensor], shape: shape, axes: axes)
  end

  def iota(shape, axis, {:c, bits} = type),
    do: Cnx.Op.apply(:as_type, [iota(shape, axis, {:f, div(bits, 2)})], dtype: type)

  def iota(shape, axis, type), do: Cnx.Op.apply(:iota, [], shape: shape, axis: axis, dtype: type)

  def as(%{type: type} = tensor, type), do: tensor

  def as(tensor, type),
    do: Cnx.Op.names(Cnx.Op.apply(:as_type, [tensor], dtype: type), tensor.names)

  # --- what Nx calls an operation that the graph knows under other names ---

  # The tensor that `fun` makes, noted as this operation on these arguments.
  def called(op, args, fun) do
    if Cnx.Trace.active?(),
      do: Cnx.Expr.note(fun.(), op, args),
      else: noted(Nx.Backend.called(op, args, fun), op, args)
  end

  # A block: a composite operation that a backend or compiler may take whole. `fun` is its default body.
  def block(struct, inputs, fun) do
    if Cnx.Trace.active?(),
      do: noted(fun.(), :block, [struct, inputs]),
      else: Nx.Backend.block(struct, inputs, fun)
  end

  # The same for a block of the program's: `fun` gets the struct and the inputs.
  def user_block(struct, inputs, _output, fun),
    do: block(struct, Enum.map(inputs, &Nx.to_tensor/1), fn -> apply(fun, [struct | inputs]) end)

  defp noted(%Nx.Tensor{} = tensor, op, args), do: Cnx.Expr.note(tensor, op, args)
  defp noted(other, _op, _args), do: other

  def refuse_complex(%{type: {:c, _}}, function),
    do: raise(ArgumentError, "Nx.#{function} does not support complex inputs")

  def refuse_complex(tensor, _function), do: tensor
end
