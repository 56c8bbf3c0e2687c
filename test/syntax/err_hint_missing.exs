defmodule A do
  def f(x) do
    if x do
      1
  def g(x) do
    x
  end
end
