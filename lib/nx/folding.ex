# Nx.Folding - reductions by a function of the user's.
#
# The function is traced into a region of two scalars; outside of definitions that is done for the
# one call.
defmodule Nx.Folding do
  import Nx.Shared

  def reduce(tensor, acc, opts, fun) do
    opts = keyword!(opts, [:axes, :type, keep_axes: false])
    tensor = Nx.to_tensor(tensor)
    acc = Nx.to_tensor(acc)

    if acc.shape != {} or acc.vectorized_axes != [] do
      raise ArgumentError,
            "the accumulator must be a non-vectorized scalar, got: #{inspect(acc)}"
    end

    axes = Nx.Aggregation.axes(tensor, opts[:axes])
    {_, names} = Nx.Shape.contract(tensor.shape, axes, tensor.names, opts[:keep_axes])

    shown = fn n ->
      [axes: Nx.Aggregation.shown(tensor, opts[:axes], n), keep_axes: opts[:keep_axes]]
    end

    fold(:reduce, "reduce", tensor, acc, opts[:type], fun, {names, shown}, fn n ->
      [axes: Enum.map(axes, &(&1 + n)), keep_axes: opts[:keep_axes]]
    end)
  end

  def window_reduce(tensor, acc, window, opts, fun) do
    opts = keyword!(opts, [:window_dilations, :padding, :strides])
    tensor = Nx.to_tensor(tensor)
    acc = Nx.to_tensor(acc)

    if acc.shape != {} or acc.vectorized_axes != [],
      do: raise(ArgumentError, "padding value must be a scalar and non-vectorized")

    {places, _} = Nx.Window.places(tensor, window, opts)

    fold(:window_reduce, "window_reduce", tensor, acc, nil, fun, {tensor.names, nil}, fn n ->
      Nx.Window.outer(places, n)
    end)
  end

  # Outside of definitions the function must keep the type that elements and accumulator have.
  defp fold(op, name, tensor, acc, type, fun, {names, shown}, attributes) do
    merged = Nx.Type.merge(tensor.type, acc.type)
    wanted = if type, do: Nx.Type.normalize!(type), else: merged

    combine = fn type, strict ->
      lift(tensor, fn t, n ->
        now([t, acc], fn [t, acc] ->
          region = region(name, type, strict, fun)
          folded = Cnx.Trace.fold(op, [t, acc], region, attributes.(n))
          info = Function.info(fun)
          Cnx.Expr.note(folded, :by, [{info[:module], info[:name], 2}, shown && shown.(n)])
        end)
        |> put_names(names, n)
      end)
    end

    if Cnx.Trace.active?() or Cnx.Expr.traced?(tensor) or Cnx.Expr.traced?(acc) do
      Cnx.Tracing.within([tensor, acc], fn -> combine.(wanted, false) end)
    else
      result =
        try do
          combine.(merged, true)
        catch
          {:returned, type} -> combine.(type, false)
        end

      if result.type != wanted do
        raise ArgumentError,
              "expected a number or a scalar tensor of type #{inspect(wanted)}, got: " <>
                inspect(result)
      end

      result
    end
  end

  # In the trace that is under way, or in one of its own that is run at once.
  defp now(tensors, fun) do
    if Cnx.Trace.active?() do
      fun.(tensors)
    else
      {graph, _} = Cnx.Tracing.trace(fn a, b -> fun.([a, b]) end, tensors)
      [result] = Cnx.Program.run(Cnx.Program.build(graph, nil), tensors)
      result
    end
  end

  defp region(name, type, strict, fun) do
    depth = Cnx.Trace.depth()
    Cnx.Trace.region()

    try do
      scalar = fn -> Cnx.Trace.parameter(Cnx.Op.constant(0, type, {})) end
      x = scalar.()
      result = Nx.to_tensor(fun.(x, scalar.()))

      if result.shape != {} do
        raise "#{name} function must return a scalar tensor, got: #{inspect(result.shape)}"
      end

      if strict and result.type != type, do: throw({:returned, result.type})
      Cnx.Trace.finish([as(result, type)])
    rescue
      e ->
        Cnx.Trace.abort(depth)
        reraise e, __STACKTRACE__
    end
  end
end
