# Nx.Defn.Flow - branches and loops of definitions; the compiler of defn (codegen_defn.c) makes these
# calls, with the parts as functions that are traced into regions of the graph.
defmodule Nx.Defn.Flow do
  alias Cnx.Container

  # `clauses` are {predicate, branch}; each branch is traced into a region of its own. Then all results
  # are brought to one type and one shape at the regions' ends.
  def __cond__(clauses, otherwise) do
    case Enum.drop_while(clauses, fn {test, _} -> test in [false, nil] end) do
      [] -> otherwise.()
      [{true, body} | _] -> body.()
      undecided -> branches(undecided, otherwise)
    end
  end

  defp branches(clauses, otherwise) do
    predicates = Enum.map(clauses, fn {test, _} -> predicate(test) end)
    bodies = Enum.map(clauses, fn {_, body} -> body end)
    traced = Enum.map(bodies ++ [fn -> otherwise.() || 0 end], &branch/1)
    [{template, _, _} | _] = traced
    check_branches(Enum.map(traced, fn {template, _, _} -> Container.shape(template) end))
    types = merged_types(Enum.map(traced, fn {_, tensors, _} -> Enum.map(tensors, &type/1) end))

    regions =
      Enum.map(traced, fn {_, tensors, region} ->
        Cnx.Trace.resume(region)
        Cnx.Trace.finish(Enum.zip_with(tensors, types, &conform/2))
      end)

    outputs = Cnx.Trace.cond(predicates, regions)
    {result, []} = Container.rebuild_with(template, Enum.zip_with(outputs, types, &named/2))
    result
  end

  defp branch(body) do
    Cnx.Trace.region()
    {template, tensors} = Container.flatten_result(body.())
    {template, tensors, Cnx.Trace.suspend()}
  end

  defp type(tensor), do: {Nx.type(tensor), Nx.shape(tensor), Nx.names(tensor)}

  defp check_branches([first | rest]) do
    for other <- rest, other != first do
      raise CompileError,
        description:
          "cond/if expects all branches to return compatible tensor types.\n\n" <>
            "got #{inspect(first)} and #{inspect(other)}"
    end
  end

  defp merged_types([first | rest]) do
    Enum.reduce(rest, first, fn types, merged ->
      Enum.zip_with(merged, types, fn {t1, s1, n1}, {t2, s2, n2} ->
        {shape, names} = Nx.Shape.binary_broadcast(s2, n2, s1, n1)
        {Nx.Type.merge(t1, t2), shape, names}
      end)
    end)
  end

  defp conform(tensor, {type, shape, _names}) do
    tensor = if Nx.type(tensor) == type, do: tensor, else: Nx.as_type(tensor, type)
    if Nx.shape(tensor) == shape, do: tensor, else: Nx.broadcast(tensor, shape)
  end

  defp named(tensor, {_type, _shape, names}), do: Cnx.Op.names(tensor, names)

  defp predicate(test) do
    test = Nx.to_tensor(if is_boolean(test), do: if(test, do: 1, else: 0), else: test)

    unless Nx.shape(test) == {} do
      raise CompileError,
        description:
          "condition must be a scalar tensor, got: #{inspect(test)}, " <>
            "consider using Nx.all/1 or Nx.any/1 to obtain a scalar predicate from tensor"
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
    {result, []} = Container.rebuild_with(template, named)
    result
  end

  defp loop_region(template, tensors, fun) do
    Cnx.Trace.region()
    {state, []} = Container.rebuild(template, Enum.map(tensors, &Cnx.Trace.parameter/1))
    Cnx.Trace.finish(fun.(state))
  end

  defp check_state(template, tensors, next, values) do
    same =
      Container.shape(template) == Container.shape(next) and
        Enum.all?(Enum.zip(tensors, values), fn {a, b} ->
          Nx.type(a) == Nx.type(b) and Nx.shape(a) == Nx.shape(b)
        end)

    unless same do
      raise CompileError,
        description:
          "the do-block in while must return tensors with the same shape, type, and names as the initial arguments."
    end
  end

  # The function is traced at once, on a parameter that stands for the cotangent of the value.
  def __custom_grad__(expr, inputs, fun) do
    if Cnx.Trace.active?(), do: custom(Nx.to_tensor(expr), Enum.map(inputs, &Nx.to_tensor/1), fun), else: expr
  end

  defp custom(value, inputs, fun) do
    like = Nx.as_type(value, cotangent_type(value.type))
    depth = Cnx.Trace.depth()
    Cnx.Trace.region()

    try do
      cotangents = fun.(Cnx.Trace.parameter(like))

      unless is_list(cotangents) and Enum.all?(cotangents, &(is_struct(&1, Nx.Tensor) or is_number(&1))) do
        raise "custom_grad/3 must return a list of tensors that map directly to the inputs"
      end

      used = Enum.zip_with(inputs, cotangents, fn x, dx -> {x, cotangent(Nx.to_tensor(dx), x)} end)
      region = Cnx.Trace.finish(Enum.map(used, fn {_, dx} -> dx end))
      Cnx.Trace.custom_grad(value, Enum.map(used, fn {x, _} -> x end), region)
    rescue
      e ->
        Cnx.Trace.abort(depth)
        reraise e, __STACKTRACE__
    end
  end

  defp cotangent_type({:c, _} = type), do: type
  defp cotangent_type(type), do: Nx.Type.merge(Nx.Type.to_floating(type), {:f, 32})

  # As large as its input.
  defp cotangent(dx, x) do
    {dx, x} = {plain(dx), plain(x)}
    dx = if Nx.Type.integer?(dx.type), do: Nx.as_type(dx, {:f, 32}), else: dx

    cond do
      dx.shape == x.shape ->
        dx

      dx.shape == {} ->
        Nx.broadcast(dx, x.shape)

      true ->
        raise ArgumentError,
              "custom_grad/3 expects a gradient of the shape of its input #{inspect(x.shape)}, " <>
                "got #{inspect(dx.shape)}"
    end
  end

  defp plain(%{vectorized_axes: []} = tensor), do: tensor
  defp plain(tensor), do: Cnx.Tensor.devectorize(tensor)

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

  defp generator(%Nx.Tensor{shape: {}}),
    do: raise(CompileError, description: "cannot have a scalar tensor as generator")

  defp generator(%Nx.Tensor{} = tensor), do: {Nx.axis_size(tensor, 0), fn i -> Nx.take(tensor, i) end}

  defp generator(other) do
    raise CompileError,
      description: "generators in while expect a range or a tensor, got: #{inspect(other)}"
  end
end
