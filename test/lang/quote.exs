# quote, unquote, unquote_splicing, Macro.escape and walking quoted terms.
quote(do: 1 + x) # => {:+, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [1, {:x, [], Elixir}]}
quote(do: f(1)) # => {:f, [], [1]}
quote(do: Enum.map(a)) # => {{:., [], [{:__aliases__, [alias: false], [:Enum]}, :map]}, [], [{:a, [], Elixir}]}
quote(do: a.b) # => {{:., [], [{:a, [], Elixir}, :b]}, [no_parens: true], []}
quote(do: {1, 2}) # => {1, 2}
quote(do: {1, 2, 3}) # => {:{}, [], [1, 2, 3]}
quote(do: fn x -> x end) # => {:fn, [], [{:->, [], [[{:x, [], Elixir}], {:x, [], Elixir}]}]}
x = 3
quote(do: f(unquote(x), unquote(x + 1))) # => {:f, [], [3, 4]}
quote(do: [0, unquote_splicing([1, 2]), 3]) # => [0, 1, 2, 3]
quote(do: f(unquote_splicing([1, 2]))) # => {:f, [], [1, 2]}
quote(do: {unquote_splicing([1, 2])}) # => {:{}, [], [1, 2]}
name = :go
quote(do: unquote(name)(1)) # => {:go, [], [1]}
quote(do: M.unquote(name)(1)) # => {{:., [], [{:__aliases__, [alias: false], [:M]}, :go]}, [], [1]}
quote(do: m.unquote(name)) # => {{:., [], [{:m, [], Elixir}, :go]}, [no_parens: true], []}
quote(unquote: false, do: unquote(x)) # => {:unquote, [], [{:x, [], Elixir}]}
quote(bind_quoted: [a: x], do: a) # => {:__block__, [], [{:=, [], [{:a, [], Elixir}, 3]}, {:a, [], Elixir}]}
quote(context: Foo, do: y) # => {:y, [], Foo}
quote(line: 7, do: y) # => {:y, [line: 7], Elixir}
quote(do: quote(do: unquote(x))) |> elem(0) # => :quote
quote(do: unquote(%{a: 1})) # error: (ArgumentError) tried to unquote invalid AST: %{a: 1}
unquote(x) # error: (CompileError) unquote called outside quote
Macro.escape({1, 2, [a: %{b: 3}]}) # => {:{}, [], [1, 2, [a: {:%{}, [], [b: 3]}]]}
Macro.escape({:unquote, [], [{:v, [], nil}]}, unquote: true) # => {:v, [], nil}
Macro.escape(quote(unquote: false, do: quote(do: unquote(v))), unquote: true) |> Code.eval_quoted() |> elem(0) |> Macro.to_string() # => "quote do\n  unquote(v)\nend"
Macro.escape(quote(unquote: false, do: quote([unquote: true], do: unquote(v))), unquote: true) |> elem(0) # => :{}
Macro.escape(quote(unquote: false, do: f(1, unquote_splicing([2, 3]), 4)), unquote: true) |> Code.eval_quoted() |> elem(0) # => {:f, [], [1, 2, 3, 4]}
Macro.escape(quote(unquote: false, do: {unquote_splicing([2, 3])}), unquote: true) |> Code.eval_quoted() |> elem(0) # => {:{}, [], [2, 3]}
Macro.escape([1 | 2], unquote: true) # => [{:|, [], [1, 2]}]
Macro.prewalk(quote(do: 1 + 2), fn n when is_integer(n) -> n * 10; other -> other end) |> elem(2) # => [10, 20]
Macro.postwalk([1, {2, 3}], 0, fn n, acc when is_integer(n) -> {n, acc + n}; other, acc -> {other, acc} end) # => {[1, {2, 3}], 6}
Macro.decompose_call(quote(do: foo(1, 2))) # => {:foo, [1, 2]}
Macro.var(:a, nil) # => {:a, [], nil}
Macro.to_string(quote(do: (a + b) * c - f(x, k: 1))) # => "(a + b) * c - f(x, k: 1)"
Macro.to_string(quote(do: %{a | b: [1, 2]})) # => "%{a | b: [1, 2]}"
Macro.to_string(quote(do: fn x, y when x > y -> x.z end)) # => "fn x, y when x > y -> x.z end"
Macro.to_string(quote(do: if(a, do: b, else: not c))) # => "if a do\n  b\nelse\n  not c\nend"
Macro.to_string(quote(do: "a#{b}" <> ~s(c))) # => "\"a\#{b}\" <> ~s(c)"
Macro.to_string(quote(do: A.B.c(&1, &(&1 + 1), &f/2)[:k])) # => "A.B.c(&1, &(&1 + 1), &f/2)[:k]"
Code.eval_string("a = n * 2; a + 1", n: 5) # => {11, [n: 5, a: 10]}
Code.eval_quoted(quote(do: unquote(x) * 7)) |> elem(0) # => 21
Code.string_to_quoted!("1 + x") # => {:+, [line: 1], [1, {:x, [line: 1], nil}]}
Code.string_to_quoted("a b") |> elem(0) # => :ok
Code.string_to_quoted("1 +") |> elem(0) # => :error
