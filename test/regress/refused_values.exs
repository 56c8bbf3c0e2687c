# Values that were taken for others: each is refused, or shown, as Elixir does.

List.to_integer([?5, "5"]) # error: (ArgumentError) errors were found at the given arguments:
List.to_float(["5.0"])     # error: (ArgumentError) errors were found at the given arguments:
List.to_atom(["5"])        # error: (ArgumentError) errors were found at the given arguments:
List.to_integer([?5, ?6])  # => 56

inspect(%Range{first: 1, last: 2, step: nil})                   # => "1..2//nil"
inspect(%Range{first: 1, last: nil, step: 1})                   # => "1..nil"
inspect(%{__struct__: Range, first: nil, last: nil, step: nil}) # => "nil..nil//nil"

x = ""
for c <- [1], into: x, do: c              # error: (FunctionClauseError) no function clause matching in anonymous fn/2 in Collectable.BitString.into/1
for c <- [1], into: "", do: c             # error: (ArgumentError) argument error: 1
for c <- ["a", <<1::1>>], into: "", do: c # => <<97, 1::size(1)>>
for c <- ["a", "b"], into: "", do: c      # => "ab"
Enum.into([1], "x")                       # error: (FunctionClauseError) no function clause matching in anonymous fn/2 in Collectable.BitString.into/1

a = 1
b = :b
<<a::bitstring, b::binary>> # error: (ArgumentError) construction of binary failed: segment 2 of type 'binary': expected a binary but got: :b

Code.eval_string("f = fn x -> x end; put_in(f.(%{a: 1})[:a], 2)")   # error: (ArgumentError) expression given to put_in/2 must start with a variable, local or remote call and be followed by an element access, got: f.(%{a: 1})
Code.eval_string("f = fn x -> x end; pop_in(f.(1).b[:c])")           # error: (ArgumentError) expression given to pop_in/1 must start with a variable, local or remote call and be followed by an element access, got: f.(1)
Code.eval_string("a = 1; put_in(a, 1)")                              # error: (ArgumentError) expected expression given to put_in/2 to access at least one element, got: a
Code.eval_string("put_in(Map.new(a: 1)[:a], 2)")                     # => {%{a: 2}, []}

defmodule Placed do
  def env, do: %{__ENV__ | line: 7, file: "f", functions: [], macros: [], context_modules: [], requires: []}
end

inspect(Placed.env(), limit: 3)                         # => "#Macro.Env<aliases: [], context: nil, context_modules: [], ...>"
inspect(Placed.env()) =~ "tracers" # => false
