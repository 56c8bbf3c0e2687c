# :lists - the functions of Erlang's module that call functions; the others are written in C.
defmodule :lists do
  def map(fun, list), do: Enum.map(list, fun)
  def foreach(fun, list), do: Enum.each(list, fun)
  def filter(fun, list), do: Enum.filter(list, fun)
  def partition(fun, list), do: Enum.split_with(list, fun)
  def foldl(fun, acc, list), do: Enum.reduce(list, acc, fun)
  def foldr(fun, acc, list), do: Enum.reduce(:lists.reverse(list), acc, fun)
  def flatmap(fun, list), do: Enum.flat_map(list, fun)
  def mapfoldl(fun, acc, list), do: Enum.map_reduce(list, acc, fun)
  def any(fun, list), do: Enum.any?(list, fun)
  def all(fun, list), do: Enum.all?(list, fun)
  def takewhile(fun, list), do: Enum.take_while(list, fun)
  def dropwhile(fun, list), do: Enum.drop_while(list, fun)
  def splitwith(fun, list), do: Enum.split_while(list, fun)

  def split(n, list) do
    if length(list) < n, do: raise(ArgumentError), else: Enum.split(list, n)
  end

  def sum(list), do: Enum.sum(list)
  def join(separator, list), do: Enum.intersperse(list, separator)

  def mapfoldr(fun, acc, list) do
    {mapped, acc} = Enum.map_reduce(:lists.reverse(list), acc, fun)
    {:lists.reverse(mapped), acc}
  end

  def search(fun, list) do
    case Enum.find_index(list, fun) do
      nil -> false
      index -> {:value, Enum.at(list, index)}
    end
  end

  def zip([], []), do: []
  def zip([a | as], [b | bs]), do: [{a, b} | zip(as, bs)]

  # `how` says what is done when one list ends first: :fail, :trim or {:pad, {a, b}}.
  def zip(as, bs, how), do: zipwith(fn a, b -> {a, b} end, as, bs, how)

  def zipwith(_fun, [], [], _how), do: []

  def zipwith(fun, [a | as], [b | bs], how), do: [fun.(a, b) | zipwith(fun, as, bs, how)]
  def zipwith(_fun, as, bs, :trim) when is_list(as) and is_list(bs), do: []

  def zipwith(fun, [], [b | bs], {:pad, {a, _}} = how),
    do: [fun.(a, b) | zipwith(fun, [], bs, how)]

  def zipwith(fun, [a | as], [], {:pad, {_, b}} = how),
    do: [fun.(a, b) | zipwith(fun, as, [], how)]

  def zipwith(_fun, [], []), do: []
  def zipwith(fun, [a | as], [b | bs]), do: [fun.(a, b) | zipwith(fun, as, bs)]

  def unzip(pairs), do: Enum.unzip(pairs)

  # A stable merge sort; fun says whether its first argument may stand first.
  def sort(_fun, []), do: []

  def sort(fun, list) when is_function(fun, 2) and is_list(list) do
    {sorted, []} = sort_first(list, length(list), fun)
    sorted
  end

  # The first n elements sorted, and the rest of the list.
  defp sort_first([x | rest], 1, _fun), do: {[x], rest}

  # What compares says true or false, nothing else that would do for an `if`.
  defp sort_first([x, y | rest], 2, fun) do
    case fun.(x, y) do
      true -> {[x, y], rest}
      false -> {[y, x], rest}
    end
  end

  defp sort_first(list, n, fun) do
    half = div(n, 2)
    {left, rest} = sort_first(list, half, fun)
    {right, rest} = sort_first(rest, n - half, fun)
    {merge(left, right, fun, []), rest}
  end

  defp merge([a | as] = left, [b | bs] = right, fun, acc) do
    case fun.(a, b) do
      true -> merge(as, right, fun, [a | acc])
      false -> merge(left, bs, fun, [b | acc])
    end
  end

  defp merge([], right, _fun, acc), do: :lists.reverse(acc, right)
  defp merge(left, [], _fun, acc), do: :lists.reverse(acc, left)

  # --- sorted lists ---

  def merge(lists) when is_list(lists), do: lists |> concat_lists() |> sort_terms()
  def merge([], right), do: right
  def merge(left, []), do: left

  def merge([a | as] = left, [b | bs] = right),
    do: if(a <= b, do: [a | merge(as, right)], else: [b | merge(left, bs)])

  def merge(_fun, [], right), do: right
  def merge(_fun, left, []), do: left
  def merge(fun, left, right), do: merge(left, right, fun, [])

  defp concat_lists(lists), do: Enum.concat(lists)
  defp sort_terms(list), do: Enum.sort(list)

  def umerge(lists), do: lists |> concat_lists() |> :lists.usort()
  def usort(_fun, []), do: []
  def usort(fun, list) when is_function(fun, 2), do: fun |> sort(list) |> unique(fun)

  def umerge(fun, left, right) when is_function(fun, 2),
    do: fun |> merge(left, right) |> unique(fun)

  # Of neighbours that may stand either way the first one stays.
  defp unique([a, b | rest], fun),
    do: if(fun.(b, a), do: unique([a | rest], fun), else: [a | unique([b | rest], fun)])

  defp unique(rest, _fun), do: rest
  def merge3(a, b, c), do: a |> merge(b) |> merge(c)
  def umerge3(a, b, c), do: a |> umerge(b) |> umerge(c)
  def umerge([], right), do: right
  def umerge(left, []), do: left
  def umerge([a | as], [b | _] = right) when a < b, do: [a | umerge(as, right)]
  def umerge([a | as], [b | bs]) when a == b, do: [a | umerge(as, bs)]
  def umerge(left, [b | bs]), do: [b | umerge(left, bs)]

  def ukeysort(n, list), do: n |> :lists.keysort(list) |> unique_keys(n)

  defp unique_keys([one, two | rest], n) do
    if elem(one, n - 1) == elem(two, n - 1),
      do: unique_keys([one | rest], n),
      else: [one | unique_keys([two | rest], n)]
  end

  defp unique_keys(rest, _n), do: rest

  def keymerge(n, left, right), do: :lists.keysort(n, left ++ right)

  # --- other shapes ---

  def concat(things), do: Enum.flat_map(things, &characters/1)

  defp characters(number) when is_float(number), do: :erlang.float_to_list(number)
  defp characters(other), do: to_charlist(other)

  def enumerate(list), do: enumerate(1, list)

  def enumerate(from, list),
    do: list |> Enum.with_index(from) |> Enum.map(fn {x, i} -> {i, x} end)

  def enumerate(from, step, list),
    do: Enum.map_reduce(list, from, fn x, i -> {{i, x}, i + step} end) |> elem(0)

  def flatlength(list), do: length(:lists.flatten(list))
  def prefix(front, list), do: List.starts_with?(list, front)
  def suffix(back, list), do: List.starts_with?(:lists.reverse(list), :lists.reverse(back))
  def uniq(fun, list), do: Enum.uniq_by(list, fun)

  def filtermap(fun, list) do
    Enum.flat_map(list, fn x ->
      case fun.(x) do
        true -> [x]
        {true, y} -> [y]
        false -> []
      end
    end)
  end

  def keymap(fun, n, list),
    do: Enum.map(list, fn tuple -> put_elem(tuple, n - 1, fun.(elem(tuple, n - 1))) end)

  def keysearch(key, n, list) do
    case :lists.keyfind(key, n, list) do
      false -> false
      tuple -> {:value, tuple}
    end
  end

  def zip3([], [], []), do: []
  def zip3([a | as], [b | bs], [c | cs]), do: [{a, b, c} | zip3(as, bs, cs)]
  def zipwith3(_fun, [], [], []), do: []

  def zipwith3(fun, [a | as], [b | bs], [c | cs]),
    do: [fun.(a, b, c) | zipwith3(fun, as, bs, cs)]

  def zip3(as, bs, cs, how), do: zipwith3(fn a, b, c -> {a, b, c} end, as, bs, cs, how)

  def zipwith3(fun, as, bs, cs, :fail), do: zipwith3(fun, as, bs, cs)
  def zipwith3(fun, as, bs, cs, :trim), do: Enum.zip_with([as, bs, cs], &apply(fun, &1))

  def zipwith3(fun, as, bs, cs, {:pad, {a, b, c}}) do
    longest = Enum.max([length(as), length(bs), length(cs)])
    [as, bs, cs] = for {list, x} <- [{as, a}, {bs, b}, {cs, c}], do: padded(list, longest, x)
    zipwith3(fun, as, bs, cs)
  end

  defp padded(list, size, x), do: list ++ List.duplicate(x, size - length(list))

  def unzip3(triples) do
    {Enum.map(triples, &elem(&1, 0)), Enum.map(triples, &elem(&1, 1)),
     Enum.map(triples, &elem(&1, 2))}
  end
end
