# A part of Stream: streams that emit several elements for one.

# The state: what is open of the last items given, and the own state. Lists are open as they are.
def resource(start, next, stop)
    when is_function(start, 0) and is_function(next, 1) and is_function(stop, 1) do
  %Stream{
    start: fn -> {[], start.()} end,
    step: fn
      {[x | rest], own} ->
        {:emit, x, {rest, own}}

      {[], own} ->
        case next.(own) do
          {:halt, own} -> {:done, {[], own}}
          {items, own} when is_list(items) -> {:skip, {items, own}}
          {items, own} -> {:skip, {{:unopened, items}, own}}
          other -> :erlang.error({:try_clause, other})
        end

      {{:unopened, items}, own} ->
        {:skip, {open(items), own}}

      {{inner, state}, own} ->
        case inner.step.(state) do
          {:emit, x, state} ->
            {:emit, x, {{inner, state}, own}}

          {:skip, state} ->
            {:skip, {{inner, state}, own}}

          {:done, state} ->
            finish(inner, state)
            {:skip, {[], own}}
        end
    end,
    stop: fn {opened, own} ->
      close(opened)
      stop.(own)
    end
  }
end

defp open(items) do
  stream = source(items)
  {stream, stream.start.()}
end

defp close(list) when is_list(list), do: :ok
defp close({:unopened, _}), do: :ok
defp close({stream, state}), do: finish(stream, state)

def transform(enumerable, acc, reducer) when is_function(reducer, 2),
  do: transform(enumerable, fn -> acc end, reducer, fn acc -> {[], acc} end, fn _ -> :ok end)

def transform(enumerable, start, reducer, stop)
    when is_function(start, 0) and is_function(reducer, 2) and is_function(stop, 1),
    do: transform(enumerable, start, reducer, fn acc -> {[], acc} end, stop)

def transform(enumerable, start, reducer, last, stop)
    when is_function(start, 0) and is_function(reducer, 2) and is_function(last, 1) and
           is_function(stop, 1) do
  up = source(enumerable)

  resource(
    fn -> {:fresh, start.()} end,
    fn
      {:fresh, acc} -> {[], {:more, acc, up.start.()}}
      {:more, acc, state} -> transform_next(up.step.(state), up, acc, reducer)
      {:last, acc} -> transformed(last.(acc), &{:over, &1})
      {:over, acc} -> {:halt, {:over, acc}}
    end,
    fn
      {:more, acc, state} ->
        finish(up, state)
        stop.(acc)

      {_, acc} ->
        stop.(acc)
    end
  )
end

defp transform_next({:emit, x, state}, _up, acc, reducer),
  do: transformed(reducer.(x, acc), &{:more, &1, state})

defp transform_next({:skip, state}, _up, acc, _reducer), do: {[], {:more, acc, state}}

# What is above is closed before `last` runs.
defp transform_next({:done, state}, up, acc, _reducer) do
  finish(up, state)
  {[], {:last, acc}}
end

defp transformed(given, state) do
  case given do
    {items, acc} -> {items, state.(acc)}
  end
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

def chunk_while(enumerable, acc, chunk_fun, after_fun)
    when is_function(chunk_fun, 2) and is_function(after_fun, 1) do
  up = source(enumerable)

  %Stream{
    start: fn -> {:open, acc, up.start.()} end,
    step: fn
      {:open, acc, state} ->
        case up.step.(state) do
          {:emit, x, state} -> chunked(chunk_fun.(x, acc), up, state)
          {:skip, state} -> {:skip, {:open, acc, state}}
          {:done, state} -> chunked({:halt, acc}, up, state)
        end

      {:last, acc} ->
        case after_fun.(acc) do
          {:cont, chunk, _} -> {:emit, chunk, :over}
          {:cont, _} -> {:done, :over}
        end

      :over ->
        {:done, :over}
    end,
    stop: fn state -> with {:open, _, state} <- state, do: finish(up, state) end
  }
end

defp chunked(given, up, state) do
  case given do
    {:cont, chunk, acc} ->
      {:emit, chunk, {:open, acc, state}}

    {:cont, acc} ->
      {:skip, {:open, acc, state}}

    {:halt, acc} ->
      finish(up, state)
      {:skip, {:last, acc}}
  end
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

# The state: the chunk begun, reversed, its length, how many elements to leave out first, and the state above.
def chunk_every(enumerable, count, step, leftover)
    when is_integer(count) and count > 0 and is_integer(step) and step > 0 do
  up = source(enumerable)

  %Stream{
    start: fn -> {[], 0, 0, up.start.()} end,
    step: fn
      :over ->
        {:done, :over}

      {:last, chunk} ->
        {:emit, chunk, :over}

      {begun, n, skip, state} ->
        chunk_next(up.step.(state), begun, n, skip, {up, count, step, leftover})
    end,
    stop: up.stop && fn state -> with {_, _, _, state} <- state, do: up.stop.(state) end
  }
end

defp chunk_next({:emit, _, state}, begun, n, skip, _) when skip > 0,
  do: {:skip, {begun, n, skip - 1, state}}

defp chunk_next({:emit, x, state}, begun, n, 0, {_, count, step, _}) when n + 1 == count do
  chunk = [x | begun]

  if step >= count,
    do: {:emit, :lists.reverse(chunk), {[], 0, step - count, state}},
    else: {:emit, :lists.reverse(chunk), {Enum.take(chunk, count - step), count - step, 0, state}}
end

defp chunk_next({:emit, x, state}, begun, n, 0, _), do: {:skip, {[x | begun], n + 1, 0, state}}
defp chunk_next({:skip, state}, begun, n, skip, _), do: {:skip, {begun, n, skip, state}}

# What is above is closed in a step of its own, before the last chunk is given.
defp chunk_next({:done, state}, begun, n, _, {up, count, _, leftover}) do
  finish(up, state)

  if n == 0 or leftover == :discard,
    do: {:skip, :over},
    else: {:skip, {:last, :lists.reverse(begun, Enum.take(leftover, count - n))}}
end
