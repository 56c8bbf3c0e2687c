# Nx.Defn.Expr - what a traced tensor is: %Nx.Tensor{data: %Nx.Defn.Expr{id, op, args}}.
#
# The graph is the record; an expression is Nx's view of one of its nodes, made when it is asked for.
# Operations have Nx's names and arguments.
defmodule Nx.Defn.Expr do
  alias Nx.Defn.Composite

  defstruct [:id, :op, :args, :context]

  # The tensor as an expression of what is being traced.
  def tensor(%Nx.Tensor{} = tensor), do: Cnx.Expr.of(tensor)
  def tensor(number) when is_number(number), do: tensor(Nx.to_tensor(number))
  def tensor(%Complex{} = number), do: tensor(Nx.to_tensor(number))

  def tensor(other) do
    raise ArgumentError,
          "unable to build tensor expression, expected a tensor or a number, got: #{inspect(other)}"
  end

  # A parameter of this position that belongs to no definition. The context means nothing here.
  def parameter(%Nx.Tensor{} = tensor, position), do: parameter(tensor, nil, position)

  def parameter(%Nx.Tensor{} = tensor, _context, position)
      when is_integer(position) and position >= 0 do
    x = Cnx.Expr.parameter(Nx.to_template(tensor))
    Cnx.Expr.note(x, :parameter, [position])
  end

  def parameter(context, type, shape, position),
    do: parameter(Nx.template(shape, type), context, position)

  # A number of the tensor's type and shape.
  def constant(%Nx.Tensor{} = like, number, _options) do
    x = tensor(Cnx.Op.constant(number, like.type, like.shape))
    Cnx.Op.names(x, like.names)
  end

  # The tensors as expressions of an operation that changes nothing and carries a map, which may have
  # tensors in it, to whoever looks at the expression.
  def metadata(container, metadata) when is_map(metadata),
    do: marked(container, :metadata, metadata)

  def stop_grad(container),
    do: marked(container, :stop_grad, %{stop_grad: true, inspect: :stop_grad})

  # A tuple is marked as one: each of its tensors is an element of what carries the map.
  defp marked(tuple, op, metadata) when is_tuple(tuple) do
    if tuple != {} and Enum.all?(Tuple.to_list(tuple), &(is_number(&1) or tensor?(&1))),
      do: marked_tuple(tuple, op, metadata),
      else: marked_each(tuple, op, metadata)
  end

  defp marked(container, op, metadata), do: marked_each(container, op, metadata)

  defp tensor?(value), do: is_struct(value, Nx.Tensor) or is_struct(value, Complex)

  defp marked_tuple(tuple, op, metadata) do
    tensors = tuple |> Tuple.to_list() |> Enum.map(&tensor/1)
    plain = tensors |> Enum.map(&Nx.devectorize/1) |> List.to_tuple()
    [first | _] = marked = Enum.map(tensors, &mark(&1, op))
    {_, id, _, _, _, _, _} = Cnx.Expr.node(first)

    marked
    |> Enum.with_index(&Cnx.Expr.note(&1, :part, [&2, {:tuple, id}, plain, metadata]))
    |> List.to_tuple()
  end

  defp marked_each(container, op, metadata) do
    Composite.traverse(container, fn tensor ->
      x = tensor(tensor)
      Cnx.Expr.note(mark(x, op), :metadata, [x, metadata])
    end)
  end

  defp mark(x, op), do: Cnx.Op.names(Cnx.Op.map(op, [x]), x.names)

  # The expression of a traced tensor: what `tensor.data` is.
  def of(tensor) do
    {op, id, results, operands, attributes, regions, note} = Cnx.Expr.node(tensor)

    case note do
      {:by, [name, options]} ->
        by(name, options, tensor, view(op, id, results, operands, attributes, regions, tensor))

      {:part, [at, whole, tuple, metadata]} ->
        %__MODULE__{id: id, op: :elem, args: [whole(whole, tuple, metadata), at]}

      {op, args} ->
        %__MODULE__{id: id, op: op, args: args}

      nil ->
        view(op, id, results, operands, attributes, regions, tensor)
    end
  end

  # The tuple that carries metadata, which is no node.
  defp whole(id, tuple, metadata) do
    expr = %__MODULE__{id: id, op: :metadata, args: [tuple, metadata]}
    %{Nx.template({}, {:u, 8}) | data: expr, type: {:tuple, tuple_size(tuple)}}
  end

  defp view(:constant, _id, _, [], number, [], t),
    do: %__MODULE__{id: {number, t.type, t.shape}, op: :constant, args: [number]}

  defp view(:tensor, id, _, [], value, [], _), do: %__MODULE__{id: id, op: :tensor, args: [value]}

  defp view(:cond, id, _, operands, _, regions, _) do
    bodies = Enum.map(regions, fn {_, results} -> composite(results) end)
    {bodies, [last]} = Enum.split(bodies, -1)
    %__MODULE__{id: id, op: :cond, args: [Enum.zip(operands, bodies), last]}
  end

  defp view(:while, id, count, operands, _, [{_, [condition]}, {params, results}], _) do
    initial = Enum.take(operands, count)
    args = [composite(initial), composite(params), condition, composite(results)]
    %__MODULE__{id: id, op: :while, args: args}
  end

  defp view(op, id, _, operands, attributes, regions, _) do
    {op, args} = Cnx.Call.of(op, operands, attributes, regions)
    %__MODULE__{id: id, op: op, args: args}
  end

  # The operation whose last argument is the function of this name, before it these options if any.
  defp by({_, _, _} = name, options, tensor, %{args: args} = expr) do
    {args, [fun]} = Enum.split(args, -1)
    args = if options, do: Enum.drop(args, -1) ++ [options], else: args
    [params, body, _] = fun.data.args
    fun = %{fun | data: %{fun.data | id: {expr.id, :fun}, args: [params, body, name]}}
    %{expr | args: args ++ [%{fun | type: tensor.type}]}
  end

  defp composite([one]), do: one
  defp composite(several), do: List.to_tuple(several)

  # --- inspect ---

  # The lines under a tensor's type: parameters first, then operations, each with its type in a column
  # of its own. `limit` is how many to show.
  def lines(tensor, limit) do
    case Cnx.Expr.constant(tensor) || of(tensor) do
      %__MODULE__{op: :constant, args: [number]} -> number(number)
      %__MODULE__{} -> table(tensor, limit)
      number -> number(number)
    end
  end

  defp table(tensor, limit) do
    {_, state} = show(tensor, %{names: %{}, params: [], exprs: [], limit: limit})
    lines = Enum.reverse(state.params) ++ Enum.reverse(state.exprs)
    width = lines |> Enum.map(fn {line, _} -> byte_size(line) end) |> Enum.max(fn -> 0 end)

    Enum.map_join(lines, "\n", fn {line, type} ->
      line <> String.duplicate(" ", width - byte_size(line) + 3) <> type
    end)
  end

  # {the text that stands for a term in an argument, state}; expressions get a line and a letter.
  defp show(%Nx.Tensor{} = tensor, state) do
    case of_any(tensor) do
      %{op: :constant, args: [number]} ->
        {number(number), state}

      %{op: :fun, args: [_, _, {module, name, arity}]} ->
        {"&" <> function_name(module, name, arity), state}

      expr ->
        named(expr, tensor, state)
    end
  end

  defp show(tuple, state) when is_tuple(tuple) do
    {items, state} = Enum.map_reduce(Tuple.to_list(tuple), state, &show/2)
    {"{" <> Enum.join(items, ", ") <> "}", state}
  end

  defp show(list, state) when is_list(list) do
    if list != [] and Keyword.keyword?(list) do
      {Enum.map_join(list, ", ", fn {key, value} ->
         Macro.inspect_atom(:key, key) <> " " <> inspect(value)
       end), state}
    else
      {items, state} = Enum.map_reduce(list, state, &show/2)
      {"[" <> Enum.join(items, ", ") <> "]", state}
    end
  end

  defp show(term, state), do: {inspect(term), state}

  defp function_name(nil, :fn, arity), do: "anonymous fn/#{arity}"
  defp function_name(module, :fn, arity), do: "anonymous fn/#{arity} in #{inspect(module)}"
  defp function_name(module, name, arity), do: Exception.format_mfa(module, name, arity)

  defp of_any(%Nx.Tensor{data: %__MODULE__{op: :fun} = fun}), do: fun
  defp of_any(%Nx.Tensor{type: {:tuple, _}, data: whole}), do: whole
  # Metadata shows what it says itself to show, else nothing.
  defp of_any(tensor) do
    case of(Cnx.Expr.of(tensor)) do
      %{op: :metadata, args: [x, metadata]} when not is_map_key(metadata, :inspect) -> of_any(x)
      expr -> expr
    end
  end

  defp named(%{id: id} = expr, tensor, state) do
    case state do
      %{names: %{^id => name}} ->
        {name, state}

      %{limit: limit} when limit == 0 ->
        {_, state} = remember(id, %{state | limit: -1, params: [{"...", ""} | state.params]})
        {letter(map_size(state.names) - 1), state}

      %{limit: limit} when is_integer(limit) and limit < 0 ->
        remember(id, state)

      _ ->
        fewer = if is_integer(state.limit), do: state.limit - 1, else: state.limit
        line(expr, tensor, %{state | limit: fewer})
    end
  end

  defp remember(id, state) do
    name = letter(map_size(state.names))
    {name, %{state | names: Map.put(state.names, id, name)}}
  end

  defp line(%{op: :parameter, args: [at]} = expr, tensor, state) do
    {name, state} = remember(expr.id, state)
    {name, %{state | params: [{"parameter #{name}:#{at}", type(tensor)} | state.params]}}
  end

  defp line(%{op: :tensor} = expr, tensor, state) do
    {name, state} = remember(expr.id, state)
    {name, %{state | params: [{"tensor #{name}", type(tensor)} | state.params]}}
  end

  defp line(expr, tensor, state) do
    {args, state} = arguments(expr.op, expr.args, state)
    {name, state} = remember(expr.id, state)
    text = "#{name} = #{expr.op} " <> Enum.join(args, ", ")
    {name, %{state | exprs: [{text, type(tensor)} | state.exprs]}}
  end

  defp arguments(:cond, [clauses, last], state) do
    Enum.map_reduce(clauses ++ [{true, last}], state, fn {test, body}, state ->
      {test, state} = show(test, state)
      {body, state} = show(body, state)
      {test <> " -> " <> body, state}
    end)
  end

  defp arguments(:while, [initial | _], state), do: Enum.map_reduce([initial], state, &show/2)

  defp arguments(:metadata, [tensor, %{inspect: shown}], state),
    do: Enum.map_reduce([tensor, shown], state, &show/2)

  defp arguments(:block, [struct, inputs | _], state) do
    {inputs, state} = Enum.map_reduce(inputs, state, &show/2)
    {[inspect(struct) | inputs], state}
  end

  defp arguments(_op, args, state), do: Enum.map_reduce(args, state, &show/2)

  defp number(%Complex{} = number), do: Complex.to_string(number)
  defp number(number) when is_number(number), do: to_string(number)
  defp number(:nan), do: "NaN"
  defp number(:infinity), do: "Inf"
  defp number(:neg_infinity), do: "-Inf"

  defp letter(n) when n >= 26, do: letter(div(n, 26)) <> letter(rem(n, 26))
  defp letter(n), do: <<?a + n>>

  defp type(%Nx.Tensor{type: {:tuple, size}}), do: "tuple#{size}"

  defp type(tensor) do
    case Cnx.Expr.node(Cnx.Expr.of(tensor)) do
      {_, _, results, _, _, _, _} when results > 1 ->
        "tuple#{results}"

      _ ->
        plain = Cnx.Tensor.devectorize(tensor)
        Nx.Type.to_string(plain.type) <> Enum.map_join(Tuple.to_list(plain.shape), &"[#{&1}]")
    end
  end

  # --- another expression of the same kind ---

  # The operation on other arguments, traced anew; the result has the tensor's names.
  def rebuild(%Nx.Tensor{type: {:tuple, _}}, :metadata, [tuple, %{stop_grad: true}]),
    do: stop_grad(tuple)

  def rebuild(%Nx.Tensor{type: {:tuple, _}}, :metadata, [tuple, metadata]),
    do: metadata(tuple, metadata)

  def rebuild(tensor, op, args) do
    Cnx.Call.apply(op, args, tensor) |> Composite.traverse(&Cnx.Op.names(&1, tensor.names))
  end
end
