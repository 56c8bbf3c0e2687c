# Kernel inside defn, and in macros for definitions, is Nx.Defn.Kernel.
defmodule ForDefn do
  defmacro twice(a) do
    use Nx.Defn.Kernel
    quote do: unquote(a) + Kernel.*(2, unquote(a))
  end
end

defmodule KernelUser do
  import Nx.Defn
  require ForDefn

  defn macros(x), do: ForDefn.twice(x)
  defn prefixed(x), do: {x |> Kernel.+(1), Kernel.max(x, 4)}
  defn compared(opts \\ []), do: Nx.stack([opts[:l] < opts[:r], opts[:l] >= opts[:r], opts[:l] == opts[:r]])
  defn assigned(a, b) do
    d = if c = Nx.all(a), do: b, else: -b
    c + d
  end

  def plain(x), do: x
  defn calls_plain(x), do: KernelUser.plain(x)
end

KernelUser.macros(3)                          # => Nx.tensor(9)
KernelUser.prefixed(3)                        # => {Nx.tensor(4), Nx.tensor(4)}
KernelUser.compared(l: true, r: 0)            # => Nx.u8([0, 1, 0])
KernelUser.compared(l: 1, r: true)            # => Nx.u8([0, 1, 1])
KernelUser.assigned(Nx.tensor([1, 0]), 5)     # => Nx.tensor(-5)
KernelUser.calls_plain(1)                     # error: (RuntimeError) cannot invoke KernelUser.plain/1 inside defn because it was not defined with defn
{Nx.Defn.Kernel.".."(1, 2), Nx.Defn.Kernel."..//"(1, 5, 2)}   # => {1..2, 1..5//2}
Nx.Defn.Kernel.<>("a", Nx.Defn.Kernel.inspect({1, "b"}))       # => "a{1, \"b\"}"

# What a capture calls need not be a definition; its operators are those of definitions.
defmodule KernelCaptures do
  import Nx.Defn
  defp later(x, y), do: {Nx.as_type(x, :f64), y}
  defn applied(x, fun), do: fun.(x)
  defn local(x), do: elem(applied(x, &later(&1 + 1, 2)), 0)
  defn remote(x), do: applied(x, &List.first(Enum.map([&1, 5], fn y -> y * 2 end)))
  defn behind(x), do: applied(x, &after_it(&1))
  defp after_it(x), do: Nx.add(x, 100)
end

KernelCaptures.remote(Nx.tensor([1, 2]))                      # => Nx.tensor([2, 4])
KernelCaptures.behind(1)                                      # => Nx.tensor(101)
Nx.Defn.debug_expr(&KernelCaptures.local/1).(1).type          # => {:f, 64}
