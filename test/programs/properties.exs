# Property tests with generators of their own: sizes, shrinking, reports of what failed.
defmodule Gen do
  @moduledoc "A generator is a function of a seed and a size that gives {tree, seed}; a tree is {value, lazy smaller trees}."
  def next(seed), do: rem(seed * 48271, 2_147_483_647)
  def pick(seed, n), do: {rem(div(seed, 7), n), next(seed)}

  def constant(value), do: fn seed, _ -> {{value, fn -> [] end}, seed} end

  def integer(range \\ nil) do
    fn seed, size ->
      first..last//_ = range || -size..size
      {n, seed} = pick(seed, last - first + 1)
      {int_tree(first + n, if(first <= 0 and last >= 0, do: 0, else: first)), seed}
    end
  end

  defp int_tree(n, to), do: {n, fn -> for m <- towards(n, to), do: int_tree(m, to) end}

  defp towards(n, n), do: []

  defp towards(n, to) do
    Stream.iterate(n - to, &div(&1, 2)) |> Enum.take_while(&(&1 != 0)) |> Enum.map(&(n - &1))
  end

  def list_of(gen) do
    fn seed, size ->
      {length, seed} = pick(seed, size + 1)

      {trees, seed} =
        if length == 0,
          do: {[], seed},
          else: Enum.map_reduce(1..length, seed, fn _, seed -> gen.(seed, size) end)

      {list_tree(trees), seed}
    end
  end

  defp list_tree(trees) do
    {Enum.map(trees, &elem(&1, 0)),
     fn ->
       dropped = for i <- Enum.to_list(0..(length(trees) - 1)//1), do: List.delete_at(trees, i)

       shrunk =
         for {{_, kids}, i} <- Enum.with_index(trees),
             kid <- kids.(),
             do: List.replace_at(trees, i, kid)

       Enum.map(dropped ++ shrunk, &list_tree/1)
     end}
  end

  def map(gen, fun),
    do: fn seed, size ->
      {tree, seed} = gen.(seed, size)
      {map_tree(tree, fun), seed}
    end

  defp map_tree({v, kids}, fun), do: {fun.(v), fn -> Enum.map(kids.(), &map_tree(&1, fun)) end}

  def tuple(gens) do
    fn seed, size ->
      {trees, seed} =
        gens |> Tuple.to_list() |> Enum.map_reduce(seed, fn g, seed -> g.(seed, size) end)

      {tuple_tree(trees), seed}
    end
  end

  defp tuple_tree(trees) do
    {trees |> Enum.map(&elem(&1, 0)) |> List.to_tuple(),
     fn ->
       for {{_, kids}, i} <- Enum.with_index(trees),
           kid <- kids.(),
           do: tuple_tree(List.replace_at(trees, i, kid))
     end}
  end

  def one_of(gens),
    do: fn seed, size ->
      {i, seed} = pick(seed, length(gens))
      Enum.at(gens, i).(seed, size)
    end

  def string(chars \\ ?a..?z), do: chars |> integer() |> list_of() |> map(&List.to_string/1)

  def bind(gen, fun),
    do: fn seed, size ->
      {{v, _}, seed} = gen.(seed, size)
      fun.(v).(seed, size)
    end
end

defmodule Property do
  defmacro check({:all, _, clauses}, do: body) do
    {names, gens} =
      clauses |> Enum.map(fn {:<-, _, [name, gen]} -> {name, gen} end) |> Enum.unzip()

    quote do
      Property.run(
        Gen.tuple({unquote_splicing(gens)}),
        fn {unquote_splicing(names)} -> unquote(body) end,
        unquote(Enum.map(names, &Macro.to_string/1))
      )
    end
  end

  def run(gen, fun, names, runs \\ 60) do
    Enum.reduce_while(1..runs, 4711, fn i, seed ->
      {tree, seed} = gen.(seed, div(i, 3) + 1)

      case try_out(fun, elem(tree, 0)) do
        :ok -> {:cont, seed}
        {:failed, _} = failure -> {:halt, {:failed, i, shrink(tree, fun, failure, 0), names}}
      end
    end)
    |> report(runs)
  end

  defp try_out(fun, value) do
    if fun.(value), do: :ok, else: {:failed, :false_}
  rescue
    e -> {:failed, Exception.message(e)}
  end

  defp shrink({value, kids}, fun, failure, steps) when steps < 500 do
    Enum.find_value(kids.(), {value, failure, steps}, fn {v, _} = kid ->
      case try_out(fun, v) do
        :ok -> nil
        failure -> shrink(kid, fun, failure, steps + 1)
      end
    end)
  end

  defp shrink({value, _}, _fun, failure, steps), do: {value, failure, steps}

  defp report({:failed, run, {value, {:failed, why}, steps}, names}, _) do
    bound =
      Enum.zip_with(names, Tuple.to_list(value), fn name, v -> "#{name} = #{inspect(v)}" end)

    IO.puts(
      "failed in run #{run}, after #{steps} steps: #{Enum.join(bound, ", ")} (#{inspect(why)})"
    )
  end

  defp report(_seed, runs), do: IO.puts("passed #{runs} runs")
end

defmodule Main do
  import Property

  def run do
    ints = Gen.list_of(Gen.integer())
    check(all(xs <- ints), do: Enum.reverse(Enum.reverse(xs)) == xs)
    check(all(xs <- ints, ys <- ints), do: length(xs ++ ys) == length(xs) + length(ys))
    check(all(xs <- ints), do: Enum.sort(xs) == xs)
    check(all(xs <- ints), do: Enum.sum(xs) < 30)

    check all(a <- Gen.integer(1..50), b <- Gen.integer(0..5)) do
      div(a, b) * b + rem(a, b) == a
    end

    check(all(s <- Gen.string()), do: String.length(s) < 4 or String.reverse(s) != s <> "x")

    check(all(s <- Gen.string(), n <- Gen.integer(0..9)),
      do: String.length(String.slice(s, 0, n)) <= n
    )

    check(all(s <- Gen.string([?a, ?b] |> then(fn [a, b] -> a..b end))),
      do: not String.contains?(s, "bab")
    )

    check all(m <- Gen.map(Gen.list_of(Gen.tuple({Gen.string(), Gen.integer()})), &Map.new/1)) do
      Enum.all?(m, fn {k, v} -> byte_size(k) < 3 or v < 5 end)
    end

    check all(
            pair <- Gen.bind(Gen.integer(1..9), fn n -> Gen.map(Gen.integer(0..n), &{n, &1}) end)
          ) do
      {n, m} = pair
      m <= n
    end

    check all(x <- Gen.one_of([Gen.constant(:none), Gen.integer(), Gen.string()])) do
      case x do
        :none -> true
        n when is_integer(n) -> n != 3
        s when is_binary(s) -> true
      end
    end

    {{value, kids}, _} = Gen.list_of(Gen.integer(0..9)).(99991, 3)
    IO.inspect({value, kids.() |> Enum.map(&elem(&1, 0))}, charlists: :as_lists)
    IO.puts(Macro.to_string(quote(do: check(all(x <- Gen.integer()), do: x > 0))))
  end
end

Main.run()
