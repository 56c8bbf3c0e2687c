# Colours of inspected values: what the list names has one, with the reset behind it; the rest has none.
show = fn term, colours -> inspect(term, syntax_colors: colours) |> String.replace("\e[", "<") end
show.([1, :a, "b", nil, true], atom: :cyan)               # => "[1, <36m:a<0m, \"b\", nil, true]"
show.([nil, true, 1], nil: :red, boolean: :blue)          # => "[<31mnil<0m, <34mtrue<0m, 1]"
show.([1, 2], list: :red)                                 # => "<31m[<0m1<31m,<0m 2<31m]<0m"
show.({[]}, list: :red, tuple: :blue)                     # => "<34m{<0m<31m[]<0m<34m}<0m"
show.(%{1 => 2, a: 1}, map: :red)                         # => "<31m%{<0m1<31m => <0m2<31m,<0m :a<31m => <0m1<31m}<0m"
show.(1..2, map: :red, number: [:bright, :green])         # => "<1m<32m1<0m..<1m<32m2<0m"
show.(~r/a/i, regex: :red)                                # => "<31m~r/a/i<0m"
show.(<<1, 2::3>>, binary: :red, number: :blue)           # => "<31m<<<0m<34m1<0m, <34m2<0m::size(3)<31m>><0m"
show.(~c"ab", charlist: :red, string: :blue)              # => "<31m~c\"ab\"<0m"
show.([a: "x"], atom: :red, reset: :yellow)               # => "[<31ma:<33m \"x\"]"
inspect([1], syntax_colors: [])                           # => "[1]"
# Implementations of Inspect are given the colours, and options of their own.
defmodule Own do
  defstruct [:of]
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(own, opts), do: concat(["#Own<", to_doc(own.of, opts), "#{opts.custom_options[:tail]}>"])
  end
end
defmodule Part do
  @derive {Inspect, only: [:a]}
  defstruct [:a, :b]
end
show.(struct(Own, of: 1), number: :red)                   # => "#Own<<31m1<0m>"
inspect(struct(Own, of: 1), custom_options: [tail: "!"])  # => "#Own<1!>"
show.(struct(Part, a: 1), map: :red, atom: :blue)         # => "<31m#Part<<0m<34ma:<0m 1<31m,<0m ...<31m><0m"
