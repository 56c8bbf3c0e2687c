# Pairs among arguments and in tuples stay tuples when a quoted term becomes text; at the end of a list and of a
# map they are keywords.
defmodule Show do
  defmacro show(ast), do: Macro.to_string(ast)
end
import Show
show(match?({:ok, _}, {:error, 1}))      # => "match?({:ok, _}, {:error, 1})"
show(f(1, {:ok, 1}))                     # => "f(1, {:ok, 1})"
show(f(1, a: 2, b: 3))                   # => "f(1, a: 2, b: 3)"
show(f.({:a, 1}, [{:b, 2}]))             # => "f.({:a, 1}, b: 2)"
show({{:a, 1}, {:b, 2}, {:c, 3}})        # => "{{:a, 1}, {:b, 2}, {:c, 3}}"
show(fn {:a, 1}, {:b, 2} -> 1 end)       # => "fn {:a, 1}, {:b, 2} -> 1 end"
show([{:a, 1}, 2, {:b, 3}])              # => "[{:a, 1}, 2, b: 3]"
show(%{"a" => 1, b: 2, c: 3})            # => "%{\"a\" => 1, b: 2, c: 3}"
show(%{:a => 1, "b" => 2})               # => "%{:a => 1, \"b\" => 2}"
show(%{x | "a" => 1, b: 2})              # => "%{x | \"a\" => 1, b: 2}"
show(%{"a" => 1, :"b c" => 2})           # => "%{\"a\" => 1, \"b c\": 2}"
