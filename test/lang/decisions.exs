# Comparisons that only decide a jump, and functions that call themselves.
defmodule Decisions do
  def order(a, b) when a < b, do: :less
  def order(a, b) when a > b, do: :greater
  def order(a, b) when a === b, do: :same
  def order(a, b) when a == b, do: :equal

  def kept(a, b) do
    smaller = a <= b
    if smaller, do: {smaller, a}, else: {smaller, b}
  end

  def least(a, b), do: unless(a >= b, do: a, else: b)
  def both(a, b), do: if(a != 1 and b !== 1, do: :neither, else: :one)
  def either(a, b), do: if(a > 1 or b > 1, do: :some, else: :none)

  def choose(x) do
    cond do
      x < 0 -> :negative
      x == 0 -> :zero
      x >= 10 -> :large
      true -> :small
    end
  end

  def swap(0, a, b), do: {a, b}
  def swap(n, a, b), do: swap(n - 1, b, a)

  def gcd(a, 0), do: a
  def gcd(a, b), do: gcd(b, rem(a, b))

  def length_of([]), do: 0
  def length_of([_ | rest]), do: 1 + length_of(rest)

  def collect(n, found) when n > 3, do: Enum.reverse(found)
  def collect(n, found), do: collect(n + 1, [fn -> {n, length(found)} end | found])

  def late(0), do: throw(:bottom)
  def late(n), do: 1 + late(n - 1)
end

Decisions.order(1, 2)                       # => :less
Decisions.order(2, 1.5)                     # => :greater
Decisions.order(2, 2.0)                     # => :equal
Decisions.order("a", "a")                   # => :same
Decisions.order(:a, "a")                    # => :less
Decisions.order(9_223_372_036_854_775_807 + 1, 1) # => :greater
Decisions.kept(1, 2)                        # => {true, 1}
Decisions.kept([3], [2])                    # => {false, [2]}
Decisions.least(4, 4.5)                     # => 4
Decisions.both(1.0, 2)                      # => :one
Decisions.both(2, 1.0)                      # => :neither
Decisions.either(0, 2)                      # => :some
Decisions.either(0, 1)                      # => :none
Enum.map([-1, 0, 0.0, 10, 5], &Decisions.choose/1) # => [:negative, :zero, :zero, :large, :small]
Decisions.swap(100_001, [1], {2})           # => {{2}, [1]}
Decisions.gcd(1071, 462)                    # => 21
Decisions.length_of(Enum.to_list(1..100_000)) # => 100000
Enum.map(Decisions.collect(1, []), & &1.()) # => [{1, 0}, {2, 1}, {3, 2}]
catch_throw = try(do: Decisions.late(1000), catch: (x -> x))
catch_throw                                 # => :bottom
