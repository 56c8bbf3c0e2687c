# Macro's functions, quote, and source text read as terms.
Macro.expand(quote(do: unless(true, do: 1)), __ENV__) |> Macro.to_string() # => "case true do\n  x when Kernel.in(x, [false, nil]) -> 1\n  _ -> nil\nend"
Macro.expand_once(quote(do: a |> b()), __ENV__) # => {:b, [], [{:a, [], Elixir}]}
Macro.prewalk(quote(do: 1 + 2 * 3), fn x when is_integer(x) -> x * 10; x -> x end) |> Macro.to_string() # => "10 + 20 * 30"
Macro.postwalk(quote(do: foo(1, bar(2))), [], fn x, acc -> {x, [x | acc]} end) # => {{:foo, [], [1, {:bar, [], [2]}]}, [{:foo, [], [1, {:bar, [], [2]}]}, {:bar, [], [2]}, 2, 1]}
Macro.prewalk(quote(do: foo(1, bar(2))), [], fn x, acc -> {x, [x | acc]} end) # => {{:foo, [], [1, {:bar, [], [2]}]}, [2, {:bar, [], [2]}, 1, {:foo, [], [1, {:bar, [], [2]}]}]}
Macro.traverse(quote(do: f(1, [2, {3, 4}])), 0, fn x, a -> {x, a + 1} end, fn x, a -> {x, a * 2} end) # => {{:f, [], [1, [2, {3, 4}]]}, 464}
Macro.escape({1, 2, %{a: [1, {2, 3, 4}]}}) # => {:{}, [], [1, 2, {:%{}, [], [a: [1, {:{}, [], [2, 3, 4]}]]}]}
Macro.escape(quote(do: unquote(1)), unquote: true) # => 1
Macro.escape(%{x: 1..2}) # => {:%{}, [], [x: {:%{}, [], [__struct__: Range, first: 1, last: 2, step: 1]}]}
Macro.var(:x, nil) # => {:x, [], nil}
Macro.var(:x, Foo) # => {:x, [], Foo}
{x, _, c} = Macro.unique_var(:x, Foo); {x, c}
Macro.generate_arguments(3, Foo) # => [{:arg1, [], Foo}, {:arg2, [], Foo}, {:arg3, [], Foo}]
Macro.generate_unique_arguments(2, Foo) |> Enum.map(&elem(&1, 0)) # => [:arg1, :arg2]
Macro.decompose_call(quote(do: foo(1, 2))) # => {:foo, [1, 2]}
Macro.decompose_call(quote(do: Foo.bar(1))) # => {{:__aliases__, [alias: false], [:Foo]}, :bar, [1]}
Macro.decompose_call(quote(do: foo.bar)) # => {{:foo, [], Elixir}, :bar, []}
Macro.decompose_call(quote(do: 42)) # => :error
Macro.decompose_call(quote(do: {1, 2})) # => :error
Macro.decompose_call(quote(do: foo)) # => {:foo, []}
Macro.pipe(1, quote(do: f(2)), 0) # => {:f, [], [1, 2]}
Macro.pipe(quote(do: a), quote(do: A.f(2)), 1) |> Macro.to_string() # => "A.f(2, a)"
Macro.pipe(1, 2, 0) # error: (ArgumentError) cannot pipe 1 into 2, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()
Macro.pipe(1, quote(do: &1), 0) # error: (ArgumentError) cannot pipe 1 into &1, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()
Macro.pipe(1, quote(do: fn x -> x end), 0) # error: (ArgumentError) cannot pipe 1 into an anonymous function without calling the function; use Kernel.then/2 instead or define the anonymous function as a regular private function
Macro.unpipe(quote(do: a |> b() |> c(1))) # => [{{:a, [], Elixir}, 0}, {{:b, [], []}, 0}, {{:c, [], [1]}, 0}]
Macro.underscore("FooBar.BazHTTP") # => "foo_bar/baz_http"
Macro.underscore(Foo.BarBaz) # => "foo/bar_baz"
Macro.camelize("foo_bar/baz") # => "FooBar.Baz"
Macro.camelize("foo_1a") # => "Foo1a"
Macro.operator?(:+, 2) # => true
Macro.operator?(:+, 3) # => false
Macro.operator?(:not, 1) # => true
Macro.special_form?(:case, 2) # => true
Macro.special_form?(:if, 2) # => false
Macro.quoted_literal?(quote(do: {1, [2], %{a: 1}})) # => true
Macro.quoted_literal?(quote(do: foo)) # => false
Macro.classify_atom(:foo) # => :identifier
Macro.classify_atom(:"foo bar") # => :quoted
Macro.classify_atom(Foo) # => :alias
Macro.classify_atom(:+) # => :unquoted
Macro.inspect_atom(:literal, :"foo bar") # => ":\"foo bar\""
Macro.inspect_atom(:key, :foo) # => "foo:"
Macro.inspect_atom(:key, :"a b") # => "\"a b\":"
Macro.inspect_atom(:remote_call, :"a b") # => "\"a b\""
Macro.inspect_atom(:remote_call, :<>) # => "<>"
Macro.validate({1, 2, 3}) # => {:error, {1, 2, 3}}
Macro.validate(quote(do: foo)) # => :ok
Macro.path(quote(do: f(1, g(2))), &(&1 == 2)) # => [2, {:g, [], [2]}, {:f, [], [1, {:g, [], [2]}]}]
Macro.prewalker(quote(do: f(1, g(2)))) |> Enum.to_list() # => [{:f, [], [1, {:g, [], [2]}]}, 1, {:g, [], [2]}, 2]
Macro.postwalker(quote(do: f(1, g(2)))) |> Enum.to_list() # => [1, 2, {:g, [], [2]}, {:f, [], [1, {:g, [], [2]}]}]
Macro.struct!(Range, __ENV__) |> Map.keys() # => [:__struct__, :first, :last, :step]
Macro.to_string(quote(do: fn a, b -> a + b end)) # => "fn a, b -> a + b end"
Macro.to_string(quote(do: %Foo{a: 1, b: %{c | d: 2}})) # => "%Foo{a: 1, b: %{c | d: 2}}"
Macro.to_string(quote(do: <<a::size(8)-integer, "foo">>)) # => "<<a::size(8)-integer, \"foo\">>"
Macro.to_string(quote(do: a |> b |> c)) # => "a |> b |> c"
Macro.to_string(quote(do: ~r/foo/i)) # => "~r/foo/i"
Macro.to_string(quote(do: &(&1 + &2))) # => "&(&1 + &2)"
Macro.to_string(quote(do: &foo/1)) # => "&foo/1"
Macro.to_string(quote(do: not a in b)) # => "a not in b"
Macro.to_string(quote(do: @foo 1)) # => "@foo 1"
Macro.to_string(quote(do: a.b.c())) # => "a.b.c()"
Macro.to_string(quote(do: for(x <- [1, 2], x > 1, into: %{}, do: {x, x}))) # => "for x <- [1, 2], x > 1, into: %{}, do: {x, x}"
Macro.to_string(quote(do: (a; b))) # => "a\nb"
Macro.to_string(quote(do: [a: 1, b: 2])) # => "[a: 1, b: 2]"
Macro.to_string(quote(do: f(a, b: 1, c: 2))) # => "f(a, b: 1, c: 2)"
Macro.to_string(quote(do: -(-1))) # => "-(-1)"
Macro.to_string(quote(do: !(a && b) || c)) # => "!(a && b) || c"
Macro.to_string(quote(do: (a -> b))) # => "(a -> b)"
Macro.to_string(quote(do: x[:a][1])) # => "x[:a][1]"
Macro.to_string(quote(do: x.(1, 2))) # => "x.(1, 2)"
Macro.to_string(quote(do: 1..2//3)) # => "1..2//3"
Macro.to_string(quote(do: ^x = y)) # => "^x = y"
Macro.to_string(quote(do: [h | t])) # => "[h | t]"
Macro.to_string(quote(do: (fn x -> x end).(1))) # => "(fn x -> x end).(1)"
Macro.to_string(quote(do: (&f/1) == 1)) # => "(&f/1) == 1"
Macro.to_string(quote(do: (&(&1 + 1)) |> g())) # => "(&(&1 + 1)) |> g()"
Macro.to_string(quote(do: 1 - (&A.f/1) - 2)) # => "1 - (&A.f/1) - 2"
Macro.to_string(quote(do: &1 + 1)) # => "&1 + 1"
quote(do: unquote_splicing([1, 2])) # error: (ArgumentError) unquote_splicing only works inside arguments and block contexts, wrap it in parens if you want it to work with one-liners
quote(do: [unquote_splicing([1, 2]), 3]) # => [1, 2, 3]
quote(do: f(unquote_splicing([1, 2]))) # => {:f, [], [1, 2]}
quote(do: {unquote_splicing([1, 2, 3])}) # => {:{}, [], [1, 2, 3]}
quote(do: %{unquote_splicing([a: 1])}) # => {:%{}, [], [a: 1]}
quote(do: (unquote_splicing([1, 2]); 3)) # => {:__block__, [], [1, 2, 3]}
quote(do: unquote(:foo)(1)) # => {:foo, [], [1]}
quote(do: x.unquote(:foo)(1)) # => {{:., [], [{:x, [], Elixir}, :foo]}, [], [1]}
quote(do: unquote(A).b) # => {{:., [], [A, :b]}, [no_parens: true], []}
quote(unquote: false, do: unquote(a)) # => {:unquote, [], [{:a, [], Elixir}]}
quote(context: Foo, do: x) # => {:x, [], Foo}
quote(line: 5, do: f(x)) # => {:f, [line: 5], [{:x, [line: 5], Elixir}]}
quote(do: fn unquote(Macro.var(:a, nil)) -> 1 end) # => {:fn, [], [{:->, [], [[{:a, [], nil}], 1]}]}
quote(do: Foo.Bar) # => {:__aliases__, [alias: false], [:Foo, :Bar]}
quote(do: alias!(Foo)) # => {:alias!, [context: Elixir, imports: [{1, Kernel}]], [{:__aliases__, [alias: false], [:Foo]}]}
quote(do: var!(x)) # => {:var!, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [{:x, [], Elixir}]}
quote(do: var!(x, Foo)) # => {:var!, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [{:x, [], Elixir}, {:__aliases__, [alias: false], [:Foo]}]}
quote(location: :keep, do: f(1)) |> is_tuple() # => true
quote generated: true, do: f(1) # => {:f, [generated: true], [1]}
quote do: &1 # => {:&, [], [1]}
quote do: __MODULE__ # => {:__MODULE__, [], Elixir}
quote do: <<1, x::8>> # => {:<<>>, [], [1, {:"::", [], [{:x, [], Elixir}, 8]}]}
quote do: %{a | b: 1} # => {:%{}, [], [{:|, [], [{:a, [], Elixir}, [b: 1]]}]}
quote do: %A{b: 1} # => {:%, [], [{:__aliases__, [alias: false], [:A]}, {:%{}, [], [b: 1]}]}
quote do: not(x) # => {:not, [context: Elixir, imports: [{1, Kernel}]], [{:x, [], Elixir}]}
quote do: x not in y # => {:not, [context: Elixir, imports: [{1, Kernel}]], [{:in, [context: Elixir, imports: [{2, Kernel}]], [{:x, [], Elixir}, {:y, [], Elixir}]}]}
quote do: fn -> 1 end # => {:fn, [], [{:->, [], [[], 1]}]}
quote do: (1; 2) # => {:__block__, [], [1, 2]}
quote do: [] # => []
quote do: nil # => nil
quote do: {} # => {:{}, [], []}
quote do: {1, 2} # => {1, 2}
quote do: +1 # => {:+, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [1]}
quote do: -1 # => {:-, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [1]}
quote do: a.b # => {{:., [], [{:a, [], Elixir}, :b]}, [no_parens: true], []}
quote do: a.b() # => {{:., [], [{:a, [], Elixir}, :b]}, [], []}
quote do: f x, do: 1, else: 2 # => {:f, [], [{:x, [], Elixir}, [do: 1, else: 2]]}
Code.string_to_quoted("a b c d") # => {:ok, {:a, [line: 1], [{:b, [line: 1], [{:c, [line: 1], [{:d, [line: 1], nil}]}]}]}}
Code.string_to_quoted("", []) # => {:ok, {:__block__, [], []}}
Code.string_to_quoted("a; b") # => {:ok, {:__block__, [], [{:a, [line: 1], nil}, {:b, [line: 1], nil}]}}
Code.string_to_quoted("@a 1") # => {:ok, {:@, [line: 1], [{:a, [line: 1], [1]}]}}
Code.string_to_quoted!("x\n|> y") # => {:|>, [line: 2], [{:x, [line: 1], nil}, {:y, [line: 2], nil}]}
Code.string_to_quoted!("ä\n.b + 1", columns: true) # => {:+, [line: 2, column: 4], [{{:., [line: 2, column: 1], [{:ä, [line: 1, column: 1], nil}, :b]}, [no_parens: true, line: 2, column: 2], []}, 1]}
Code.string_to_quoted!("fn x -> %{y | a: x[1]} end", columns: true) # => {:fn, [line: 1, column: 1], [{:->, [line: 1, column: 6], [[{:x, [line: 1, column: 4], nil}], {:%{}, [line: 1, column: 10], [{:|, [line: 1, column: 13], [{:y, [line: 1, column: 11], nil}, [a: {{:., [from_brackets: true, line: 1, column: 19], [Access, :get]}, [from_brackets: true, line: 1, column: 19], [{:x, [line: 1, column: 18], nil}, 1]}]]}]}]}]}
Code.string_to_quoted!("[ü not in A.b(1)]", columns: true) # => [{:not, [line: 1, column: 4], [{:in, [line: 1, column: 4], [{:ü, [line: 1, column: 2], nil}, {{:., [line: 1, column: 12], [{:__aliases__, [line: 1, column: 11], [:A]}, :b]}, [line: 1, column: 13], [1]}]}]}]
Code.eval_quoted(quote(do: var!(x) + 1), x: 1) # => {2, [x: 1]}
Code.eval_string("a = 1; b = a + 1", []) # => {2, [b: 2, a: 1]}
Code.eval_string("a + b", a: 1, b: 2) # => {3, [b: 2, a: 1]}
Code.eval_string("__ENV__.file", [], file: "foo.exs") # => {"foo.exs", []}
Code.eval_string("__ENV__.line", [], line: 30) # => {30, []}
Code.compile_string("defmodule CSA do def f, do: 1 end; defmodule CSB do end") |> Enum.map(&elem(&1, 0)) # => [CSA, CSB]
CSA.f() # => 1
Code.ensure_compiled(CSA) # => {:module, CSA}
Code.ensure_loaded(NoSuch) # => {:error, :nofile}
Code.ensure_loaded!(NoSuch) # error: (ArgumentError) could not load module NoSuch due to reason :nofile
Code.ensure_compiled!(NoSuch) # error: (ArgumentError) could not load module NoSuch due to reason :nofile

# what cannot be piped into
Macro.pipe(1, quote(do: a + b), 0)   # error: (ArgumentError) cannot pipe 1 into a + b, the :+ operator can only take one argument
Macro.pipe(1, quote(do: a * b), 0)   # error: (ArgumentError) cannot pipe 1 into a * b, the :* operator can only take two arguments
Macro.pipe(1, quote(do: {a, b, c}), 0) # error: (ArgumentError) cannot pipe 1 into {a, b, c}, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()
Macro.pipe(1, quote(do: Foo.Bar), 0) # error: (ArgumentError) cannot pipe 1 into Foo.Bar, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()
Macro.to_string(Macro.pipe(1, quote(do: f(2)), 1)) # => "f(2, 1)"
