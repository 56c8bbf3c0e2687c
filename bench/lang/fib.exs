defmodule Fib do
  def fib(n) when n < 2, do: n
  def fib(n), do: fib(n - 1) + fib(n - 2)
end

{us, value} = :timer.tc(fn -> Fib.fib(27) end)
IO.puts("fib(27) #{value} #{div(us, 1000)} ms")
