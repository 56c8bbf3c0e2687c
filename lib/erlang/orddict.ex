# :orddict - dictionaries as lists of pairs that ascend by key; keys that compare equal are the same.
defmodule :orddict do
  def new, do: []
  def to_list(dict), do: dict

  def from_list(pairs) when is_list(pairs),
    do: Enum.reduce(pairs, [], fn {key, value}, dict -> store(key, value, dict) end)

  def size(dict), do: length(dict)
  def is_empty(dict) when is_list(dict), do: dict == []
  def is_key(key, dict), do: find(key, dict) != :error
  def fetch_keys(dict) when is_list(dict), do: for({key, _} <- dict, do: key)

  def find(key, [{first, _} | rest]) when key > first, do: find(key, rest)
  def find(key, [{first, value} | _]) when key == first, do: {:ok, value}
  def find(_key, dict) when is_list(dict), do: :error

  def fetch(key, [{first, _} | rest]) when key > first, do: fetch(key, rest)
  def fetch(key, [{first, value} | _]) when key == first, do: value

  def store(key, value, dict), do: change(key, dict, fn _ -> value end, value)

  def erase(key, dict) do
    case take(key, dict) do
      {_, rest} -> rest
      :error -> dict
    end
  end

  def take(key, dict), do: take(key, dict, [])

  defp take(key, [{first, _} = pair | rest], before) when key > first,
    do: take(key, rest, [pair | before])

  defp take(key, [{first, value} | rest], before) when key == first,
    do: {value, :lists.reverse(before, rest)}

  defp take(_key, dict, _before) when is_list(dict), do: :error

  def append(key, value, dict), do: append_list(key, [value], dict)
  def append_list(key, values, dict), do: change(key, dict, &(&1 ++ values), values)

  def update(key, fun, [{first, _} = pair | rest]) when key > first,
    do: [pair | update(key, fun, rest)]

  def update(key, fun, [{first, value} | rest]) when key == first, do: [{key, fun.(value)} | rest]
  def update(key, fun, initial, dict), do: change(key, dict, fun, initial)
  def update_counter(key, by, dict), do: change(key, dict, &(&1 + by), by)

  # With the value of a key changed, or put where there is none.
  defp change(key, [{first, _} = pair | rest], fun, none) when key > first,
    do: [pair | change(key, rest, fun, none)]

  defp change(key, [{first, value} | rest], fun, _none) when key == first,
    do: [{key, fun.(value)} | rest]

  defp change(key, dict, _fun, none) when is_list(dict), do: [{key, none} | dict]

  def fold(fun, acc, dict),
    do: Enum.reduce(dict, acc, fn {key, value}, acc -> fun.(key, value, acc) end)

  def map(fun, dict) when is_list(dict),
    do: for({key, value} <- dict, do: {key, fun.(key, value)})

  def filter(fun, dict) when is_list(dict),
    do: Enum.filter(dict, fn {key, value} -> fun.(key, value) end)

  def merge(fun, [{a, _} = pair | as], [{b, _} | _] = right) when a < b,
    do: [pair | merge(fun, as, right)]

  def merge(fun, [{a, _} | _] = left, [{b, _} = pair | bs]) when a > b,
    do: [pair | merge(fun, left, bs)]

  def merge(fun, [{key, a} | as], [{_, b} | bs]),
    do: [{key, fun.(key, a, b)} | merge(fun, as, bs)]

  def merge(fun, left, right) when is_function(fun, 3) and (left == [] or right == []),
    do: left ++ right
end
