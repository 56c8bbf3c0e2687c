# What a definition or an attribute defines has the context of its quote.
quote(do: @attr)                # => {:@, [context: Elixir, imports: [{1, Kernel}]], [{:attr, [context: Elixir], Elixir}]}
quote(context: Foo, do: @attr)  # => {:@, [context: Foo, imports: [{1, Kernel}]], [{:attr, [context: Foo], Foo}]}
elem(quote(do: def(foo(x), do: 1)), 2) |> hd() # => {:foo, [context: Elixir], [{:x, [], Elixir}]}
elem(quote(do: Kernel.def(foo, do: 1)), 2) |> hd() # => {:foo, [context: Elixir], Elixir}
elem(quote(do: def(f(x) when x, do: 1)), 2) |> hd() # => {:when, [context: Elixir], [{:f, [], [{:x, [], Elixir}]}, {:x, [], Elixir}]}
quote(line: 3, do: @foo)        # => {:@, [line: 3, context: Elixir, imports: [{1, Kernel}]], [{:foo, [line: 3, context: Elixir], Elixir}]}
