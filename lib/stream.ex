# Stream - enumerables that make their elements when asked.
#
# A stream is three functions. `start` makes a state, `step` goes from a state to {:emit, x, state},
# {:skip, state} or {:done, state}, and `stop` (nil when there is nothing to do) gives back what
# the last state holds, once, whether the stream came to its end, was left early or raised.
# Streams are pulled, so several can be walked side by side (zip), and nothing happens early.
defmodule Stream do
  defstruct start: nil, step: nil, stop: nil

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
      stream -> fold_while(stream, acc, fn x, acc -> {:cont, fun.(x, acc)} end)
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
    stream = source(enumerable)
    walk(stream, stream.start.(), acc, fun)
  end

  defp walk(stream, state, acc, fun) do
    case guarded(stream, state, fn -> advance(stream.step.(state), acc, fun) end) do
      {:cont, state, acc} ->
        walk(stream, state, acc, fun)

      {:halt, state, acc} ->
        finish(stream, state)
        acc
    end
  end

  defp advance({:emit, x, state}, acc, fun) do
    {command, acc} = fun.(x, acc)
    {command, state, acc}
  end

  defp advance({:skip, state}, acc, _fun), do: {:cont, state, acc}
  defp advance({:done, state}, acc, _fun), do: {:halt, state, acc}

  # Runs fun; when it raises, the stream is stopped first.
  defp guarded(%{stop: nil}, _state, fun), do: fun.()

  defp guarded(%{stop: stop}, state, fun) do
    try do
      fun.()
    catch
      kind, reason ->
        stop.(state)
        :erlang.raise(kind, reason, __STACKTRACE__)
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

    %Stream{
      start: fn -> {own, up.start.()} end,
      step: fn {own, state} ->
        case up.step.(state) do
          {:emit, x, state} -> stage_result(change.(x, own), state)
          {:skip, state} -> {:skip, {own, state}}
          {:done, state} -> {:done, {own, state}}
        end
      end,
      stop: stop_under(up)
    }
  end

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

    %Stream{
      start: fn -> {count, up.start.()} end,
      step: fn
        {0, state} ->
          {:done, {0, state}}

        {left, state} ->
          case up.step.(state) do
            {:emit, x, state} -> {:emit, x, {left - 1, state}}
            {kind, state} -> {kind, {left, state}}
          end
      end,
      stop: stop_under(up)
    }
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

  def drop(enumerable, count) when is_integer(count),
    do: resource(fn -> Enum.drop(enumerable, count) end, &give_once/1, fn _ -> :ok end)

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

  def map_every(enumerable, nth, fun) when is_integer(nth) and nth > 0,
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

  # The elements pass by; what is collected on the way is thrown away with the collectable.
  def into(enumerable, collectable, transform \\ fn x -> x end) do
    Enum.into([], collectable)

    each(enumerable, fn x ->
      transform.(x)
    end)
  end

  # --- streams that emit several elements for one ---

  def resource(start, next, stop) do
    %Stream{
      start: fn -> {nil, start.()} end,
      step: fn
        {nil, own} ->
          case next.(own) do
            {:halt, own} -> {:done, {nil, own}}
            {items, own} -> {:skip, {open(items), own}}
          end

        {{inner, state}, own} ->
          case inner.step.(state) do
            {:emit, x, state} ->
              {:emit, x, {{inner, state}, own}}

            {:skip, state} ->
              {:skip, {{inner, state}, own}}

            {:done, state} ->
              finish(inner, state)
              {:skip, {nil, own}}
          end
      end,
      stop: fn {opened, own} ->
        close(opened)
        stop.(own)
      end
    }
  end

  defp open([]), do: nil

  defp open(items) do
    stream = source(items)
    {stream, stream.start.()}
  end

  defp close(nil), do: :ok
  defp close({stream, state}), do: finish(stream, state)

  def transform(enumerable, acc, reducer) when is_function(reducer, 2),
    do: transform(enumerable, fn -> acc end, reducer, fn acc -> {[], acc} end, fn _ -> :ok end)

  def transform(enumerable, start, reducer, stop)
      when is_function(start, 0) and is_function(reducer, 2) and is_function(stop, 1),
      do: transform(enumerable, start, reducer, fn acc -> {[], acc} end, stop)

  def transform(enumerable, start, reducer, last, stop)
      when is_function(start, 0) and is_function(reducer, 2) and is_function(last, 1) do
    up = source(enumerable)

    next = fn
      {:last, acc, state} ->
        {:halt, {:last, acc, state}}

      {:more, acc, state} ->
        case up.step.(state) do
          {:emit, x, state} ->
            {items, acc} = reducer.(x, acc)
            {items, {:more, acc, state}}

          {:skip, state} ->
            {[], {:more, acc, state}}

          {:done, state} ->
            {items, acc} = last.(acc)
            {items, {:last, acc, state}}
        end
    end

    resource(
      fn -> {:more, start.(), up.start.()} end,
      next,
      fn {_, acc, state} ->
        finish(up, state)
        stop.(acc)
      end
    )
  end

  def flat_map(enumerable, fun) when is_function(fun, 1),
    do: transform(enumerable, nil, fn x, _ -> {fun.(x), nil} end)

  def concat(enumerables), do: flat_map(enumerables, fn x -> x end)
  def concat(first, second), do: concat([first, second])

  def intersperse(enumerable, separator) do
    transform(enumerable, :first, fn
      x, :first -> {[x], :next}
      x, :next -> {[separator, x], :next}
    end)
  end

  def chunk_while(enumerable, acc, chunk_fun, after_fun) do
    reducer = fn x, {_, acc} ->
      case chunk_fun.(x, acc) do
        {:cont, chunk, acc} -> {[chunk], {:open, acc}}
        {:cont, acc} -> {[], {:open, acc}}
        {:halt, acc} -> {:halt, {:halted, acc}}
      end
    end

    last = fn {kind, acc} ->
      case after_fun.(acc) do
        {:cont, chunk, acc} -> {[chunk], {kind, acc}}
        {:cont, acc} -> {[], {kind, acc}}
      end
    end

    halting(enumerable, {:open, acc}, reducer, last)
  end

  # A transform whose `last` runs after {:halt, acc}, too.
  defp halting(enumerable, acc, reducer, last) do
    marked =
      transform(
        enumerable,
        fn -> acc end,
        fn x, acc ->
          case reducer.(x, acc) do
            {:halt, acc} -> {[{:last, elem(last.(acc), 0)}], acc}
            {items, acc} -> {Enum.map(items, &{:item, &1}), acc}
          end
        end,
        fn acc -> {[{:last, elem(last.(acc), 0)}], acc} end,
        fn _ -> :ok end
      )

    transform(marked, :open, fn
      {:item, x}, :open -> {[x], :open}
      {:last, items}, :open -> {items, :shut}
      _, :shut -> {:halt, :shut}
    end)
  end

  def chunk_by(enumerable, fun) when is_function(fun, 1) do
    chunk = fn
      x, nil ->
        {[], {fun.(x), [x]}}

      x, {key, chunk} ->
        case fun.(x) do
          ^key -> {[], {key, [x | chunk]}}
          other -> {[:lists.reverse(chunk)], {other, [x]}}
        end
    end

    last = fn
      nil -> {[], nil}
      {_, chunk} = acc -> {[:lists.reverse(chunk)], acc}
    end

    transform(enumerable, fn -> nil end, chunk, last, fn _ -> :ok end)
  end

  def chunk_every(enumerable, count), do: chunk_every(enumerable, count, count, [])

  def chunk_every(enumerable, count, step, leftover \\ [])

  # The state: the chunk begun, reversed, its length, and how many elements to leave out first.
  def chunk_every(enumerable, count, step, leftover)
      when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
    chunk = fn
      _, {begun, n, skip} when skip > 0 ->
        {[], {begun, n, skip - 1}}

      x, {begun, n, 0} when n + 1 == count ->
        chunk = [x | begun]

        if step >= count,
          do: {[:lists.reverse(chunk)], {[], 0, step - count}},
          else: {[:lists.reverse(chunk)], {Enum.take(chunk, count - step), count - step, 0}}

      x, {begun, n, 0} ->
        {[], {[x | begun], n + 1, 0}}
    end

    last = fn
      {_, n, _} = acc when n == 0 or leftover == :discard -> {[], acc}
      {begun, n, _} = acc -> {[:lists.reverse(begun, Enum.take(leftover, count - n))], acc}
    end

    transform(enumerable, fn -> {[], 0, 0} end, chunk, last, fn _ -> :ok end)
  end

  # --- streams made of nothing ---

  def iterate(start, fun) when is_function(fun, 1) do
    %Stream{
      start: fn -> {:first, start} end,
      step: fn
        {:first, x} ->
          {:emit, x, {:next, x}}

        {:next, x} ->
          x = fun.(x)
          {:emit, x, {:next, x}}
      end
    }
  end

  def unfold(acc, fun) when is_function(fun, 1) do
    %Stream{
      start: fn -> acc end,
      step: fn acc ->
        case fun.(acc) do
          nil -> {:done, acc}
          {x, acc} -> {:emit, x, acc}
        end
      end
    }
  end

  def repeatedly(fun) when is_function(fun, 0),
    do: %Stream{start: fn -> nil end, step: fn _ -> {:emit, fun.(), nil} end}

  def duplicate(value, count) when is_integer(count) and count >= 0,
    do: take(repeatedly(fn -> value end), count)

  def from_index(fun_or_offset \\ 0)
  def from_index(offset) when is_integer(offset), do: iterate(offset, &(&1 + 1))
  def from_index(fun) when is_function(fun, 1), do: map(from_index(0), fun)

  def cycle([]), do: raise(ArgumentError, "cannot cycle over an empty enumerable")

  def cycle(enumerable) do
    start = fn ->
      if Enum.empty?(enumerable),
        do: raise(ArgumentError, "cannot cycle over an empty enumerable"),
        else: nil
    end

    resource(start, fn _ -> {enumerable, nil} end, fn _ -> :ok end)
  end

  # --- side by side ---

  def zip(first, second), do: zip([first, second])
  def zip(enumerables), do: zip_with(enumerables, &List.to_tuple/1)

  def zip_with(first, second, fun) when is_function(fun, 2),
    do: zip_with([first, second], fn [a, b] -> fun.(a, b) end)

  def zip_with(enumerables, fun) when is_function(fun, 1) do
    streams = Enum.map(enumerables, &source/1)

    %Stream{
      start: fn -> Enum.map(streams, & &1.start.()) end,
      step: fn
        [] ->
          {:done, []}

        states ->
          case pull_all(streams, states, [], []) do
            {:ok, items, states} -> {:emit, fun.(items), states}
            {:done, states} -> {:done, states}
          end
      end,
      stop: zip_stop(streams)
    }
  end

  defp pull_all([stream | streams], [state | states], items, pulled) do
    case pull(stream.step, state) do
      {:emit, x, state} -> pull_all(streams, states, [x | items], [state | pulled])
      {:done, state} -> {:done, :lists.reverse(pulled, [state | states])}
    end
  end

  defp pull_all([], [], items, pulled),
    do: {:ok, :lists.reverse(items), :lists.reverse(pulled)}

  defp zip_stop(streams) do
    if Enum.any?(streams, & &1.stop),
      do: fn states ->
        Enum.each(Enum.zip(streams, states), fn {s, state} -> finish(s, state) end)
      end,
      else: nil
  end

  # --- with the clock ---

  def interval(ms) when is_integer(ms) and ms >= 0 do
    unfold(0, fn count ->
      Process.sleep(ms)
      {count, count + 1}
    end)
  end

  def timer(ms) when is_integer(ms) and ms >= 0, do: take(interval(ms), 1)
end
