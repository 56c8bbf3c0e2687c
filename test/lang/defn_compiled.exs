# What a compiled function is called with is held to what it was compiled with.
defmodule Compiled do
  def call(templates, args) do
    fun = Nx.Defn.compile(fn {a, b}, c -> Nx.add(Nx.add(a, b), c) end, templates)
    apply(fun, args)
  rescue
    e in [ArgumentError] -> e.message |> String.split("\n", trim: true)
  end
end

Compiled.call([{4, 5}, 3], [{1, 2}, 3]) # => Nx.tensor(6)
hd(Compiled.call([{4, 5}, 3], [{Nx.iota({4}), 5}, 3])) # => "argument at position 1 is not compatible with compiled function template."
hd(Compiled.call([{4, 5}, 3], [{1, 2}, 3.0])) # => "argument at position 2 is not compatible with compiled function template."
Compiled.call([{4, 5}, 3], [3, 4]) # => ["cannot invoke compiled function because the given arguments do not match compiled arguments", "Compiled with:", "[{4, 5}, 3]", "Got:", "[3, 4]"]
hd(Compiled.call([{4, 5}, 3], [{3, 4, 5}, {6, 7, 8}])) # => "cannot invoke compiled function because the given arguments do not match compiled arguments"
hd(Compiled.call([{4, 5}, 3], [1, {2, 3}])) # => "argument at position 1 is not compatible with compiled function template."
