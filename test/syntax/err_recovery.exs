defmodule A do
  def f(x), do: x +
  def g(x) do
    1 2
    x = * 3
    ok(x)
  end

  def h([a, , b]), do: a
  def i(x), do: x
end

b = %{a: 1, 2}
c = fine(b)
d = f a, g b, c
