# List - functions on lists alone, most of them on places and on keys of tuples.
defmodule List do
  def first(list, default \\ nil)
  def first([], default), do: default
  def first([head | _], _default), do: head

  def last(list, default \\ nil)
  def last([], default), do: default
  def last([x], _default), do: x
  def last([_ | tail], default), do: last(tail, default)

  def wrap(list) when is_list(list), do: list
  def wrap(nil), do: []
  def wrap(other), do: [other]

  def duplicate(element, n), do: :lists.duplicate(n, element)
  def flatten(list), do: :lists.flatten(list)
  def flatten(list, tail), do: :lists.flatten(list, tail)

  def foldl(list, acc, fun) when is_list(list) and is_function(fun),
    do: Enum.reduce(list, acc, fun)

  def foldr(list, acc, fun) when is_list(list) and is_function(fun),
    do: Enum.reduce(:lists.reverse(list), acc, fun)

  def zip([]), do: []
  def zip(lists) when is_list(lists), do: lists |> Enum.map(&elements/1) |> Enum.zip()

  defp elements(tuple) when is_tuple(tuple), do: Tuple.to_list(tuple)
  defp elements(list) when is_list(list), do: list

  def delete([element | list], element), do: list
  def delete([other | list], element), do: [other | delete(list, element)]
  def delete([], _element), do: []

  # --- places; negative ones count from the end ---

  def delete_at(list, index) when is_integer(index), do: elem(pop_at(list, index), 1)

  def pop_at(list, index, default \\ nil) when is_list(list) and is_integer(index) do
    case split_at(list, index) do
      {before, [x | rest]} -> {x, before ++ rest}
      _ -> {default, list}
    end
  end

  def replace_at(list, index, value) when is_list(list) and is_integer(index),
    do: update_at(list, index, fn _ -> value end)

  def update_at(list, index, fun) when is_list(list) and is_function(fun) and is_integer(index) do
    case split_at(list, index) do
      {before, [x | rest]} -> before ++ [fun.(x) | rest]
      _ -> list
    end
  end

  def insert_at(list, index, value) when is_list(list) and is_integer(index) do
    index = if index < 0, do: max(length(list) + index + 1, 0), else: index
    {before, rest} = Enum.split(list, index)
    before ++ [value | rest]
  end

  # What stands before the place and from it on, or :outside.
  defp split_at(list, index) when index >= 0, do: Enum.split(list, index)

  defp split_at(list, index) do
    index = index + length(list)
    if index >= 0, do: Enum.split(list, index), else: :outside
  end

  # --- keys: the element of each tuple at a place ---

  def keyfind(list, key, position, default \\ nil) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false -> default
      tuple -> tuple
    end
  end

  def keyfind!(list, key, position) when is_integer(position) do
    case :lists.keyfind(key, position + 1, list) do
      false ->
        raise KeyError,
          key: key,
          term: list,
          message:
            "key #{inspect(key)} at position #{inspect(position)} not found in: #{inspect(list)}"

      tuple ->
        tuple
    end
  end

  def keymember?(list, key, position) when is_integer(position),
    do: :lists.keymember(key, position + 1, list)

  def keyreplace(list, key, position, tuple) when is_integer(position) and is_tuple(tuple),
    do: :lists.keyreplace(key, position + 1, list, tuple)

  def keystore(list, key, position, tuple) when is_integer(position) and is_tuple(tuple),
    do: :lists.keystore(key, position + 1, list, tuple)

  def keydelete(list, key, position) when is_integer(position),
    do: :lists.keydelete(key, position + 1, list)

  def keytake(list, key, position) when is_integer(position) do
    case :lists.keytake(key, position + 1, list) do
      {:value, tuple, rest} -> {tuple, rest}
      false -> nil
    end
  end

  def keysort(list, position, sorter \\ :asc)

  def keysort(list, position, :asc) when is_list(list) and is_integer(position),
    do: :lists.keysort(position + 1, list)

  def keysort(list, position, sorter) when is_list(list) and is_integer(position),
    do: Enum.sort_by(list, &elem(&1, position), sorter)

  # --- questions ---

  def starts_with?([head | tail], [head | prefix]), do: starts_with?(tail, prefix)
  def starts_with?(list, []) when is_list(list), do: true
  def starts_with?(list, [_ | _]) when is_list(list), do: false

  def improper?([_ | tail]) when is_list(tail), do: improper?(tail)
  def improper?([_ | _]), do: true
  def improper?([]), do: false

  def ascii_printable?(list, limit \\ :infinity)
      when is_list(list) and (limit == :infinity or (is_integer(limit) and limit >= 0)),
      do: printable?(list, limit)

  defp printable?(_list, 0), do: true
  defp printable?([], _limit), do: true

  defp printable?([char | rest], limit)
       when is_integer(char) and
              ((char >= 32 and char <= 126) or (char >= 7 and char <= 13) or char == 27),
       do: printable?(rest, if(limit == :infinity, do: limit, else: limit - 1))

  defp printable?(_other, _limit), do: false

  # --- conversions ---

  def to_tuple(list), do: :erlang.list_to_tuple(list)
  def to_integer(charlist), do: :erlang.list_to_integer(charlist)
  def to_integer(charlist, base), do: :erlang.list_to_integer(charlist, base)
  def to_float(charlist), do: :erlang.list_to_float(charlist)
  def to_atom(charlist), do: :erlang.list_to_atom(charlist)
  def to_existing_atom(charlist), do: :erlang.list_to_existing_atom(charlist)
  def to_string(list) when is_list(list), do: Kernel.to_string(list)
  def to_charlist(list) when is_list(list), do: String.to_charlist(Kernel.to_string(list))

  # --- differences ---

  # The shortest edit script, by Myers's greedy algorithm: each round allows one edit more, and keeps on
  # every diagonal, from the one with most deletions to the one with most insertions, the path that reaches
  # furthest. A path is {how many of the left list it has taken, left, right, script}.
  def myers_difference(left, right) when is_list(left) and is_list(right),
    do: rounds(0, [{0, left, right, []}], nil)

  def myers_difference(left, right, diff) when is_list(left) and is_list(right),
    do: rounds(0, [{0, left, right, []}], diff)

  defp rounds(round, paths, diff) do
    case round(-round, round, paths, [], diff) do
      {:done, script} -> group(script, [])
      {:next, paths} -> rounds(round + 1, paths, diff)
    end
  end

  defp round(diagonal, last, _paths, next, _diff) when diagonal > last,
    do: {:next, :lists.reverse(next)}

  defp round(diagonal, last, paths, next, diff) do
    {path, paths} = step(diagonal, last, paths, diff)

    case follow(path) do
      {_, [], [], script} -> {:done, script}
      path -> round(diagonal + 2, last, paths, [path | next], diff)
    end
  end

  defp follow({at, [x | left], [x | right], script}),
    do: follow({at + 1, left, right, [{:eq, x} | script]})

  defp follow(path), do: path

  # The first path deletes, the last inserts, between them the neighbour that is further goes on.
  defp step(0, 0, [path], _diff), do: {path, []}

  defp step(diagonal, last, [path | _] = paths, diff) when diagonal == -last,
    do: {deleted(path, diff), paths}

  defp step(last, last, [path], diff), do: {inserted(path, diff), []}

  defp step(_diagonal, _last, [one, two | rest], diff) do
    if elem(one, 0) > elem(two, 0),
      do: {inserted(one, diff), [two | rest]},
      else: {deleted(two, diff), [two | rest]}
  end

  # Where the elements at hand are a change of one into the other, a step takes both.
  defp inserted({_, _, [], _} = path, _diff), do: path

  defp inserted({at, left, [y | right], script} = path, diff),
    do: change(path, diff) || {at, left, right, [{:ins, y} | script]}

  defp deleted({at, [], right, script}, _diff), do: {at + 1, [], right, script}

  defp deleted({at, [x | left], right, script} = path, diff),
    do: change(path, diff) || {at + 1, left, right, [{:del, x} | script]}

  defp change({at, [x | left], [y | right], script}, diff) when diff != nil do
    if change = diff.(x, y), do: {at + 1, left, right, [{:diff, change} | script]}
  end

  defp change(_path, _diff), do: nil

  # From the end of the script: steps of one kind become one. What is inserted in front of its like
  # is inserted before that, so that equal parts grow together.
  defp group([], acc), do: acc
  defp group([{:diff, _} = change | rest], acc), do: group(rest, [change | acc])

  defp group([{:eq, x} | rest], [{:eq, items} | acc]),
    do: group(rest, [{:eq, [x | items]} | acc])

  defp group(script, [{:eq, same}, {:ins, same}, {:eq, more} | acc]),
    do: group(script, [{:ins, same}, {:eq, same ++ more} | acc])

  defp group([{kind, x} | rest], acc), do: group(rest, joined(kind, x, acc))

  defp joined(kind, x, [{kind, items} | acc]), do: [{kind, [x | items]} | acc]
  defp joined(kind, x, acc), do: [{kind, [x]} | acc]
end
