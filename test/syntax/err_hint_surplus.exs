defmodule A do
  def f(x)
    x
  end

  def g(x) do
    x
    end
end
end
