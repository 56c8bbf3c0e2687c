# Nx.Defn.Flow - branches, loops and calls of definitions; the compiler of defn (codegen_defn.c) makes
# these calls, with the parts as functions that are traced into regions of the graph.
defmodule Nx.Defn.Flow do
  alias Cnx.Container
  alias Nx.Defn.{Composite, TemplateDiff}

  # --- calls and case ---

  # Module.name(args) where the compiler cannot tell whether definitions may call it.
  def __remote__(module, name, args) do
    arity = length(args)

    if not Cnx.Module.numeric?(module, name, arity) and function_exported?(module, name, arity) do
      hint =
        if module == IO do
          ". To print the runtime value of a tensor, use print_value/2. " <>
            "To print the tensor expression, use print_expr/2"
        else
          ""
        end

      raise "cannot invoke #{inspect(module)}.#{Macro.inspect_atom(:remote_call, name)}/#{arity} inside defn because it " <>
              "was not defined with defn" <> hint
    end

    apply(module, name, args)
  end

  # The subject of a case, which is decided while tracing.
  def __case__(subject) when is_tuple(subject) do
    Enum.each(Tuple.to_list(subject), &__case__/1)
    subject
  end

  def __case__(subject) when is_number(subject) or is_atom(subject) or is_struct(subject),
    do: subject

  def __case__(subject) do
    raise ArgumentError, """
    only tuples, atoms, numbers, and structs are allowed as arguments to case/2 inside defn.
    Got: #{inspect(subject)}

    A deftransform can look into anything else
    """
  end

  # --- cond ---

  # `clauses` are {predicate, branch}. A predicate that is known decides now; the other branches are
  # traced, each into a region of its own, and brought to one type and one shape at the regions' ends.
  def __cond__(clauses) do
    clauses = Enum.map(clauses, fn {test, body} -> {predicate(test, "cond"), body} end)

    case Enum.reject(clauses, fn {test, _} -> Cnx.Expr.constant(test) == 0 end) do
      [{test, body} | rest] ->
        if certain?(test), do: body.(), else: undecided([{test, body} | rest])

      [] ->
        never_true()
    end
  end

  defp certain?(test), do: Cnx.Expr.constant(test) not in [nil, 0]

  defp undecided(clauses) do
    {others, [{last, otherwise}]} = Enum.split(clauses, -1)
    if certain?(last), do: branches(others, otherwise), else: never_true()
  end

  defp never_true() do
    compile_error("cond/if expects at least one branch to always evaluate to true")
  end

  # A predicate with vectorized axes: each lane takes its own value from the two sides, and a side that
  # no lane takes is not computed.
  defp branches([], otherwise), do: otherwise.()

  defp branches(clauses, otherwise) do
    case Enum.split_while(clauses, fn {test, _} -> test.vectorized_axes == [] end) do
      {_, []} ->
        regions(clauses, otherwise)

      {plain, [{test, body} | rest]} ->
        lanes = fn ->
          flat = Nx.devectorize(test)
          taken = regions([{Nx.any(flat), body}], {:zeros, 1})
          left = regions([{Nx.all(flat), {:zeros, 1}}], fn -> branches(rest, otherwise) end)
          check_branches([taken, left])
          right = Composite.flatten_list([left])

          {result, []} =
            Composite.traverse(taken, right, fn a, [b | right] ->
              {Nx.select(test, a, b), right}
            end)

          result
        end

        branches(plain, lanes)
    end
  end

  # Branches are functions; {:zeros, n} has the form of branch n, counted from 0, or of the other one.
  defp regions(clauses, otherwise) do
    predicates = Enum.map(clauses, fn {test, _} -> test end)
    bodies = Enum.map(clauses, fn {_, body} -> body end) ++ [otherwise]
    traced = Enum.map(bodies, fn body -> if is_function(body), do: branch(body) end)
    values = for {value, _} <- traced, do: value
    check_branches(values)
    Composite.flatten_list(values)
    [{form, _} | _] = Enum.reject(traced, &is_nil/1)
    all = Enum.map(traced, fn traced -> traced && Composite.flatten_list([elem(traced, 0)]) end)
    [_ | _] = known = Enum.reject([List.last(all) | Enum.drop(all, -1)], &is_nil/1)
    types = Enum.zip_with(known, &merged_type/1)

    regions =
      Enum.zip_with(traced, all, fn
        nil, nil ->
          Cnx.Trace.region()
          Cnx.Trace.finish(Enum.map(types, &conform(0, &1)))

        {_, region}, values ->
          Cnx.Trace.resume(region)
          Cnx.Trace.finish(Enum.zip_with(values, types, &conform/2))
      end)

    outputs = Cnx.Trace.cond(predicates, regions)

    {result, []} =
      Composite.traverse(form, Enum.zip_with(outputs, types, &dress/2), fn _, [t | rest] ->
        {t, rest}
      end)

    result
  end

  defp branch(body) do
    Cnx.Trace.region()
    value = body.()
    {value, Cnx.Trace.suspend()}
  end

  defp check_branches([first | rest]) do
    any = fn _, _ -> true end

    for {other, index} <- Enum.with_index(rest, 1) do
      unless same_form?(first, other) do
        compile_error("""
        cond/if expects all branches to return compatible tensor types.

        #{TemplateDiff.build_and_inspect(first, other, "First Branch (expected)", "Branch #{index}", any)}
        """)
      end
    end
  end

  # What is no container, like an atom, is one only with itself.
  defp same_form?(first, other) when is_atom(first) or is_atom(other), do: first == other

  defp same_form?(first, other), do: Composite.compatible?(first, other, fn _, _ -> true end)

  # {type, shape, names, vectorized axes} that one value of all branches has.
  defp merged_type([first | rest]) do
    tensors = Enum.map([first | rest], &Nx.to_tensor/1)
    axes = Enum.flat_map(tensors, & &1.vectorized_axes) |> widest_axes()
    type = Enum.reduce(rest, number_or_type(first), &merge_types(&2, number_or_type(&1)))

    {shape, names} =
      Enum.reduce(tl(tensors), {hd(tensors).shape, hd(tensors).names}, fn t, {shape, names} ->
        Nx.Shape.binary_broadcast(shape, names, t.shape, t.names)
      end)

    type = if is_tuple(type), do: type, else: Nx.type(type)
    {type, shape, names, axes}
  end

  defp number_or_type(%Nx.Tensor{type: type}), do: type
  defp number_or_type(number), do: number

  # A number adapts to the type of the others.
  defp merge_types(a, b) when is_tuple(a) and is_tuple(b), do: Nx.Type.merge(a, b)
  defp merge_types(a, number) when is_tuple(a), do: Nx.Type.merge_number(a, number)
  defp merge_types(number, b) when is_tuple(b), do: Nx.Type.merge_number(b, number)
  defp merge_types(a, b), do: Nx.Type.merge(Nx.type(a), Nx.type(b))

  # Axes of size 1 take the size that another branch has for their name.
  defp widest_axes(axes) do
    for name <- axes |> Keyword.keys() |> Enum.uniq(),
        do: {name, axes |> Keyword.get_values(name) |> Enum.max()}
  end

  defp conform(value, {type, shape, _names, axes}) do
    tensor = typed(value, type)
    keys = Keyword.keys(tensor.vectorized_axes)

    cond do
      axes == [] ->
        if Nx.shape(tensor) == shape, do: tensor, else: Nx.broadcast(tensor, shape)

      keys == Enum.filter(Keyword.keys(axes), &(&1 in keys)) ->
        spread(tensor, shape, axes)

      true ->
        tensor |> spread_vectors(axes) |> Nx.broadcast(shape) |> Cnx.Tensor.devectorize()
    end
  end

  # A number has the digits of the type that it ends in.
  defp typed(number, type) when is_number(number) or is_struct(number, Complex),
    do: Nx.tensor(number, type: type)

  defp typed(value, type) do
    tensor = Nx.to_tensor(value)
    if Nx.type(tensor) == type, do: tensor, else: Nx.as_type(tensor, type)
  end

  # The tensor, whose vectorized axes have the order of `axes`, with all of them in front and this shape.
  defp spread(tensor, shape, axes) do
    own = tensor.vectorized_axes
    ones = List.duplicate(1, tuple_size(shape) - Nx.rank(tensor))
    vectors = for {name, _} <- axes, do: Keyword.get(own, name, 1)
    aligned = List.to_tuple(vectors ++ ones ++ Tuple.to_list(Nx.shape(tensor)))
    full = List.to_tuple(Keyword.values(axes) ++ Tuple.to_list(shape))
    plain = tensor |> Nx.devectorize(keep_names: false) |> Nx.reshape(aligned)
    if full == aligned, do: plain, else: Nx.broadcast(plain, full)
  end

  # The tensor with all of these vectorized axes, in this order.
  defp spread_vectors(tensor, axes) do
    {names, sizes} = Enum.unzip(axes)
    like = Nx.broadcast(0, List.to_tuple(sizes)) |> Nx.vectorize(names)
    [_, tensor] = Nx.broadcast_vectors([like, tensor])
    tensor
  end

  defp dress(tensor, {_type, _shape, names, []}), do: Cnx.Op.names(tensor, names)

  defp dress(tensor, {_type, _shape, names, axes}) do
    vectors = Keyword.keys(axes)
    Cnx.Op.names(tensor, vectors ++ names) |> Cnx.Tensor.vectorize(vectors)
  end

  # --- predicates ---

  defp predicate(test, form) do
    test =
      cond do
        is_boolean(test) ->
          Nx.tensor(if(test, do: 1, else: 0), type: {:u, 8})

        is_atom(test) or is_binary(test) or is_list(test) ->
          compile_error(
            "#{form} in defn expects the predicate to be true, false, or a scalar tensor where 0 is " <>
              "false and everything else is true. Unsupported value: #{inspect(test)}"
          )

        true ->
          expression(test)
      end

    unless Nx.shape(test) == {} do
      compile_error(
        "condition must be a scalar tensor, got: #{inspect(test)}, " <>
          "consider using Nx.all/1 or Nx.any/1 to obtain a scalar predicate from tensor"
      )
    end

    test
  end

  defp expression(value), do: Nx.Defn.Expr.tensor(value)

  # Of the line in the definition that asked for what cannot be made.
  defp compile_error(text) do
    {:current_stacktrace, stack} = Process.info(self(), :current_stacktrace)
    place = Enum.find_value(stack, [], fn {_, _, _, place} -> place[:file] && place end)
    file = place[:file] && Path.expand(List.to_string(place[:file]))
    raise CompileError, file: file, line: place[:line], description: text
  end

  # --- while ---

  # A loop of the program's: its condition and body see nothing but the state.
  def __while__(initial, condition, body, options) do
    if options != [] do
      compile_error(
        "options are not supported on while with conditions, only with generators, got: " <>
          inspect(options)
      )
    end

    loop(initial, condition, body, :closed)
  end

  # A loop of the library's, which may use what is around it.
  def __while__(initial, condition, body), do: loop(initial, condition, body, :open)

  # The condition and the body are traced once; the state keeps its types from step to step.
  defp loop(initial, condition, body, kind) do
    initial = Composite.traverse(initial, &expression/1)
    {template, tensors} = Container.flatten_result(initial)
    Cnx.Trace.region(kind)
    test = predicate(condition.(state(template, tensors)), "while")

    if test.vectorized_axes == [] do
      test = Cnx.Trace.finish([test])
      Cnx.Trace.region(kind)
      next = body.(state(template, tensors)) |> Composite.traverse(&expression/1)
      check_state(initial, next)
      {_, values} = Container.flatten_result(next)
      outputs = Cnx.Trace.while(tensors, test, Cnx.Trace.finish(values))
      {result, []} = Container.rebuild(template, outputs)
      result
    else
      Cnx.Trace.suspend()
      lane_by_lane(initial, test, fn _lane, state -> loop(state, condition, body, kind) end)
    end
  end

  defp state(template, tensors) do
    {state, []} = Container.rebuild(template, Enum.map(tensors, &Cnx.Trace.parameter/1))
    state
  end

  defp check_state(initial, next) do
    unless Nx.compatible?(initial, next) do
      compile_error("""
      the do-block in while must return tensors with the same shape, type, and names as the initial arguments.

      #{TemplateDiff.build_and_inspect(next, initial, "Body (do-block)", "Initial")}
      """)
    end
  end

  # The loop over the lanes of `guide`, whose vectorized axes all of the state gets, in front and as
  # one: `run` is called with the lane's number and the lane's state, and gives its result.
  defp lane_by_lane(initial, guide, run) do
    axes = guide.vectorized_axes
    count = length(axes)

    wide = Composite.traverse(initial, &spread_vectors(&1, axes ++ (&1.vectorized_axes -- axes)))
    flat = Composite.traverse(wide, &flatten_lanes(&1, count))
    size = Enum.reduce(axes, 1, fn {_, size}, n -> n * size end)

    {_, result} =
      loop(
        {0, flat},
        fn {i, _} -> Nx.less(i, size) end,
        fn {i, all} ->
          lane = take_lane(all, wide, i, count)
          {Nx.add(i, 1), put_lane(all, run.(i, lane), lane, i)}
        end,
        :open
      )

    {result, []} =
      Composite.traverse(result, Composite.flatten_list([wide]), fn t, [like | rest] ->
        {restore_lanes(t, like), rest}
      end)

    result
  end

  # [lanes, other vectorized axes, axes], nothing vectorized.
  defp flatten_lanes(tensor, count) do
    plain = Nx.devectorize(tensor, keep_names: false)
    {lanes, rest} = Enum.split(Tuple.to_list(plain.shape), count)
    Nx.reshape(plain, List.to_tuple([Enum.product(lanes) | rest]))
  end

  defp restore_lanes(flat, like) do
    plain = Nx.devectorize(like)

    Nx.reshape(flat, plain.shape, names: plain.names)
    |> Cnx.Tensor.vectorize(Keyword.keys(like.vectorized_axes))
  end

  defp take_lane(all, wide, i, count) do
    {lane, []} =
      Composite.traverse(all, Composite.flatten_list([wide]), fn t, [like | rest] ->
        others = like.vectorized_axes |> Enum.drop(count) |> Keyword.keys()
        {Nx.take(t, i) |> Cnx.Op.names(others ++ like.names) |> vectors(others), rest}
      end)

    lane
  end

  defp vectors(tensor, []), do: tensor
  defp vectors(tensor, names), do: Cnx.Tensor.vectorize(tensor, names)

  defp put_lane(all, result, lane, i) do
    check_state(lane, result)

    {next, []} =
      Composite.traverse(all, Composite.flatten_list([result]), fn t, [value | rest] ->
        starts = [i | List.duplicate(0, tuple_size(t.shape) - 1)]
        value = Nx.devectorize(value, keep_names: false) |> Nx.new_axis(0)
        {Nx.put_slice(t, starts, value), rest}
      end)

    next
  end

  # --- while over a range or a tensor ---

  # `while acc, x <- source, options do`: a loop over an index.
  def __each__(initial, source, body, options) do
    initial = Composite.traverse(initial, &expression/1)
    generate(initial, source, body, options)
  end

  defp generate(initial, %Range{} = range, body, options),
    do: over(initial, {}, range, fn i, {}, acc -> body.(i, acc) end, options)

  defp generate(_initial, %Nx.Tensor{shape: {}}, _body, _options),
    do: compile_error("cannot have a scalar tensor as generator")

  defp generate(initial, %Nx.Tensor{vectorized_axes: []} = tensor, body, options) do
    range = 0..(Nx.axis_size(tensor, 0) - 1)//1
    over(initial, tensor, range, fn i, tensor, acc -> body.(tensor[i], acc) end, options)
  end

  defp generate(initial, %Nx.Tensor{vectorized_axes: axes} = tensor, body, options) do
    flat = flatten_lanes(tensor, length(axes))

    lane_by_lane(initial, tensor, fn lane, state ->
      generate(state, Nx.take(flat, lane), body, options)
    end)
  end

  defp generate(_initial, other, _body, _options),
    do: compile_error("generators in while expect a range or a tensor, got: #{inspect(other)}")

  # Steps that `unroll:` asks for are traced one after the other: all of them, or as many inside each
  # step of the loop, and those that are left behind it.
  defp over(initial, source, range, step, options) do
    options = Keyword.validate!(options, unroll: false)
    size = Enum.count(range)

    case options[:unroll] do
      false ->
        looped(initial, source, range, 1, step)

      all when all == true or (is_integer(all) and all >= size) ->
        unrolled(initial, source, range, step)

      each when is_integer(each) and each > 0 ->
        {inside, behind} = Range.split(range, size - rem(size, each))
        looped(initial, source, inside, each, step) |> unrolled(source, behind, step)

      other ->
        compile_error(":unroll must be a boolean, got: #{inspect(other)}")
    end
  end

  defp unrolled(initial, source, range, step) do
    {result, _} =
      Enum.reduce(range, {initial, true}, fn i, {acc, is_first} ->
        next = step.(i, source, acc) |> Composite.traverse(&expression/1)
        if is_first, do: check_state(initial, next)
        {next, false}
      end)

    result
  end

  defp looped(initial, source, first..last//by, each, step) do
    going = fn {{i, _}, _} ->
      if by > 0, do: Nx.less_equal(i, last), else: Nx.greater_equal(i, last)
    end

    body = fn {{i, source}, acc} ->
      next =
        Enum.reduce(0..(each - 1)//1, acc, fn k, now ->
          next = step.(Nx.add(i, k * by), source, now) |> Composite.traverse(&expression/1)
          if k == 0, do: check_state(now, next)
          next
        end)

      {{Nx.add(i, each * by), source}, next}
    end

    {_, result} = loop({{first, source}, initial}, going, body, :closed)
    result
  end
end
