# Nx.Defn.Kernel - what names and operators mean inside defn.
#
# On numbers they are Kernel's; as soon as a tensor takes part they are Nx's.
defmodule Nx.Defn.Kernel do
  alias Cnx.Container

  # --- arithmetic ---

  def +x when is_number(x), do: x
  def +x, do: Nx.to_tensor(x)
  def -x when is_number(x), do: Kernel.-(x)
  def -x, do: Nx.negate(x)

  def left + right when is_number(left) and is_number(right), do: Kernel.+(left, right)
  def left + right, do: Nx.add(left, right)
  def left - right when is_number(left) and is_number(right), do: Kernel.-(left, right)
  def left - right, do: Nx.subtract(left, right)
  def left * right when is_number(left) and is_number(right), do: Kernel.*(left, right)
  def left * right, do: Nx.multiply(left, right)
  def left / right when is_number(left) and is_number(right), do: Kernel./(left, right)
  def left / right, do: Nx.divide(left, right)
  def left ** right when is_number(left) and is_number(right), do: Kernel.**(left, right)
  def left ** right, do: Nx.pow(left, right)

  def div(left, right) when is_integer(left) and is_integer(right), do: Kernel.div(left, right)
  def div(left, right), do: Nx.quotient(left, right)
  def rem(left, right) when is_integer(left) and is_integer(right), do: Kernel.rem(left, right)
  def rem(left, right), do: Nx.remainder(left, right)
  def max(left, right) when is_number(left) and is_number(right), do: Kernel.max(left, right)
  def max(left, right), do: Nx.max(left, right)
  def min(left, right) when is_number(left) and is_number(right), do: Kernel.min(left, right)
  def min(left, right), do: Nx.min(left, right)

  # --- comparison and logic: 1 or 0 ---

  def left == right when is_atom(left) and is_atom(right), do: Kernel.==(left, right)
  def left == right when is_number(left) and is_number(right), do: to_u8(Kernel.==(left, right))
  def left == right, do: Nx.equal(left, right)
  def left != right when is_atom(left) and is_atom(right), do: Kernel.!=(left, right)
  def left != right when is_number(left) and is_number(right), do: to_u8(Kernel.!=(left, right))
  def left != right, do: Nx.not_equal(left, right)
  def left < right when is_number(left) and is_number(right), do: to_u8(Kernel.<(left, right))
  def left < right, do: Nx.less(left, right)
  def left > right when is_number(left) and is_number(right), do: to_u8(Kernel.>(left, right))
  def left > right, do: Nx.greater(left, right)
  def left <= right when is_number(left) and is_number(right), do: to_u8(Kernel.<=(left, right))
  def left <= right, do: Nx.less_equal(left, right)
  def left >= right when is_number(left) and is_number(right), do: to_u8(Kernel.>=(left, right))
  def left >= right, do: Nx.greater_equal(left, right)

  def left and right when is_boolean(left) and is_boolean(right), do: Kernel.apply(:erlang, :and, [left, right])
  def left and right, do: Nx.logical_and(number(left), number(right))
  def left or right when is_boolean(left) and is_boolean(right), do: Kernel.apply(:erlang, :or, [left, right])
  def left or right, do: Nx.logical_or(number(left), number(right))
  def not value when is_boolean(value), do: Kernel.not(value)
  def not value, do: Nx.logical_not(value)

  defp to_u8(true), do: 1
  defp to_u8(false), do: 0

  defp number(true), do: 1
  defp number(false), do: 0
  defp number(x), do: x

  # --- bits ---

  def left &&& right when is_integer(left) and is_integer(right), do: Bitwise.band(left, right)
  def left &&& right, do: Nx.bitwise_and(left, right)
  def left ||| right when is_integer(left) and is_integer(right), do: Bitwise.bor(left, right)
  def left ||| right, do: Nx.bitwise_or(left, right)
  def left ^^^ right when is_integer(left) and is_integer(right), do: Bitwise.bxor(left, right)
  def left ^^^ right, do: Nx.bitwise_xor(left, right)
  def left <<< right when is_integer(left) and is_integer(right), do: Bitwise.bsl(left, right)
  def left <<< right, do: Nx.left_shift(left, right)
  def left >>> right when is_integer(left) and is_integer(right), do: Bitwise.bsr(left, right)
  def left >>> right, do: Nx.right_shift(left, right)
  def ~~~value when is_integer(value), do: Bitwise.bnot(value)
  def ~~~value, do: Nx.bitwise_not(value)

  # --- structure ---

  def elem(tuple, index), do: Kernel.elem(tuple, index)
  def tap(value, fun), do: Kernel.tap(value, fun)
  def then(value, fun), do: fun.(value)

  def keyword!(keyword, values), do: Keyword.validate!(keyword, values)

  def assert_keys(map, keys) do
    for key <- keys, not Map.has_key?(map, key) do
      raise ArgumentError, "expected key #{inspect(key)} in #{inspect(map)}"
    end

    map
  end

  def stop_grad(container), do: Container.map(container, &Cnx.Op.map(:stop_grad, [&1]))

  def grad(vars, fun), do: Nx.Defn.grad(vars, fun)
  def grad(fun), do: Nx.Defn.grad(fun)
  def value_and_grad(fun), do: Nx.Defn.value_and_grad(fun)
  def value_and_grad(vars, fun), do: Nx.Defn.value_and_grad(vars, fun)
  def value_and_grad(vars, fun, transform), do: Nx.Defn.value_and_grad(vars, fun, transform)

  # --- branches and loops; codegen_defn.c makes these calls ---

  # `clauses` are {predicate, branch}; each branch is traced into a region of its own. Results are
  # merged to one type and broadcast to one shape first.
  def __cond__(clauses, otherwise) do
    case Enum.drop_while(clauses, fn {test, _} -> Kernel.or(test === false, test === nil) end) do
      [] -> otherwise.()
      [{true, body} | _] -> body.()
      undecided -> branches(undecided, otherwise)
    end
  end

  defp branches(clauses, otherwise) do
    predicates = Enum.map(clauses, fn {test, _} -> predicate(test) end)
    bodies = Enum.map(clauses, fn {_, body} -> body end) ++ [otherwise]
    # A first trace tells the results' types; its graphs are dropped.
    results = Enum.map(bodies, &probe/1)
    [{template, _} | _] = results
    check_branches(results)
    types = merged_types(Enum.map(results, fn {_, tensors} -> tensors end))

    regions =
      Enum.map(bodies, fn body ->
        Cnx.Trace.region()
        {_, tensors} = Container.flatten_result(body.())
        Cnx.Trace.finish(Enum.zip_with(tensors, types, &conform/2))
      end)

    outputs = Enum.zip_with(Cnx.Trace.cond(predicates, regions), types, &named/2)
    {result, []} = Container.rebuild(template, outputs)
    result
  end

  defp probe(body) do
    depth = Cnx.Trace.depth()
    Cnx.Trace.region()
    {template, tensors} = Container.flatten_result(body.())
    types = Enum.map(tensors, &{Nx.type(&1), Nx.shape(&1), Nx.names(&1)})
    Cnx.Trace.abort(depth)
    {Container.shape(template), types} |> then(fn {shape, types} -> {shape, types} end)
  end

  defp check_branches([{first, _} | rest]) do
    for {other, _} <- rest, other != first do
      raise ArgumentError,
            "cond/if expects all branches to return compatible tensor types.\n\n" <>
              "got #{inspect(first)} and #{inspect(other)}"
    end
  end

  defp merged_types([first | rest]) do
    Enum.reduce(rest, first, fn types, merged ->
      Enum.zip_with(merged, types, fn {t1, s1, n1}, {t2, s2, n2} ->
        {shape, names} = Nx.Shape.binary_broadcast(s1, n1, s2, n2)
        {Nx.Type.merge(t1, t2), shape, names}
      end)
    end)
  end

  defp conform(tensor, {type, shape, _names}) do
    tensor = if Nx.type(tensor) === type, do: tensor, else: Nx.as_type(tensor, type)
    if Nx.shape(tensor) === shape, do: tensor, else: Nx.broadcast(tensor, shape)
  end

  defp named(tensor, {_type, _shape, names}), do: Cnx.Op.names(tensor, names)

  defp predicate(test) do
    test = Nx.to_tensor(number(test))

    unless Nx.shape(test) === {} do
      raise ArgumentError, "condition must be a scalar tensor, got: #{inspect(test)}, consider using Nx.all/1 or Nx.any/1"
    end

    test
  end

  # The body is traced once; the state keeps its types from step to step.
  def __while__(initial, condition, body) do
    {template, tensors} = Container.flatten_result(initial)
    tensors = Enum.map(tensors, &Nx.to_tensor/1)
    test = loop_region(template, tensors, fn state -> [predicate(condition.(state))] end)

    step =
      loop_region(template, tensors, fn state ->
        {next, values} = Container.flatten_result(body.(state))
        check_state(template, tensors, next, values)
        values
      end)

    outputs = Cnx.Trace.while(tensors, test, step)
    named = Enum.zip_with(outputs, tensors, fn out, t -> Cnx.Op.names(out, Nx.names(t)) end)
    {result, []} = Container.rebuild(template, named)
    result
  end

  defp loop_region(template, tensors, fun) do
    Cnx.Trace.region()
    {state, []} = Container.rebuild(template, Enum.map(tensors, &Cnx.Trace.parameter/1))
    Cnx.Trace.finish(fun.(state))
  end

  defp check_state(template, tensors, next, values) do
    same =
      Kernel.and(
        Container.shape(template) === Container.shape(next),
        Enum.all?(Enum.zip(tensors, values), fn {a, b} ->
          Kernel.and(Nx.type(a) === Nx.type(b), Nx.shape(a) === Nx.shape(b))
        end)
      )

    unless same do
      raise ArgumentError,
            "the do-block in while must return tensors with the same shape, type, and names as the initial arguments"
    end
  end

  # `while acc, x <- tensor_or_range do`: a loop over an index.
  def __each__(initial, source, body, _opts) do
    {count, item} = generator(source)

    {_, result} =
      __while__({0, initial}, fn {i, _} -> Nx.less(i, count) end, fn {i, acc} ->
        {Nx.add(i, 1), body.(item.(i), acc)}
      end)

    result
  end

  defp generator(%{__struct__: Range, first: first, step: step} = range),
    do: {Enum.count(range), fn i -> Nx.add(Nx.multiply(i, step), first) end}

  defp generator(tensor), do: {Nx.axis_size(tensor, 0), fn i -> Nx.take(tensor, i) end}
end
