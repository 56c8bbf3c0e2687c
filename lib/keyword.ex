# Keyword - lists of pairs whose first element is an atom. A key may stand several times.
defmodule Keyword do
  def keyword?([{key, _} | rest]) when is_atom(key), do: keyword?(rest)
  def keyword?([]), do: true
  def keyword?(_), do: false

  def new, do: []
  def new(pairs), do: new(pairs, fn x -> x end)

  # Of equal keys the last stays, at its place: the pairs are made from the last to the first.
  def new(pairs, fun) when is_function(fun, 1) do
    {kept, _} =
      pairs
      |> Enum.reverse()
      |> Enum.reduce({[], %{}}, fn x, {kept, seen} ->
        {key, value} = fun.(x)

        if new?(seen, key),
          do: {[{key, value} | kept], Map.put(seen, key, true)},
          else: {kept, seen}
      end)

    kept
  end

  defp new?(seen, key) when is_atom(key), do: not is_map_key(seen, key)

  def from_keys(keys, value) when is_list(keys), do: Enum.map(keys, &{&1, value})

  def to_list(keywords) when is_list(keywords), do: keywords

  def get(keywords, key, default \\ nil)

  def get(keywords, key, default) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, value} -> value
      false -> default
    end
  end

  def get_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, value} -> value
      false -> fun.()
    end
  end

  def fetch(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, value} -> {:ok, value}
      false -> :error
    end
  end

  def fetch!(keywords, key) when is_list(keywords) and is_atom(key) do
    case :lists.keyfind(key, 1, keywords) do
      {^key, value} -> value
      false -> raise KeyError, key: key, term: keywords
    end
  end

  def get_values(keywords, key) when is_list(keywords) and is_atom(key),
    do: for({^key, value} <- keywords, do: value)

  def has_key?(keywords, key) when is_list(keywords) and is_atom(key),
    do: :lists.keymember(key, 1, keywords)

  def keys(keywords) when is_list(keywords), do: Enum.map(keywords, &key_of/1)
  def values(keywords) when is_list(keywords), do: Enum.map(keywords, &value_of/1)

  defp key_of({key, _}) when is_atom(key), do: key
  defp key_of(entry), do: bad_entry(entry)
  defp value_of({key, value}) when is_atom(key), do: value
  defp value_of(entry), do: bad_entry(entry)

  defp bad_entry(entry) do
    raise ArgumentError,
          "expected a keyword list, but an entry in the list is not a two-element tuple " <>
            "with an atom as its first element, got: #{inspect(entry)}"
  end

  def put(keywords, key, value) when is_list(keywords) and is_atom(key),
    do: [{key, value} | delete(keywords, key)]

  def put_new(keywords, key, value) when is_list(keywords) and is_atom(key),
    do: if(has_key?(keywords, key), do: keywords, else: [{key, value} | keywords])

  def put_new_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0),
      do: if(has_key?(keywords, key), do: keywords, else: [{key, fun.()} | keywords])

  def delete(keywords, key) when is_list(keywords) and is_atom(key) do
    if :lists.keymember(key, 1, keywords), do: without(keywords, key, []), else: keywords
  end

  defp without([{key, _} | rest], key, acc), do: without(rest, key, acc)
  defp without([entry | rest], key, acc), do: without(rest, key, [entry | acc])
  defp without([], _key, acc), do: :lists.reverse(acc)

  def delete_first(keywords, key) when is_list(keywords) and is_atom(key),
    do: :lists.keydelete(key, 1, keywords)

  def replace(keywords, key, value) when is_list(keywords) and is_atom(key),
    do: replace_lazy(keywords, key, fn _ -> value end)

  def replace!(keywords, key, value) when is_list(keywords) and is_atom(key) do
    if has_key?(keywords, key),
      do: replace(keywords, key, value),
      else: raise(KeyError, key: key, term: keywords)
  end

  def replace_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1),
      do: replace_first(keywords, key, fun, [])

  # Changes the first entry of the key and removes the others.
  defp replace_first([{key, value} | rest], key, fun, acc),
    do: :lists.reverse(acc, [{key, fun.(value)} | delete(rest, key)])

  defp replace_first([entry | rest], key, fun, acc),
    do: replace_first(rest, key, fun, [entry | acc])

  defp replace_first([], _key, _fun, acc), do: :lists.reverse(acc)

  def update(keywords, key, default, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    if has_key?(keywords, key),
      do: replace_first(keywords, key, fun, []),
      else: keywords ++ [{key, default}]
  end

  def update!(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 1) do
    if has_key?(keywords, key),
      do: replace_first(keywords, key, fun, []),
      else: raise(KeyError, key: key, term: keywords)
  end

  def get_and_update(keywords, key, fun) when is_list(keywords) and is_atom(key),
    do: get_and_update(keywords, key, fun, [])

  # Pairs alone may stand in front of the key.
  defp get_and_update([{key, current} | rest], key, fun, before) do
    case fun.(current) do
      {got, value} -> {got, :lists.reverse(before, [{key, value} | rest])}
      :pop -> {current, :lists.reverse(before, rest)}
      other -> bad_update(other)
    end
  end

  defp get_and_update([{_, _} = pair | rest], key, fun, before),
    do: get_and_update(rest, key, fun, [pair | before])

  defp get_and_update([], key, fun, before) do
    case fun.(nil) do
      {got, value} -> {got, [{key, value} | :lists.reverse(before)]}
      :pop -> {nil, :lists.reverse(before)}
      other -> bad_update(other)
    end
  end

  def get_and_update!(keywords, key, fun) when is_list(keywords) and is_atom(key) do
    case fun.(fetch!(keywords, key)) do
      {got, value} -> {got, replace(keywords, key, value)}
      :pop -> pop_first(keywords, key)
      other -> bad_update(other)
    end
  end

  defp bad_update(other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  def pop(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> {default, keywords}
    end
  end

  def pop!(keywords, key) when is_list(keywords) and is_atom(key) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> raise KeyError, key: key, term: keywords
    end
  end

  def pop_lazy(keywords, key, fun)
      when is_list(keywords) and is_atom(key) and is_function(fun, 0) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete(keywords, key)}
      :error -> {fun.(), keywords}
    end
  end

  def pop_values(keywords, key) when is_list(keywords) and is_atom(key),
    do: {get_values(keywords, key), delete(keywords, key)}

  def pop_first(keywords, key, default \\ nil) when is_list(keywords) and is_atom(key) do
    case fetch(keywords, key) do
      {:ok, value} -> {value, delete_first(keywords, key)}
      :error -> {default, keywords}
    end
  end

  def take(keywords, keys) when is_list(keywords) and is_list(keys),
    do: Enum.filter(keywords, fn {key, _} -> :lists.member(key, keys) end)

  def drop(keywords, keys) when is_list(keywords) and is_list(keys),
    do: Enum.reject(keywords, fn {key, _} -> :lists.member(key, keys) end)

  def split(keywords, keys) when is_list(keywords) and is_list(keys),
    do: Enum.split_with(keywords, fn {key, _} -> :lists.member(key, keys) end)

  def filter(keywords, fun) when is_list(keywords) and is_function(fun, 1),
    do: Enum.filter(keywords, fun)

  def reject(keywords, fun) when is_list(keywords) and is_function(fun, 1),
    do: Enum.reject(keywords, fun)

  def split_with(keywords, fun) when is_list(keywords) and is_function(fun, 1),
    do: Enum.split_with(keywords, fun)

  @deprecated "Use Keyword.new/2 instead"
  def map(keywords, fun) when is_list(keywords) and is_function(fun, 1),
    do: Enum.map(keywords, fn {key, value} -> {key, fun.({key, value})} end)

  def equal?(left, right) when is_list(left) and is_list(right),
    do: :lists.sort(left) === :lists.sort(right)

  def merge(left, []) when is_list(left), do: left
  def merge([], right) when is_list(right), do: right

  def merge(left, right) when is_list(left) and is_list(right) do
    check(right, "second")
    check(left, "first")
    keys = Map.new(right, fn {key, _} -> {key, true} end)
    Enum.reject(left, fn {key, _} -> is_map_key(keys, key) end) ++ right
  end

  def merge(left, right, fun) when is_list(left) and is_list(right) and is_function(fun, 3) do
    check(left, "first")
    check(right, "second")
    keys = Map.new(right, fn {key, _} -> {key, true} end)
    kept = Enum.reject(left, fn {key, _} -> is_map_key(keys, key) end)
    kept ++ merge_pairs(right, left, fun, [])
  end

  # Each pair of the right list meets the next pair of the left that has its key.
  defp merge_pairs([{key, value} | rest], left, fun, acc) do
    case :lists.keytake(key, 1, left) do
      {:value, {_, old}, left} ->
        merge_pairs(rest, left, fun, [{key, fun.(key, old, value)} | acc])

      false ->
        merge_pairs(rest, left, fun, [{key, value} | acc])
    end
  end

  defp merge_pairs([], _left, _fun, acc), do: :lists.reverse(acc)

  defp check(keywords, place) do
    if keyword?(keywords),
      do: keywords,
      else:
        raise(
          ArgumentError,
          "expected a keyword list as the #{place} argument, got: #{inspect(keywords)}"
        )
  end

  def intersect(left, right), do: intersect(left, right, fn _key, _old, value -> value end)

  def intersect(left, right, fun) do
    for {key, old} <- left, has_key?(right, key), do: {key, fun.(key, old, get(right, key))}
  end

  def validate(keywords, values) when is_list(keywords) and is_list(values) do
    case validate_entries(keywords, values, [], []) do
      {kept, [], rest} -> {:ok, defaults(rest, kept)}
      {_, unknown, _} -> {:error, unknown}
    end
  end

  def validate!(keywords, values) do
    case validate(keywords, values) do
      {:ok, kept} ->
        kept

      {:error, unknown} ->
        allowed = Enum.map(values, &allowed_key/1)

        case unknown -- allowed do
          [] ->
            raise ArgumentError, "duplicate keys #{inspect(unknown)} in #{inspect(keywords)}"

          unknown ->
            raise ArgumentError,
                  "unknown keys #{inspect(unknown)} in #{inspect(keywords)}, " <>
                    "the allowed keys are: #{inspect(allowed)}"
        end
    end
  end

  # Takes each entry's key out of the allowed ones, so that a second entry of it is unknown.
  defp validate_entries([{key, _} = pair | rest], values, kept, unknown) when is_atom(key) do
    case take_allowed(values, key, []) do
      {:ok, values} -> validate_entries(rest, values, [pair | kept], unknown)
      :error -> validate_entries(rest, values, kept, [key | unknown])
    end
  end

  defp validate_entries([], values, kept, unknown), do: {kept, unknown, values}

  defp validate_entries([entry | _], _values, _kept, _unknown) do
    raise ArgumentError,
          "expected a keyword list as first argument, got invalid entry: #{inspect(entry)}"
  end

  defp take_allowed([value | rest], key, acc) do
    if allowed_key(value) == key,
      do: {:ok, :lists.reverse(acc, rest)},
      else: take_allowed(rest, key, [value | acc])
  end

  defp take_allowed([], _key, _acc), do: :error

  defp allowed_key({key, _default}) when is_atom(key), do: key
  defp allowed_key(key) when is_atom(key), do: key

  defp allowed_key(other) do
    raise ArgumentError,
          "expected the second argument to be a list of atoms or tuples, got: #{inspect(other)}"
  end

  # What was not given and has a default goes in front.
  defp defaults([{_, _} = pair | rest], kept), do: defaults(rest, [pair | kept])
  defp defaults([_key | rest], kept), do: defaults(rest, kept)
  defp defaults([], kept), do: kept

  # --- what has another name by now ---

  @deprecated "Use Keyword.fetch/2 + Keyword.delete/2 instead"
  def delete(keywords, key, value) when is_list(keywords) and is_atom(key),
    do: :lists.filter(&(&1 !== {key, value}), keywords)

  @deprecated "Use Kernel.length/1 instead"
  def size(keywords), do: length(keywords)
end
