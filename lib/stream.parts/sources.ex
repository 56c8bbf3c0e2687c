# A part of Stream: streams made of nothing, of several enumerables and of the clock.

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

# The state: where a turn is, and whether it has given an element; {:over, given} between turns.
def cycle(enumerable) do
  up = source(enumerable)

  %Stream{
    start: fn -> {:over, true} end,
    step: fn
      {:over, true} -> {:skip, {{:turn, up.start.()}, false}}
      {:over, false} -> raise(ArgumentError, "cannot cycle over an empty enumerable")
      {{:turn, state}, given} -> turn(up.step.(state), up, given)
    end,
    stop: fn
      {{:turn, state}, _} -> finish(up, state)
      {:over, _} -> :ok
    end
  }
end

defp turn({:emit, x, state}, _up, _given), do: {:emit, x, {{:turn, state}, true}}
defp turn({:skip, state}, _up, given), do: {:skip, {{:turn, state}, given}}

defp turn({:done, state}, up, given) do
  finish(up, state)
  {:skip, {:over, given}}
end

# --- side by side ---

def zip(first, second), do: zip([first, second])
def zip(enumerables), do: zip_with(enumerables, &List.to_tuple/1)

def zip_with(first, second, fun) when is_function(fun, 2),
  do: zip_with([first, second], fn [a, b] -> fun.(a, b) end)

# Each is opened when its first element is asked for. The state: of the first round {:opening, states, items,
# streams not opened yet}, the first two reversed; later the states.
def zip_with(enumerables, fun) when is_function(fun, 1) do
  streams = Enum.map(enumerables, &source/1)

  %Stream{
    start: fn -> {:opening, [], [], streams} end,
    step: fn
      [] ->
        {:done, []}

      {:opening, [], [], []} ->
        {:done, []}

      {:opening, states, items, []} ->
        {:emit, fun.(:lists.reverse(items)), :lists.reverse(states)}

      {:opening, states, items, [stream | rest]} ->
        opened(open_first(stream), stream, streams, states, items, rest)

      states ->
        case pull_all(streams, states, [], []) do
          {:ok, items, states} -> {:emit, fun.(items), states}
          {:done, states} -> {:done, close_all(streams, states)}
        end
    end,
    stop: if(Enum.any?(streams, & &1.stop), do: &close_all(streams, &1))
  }
end

defp open_first(stream) do
  state = stream.start.()
  guarded(stream, state, fn -> pull(stream.step, state) end)
end

defp opened({:emit, x, state}, _stream, _streams, states, items, rest),
  do: {:skip, {:opening, [state | states], [x | items], rest}}

defp opened({:done, state}, stream, streams, states, _items, rest) do
  finish(stream, state)
  close_all(streams, {:opening, states, [], rest})
  # The others are opened nevertheless, as Elixir does.
  for %{stop: stop} = stream when stop != nil <- rest, do: stop.(stream.start.())
  {:done, []}
end

defp pull_all([stream | streams], [state | states], items, pulled) do
  case pull(stream.step, state) do
    {:emit, x, state} ->
      pull_all(streams, states, [x | items], [state | pulled])

    {:done, state} ->
      finish(stream, state)
      {:done, :lists.reverse(pulled, [:closed | states])}
  end
end

defp pull_all([], [], items, pulled),
  do: {:ok, :lists.reverse(items), :lists.reverse(pulled)}

defp close_all(streams, {:opening, states, _items, _rest}),
  do: close_all(Enum.take(streams, length(states)), :lists.reverse(states))

defp close_all(streams, states) do
  for {stream, state} <- Enum.zip(streams, states), state != :closed, do: finish(stream, state)
  []
end

# --- with the clock ---

def interval(ms) when is_integer(ms) and ms >= 0 do
  unfold(0, fn count ->
    Process.sleep(ms)
    {count, count + 1}
  end)
end

def timer(ms) when is_integer(ms) and ms >= 0, do: take(interval(ms), 1)
