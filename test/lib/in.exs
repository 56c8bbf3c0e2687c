# `in`: which values are in a list or range, and that each side is computed once.
defmodule In do
  def p(x) do
    IO.write("p#{inspect(x)} ")
    x
  end

  def g(x, a, b) when x in a..b, do: :in
  def g(_, _, _), do: :out
  def h(x) when x in 5..1, do: :in
  def h(_), do: :out
  def s(x) when x in 1..9//3, do: :in
  def s(_), do: :out
  def neg(x) when x not in 1..3, do: :notin
  def neg(_), do: :in
  def l(x) when x in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], do: :in
  def l(_), do: :out
  @list [1, 2]
  def at(x) when x in @list, do: :in
  def at(_), do: :out
  def w(x) when x in ~w(a b)a, do: :in
  def w(_), do: :out
  def c(x) when x in [1 | [2, 3]], do: :in
  def c(_), do: :out
  def e(x) when x in [], do: :in
  def e(_), do: :out
end
p = &In.p/1
p.(2) in 1..3                               # => true
p.(3) in p.(5)..p.(1)                       # => true
p.(2.0) in 1..3                             # => false
p.(2) in [p.(1), p.(2), p.(3)]              # => true
p.(9) not in [p.(1), p.(2), p.(3)]          # => true
p.(2) not in p.(1)..p.(3)                   # => false
p.(4) in 1..9//3                            # => true
p.(5) in p.(1)..p.(9)//p.(3)                # => false
p.(1) in p.(1)..p.(:b)                      # error: (ArgumentError) ranges (first..last) expect both sides to be integers, got: 1..:b
{p.(1) in [0 | p.([1])], p.(1) in [], p.(1) in 1..0//1} # => {true, false, false}
p.(1) in [1, raise("computed")]             # error: (RuntimeError) computed
for(x <- [0, 1, 3, 5, 6], do: {In.g(x, 1, 5), In.g(x, 5, 1), In.h(x), In.s(x)}) # => [{:out, :out, :out, :out}, {:in, :in, :in, :in}, {:in, :in, :in, :out}, {:in, :in, :in, :out}, {:out, :out, :out, :out}]
for(x <- [0, 1, 3, 5, 6], do: {In.neg(x), In.l(x), In.at(x), In.c(x), In.e(x)}) # => [{:notin, :out, :out, :out, :out}, {:in, :in, :in, :in, :out}, {:in, :in, :out, :in, :out}, {:notin, :in, :out, :out, :out}, {:notin, :in, :out, :out, :out}]
{In.g(1, :a, :b), In.g(1.5, 1, 2), In.h(2.0), In.w(:a), In.w("a")} # => {:out, :out, :out, :in, :out}
