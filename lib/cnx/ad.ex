# Cnx.AD - derivatives of functions of containers, forward and in reverse.
#
# Everything here works inside defn, where it becomes part of the trace, and outside, where it is
# compiled and run. What the two directions promise is in doc/differentiation.md.
defmodule Cnx.AD do
  alias Cnx.Container

  # --- gradients ---

  # The gradient of a function of a container to a scalar, as Nx.Defn.grad gives it: a function, or
  # at x. Options:
  #
  #   * :memory - bytes that the gradient of a loop may keep of the loop's states; 256 MB, or the
  #     :gradient_memory of Nx.Defn.default_options. Less memory costs time: doc/differentiation.md.
  def grad(fun, opts \\ [])

  def grad(fun, opts) when is_function(fun, 1) and is_list(opts),
    do: fn x -> grad(x, fun, opts) end

  def grad(x, fun) when is_function(fun, 1), do: grad(x, fun, [])
  def grad(x, fun, opts) when is_function(fun, 1), do: elem(value_and_grad(x, fun, opts), 1)

  # The value and the gradient, with the options of grad.
  def value_and_grad(fun, opts \\ [])

  def value_and_grad(fun, opts) when is_function(fun, 1) and is_list(opts),
    do: fn x -> value_and_grad(x, fun, opts) end

  def value_and_grad(x, fun) when is_function(fun, 1), do: value_and_grad(x, fun, [])

  def value_and_grad(x, fun, opts) when is_function(fun, 1),
    do: differentiate(x, fun, &Function.identity/1, opts)

  # {value, gradient}: of the sum of transform.(value) by the tensors of x.
  @doc false
  def differentiate(x, fun, transform, opts) do
    memory = memory(opts)
    run(fn x -> differentiate_at(x, fun, transform, memory) end, [x])
  end

  defp differentiate_at(x, fun, transform, memory) do
    {value, xs, form} = apply_at(fun, x)
    y = Nx.Defn.Expr.tensor(transform.(value))
    {gradient, []} = Container.rebuild(form, taken(Cnx.Trace.grad(y, xs, memory), [y], xs))
    {value, gradient}
  end

  defp memory(opts) do
    Keyword.validate!(opts, [:memory])
    Keyword.get(opts, :memory, Nx.Defn.default_options()[:gradient_memory])
  end

  # --- both directions ---

  # {value, tangent}: fun at the primals, and how it moves as they move along the tangents, which have
  # their form and shapes. A list of primals stands for several arguments.
  def jvp(fun, primals, tangents)

  def jvp(fun, primals, tangents) when is_list(primals) and is_list(tangents) do
    jvp(
      fn args -> apply(fun, Tuple.to_list(args)) end,
      List.to_tuple(primals),
      List.to_tuple(tangents)
    )
  end

  def jvp(fun, primals, tangents) when is_function(fun, 1) do
    run(fn {x, dx} -> push(fun, x, dx) end, [{primals, tangents}])
  end

  # {value, pushforward}: pushforward.(dx) is how the value moves as x moves along dx. The value is
  # computed once, and with it what every direction needs.
  def linearize(fun, x) when is_function(fun, 1), do: stage(&linear_at(fun, &1), x, :argument)

  # {value, pullback}: pullback.(dy) is the gradient of sum(value * dy) by x, for dy of value's form.
  # The value is computed once, and with it what every cotangent needs. Options as for grad.
  def vjp(fun, x, opts \\ []) when is_function(fun, 1) do
    memory = memory(opts)
    stage(&pullback_at(fun, &1, memory), x, :value)
  end

  # The matrix of derivatives of a function from one tensor to one tensor: its shape is that of the
  # result, then that of x. One direction after the other is taken in a loop: columns by tangents or
  # rows by cotangents, whichever are fewer.
  def jacobian(fun, x) when is_function(fun, 1),
    do: run(fn x -> jacobian_at(fun, tensor!(x)) end, [x])

  # The second derivatives of a function from one tensor to a scalar, of shape x, x: tangents of the
  # gradient.
  def hessian(fun, x) when is_function(fun, 1), do: jacobian(Nx.Defn.grad(fun), x)

  # The second derivatives of a function from a container to a scalar applied to v, of the form of
  # x: the tangent of the gradient along v, without the matrix.
  def hvp(fun, x, v) when is_function(fun, 1) do
    run(fn {x, v} -> elem(push(&differentiate_grad(fun, &1), x, v), 1) end, [{x, v}])
  end

  defp differentiate_grad(fun, x),
    do: elem(differentiate_at(x, fun, &Function.identity/1, memory([])), 1)

  # fun.(x), of whose inside a gradient keeps nothing: it is computed again on the way back, from x.
  # Memory for time, where what lies between a large function's input and output is too much to keep.
  # It is a loop of one trip, which is what gradients recompute.
  def checkpoint(fun, x) when is_function(fun, 1) do
    run(
      fn x ->
        start = Container.map(fun.(x), &zeros_like/1)

        {_, value} =
          Nx.Defn.Flow.__while__({0, start}, fn {i, _} -> Nx.less(i, 1) end, fn {i, _} ->
            {Nx.add(i, 1), Container.map(fun.(x), &Function.identity/1)}
          end)

        value
      end,
      [x]
    )
  end

  defp zeros_like(t) do
    zeros = Nx.broadcast(Nx.tensor(0, type: t.type), t.shape, names: t.names)
    elem(Nx.broadcast_vectors([zeros, t]) |> List.to_tuple(), 0)
  end

  # --- implicit functions ---

  # The x near which solve.(theta) says equation.(x, theta) is zero, differentiable by theta: of x,
  # a tensor, equation gives as many elements as x has. How solve finds x is not differentiated; its
  # result is improved by Newton steps, and each doubles the order of the derivatives that are
  # exact. Options:
  #
  #   * :order - the highest derivative that is wanted; 1
  def root(equation, solve, theta, opts \\ [])
      when is_function(equation, 2) and is_function(solve, 1) do
    [order: order] = Keyword.validate!(opts, order: 1)
    run(fn theta -> root_at(equation, solve, theta, order) end, [theta])
  end

  # The x near which solve.(theta) says step.(x, theta) is x itself: the root of their difference,
  # with the options of root.
  def fixed_point(step, solve, theta, opts \\ []) when is_function(step, 2),
    do: root(fn x, theta -> Nx.subtract(step.(x, theta), x) end, solve, theta, opts)

  # The derivatives that the implicit function theorem gives are those of x - J^-1 f(x, theta), in
  # which x stands still and J, the derivative of f by x, moves.
  defp root_at(equation, solve, theta, order) do
    x = Nx.Defn.Kernel.stop_grad(tensor!(solve.(theta)))
    Enum.reduce(1..newton_steps(order), x, fn _, x -> newton(&equation.(&1, theta), x) end)
  end

  defp newton_steps(order) when is_integer(order) and order > 0, do: ceil(:math.log2(order + 1))

  defp newton_steps(order) do
    raise ArgumentError, "expected :order to be a positive integer, got: #{inspect(order)}"
  end

  defp newton(f, x) do
    n = Nx.size(x)
    residual = tensor!(f.(x))

    if Nx.size(residual) != n do
      raise ArgumentError,
            "expected as many equations as unknowns, got shape #{inspect(Nx.shape(residual))} " <>
              "for unknowns of shape #{inspect(Nx.shape(x))}"
    end

    matrix = f |> jacobian_at(x) |> Nx.reshape({n, n}, names: [nil, nil])
    move = Nx.LinAlg.solve(matrix, Nx.reshape(residual, {n}, names: [nil]))
    Nx.subtract(x, Nx.reshape(move, x))
  end

  # --- where it runs ---

  defp run(fun, args) do
    if Cnx.Trace.active?(), do: apply(fun, args), else: Nx.Defn.jit_apply(fun, args)
  end

  # --- one direction ---

  # {value, tangents to tangents}, while tracing.
  defp linear_at(fun, x) do
    {value, xs, form} = apply_at(fun, x)
    {out, ys} = Container.flatten_result(value)

    {value,
     fn dx ->
       dxs = form |> same_form(dx, "tangents", "the primals") |> Enum.zip_with(xs, &in_lanes/2)
       {dy, []} = Container.rebuild(out, taken(Cnx.Trace.jvp(ys, xs, dxs), ys, xs))
       dy
     end}
  end

  # {value, cotangents to cotangents}, while tracing.
  defp pullback_at(fun, x, memory) do
    {value, xs, form} = apply_at(fun, x)
    {out, ys} = Container.flatten_result(value)

    {value,
     fn dy ->
       dys = out |> same_form(dy, "cotangents", "the value") |> Enum.zip_with(ys, &in_lanes/2)
       {dx, []} = Container.rebuild(form, taken(Cnx.Trace.vjp(ys, dys, xs, memory), ys, xs))
       dx
     end}
  end

  # The derivatives; `cnx test --check-grads` looks at them later.
  defp taken(derivatives, ys, xs) do
    Cnx.Gradients.taken(ys, xs)
    derivatives
  end

  defp push(fun, x, dx) do
    {value, forward} = linear_at(fun, x)
    {value, forward.(dx)}
  end

  defp pull(fun, x, dy) do
    {_, back} = pullback_at(fun, x, nil)
    back.(dy)
  end

  # The value, the tensors of x that it was computed from and nothing else was, and the form of x.
  defp apply_at(fun, x) do
    {form, tensors} = Container.flatten_result(x)
    xs = Enum.map(tensors, &Cnx.Op.map(:metadata, [&1]))
    {inner, []} = Container.rebuild(form, xs)
    {fun.(inner), xs, form}
  end

  defp same_form(form, moves, what, of) do
    {other, tensors} = Container.flatten_result(moves)

    if Container.shape(other) != Container.shape(form) do
      raise ArgumentError, "expected the #{what} to be a container of the same form as #{of}"
    end

    tensors
  end

  # --- a value now, its derivative later ---

  # at.(x) is {value, derivative} while tracing. Outside, both are traced at once, for a move of the
  # form of the argument or of the value, and split into two programs: what does not depend on the
  # move runs once.
  defp stage(at, x, moves) do
    if Cnx.Trace.active?(), do: at.(x), else: split(at, x, moves)
  end

  defp split(at, x, moves) do
    {form, xs} = Container.flatten_argument(x)

    trace = fn x ->
      {value, derivative} = at.(x)
      {value, derivative.(moves_like(if moves == :value, do: value, else: x))}
    end

    {{graph, {:tuple, [value, image]}}, taken} =
      Cnx.Gradients.collect(fn -> Cnx.Tracing.trace(trace, [x]) end)

    Cnx.Gradients.check(taken, xs)
    {early, late} = Cnx.Graph.split(graph, length(xs), length(Container.leaves(value)))
    {value_at_x, kept} = Container.rebuild(value, execute(build(early), xs))
    program = build(late)
    {what, given} = if moves == :value, do: {"cotangents", value}, else: {"tangents", form}

    {value_at_x,
     fn move ->
       {result, []} =
         Container.rebuild(image, execute(program, kept ++ moves_of(given, move, what)))

       result
     end}
  end

  defp build(graph), do: Cnx.Program.build(graph, Nx.Defn.default_options()[:compiler])
  defp execute(program, tensors), do: Cnx.Program.run(program, tensors)

  # Parameters for what moves these tensors.
  defp moves_like(container) do
    Container.map(container, fn t -> Cnx.Trace.parameter(Nx.as_type(t, floating(t))) end)
  end

  # The tensors for those parameters.
  defp moves_of(form, move, what) do
    tensors = same_form(form, move, what, if(what == "tangents", do: "x", else: "the value"))
    Enum.zip_with(Container.leaves(form), tensors, &move_of(&1, &2, what))
  end

  defp move_of(leaf, t, what) do
    {type, shape, axes} =
      case leaf do
        {:tensor, type, shape, _} -> {type, shape, []}
        {:vectorized, {:tensor, type, shape, _}, axes} -> {type, shape, axes}
      end

    t = in_lanes(t, %{shape: shape, vectorized_axes: axes})

    if {t.shape, t.vectorized_axes} != {shape, axes} do
      raise ArgumentError,
            "expected the #{what} to have the shapes of what they move, " <>
              "got #{inspect(t.shape)} for #{inspect(shape)}"
    end

    Nx.as_type(t, Nx.Type.to_floating(type))
  end

  # A move without vectorized axes is the same in every lane of what it moves.
  defp in_lanes(%{vectorized_axes: [], shape: shape} = move, %{
         vectorized_axes: [_ | _] = axes,
         shape: shape
       }) do
    sizes = Enum.map(axes, fn {_, size} -> size end)
    names = List.duplicate(nil, length(sizes)) ++ move.names

    move
    |> Nx.broadcast(List.to_tuple(sizes ++ Tuple.to_list(shape)), names: names)
    |> Nx.vectorize(Keyword.keys(axes))
  end

  defp in_lanes(move, _), do: move

  # --- all directions ---

  defp jacobian_at(fun, x) do
    y = tensor!(fun.(x))
    [x, wide] = Nx.broadcast_vectors([x, y])
    y = if wide.vectorized_axes == y.vectorized_axes, do: y, else: tensor!(fun.(x))
    {n, m} = {Nx.size(x), Nx.size(y)}
    type = y |> floating() |> Nx.Type.merge(floating(x)) |> Nx.Type.merge({:f, 32})
    shape = List.to_tuple(Tuple.to_list(Nx.shape(y)) ++ Tuple.to_list(Nx.shape(x)))

    if n <= m do
      {n, Nx.shape(x), m, type}
      |> sweep(x.vectorized_axes, fn dx -> elem(push(fun, x, dx), 1) end)
      |> Nx.transpose()
      |> Nx.reshape(shape)
    else
      {m, Nx.shape(y), n, type}
      |> sweep(x.vectorized_axes, fn dy -> pull(fun, x, dy) end)
      |> Nx.reshape(shape)
    end
  end

  # The images of the unit directions of a shape, one a row, in each lane of these axes.
  defp sweep({count, shape, width, type}, axes, image) do
    rows = Nx.broadcast(Nx.tensor(0, type: type), {count, width})
    rows = in_lanes(rows, %{shape: rows.shape, vectorized_axes: axes})

    {_, rows} =
      Nx.Defn.Flow.__while__({0, rows}, fn {i, _} -> Nx.less(i, count) end, fn {i, rows} ->
        unit = Nx.iota({count}) |> Nx.equal(i) |> Nx.as_type(type) |> Nx.reshape(shape)
        row = image.(unit) |> Nx.as_type(type) |> Nx.reshape({1, width}, names: [nil, nil])
        {Nx.add(i, 1), Nx.put_slice(rows, [i, 0], row)}
      end)

    rows
  end

  defp floating(tensor), do: tensor |> Nx.type() |> Nx.Type.to_floating()

  defp tensor!(value) do
    tensor = if is_number(value), do: Nx.to_tensor(value), else: value

    unless is_struct(tensor, Nx.Tensor) do
      raise ArgumentError, "expected a function from one tensor to one tensor"
    end

    tensor
  end
end
