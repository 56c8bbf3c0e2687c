# A map's key in a pattern may pin variables deep within.
i = 1
k = :x
(%{{^i, ^k} => a} = %{{1, :x} => 5}; a) # => 5
key = fn
  %{{^i, 2} => v} -> {:pair, v}
  %{[^i, {^k, 0, ^i}] => v} -> {:list, v}
  %{%{a: ^k} => v} -> {:map, v}
  _ -> :none
end
Enum.map([%{{1, 2} => 3}, %{[1, {:x, 0, 1}] => 4}, %{%{a: :x} => 5}, %{{2, 2} => 6}], key) # => [{:pair, 3}, {:list, 4}, {:map, 5}, :none]
(for x <- [1, 2], reduce: %{{1, 2} => 0} do %{{^i, ^x} => n} = m -> Map.put(m, {1, x}, n + 1); m -> m end) # => %{{1, 2} => 1}
Code.eval_string("fn %{{a, 1} => v} -> v end", a: 1) # error: (CompileError) cannot use variable a as map key inside a pattern. Map keys in patterns can only be literals (such as atoms, strings, tuples, and the like) or an existing variable matched with the pin operator (such as ^some_var)
(%{<<^i, 2::8>> => b} = %{<<1, 2>> => 7}; b) # => 7
