# What an implementation of Inspect shows of another struct, or of an empty map, is known to be text alone by
# the list around, which then fills its lines.
defmodule Around do
  defstruct [:of]
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(%{of: of}, opts), do: concat(["#Around<", to_doc(of, opts), ">"])
  end
end
show = fn of -> inspect([struct(Around, of: of), false], pretty: true, width: 12) end
show.(%{})                    # => "[#Around<%{}>,\n false]"
show.(struct(Around, of: 1))  # => "[#Around<#Around<1>>,\n false]"
show.([1])                    # => "[\n  #Around<[1]>,\n  false\n]"
deep = Enum.reduce(1..10_000, 1, fn _, acc -> struct(Around, of: acc) end)
byte_size(inspect(deep, limit: :infinity)) # => 90001
