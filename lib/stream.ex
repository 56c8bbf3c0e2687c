# Stream - enumerables that make their elements when asked.
#
# A stream is three functions. `start` makes a state, `step` goes from a state to {:emit, x, state},
# {:skip, state} or {:done, state}, and `stop` (nil when there is nothing to do) gives back what
# the last state holds, once, whether the stream came to its end, was left early or raised.
# Streams are pulled, so several can be walked side by side (zip), and nothing happens early.
defmodule Stream do
  # `enum` is what the first stage of several is over and `funs` what they do, newest first, for inspect.
  defstruct [:start, :step, :stop, :enum, funs: []]

  # --- sources ---

  defp source(%{__struct__: Stream} = stream), do: stream

  defp source(first..last//step) do
    %Stream{
      start: fn -> first end,
      step: fn at ->
        if (step > 0 and at <= last) or (step < 0 and at >= last),
          do: {:emit, at, at + step},
          else: {:done, at}
      end
    }
  end

  # Functions in the manner of Enumerable.reduce: each element suspends them.
  defp source(fun) when is_function(fun, 2) do
    %Stream{
      start: fn -> &fun.(&1, fn x, _ -> {:suspend, {:element, x}} end) end,
      step: fn continue ->
        case continue.({:cont, :none}) do
          {:suspended, {:element, x}, continue} -> {:emit, x, continue}
          {_, _} -> {:done, nil}
        end
      end,
      stop: fn
        nil -> :ok
        continue -> continue.({:halt, :none})
      end
    }
  end

  # Other structs that are enumerable: streams in disguise, or walked by their own reduce.
  defp source(%{__struct__: module} = struct) when module != MapSet do
    if function_exported?(module, :__pieces__, 1),
      do: module.__pieces__(struct),
      else: source(&Enumerable.reduce(struct, &1, &2))
  end

  defp source(enumerable) do
    %Stream{
      start: fn -> Enum.to_list(enumerable) end,
      step: fn
        [x | rest] -> {:emit, x, rest}
        [] -> {:done, []}
      end
    }
  end

  # The next element of a stream, or {:done, state}.
  defp pull(step, state) do
    case step.(state) do
      {:skip, state} -> pull(step, state)
      other -> other
    end
  end

  # --- running ---

  # Like Enum.reduce/3 and Enum.reduce_while/3 on any enumerable, element by element.
  @doc false
  def fold(enumerable, acc, fun) do
    case source(enumerable) do
      %{stop: nil} = stream -> fold_plain(stream.step, stream.start.(), acc, fun)
      stream -> walk(stream.step, stream.stop, stream.start.(), acc, fun, &fold_step/5)
    end
  end

  defp fold_plain(step, state, acc, fun) do
    case step.(state) do
      {:emit, x, state} -> fold_plain(step, state, fun.(x, acc), fun)
      {:skip, state} -> fold_plain(step, state, acc, fun)
      {:done, _} -> acc
    end
  end

  @doc false
  def fold_while(enumerable, acc, fun) do
    case source(enumerable) do
      %{stop: nil} = stream -> while_plain(stream.step, stream.start.(), acc, fun)
      stream -> walk(stream.step, stream.stop, stream.start.(), acc, fun, &while_step/5)
    end
  end

  defp while_plain(step, state, acc, fun) do
    case step.(state) do
      {:emit, x, state} ->
        {command, acc} = fun.(x, acc)
        if command == :cont, do: while_plain(step, state, acc, fun), else: ended(command, acc)

      {:skip, state} ->
        while_plain(step, state, acc, fun)

      {:done, _} ->
        acc
    end
  end

  # Streams with something to give back: a step in `advance` is tried, as the state before it is what to stop when it
  # raises.
  defp walk(step, stop, state, acc, fun, advance) do
    case advance.(step, stop, state, acc, fun) do
      {:cont, state, acc} ->
        walk(step, stop, state, acc, fun, advance)

      {command, state, acc} ->
        stop.(state)
        ended(command, acc)
    end
  end

  defp ended(command, acc) when command in [:halt, :suspend], do: acc

  defp fold_step(step, stop, state, acc, fun) do
    case step.(state) do
      {:emit, x, state} -> {:cont, state, fun.(x, acc)}
      {:skip, state} -> {:cont, state, acc}
      {:done, state} -> {:halt, state, acc}
    end
  catch
    kind, reason -> stop_raising(stop, state, kind, reason, __STACKTRACE__)
  end

  defp while_step(step, stop, state, acc, fun) do
    case step.(state) do
      {:emit, x, state} ->
        {command, acc} = fun.(x, acc)
        {command, state, acc}

      {:skip, state} ->
        {:cont, state, acc}

      {:done, state} ->
        {:halt, state, acc}
    end
  catch
    kind, reason -> stop_raising(stop, state, kind, reason, __STACKTRACE__)
  end

  defp stop_raising(stop, state, kind, reason, stack) do
    stop.(state)
    :erlang.raise(kind, reason, stack)
  end

  # Runs fun; when it raises, the stream is stopped first.
  defp guarded(%{stop: nil}, _state, fun), do: fun.()

  defp guarded(%{stop: stop}, state, fun) do
    try do
      fun.()
    catch
      kind, reason -> stop_raising(stop, state, kind, reason, __STACKTRACE__)
    end
  end

  defp finish(%{stop: nil}, _state), do: :ok
  defp finish(%{stop: stop}, state), do: stop.(state)

  # What Enumerable.reduce/3 gives for any enumerable, with :suspend.
  @doc false
  def reduce(enumerable, command, fun) do
    stream = source(enumerable)
    resume(stream, stream.start.(), command, fun)
  end

  defp resume(stream, state, {:cont, acc}, fun) do
    case guarded(stream, state, fn -> pull(stream.step, state) end) do
      {:emit, x, state} ->
        resume(stream, state, guarded(stream, state, fn -> fun.(x, acc) end), fun)

      {:done, state} ->
        finish(stream, state)
        {:done, acc}
    end
  end

  defp resume(stream, state, {:suspend, acc}, fun),
    do: {:suspended, acc, &resume(stream, state, &1, fun)}

  defp resume(stream, state, {:halt, acc}, _fun) do
    finish(stream, state)
    {:halted, acc}
  end

  def run(stream), do: fold(stream, :ok, fn _, _ -> :ok end)

  # --- stages: a stream over another ---

  # Each element goes through `change` with the stage's own state, to a step's result.
  defp stage(enumerable, own, change) do
    up = source(enumerable)

    over(enumerable, up, change, %Stream{
      start: fn -> {own, up.start.()} end,
      step: fn {own, state} ->
        case up.step.(state) do
          {:emit, x, state} -> stage_result(change.(x, own), state)
          {:skip, state} -> {:skip, {own, state}}
          {:done, state} -> {:done, {own, state}}
        end
      end,
      stop: stop_under(up)
    })
  end

  defp over(_enumerable, %{enum: first, funs: [_ | _] = funs}, change, stream),
    do: %{stream | enum: first, funs: [change | funs]}

  defp over(enumerable, _up, change, stream), do: %{stream | enum: enumerable, funs: [change]}

  defp stage_result({:emit, x, own}, state), do: {:emit, x, {own, state}}
  defp stage_result({kind, own}, state), do: {kind, {own, state}}

  defp stop_under(%{stop: nil}), do: nil
  defp stop_under(%{stop: stop}), do: fn {_, state} -> stop.(state) end

  def map(enumerable, fun) when is_function(fun, 1),
    do: stage(enumerable, nil, fn x, _ -> {:emit, fun.(x), nil} end)

  def each(enumerable, fun) when is_function(fun, 1) do
    map(enumerable, fn x ->
      fun.(x)
      x
    end)
  end

  def filter(enumerable, fun) when is_function(fun, 1),
    do: stage(enumerable, nil, fn x, _ -> if fun.(x), do: {:emit, x, nil}, else: {:skip, nil} end)

  def reject(enumerable, fun) when is_function(fun, 1), do: filter(enumerable, &(!fun.(&1)))

  def with_index(enumerable, fun_or_offset \\ 0)

  def with_index(enumerable, offset) when is_integer(offset),
    do: stage(enumerable, offset, fn x, i -> {:emit, {x, i}, i + 1} end)

  def with_index(enumerable, fun) when is_function(fun, 2),
    do: stage(enumerable, 0, fn x, i -> {:emit, fun.(x, i), i + 1} end)

  def take(_enumerable, 0), do: source([])

  def take(enumerable, count) when is_integer(count) and count > 0 do
    up = source(enumerable)

    step = fn
      {0, state} ->
        {:done, {0, state}}

      {left, state} ->
        case up.step.(state) do
          {:emit, x, state} -> {:emit, x, {left - 1, state}}
          {kind, state} -> {kind, {left, state}}
        end
    end

    over(enumerable, up, step, %Stream{
      start: fn -> {count, up.start.()} end,
      step: step,
      stop: stop_under(up)
    })
  end

  def take(enumerable, count) when is_integer(count),
    do: resource(fn -> Enum.take(enumerable, count) end, &give_once/1, fn _ -> :ok end)

  defp give_once(:given), do: {:halt, :given}
  defp give_once(list), do: {list, :given}

  def drop(enumerable, count) when is_integer(count) and count >= 0 do
    stage(enumerable, count, fn
      x, 0 -> {:emit, x, 0}
      _, left -> {:skip, left - 1}
    end)
  end

  # The last elements wait in the two lists of a queue.
  def drop(enumerable, count) when is_integer(count) do
    stage(enumerable, {[], [], 0}, fn
      x, {out, into, held} when held < -count -> {:skip, {out, [x | into], held + 1}}
      x, {[first | out], into, held} -> {:emit, first, {out, [x | into], held}}
      x, {[], into, held} -> drop_late(:lists.reverse(into), x, held)
    end)
  end

  defp drop_late([first | out], x, held), do: {:emit, first, {out, [x], held}}

  def take_while(enumerable, fun) when is_function(fun, 1),
    do: stage(enumerable, nil, fn x, _ -> if fun.(x), do: {:emit, x, nil}, else: {:done, nil} end)

  def drop_while(enumerable, fun) when is_function(fun, 1) do
    stage(enumerable, true, fn x, dropping ->
      if dropping && fun.(x), do: {:skip, true}, else: {:emit, x, false}
    end)
  end

  def take_every(_enumerable, 0), do: source([])

  def take_every(enumerable, nth) when is_integer(nth) and nth > 0,
    do: every(enumerable, nth, fn x, place -> if place == 0, do: {:ok, x}, else: :skip end)

  def drop_every(enumerable, 0), do: source(enumerable)

  def drop_every(enumerable, nth) when is_integer(nth) and nth > 0,
    do: every(enumerable, nth, fn x, place -> if place == 0, do: :skip, else: {:ok, x} end)

  def map_every(enumerable, 0, _fun), do: source(enumerable)

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth > 0 and is_function(fun, 1),
    do: every(enumerable, nth, fn x, place -> {:ok, if(place == 0, do: fun.(x), else: x)} end)

  defp every(enumerable, nth, choose) do
    stage(enumerable, 0, fn x, place ->
      next = if place + 1 == nth, do: 0, else: place + 1

      case choose.(x, place) do
        {:ok, y} -> {:emit, y, next}
        :skip -> {:skip, next}
      end
    end)
  end

  def uniq(enumerable), do: uniq_by(enumerable, fn x -> x end)

  def uniq_by(enumerable, fun) when is_function(fun, 1) do
    stage(enumerable, %{}, fn x, seen ->
      key = fun.(x)
      if is_map_key(seen, key), do: {:skip, seen}, else: {:emit, x, Map.put(seen, key, true)}
    end)
  end

  def dedup(enumerable), do: dedup_by(enumerable, fn x -> x end)

  def dedup_by(enumerable, fun) when is_function(fun, 1) do
    stage(enumerable, :none, fn x, last ->
      key = {:key, fun.(x)}
      if key === last, do: {:skip, last}, else: {:emit, x, key}
    end)
  end

  def scan(enumerable, fun) when is_function(fun, 2) do
    stage(enumerable, :none, fn
      x, :none ->
        {:emit, x, {:acc, x}}

      x, {:acc, acc} ->
        next = fun.(x, acc)
        {:emit, next, {:acc, next}}
    end)
  end

  def scan(enumerable, acc, fun) when is_function(fun, 2) do
    stage(enumerable, acc, fn x, acc ->
      next = fun.(x, acc)
      {:emit, next, next}
    end)
  end

  # The elements pass by and are put into the collectable on the way.
  def into(enumerable, collectable, transform \\ fn x -> x end) when is_function(transform, 1) do
    up = source(enumerable)

    %Stream{
      start: fn ->
        {acc, collector} = Collectable.into(collectable)
        left = %{stop: fn _ -> collector.(acc, :halt) end}
        {{:open, acc, collector}, guarded(left, nil, up.start)}
      end,
      step: fn {{:open, acc, collector} = open, state} ->
        case up.step.(state) do
          {:emit, x, state} ->
            {:emit, x, {{:open, collector.(acc, {:cont, transform.(x)}), collector}, state}}

          {:skip, state} ->
            {:skip, {open, state}}

          {:done, state} ->
            finish(up, state)
            collector.(acc, :done)
            {:done, :shut}
        end
      end,
      stop: fn
        :shut ->
          :ok

        {{:open, acc, collector}, state} ->
          finish(up, state)
          collector.(acc, :halt)
      end
    }
  end

  # --- the other functions ---

  Cnx.Define.part("stream.parts/several.ex")
  Cnx.Define.part("stream.parts/sources.ex")
  Cnx.Define.part("stream.parts/deprecated.ex")
end
