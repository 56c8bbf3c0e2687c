# Trees: a binary search tree, a trie, a red-black tree, zippers and folds; Enumerable and Collectable for them.
defmodule Tree do
  defstruct root: nil, size: 0, compare: &Kernel.<=/2

  def new(items \\ [], opts \\ []), do: Enum.into(items, struct!(__MODULE__, opts))

  def insert(%Tree{root: root, size: size, compare: c} = t, x) do
    {:b, l, v, r} = with {_, l, v, r} <- ins(root, x, c), do: {:b, l, v, r}
    %{t | root: {:b, l, v, r}, size: size + 1}
  end

  defp ins(nil, x, _), do: {:r, nil, x, nil}

  defp ins({color, l, v, r}, x, c) do
    if c.(x, v),
      do: balance({color, ins(l, x, c), v, r}),
      else: balance({color, l, v, ins(r, x, c)})
  end

  defp balance({:b, {:r, {:r, a, x, b}, y, c}, z, d}), do: {:r, {:b, a, x, b}, y, {:b, c, z, d}}
  defp balance({:b, {:r, a, x, {:r, b, y, c}}, z, d}), do: {:r, {:b, a, x, b}, y, {:b, c, z, d}}
  defp balance({:b, a, x, {:r, {:r, b, y, c}, z, d}}), do: {:r, {:b, a, x, b}, y, {:b, c, z, d}}
  defp balance({:b, a, x, {:r, b, y, {:r, c, z, d}}}), do: {:r, {:b, a, x, b}, y, {:b, c, z, d}}
  defp balance(node), do: node

  def depth(%Tree{root: root}), do: depth(root)
  def depth(nil), do: 0
  def depth({_, l, _, r}), do: 1 + max(depth(l), depth(r))

  def member?(%Tree{root: root}, x), do: find(root, x)
  defp find(nil, _), do: false
  defp find({_, l, v, r}, x), do: v === x or find(l, x) or find(r, x)

  def each_node(%Tree{root: root}, order \\ :in), do: walk(root, order)
  defp walk(nil, _), do: []
  defp walk({_, l, v, r}, :in), do: walk(l, :in) ++ [v | walk(r, :in)]
  defp walk({_, l, v, r}, :pre), do: [v | walk(l, :pre)] ++ walk(r, :pre)
  defp walk({_, l, v, r}, :post), do: walk(l, :post) ++ walk(r, :post) ++ [v]

  defimpl Enumerable do
    def count(tree), do: {:ok, tree.size}
    def member?(tree, x), do: {:ok, Tree.member?(tree, x)}
    def slice(_), do: {:error, __MODULE__}
    def reduce(%{root: root}, acc, fun), do: go(left([], root), acc, fun)

    defp go(stack, {:suspend, acc}, fun), do: {:suspended, acc, &go(stack, &1, fun)}
    defp go(_, {:halt, acc}, _), do: {:halted, acc}
    defp go([], {:cont, acc}, _), do: {:done, acc}
    defp go([{_, _, v, r} | stack], {:cont, acc}, fun), do: go(left(stack, r), fun.(v, acc), fun)

    defp left(stack, nil), do: stack
    defp left(stack, {_, l, _, _} = node), do: left([node | stack], l)
  end

  defimpl Collectable do
    def into(tree) do
      {tree,
       fn
         t, {:cont, x} -> Tree.insert(t, x)
         t, :done -> t
         _, :halt -> :ok
       end}
    end
  end

  defimpl Inspect do
    import Inspect.Algebra
    def inspect(tree, opts), do: concat(["#Tree<", to_doc(Enum.to_list(tree), opts), ">"])
  end
end

defmodule Trie do
  def new(words), do: Enum.reduce(words, %{}, &put(&2, &1))
  def put(trie, word), do: put_in(trie, path(word), true)

  defp path(word),
    do: word |> String.graphemes() |> Enum.map(&Access.key(&1, %{})) |> Kernel.++([:end])

  def words(trie, prefix \\ "") do
    found = Enum.reduce(String.graphemes(prefix), trie, fn g, t -> (t && t[g]) || %{} end)
    collect(found, prefix)
  end

  defp collect(trie, prefix),
    do:
      Enum.flat_map(trie, fn
        {:end, true} -> [prefix]
        {g, sub} -> collect(sub, prefix <> g)
      end)
end

defmodule Zipper do
  defstruct [:focus, left: [], right: [], up: nil]
  def from(tree), do: %Zipper{focus: tree}
  def down(%Zipper{focus: [first | rest]} = z), do: %Zipper{focus: first, right: rest, up: z}

  def right(%Zipper{right: [next | rest]} = z),
    do: %{z | focus: next, left: [z.focus | z.left], right: rest}

  def up(%Zipper{up: %Zipper{} = up} = z),
    do: %{up | focus: Enum.reverse(z.left, [z.focus | z.right])}

  def update(z, fun), do: update_in(z.focus, fun)
  def root(%Zipper{up: nil, focus: f}), do: f
  def root(z), do: z |> up() |> root()
end

defmodule Expr do
  def simplify({:+, 0, e}), do: simplify(e)
  def simplify({:+, e, 0}), do: simplify(e)
  def simplify({:*, 0, _}), do: 0
  def simplify({:*, _, 0}), do: 0
  def simplify({:*, 1, e}), do: simplify(e)
  def simplify({:*, e, 1}), do: simplify(e)

  def simplify({op, a, b}) do
    case {op, simplify(a), simplify(b)} do
      {:+, x, y} when is_number(x) and is_number(y) -> x + y
      {:*, x, y} when is_number(x) and is_number(y) -> x * y
      {^op, ^a, ^b} = same -> same
      changed -> simplify(changed)
    end
  end

  def simplify(e), do: e

  def diff({:+, a, b}, x), do: {:+, diff(a, x), diff(b, x)}
  def diff({:*, a, b}, x), do: {:+, {:*, diff(a, x), b}, {:*, a, diff(b, x)}}
  def diff(x, x), do: 1
  def diff(_, _), do: 0

  def show({op, a, b}), do: "(#{show(a)} #{op} #{show(b)})"
  def show(e), do: to_string(e)
end

defmodule Main do
  def run do
    tree = Tree.new([5, 3, 8, 1, 4, 7, 9, 2, 6])
    IO.inspect(tree)
    IO.inspect({Enum.count(tree), 4 in tree, 10 in tree, Enum.max(tree), Tree.depth(tree)})
    IO.inspect(Tree.each_node(tree, :pre))
    IO.inspect(Tree.each_node(tree, :post))
    IO.inspect(Enum.zip(tree, Tree.new(~w(c a b))))
    IO.inspect(Enum.take(tree, 3) ++ Enum.slice(tree, 2..4) ++ [Enum.at(tree, -1)])
    IO.inspect(Stream.take_while(tree, &(&1 < 5)) |> Enum.to_list())

    IO.inspect(
      Enum.reduce_while(tree, 0, fn x, acc ->
        if acc > 10, do: {:halt, acc}, else: {:cont, acc + x}
      end)
    )

    IO.inspect(Tree.new(1..1000) |> Tree.depth())
    IO.inspect(for(x <- tree, rem(x, 2) == 0, into: Tree.new(), do: x * 10))
    IO.inspect(Tree.new(["b", "a"], compare: &Kernel.>=/2))
    IO.inspect(Tree.new([[1, 2], [3]]), charlists: :as_lists)
    IO.inspect([tree, %{t: Tree.new()}], limit: 4)

    trie = Trie.new(~w(car card care cat dog do élan))
    IO.inspect(trie, limit: 6)

    IO.inspect(
      {Trie.words(trie, "car"), Trie.words(trie, "do"), Trie.words(trie, "x"),
       Trie.words(trie, "é")}
    )

    z = Zipper.from([1, [2, 3, [4]], 5])

    z
    |> Zipper.down()
    |> Zipper.right()
    |> Zipper.down()
    |> Zipper.right()
    |> Zipper.update(&(&1 * 100))
    |> Zipper.root()
    |> IO.inspect()

    e = {:+, {:*, :x, {:*, :x, 3}}, {:+, {:*, 2, :x}, 7}}
    d = Expr.diff(e, :x)
    IO.puts(Expr.show(d))
    IO.puts(Expr.show(Expr.simplify(d)))

    deep = Enum.reduce(1..50_000, nil, fn i, acc -> {i, acc} end)
    IO.inspect(count(deep))

    try do
      Zipper.right(Zipper.from([1]))
    rescue
      e in FunctionClauseError -> IO.puts(Exception.message(e))
    end

    try do
      Tree.new([1], colour: :red)
    rescue
      e in KeyError -> IO.puts(Exception.message(e) |> String.replace(~r/ in: .*/s, ""))
    end
  end

  defp count(nil), do: 0
  defp count({_, rest}), do: 1 + count(rest)
end

Main.run()
