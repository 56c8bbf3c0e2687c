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
