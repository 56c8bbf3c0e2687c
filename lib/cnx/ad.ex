# Cnx.AD - derivatives of functions of containers, forward and in reverse.
#
# Everything here works inside defn, where it becomes part of the trace, and outside, where it is
# compiled and run. What the two directions promise is in doc/differentiation.md.
defmodule Cnx.AD do
  alias Cnx.Container

  # {value, tangent}: fun at the primals, and how it moves as they move along the tangents, which have
  # their form and shapes. A list of primals stands for several arguments.
  def jvp(fun, primals, tangents)

  def jvp(fun, primals, tangents) when is_list(primals) and is_list(tangents) do
    jvp(fn args -> apply(fun, Tuple.to_list(args)) end, List.to_tuple(primals), List.to_tuple(tangents))
  end

  def jvp(fun, primals, tangents) when is_function(fun, 1) do
    run(fn {x, dx} -> push(fun, x, dx) end, [{primals, tangents}])
  end

  # {value, pullback}: pullback.(dy) is the gradient of sum(value * dy) by x, for dy of value's form.
  def vjp(fun, x) when is_function(fun, 1) do
    if Cnx.Trace.active?() do
      apply_at(fun, x) |> pullback()
    else
      {run(fun, [x]), fn dy -> run(fn {x, dy} -> pull(fun, x, dy) end, [{x, dy}]) end}
    end
  end

  # The matrix of derivatives of a function from one tensor to one tensor: its shape is that of the
  # result, then that of x. One direction after the other is taken in a loop: columns by tangents or
  # rows by cotangents, whichever are fewer.
  def jacobian(fun, x) when is_function(fun, 1), do: run(fn x -> jacobian_at(fun, plain!(x)) end, [x])

  # The second derivatives of a function from one tensor to a scalar, of shape x, x: tangents of the
  # gradient.
  def hessian(fun, x) when is_function(fun, 1), do: jacobian(Nx.Defn.grad(fun), x)

  defp run(fun, args), do: Nx.Defn.jit_apply(fun, args, on_conflict: :reuse)

  # --- one direction ---

  defp push(fun, x, dx) do
    {value, xs, form} = apply_at(fun, x)
    dxs = same_form(form, dx, "tangents", "the primals")
    {out, ys} = Container.flatten_result(value)
    {tangent, []} = Container.rebuild(out, Cnx.Trace.jvp(ys, xs, dxs))
    {value, tangent}
  end

  defp pull(fun, x, dy) do
    {_value, back} = apply_at(fun, x) |> pullback()
    back.(dy)
  end

  defp pullback({value, xs, form}) do
    {out, ys} = Container.flatten_result(value)

    {value,
     fn dy ->
       dys = same_form(out, dy, "cotangents", "the value")
       {dx, []} = Container.rebuild(form, Cnx.Trace.vjp(ys, dys, xs))
       dx
     end}
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

  # --- all directions ---

  defp jacobian_at(fun, x) do
    y = plain!(fun.(x))
    {n, m} = {Nx.size(x), Nx.size(y)}
    type = y |> floating() |> Nx.Type.merge(floating(x)) |> Nx.Type.merge({:f, 32})
    shape = List.to_tuple(Tuple.to_list(Nx.shape(y)) ++ Tuple.to_list(Nx.shape(x)))

    if n <= m do
      {n, Nx.shape(x), m, type}
      |> sweep(fn dx -> elem(push(fun, x, dx), 1) end)
      |> Nx.transpose()
      |> Nx.reshape(shape)
    else
      {m, Nx.shape(y), n, type} |> sweep(fn dy -> pull(fun, x, dy) end) |> Nx.reshape(shape)
    end
  end

  # The images of the unit directions of a shape, one a row.
  defp sweep({count, shape, width, type}, image) do
    rows = Nx.broadcast(Nx.tensor(0, type: type), {count, width})

    {_, rows} =
      Nx.Defn.Flow.__while__({0, rows}, fn {i, _} -> Nx.less(i, count) end, fn {i, rows} ->
        unit = Nx.iota({count}) |> Nx.equal(i) |> Nx.as_type(type) |> Nx.reshape(shape)
        row = image.(unit) |> Nx.as_type(type) |> Nx.reshape({1, width}, names: [nil, nil])
        {Nx.add(i, 1), Nx.put_slice(rows, [i, 0], row)}
      end)

    rows
  end

  defp floating(tensor), do: tensor |> Nx.type() |> Nx.Type.to_floating()

  defp plain!(value) do
    tensor = if is_number(value), do: Nx.to_tensor(value), else: value

    unless is_struct(tensor, Nx.Tensor) and tensor.vectorized_axes == [] do
      raise ArgumentError, "expected a function from one tensor to one tensor, neither of them vectorized"
    end

    tensor
  end
end
