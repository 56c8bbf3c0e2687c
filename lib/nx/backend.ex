# Nx.Backend - modules that hold the elements of tensors themselves.
#
# A tensor of such a module is %Nx.Tensor{data: %Module{}}. Operations on it become calls of the
# module's callbacks: each gets a template of the result first, then what Nx names as its arguments
# (lib/cnx/call.ex). The template is found by tracing the operation on templates.
defmodule Nx.Backend do
  alias Nx.Defn.Composite

  @callback init(keyword) :: keyword
  @callback from_binary(tensor :: term, binary, keyword) :: term
  @callback to_binary(tensor :: term, limit :: non_neg_integer) :: binary
  @callback backend_copy(tensor :: term, module, keyword) :: term
  @callback backend_transfer(tensor :: term, module, keyword) :: term
  @callback backend_deallocate(tensor :: term) :: :ok | :already_deallocated
  @callback inspect(tensor :: term, term) :: term
  @callback constant(out :: term, number, keyword) :: term
  @callback iota(out :: term, axis :: term, keyword) :: term
  @callback eye(out :: term, keyword) :: term
  @callback to_batched(out :: term, tensor :: term, keyword) :: [term]
  @callback from_pointer(term, type :: term, shape :: tuple, keyword, keyword) :: term
  @callback to_pointer(tensor :: term, keyword) :: term
  @callback block(struct, out :: term, inputs :: [term], function) :: term

  # The operations get a template of the result, then what Nx.BinaryBackend takes.
  for {count, names} <- Nx.Backend.Operations.table(), name <- names do
    arguments = List.duplicate({:term, [], []}, count + 1)
    @callback unquote(name)(unquote_splicing(arguments)) :: term
  end

  import Nx.Shared, only: [inner_names: 2, put_names: 3, reshape_to: 2, vectors: 2, align_rank: 3]

  # --- vectorized axes: a held tensor's shape and names are those of its inner axes ---

  # The first axes of a tensor without vectorized ones become such.
  def vectorize(tensor, names) do
    n = length(names)
    {sizes, inner} = Enum.split(Tuple.to_list(tensor.shape), n)

    %{
      tensor
      | shape: List.to_tuple(inner),
        names: Enum.drop(tensor.names, n),
        vectorized_axes: Enum.zip(names, sizes)
    }
  end

  def devectorize(%{vectorized_axes: []} = tensor), do: tensor

  def devectorize(%{vectorized_axes: axes} = tensor) do
    {names, sizes} = Enum.unzip(axes)

    %{
      tensor
      | shape: List.to_tuple(sizes ++ Tuple.to_list(tensor.shape)),
        names: names ++ tensor.names,
        vectorized_axes: []
    }
  end

  # What Cnx.Tensor.align gives, where some of the tensors are held by a module.
  def align(tensors) do
    {_, axes} = tensors |> Enum.map(&only_vectors/1) |> Cnx.Tensor.align()
    {Enum.map(tensors, &align_one(&1, axes)), axes}
  end

  defp only_vectors(%{vectorized_axes: axes}) do
    {names, sizes} = Enum.unzip(axes)
    Nx.broadcast(Nx.u8(0), List.to_tuple(sizes)) |> Cnx.Tensor.vectorize(names)
  end

  defp align_one(tensor, axes) do
    own = Keyword.keys(tensor.vectorized_axes)
    count = length(own)
    order = for {name, _} <- axes, at = Enum.find_index(own, &(&1 == name)), do: at
    inner = Enum.to_list(count..(count + tuple_size(tensor.shape) - 1)//1)
    sizes = for {name, _} <- axes, do: tensor.vectorized_axes[name] || 1
    plain = Cnx.Tensor.devectorize(tensor)

    plain =
      if order == Enum.sort(order),
        do: plain,
        else: Cnx.Op.apply(:transpose, [plain], axes: order ++ inner)

    plain
    |> reshape_to(List.to_tuple(sizes ++ Tuple.to_list(tensor.shape)))
    |> put_names(tensor.names, length(axes))
  end

  # fun of the tensor without vectorized axes, which its result has again.
  defp plainly(%{vectorized_axes: []} = tensor, fun), do: fun.(tensor)

  defp plainly(%{vectorized_axes: axes} = tensor, fun),
    do: tensor |> Cnx.Tensor.devectorize() |> fun.() |> vectors(axes)

  # --- operations ---

  # An elementwise operation of which some operand is held by a module.
  def apply_map(op, args) do
    if Cnx.Trace.active?(), do: Cnx.Op.map(op, standing_in!(args)), else: map_now(op, args)
  end

  defp map_now(:complex, [re, im]), do: Nx.add(re, Nx.multiply(im, Complex.new(0, 1)))
  defp map_now(op, [x]) when op in [:stop_grad, :metadata], do: x

  defp map_now(op, args) do
    tensors = Enum.map(args, &Nx.to_tensor/1)

    if Enum.all?(tensors, &(&1.vectorized_axes == [])),
      do: call(held(args), op, template(args, fn args -> Cnx.Op.map(op, args) end), tensors),
      else: map_vectorized(op, tensors)
  end

  defp map_vectorized(op, tensors) do
    {aligned, axes} = align(tensors)
    n = length(axes)
    rank = Enum.max(Enum.map(aligned, &tuple_size(&1.shape))) - n
    vectors(map_now(op, Enum.map(aligned, &align_rank(&1, rank + n, n))), axes)
  end

  # Any other one, with the graph's attributes.
  def apply_op(op, tensors, attributes) do
    if Cnx.Trace.active?(),
      do: Cnx.Op.apply(op, standing_in!(tensors), attributes),
      else: apply_now(op, tensors, attributes)
  end

  defp apply_now(op, tensors, attributes) do
    out = template(tensors, fn tensors -> Cnx.Op.apply(op, tensors, attributes) end)

    case Cnx.Call.of(op, tensors, attributes) do
      {:block, [struct, inputs]} ->
        default = fn _struct, inputs ->
          Cnx.Op.apply(op, Enum.map(inputs, &local/1), attributes)
        end

        call_block(held(tensors), struct, out, inputs, default)

      {callback, args} ->
        call(held(tensors), callback, out, args)
    end
  end

  # The operation that Nx names, of which the graph's operations are a way to say it.
  def called(op, args, fun) do
    case held(args) do
      nil -> fun.()
      module -> call(module, op, template(args, fn _ -> fun.() end), args)
    end
  end

  # A block, whose default body is `fun` for these inputs.
  def block(struct, inputs, fun) do
    module = held(inputs)

    if module == nil or Process.get({Nx.Backend, :inside}) == struct do
      fun.()
    else
      default = fn _struct, given ->
        if given == inputs, do: inside(struct, fun), else: redo(struct, given)
      end

      call_block(module, struct, template(inputs, fn _ -> fun.() end), inputs, default)
    end
  end

  defp inside(struct, fun) do
    before = Process.put({Nx.Backend, :inside}, struct)

    try do
      fun.()
    after
      Process.put({Nx.Backend, :inside}, before)
    end
  end

  defp call_block(module, struct, out, inputs, default) do
    fun =
      Cnx.Function.of_args(length(inputs) + 1, fn [struct | inputs] ->
        default.(struct, inputs)
      end)

    module.block(struct, out, inputs, fun)
  end

  defp call(module, callback, out, args) do
    unless function_exported?(module, callback, length(args) + 1) do
      raise UndefinedFunctionError, module: module, function: callback, arity: length(args) + 1
    end

    apply(module, callback, [out | args])
  end

  # The block of other inputs, by the function of Nx that it is of.
  defp redo(%Nx.Block.LinAlg.Determinant{}, [tensor]), do: Nx.LinAlg.determinant(tensor)

  defp redo(%name{} = struct, inputs) do
    options = struct |> Map.from_struct() |> Map.to_list()

    {function, options} =
      case name do
        Nx.Block.LogicalNot -> {:logical_not, nil}
        Nx.Block.Phase -> {:phase, nil}
        Nx.Block.AllClose -> {:all_close, options}
        Nx.Block.CumulativeSum -> {:cumulative_sum, options}
        Nx.Block.CumulativeProduct -> {:cumulative_product, options}
        Nx.Block.CumulativeMin -> {:cumulative_min, options}
        Nx.Block.CumulativeMax -> {:cumulative_max, options}
        Nx.Block.Take -> {:take, options}
        Nx.Block.TakeAlongAxis -> {:take_along_axis, options}
        Nx.Block.TopK -> {:top_k, options}
        Nx.Block.FFT2 -> {:fft2, options}
        Nx.Block.IFFT2 -> {:ifft2, options}
        Nx.Block.RFFT -> {:rfft, options}
        Nx.Block.IRFFT -> {:irfft, options}
      end

    apply(Nx, function, inputs ++ if(options, do: [options], else: []))
  end

  # What the operation gives for tensors of these types: a template, or several.
  defp template(args, fun) do
    depth = Cnx.Trace.depth()
    Cnx.Trace.start()

    try do
      Process.put({Nx.Backend, :standing_in}, true)
      args |> stand_in() |> fun.() |> Composite.traverse(&Nx.to_template/1)
    after
      Process.delete({Nx.Backend, :standing_in})
      Cnx.Trace.abort(depth)
    end
  end

  # Parameters of the trace in place of tensors; numbers are what they are.
  defp stand_in(list) when is_list(list), do: Enum.map(list, &stand_in/1)
  defp stand_in(%Nx.Tensor{data: %Nx.Defn.Expr{}} = tensor), do: tensor
  defp stand_in(%Nx.Tensor{} = tensor), do: Cnx.Trace.parameter(plain_template(tensor))
  defp stand_in(other), do: other

  defp plain_template(tensor),
    do: Cnx.Tensor.template(tensor.shape, tensor.type) |> Cnx.Op.names(tensor.names)

  # While a template is looked for; a definition cannot use elements that are elsewhere.
  defp standing_in!(tensors) do
    if Process.get({Nx.Backend, :standing_in}) == nil do
      tensor = Enum.find(tensors, &(holder(&1) != nil))

      raise ArgumentError,
            "cannot convert tensor allocated on #{inspect(held(tensors))} to an expression. " <>
              "Give it to the definition as an argument, or bring its elements here with " <>
              "Nx.backend_copy/1 first. Got: #{inspect(tensor)}"
    end

    stand_in(tensors)
  end

  # --- which module ---

  # The module that holds one of the tensors, or nil.
  def held(args), do: Enum.find_value(List.flatten(args), &holder/1)

  defp holder(%Nx.Tensor{data: %module{}})
       when module not in [Nx.BinaryBackend, Nx.Defn.Expr, EXLA.Backend],
       do: module

  defp holder(_), do: nil

  # --- to and fro ---

  # The tensor with its elements in cnx's own memory.
  def local(%Nx.Tensor{data: %module{}} = tensor) do
    if held([tensor]),
      do: plainly(tensor, &local_plain(&1, module)),
      else: tensor
  end

  def local(other), do: other

  # A module that does not give its elements out may still know how to bring a tensor here.
  defp local_plain(tensor, module) do
    if function_exported?(module, :backend_transfer, 3) and
         not function_exported?(module, :to_binary, 2) do
      module.backend_transfer(tensor, Nx.BinaryBackend, [])
    else
      module.to_binary(tensor, Nx.size(tensor))
      |> Cnx.Tensor.of_binary(tensor.type, tensor.shape)
      |> Cnx.Op.names(tensor.names)
    end
  end

  def transfer(tensor, backend, callback) do
    {module, opts} = named(backend)
    tensor = Nx.to_tensor(tensor)
    moved = plainly(tensor, &transfer_plain(&1, module, opts, callback))
    if callback == :backend_transfer, do: leave(tensor, moved)
    moved
  end

  # What was moved off a device is not there any more.
  defp leave(tensor, moved) do
    home = if held([tensor]) == nil, do: Cnx.Tensor.home(tensor)
    if home != nil and home != Cnx.Tensor.home(moved), do: Cnx.Tensor.deallocate(tensor)
  end

  defp transfer_plain(tensor, module, opts, callback) do
    cond do
      from = held([tensor]) -> apply(from, callback, [tensor, module, opts])
      Cnx.Tensor.used_up?(tensor) -> raise "#{callback}/2 called on deleted or donated buffer"
      module == EXLA.Backend -> EXLA.Backend.place(tensor, opts)
      own?(module) and Cnx.Tensor.home(tensor) != nil -> at_home(tensor)
      own?(module) -> tensor
      true -> module.from_binary(plain_template(tensor), Nx.to_binary(tensor), module.init(opts))
    end
  end

  # A copy in cnx's own memory.
  defp at_home(tensor) do
    Cnx.Tensor.of_binary(Nx.to_binary(tensor), tensor.type, tensor.shape)
    |> Cnx.Op.names(tensor.names)
  end

  def deallocate(tensor) do
    case held([tensor]) do
      nil ->
        if Cnx.Tensor.deallocate(tensor), do: :ok, else: :already_deallocated

      module ->
        module.backend_deallocate(tensor)
    end
  end

  def to_pointer(tensor, opts) do
    case held([tensor]) do
      nil ->
        raise ArgumentError,
              "Nx.BinaryBackend does not share its memory: to_pointer/2 is of backends that do"

      module ->
        module.to_pointer(tensor, opts)
    end
  end

  def from_pointer(backend, pointer, type, shape, opts) do
    {module, backend_opts} = named(backend)

    unless function_exported?(module, :from_pointer, 5) do
      raise ArgumentError,
            "#{inspect(module)} does not share its memory: from_pointer/5 is of backends that do"
    end

    opts = Keyword.validate!(opts, [:names])
    names = Nx.Shape.named_axes!(opts[:names], shape)
    module.from_pointer(pointer, type, shape, module.init(backend_opts), names: names)
  end

  # A new tensor that a module may make by itself, by this callback; `fun` makes it for the others.
  def create(callback, args, backend, fun) do
    {module, opts} = if backend, do: named(backend), else: default()
    count = length(args) + 2

    if Cnx.Trace.active?() or own?(module) or module == EXLA.Backend or
         not function_exported?(module, callback, count),
       do: place(fun.(), backend),
       else:
         apply(module, callback, [template([], fn _ -> fun.() end) | args] ++ [module.init(opts)])
  end

  # A new tensor where the options or the process say that such go. To XLA's memory goes what options send there: as
  # the process' backend EXLA leaves tensors where every compiler takes them.
  def place(tensor, backend) do
    {module, opts} = if backend, do: named(backend), else: default()

    cond do
      Cnx.Trace.active?() -> tensor
      backend != nil and module == EXLA.Backend -> EXLA.Backend.place(tensor, opts)
      own?(module) -> tensor
      true -> module.from_binary(plain_template(tensor), Nx.to_binary(tensor), module.init(opts))
    end
  end

  # --- the default: of the process, or of all that have none of their own ---

  def default(), do: Process.get({Nx, :backend}) || shared_default()
  def shared_default(), do: named(Application.get_env(:nx, :default_backend, Nx.BinaryBackend))

  # The backend with its options, checked; what keeps its compiler from working is said now.
  def usable!(backend) do
    unless is_atom(backend) or
             match?({module, opts} when is_atom(module) and is_list(opts), backend) do
      raise ArgumentError,
            "backend must be an atom or a tuple {backend, options}, got: #{inspect(backend)}"
    end

    {module, opts} = named(backend)
    Code.ensure_loaded!(module)
    made = {module, if(function_exported?(module, :init, 1), do: module.init(opts), else: opts)}
    compiler(made)
    made
  end

  # The compiler that operations run on where this is the default backend, or nil: the reference. Where one cannot
  # be had, programs go on without, and are told so once.
  def compiler(backend) do
    {module, opts} = named(backend)

    if function_exported?(module, :__compiler__, 1) do
      compiler = module.__compiler__(opts)

      try do
        Cnx.Compiler.devices(compiler)
        compiler
      rescue
        e -> warn({module, opts}, Exception.message(e))
      end
    end
  end

  defp warn(backend, message) do
    key = {__MODULE__, :warned, backend, message}

    unless :persistent_term.get(key, false) do
      :persistent_term.put(key, true)

      IO.puts(
        :stderr,
        "warning: operations outside of definitions run on the reference, not on #{inspect(elem(backend, 0))}: #{message}"
      )
    end

    nil
  end

  # Modules that need not hold anything themselves: their tensors live in cnx's memory.
  defp own?(module),
    do: not function_exported?(module, :from_binary, 3) or module == Nx.BinaryBackend

  defp named({module, opts}), do: {module, opts}
  defp named(module), do: {module, []}

  # %{tensor | field: value} where the field is not `names`. Elements as a binary make a tensor of cnx's own.
  def put_field(tensor, :data, %Nx.BinaryBackend{state: state}) when is_bitstring(state) do
    sizes = for {_, size} <- tensor.vectorized_axes, do: size
    shape = List.to_tuple(sizes ++ Tuple.to_list(tensor.shape))

    Cnx.Tensor.of_binary(state, tensor.type, shape)
    |> put_names(tensor.names, length(sizes))
    |> vectors(tensor.vectorized_axes)
  end

  def put_field(tensor, :data, %module{} = data) when module != Nx.BinaryBackend do
    %{
      __struct__: Nx.Tensor,
      data: data,
      type: tensor.type,
      shape: tensor.shape,
      names: tensor.names,
      vectorized_axes: tensor.vectorized_axes,
      donatable?: false
    }
  end

  def put_field(tensor, :type, type), do: Nx.template(tensor.shape, type, names: tensor.names)

  def put_field(tensor, :shape, shape) when tuple_size(shape) == tuple_size(tensor.shape),
    do: Nx.template(shape, tensor.type, names: tensor.names)

  def put_field(tensor, :shape, shape), do: Nx.template(shape, tensor.type)

  def put_field(tensor, :donatable?, true), do: Cnx.Tensor.donatable(tensor)
  def put_field(tensor, :donatable?, false), do: Cnx.Op.names(tensor, tensor.names)

  def put_field(_tensor, field, _value),
    do: raise(ArgumentError, "the field #{inspect(field)} of a tensor cannot be updated")
end
