# Clauses are tried in order; defaults, private functions, captures and tail calls.
defmodule Fns do
  def sign(n) when n > 0, do: :positive
  def sign(0), do: :zero
  def sign(_), do: :negative
  def greet(name, greeting \\ "hello"), do: "#{greeting} #{name}"
  def twice(x), do: double(x)
  defp double(x), do: x * 2
  def depth(0), do: 0
  def depth(n), do: 1 + depth(n - 1)
  def spin(0, acc), do: acc
  def spin(n, acc), do: spin(n - 1, acc + 1)
end

Fns.sign(3) # => :positive
Fns.sign(0) # => :zero
Fns.sign(-3) # => :negative
Fns.greet("you") # => "hello you"
Fns.greet("you", "bye") # => "bye you"
Fns.twice(21) # => 42
Fns.double(21) # error: (UndefinedFunctionError) function Fns.double/1 is undefined or private
Fns.depth(1_000_000) # => 1000000
Fns.spin(5_000_000, 0) # => 5000000
Enum.map([1, 2], &Fns.twice/1) # => [2, 4]
(&(&1 + &2)).(1, 2) # => 3
f = fn 0 -> :none; n when n < 10 -> :few; _ -> :many end
{f.(0), f.(3), f.(30)} # => {:none, :few, :many}
f.(1, 2) # error: (BadArityError) #Function<0.0/1> with arity 1 called with 2 arguments (1, 2)
5 |> Kernel.+(1) |> then(&(&1 * 2)) # => 12
Fns.sgn(1) # error: (UndefinedFunctionError) function Fns.sgn/1 is undefined or private
v = 3
(fn -> binding() end).()[:v]                        # => 3
(fn w -> (fn -> Keyword.take(binding(), [:v, :w]) end).() end).(4) # => [v: 3, w: 4]
