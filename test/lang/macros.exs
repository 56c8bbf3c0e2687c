# defmacro: expansion, hygiene, var!, patterns, errors.
defmodule M do
  defmacro square(x) do
    quote do
      v = unquote(x)
      v * v
    end
  end

  defmacro set(value) do
    quote do
      var!(total) = unquote(value)
    end
  end

  defmacro swap({:{}, _, [a, b, c]}), do: {:{}, [], [c, b, a]}
  defmacro pair(a, b), do: {a, b}
  defmacro default(a, b \\ 10), do: quote(do: unquote(a) + unquote(b))
  defmacro name_of({name, _, _}), do: name
  defmacro twice(do: block), do: [block, block]
  defmacro where, do: {__CALLER__.module, __CALLER__.function}
  defmacro fails(_), do: raise(ArgumentError, "no such thing")
  defmacro sum_all(list), do: Enum.reduce(list, 0, &quote(do: unquote(&2) + unquote(&1)))
  defmacro secret, do: quote(do: hidden_macro(1))
  defmacro hidden_macro(x), do: quote(do: {:hidden, unquote(x)})
  defmacrop inner(x), do: quote(do: unquote(x) + helper())
  def helper, do: 100
  def use_inner(x), do: inner(x)
  defmacro imported(list), do: quote(do: Enum.sum(unquote(list)))

  defmacro counter do
    quote bind_quoted: [n: 5] do
      n + 1
    end
  end
end

require M
v = 1
{M.square(v + 2), v} # => {9, 1}
M.set(40)
total # => 40
M.pair(x, y) = {1, 2}
{x, y} # => {1, 2}
{M.default(1), M.default(1, 2)} # => {11, 3}
M.name_of(foo(1)) # => :foo
M.twice(do: 1 + 1) # => [2, 2]
M.sum_all([1, 2, 3]) # => 6
M.use_inner(1) # => 101
M.counter() # => 6
M.fails(1) # error: (ArgumentError) no such thing
M.zzzzz(1, 2) # error: (UndefinedFunctionError) function M.zzzzz/2 is undefined or private
Enum.map([1, 2], &M.square/1) # => [1, 4]
fun = fn -> M.square(v + 1) end
fun.() # => 4

defmodule C do
  import M
  def where_am_i, do: where()
  def inside(list), do: Enum.map(list, fn x -> square(x) + total(x) end)

  def total(x) do
    set(x)
    Enum.map([1], fn y -> y + getter() end)
    total
  end

  defp getter, do: 1

  defmacrop peek, do: quote(do: var!(seen))

  def closure do
    seen = 5
    f = fn -> fn -> peek() end end
    f.().()
  end

  def in_case(p) do
    case p do
      pair(1, a) -> a
      _ -> :none
    end
  end
end

C.where_am_i() # => {C, {:where_am_i, 0}}
C.inside([2]) # => [6]
C.closure() # => 5
{C.in_case({1, :a}), C.in_case({2, :b})} # => {:a, :none}
M.__info__(:macros) |> Keyword.has_key?(:square) # => true
Macro.expand(quote(do: M.name_of(bar(1))), __ENV__) # => :bar

defmodule Rules do
  defmacro is_even(n), do: quote(do: rem(unquote(n), 2) == 0)
end

defmodule UsesRules do
  require Rules
  def kind(n) when Rules.is_even(n), do: :even
  def kind(_), do: :odd
end

{UsesRules.kind(2), UsesRules.kind(3)} # => {:even, :odd}

defmodule Loop do
  defmacro again(x), do: quote(do: Loop.again(unquote(x)))
end

require Loop
Loop.again(1) # error: (CompileError) macros expand to macros more than 300 times
