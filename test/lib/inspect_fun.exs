# inspect: the function of the option :inspect_fun makes the documents of all terms.
import Inspect.Algebra

defmodule Named do
  defstruct [:name, :secret]
end

defmodule Hexed do
  defstruct [:term, options: []]

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(%{term: term, options: options}, opts),
      do: concat(["#Hexed<", to_doc(term, struct(opts, options)), ">"])
  end
end

marked = fn
  int, opts when is_integer(int) -> concat("i", Inspect.inspect(int, opts))
  other, opts -> Inspect.inspect(other, opts)
end

inspect([1, {2, %{a: 3}}, "x"], inspect_fun: marked) # => "[i1, {i2, %{a: i3}}, \"x\"]"
inspect(struct(Named, name: 1), inspect_fun: marked) # => "%Named{name: i1, secret: nil}"
inspect([MapSet.new([1]), 1..3, ~r/a/], inspect_fun: marked) # => "[MapSet.new([i1]), i1..i3, ~r/a/]"
inspect([1, 2, 3], limit: 2, inspect_fun: marked) # => "[i1, i2, ...]"
inspect([a: 1], inspect_fun: marked) # => "[a: i1]"
inspect(5, inspect_fun: fn _, _ -> "five" end) # => "five"

hidden = fn
  %{secret: _} = named, opts -> Inspect.inspect(%{named | secret: "***"}, opts)
  other, opts -> Inspect.inspect(other, opts)
end

inspect([struct(Named, secret: "a")], inspect_fun: hidden) # => "[%Named{name: nil, secret: \"***\"}]"
inspect(struct(Named, secret: "a"), inspect_fun: hidden, structs: false) # => "%{__struct__: Named, name: nil, secret: \"a\"}"

# A function that raises is an error where no struct is shown.
inspect([1], inspect_fun: fn _, _ -> raise "no" end) # error: (RuntimeError) no

# Implementations get it, and what they change in their options is kept below them.
around = fn term, opts -> concat(["<", Inspect.inspect(term, opts), ">"]) end
inspect(struct(Hexed, term: [1]), inspect_fun: around, charlists: :as_lists) # => "<#Hexed<<[<1>]>>>"
hexed = fn term, options -> inspect(struct(Hexed, term: term, options: options)) end
hexed.([255, {16, "a"}], base: :hex) # => "#Hexed<[0xFF, {0x10, <<0x61>>}]>"
hexed.([1, %{a: [97]}], charlists: :as_lists) # => "#Hexed<[1, %{a: [97]}]>"
hexed.([1, 2, 3, {4, 5}], limit: 2) # => "#Hexed<[1, 2, ...]>"
hexed.(["abc", :d], printable_limit: 2) # => "#Hexed<[\"ab\" <> ..., :d]>"
hexed.([1..2], structs: false) # => "#Hexed<[%{__struct__: Range, first: 1, last: 2, step: 1}]>"

colours = [number: :red, list: :green]
inspect([struct(Hexed, term: [1], options: [syntax_colors: []]), 5], syntax_colors: colours) # => "\e[32m[\e[0m#Hexed<[1]>\e[32m,\e[0m \e[31m5\e[0m\e[32m]\e[0m"
IO.iodata_to_binary(format(to_doc([1], Inspect.Opts.new(syntax_colors: colours)), 80)) # => "\e[32m[\e[0m\e[31m1\e[0m\e[32m]\e[0m"

# The one that is used where none is named.
Inspect.Opts.default_inspect_fun(fn term, opts -> concat("D", Inspect.inspect(term, opts)) end) # => :ok
inspect([1, :a]) # => "D[D1, D:a]"
IO.inspect({:x, 1}) # prints: D{D:x, D1}
Inspect.Opts.default_inspect_fun(&Inspect.inspect/2) # => :ok
inspect([1, :a]) # => "[1, :a]"
Inspect.Opts.new(unknown: 1).inspect_fun # => &Inspect.inspect/2

# The width counts though pretty is off, since IO.inspect is always pretty.
ExUnit.CaptureIO.capture_io(fn -> IO.inspect([:aa, :bb], width: 4, pretty: false) end) # => "[:aa,\n :bb]\n"
