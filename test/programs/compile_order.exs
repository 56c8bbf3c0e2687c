# Functions are compiled where they stand: what macros do at compile time happens between the lines around.
defmodule M do
  defmacro say(x) do
    IO.puts("expand #{inspect(x)} in #{inspect(__CALLER__.function)}")
    quote do: unquote(x) + 1
  end
  defmacro put(k, v) do
    Module.put_attribute(__CALLER__.module, k, v)
    nil
  end
end
defmodule A do
  import M
  IO.puts("body 1")
  def f(x), do: say(x)
  IO.puts("body 2")
  def g(y) do
    put(:col, 1)
    {@col, say(y)}
  end
  IO.inspect(@col)
  def f2(a \\ say(3)), do: a
  @col 5
  defmacrop mine(x), do: (IO.puts("mine"); helper(x))
  def helper(x), do: x
  def h(x), do: mine(x) + say(x)
  IO.puts("body 3")
  def h2(x) when x > 2, do: say(x)
  @col 6
  def h2(x), do: say(x) + @col
  defp cnt(n, acc) when n == 0, do: acc
  defp cnt(n, acc), do: cnt(n - 1, acc + 1)
  def run, do: cnt(10, 0)
  defoverridable [run: 0]
  def run, do: super() + later()
  defp later, do: 100
  defmacro __before_compile__(_), do: nil
  IO.puts("end")
end
IO.inspect({A.f(1), A.g(2), A.f2(), A.h(1), A.h2(1), A.h2(5), A.run()})
