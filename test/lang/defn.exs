# Definitions: branches, loops, containers, gradients.
defmodule Defs do
  import Nx.Defn
  defn poly(x), do: 3 * x ** 2 + 2 * x + 1
  defn slope(x), do: grad(x, &poly/1)
  defn bend(x), do: grad(x, &slope/1)
  defn step(x), do: if(x > 0, do: x, else: -x)
  defn step_grad(x), do: grad(x, &step/1)

  defn factorial(n) do
    {_, product, _} =
      while {i = 1, p = 1, n}, i <= n do
        {i + 1, p * i, n}
      end

    product
  end

  defn both(x), do: value_and_grad(x, fn x -> Nx.sum(Nx.exp(x)) end)
  defn swap({a, b}), do: %{first: b, second: a}
  defn scaled(x, opts \\ []) do
    opts = keyword!(opts, by: 2)
    x * opts[:by]
  end

  defn outer(x), do: inner(x) + 1
  defnp inner(x), do: x * 10
  deftransform shape_of(x), do: Nx.shape(x)
  defn rows(x) do
    {n, _} = shape_of(x)
    n
  end
end

Nx.to_number(Defs.poly(2.0)) # => 17.0
Nx.to_number(Defs.slope(2.0)) # => 14.0
Nx.to_number(Defs.bend(2.0)) # => 6.0
Nx.to_number(Defs.step(-3)) # => 3
Nx.to_number(Defs.step_grad(-3.0)) # => -1.0
Nx.to_number(Defs.factorial(5)) # => 120
Defs.both(Nx.tensor([0.0, 0.0])) |> elem(1) |> Nx.to_list() # => [1.0, 1.0]
Defs.swap({1, 2.5}).first |> Nx.to_number() # => 2.5
Nx.to_number(Defs.scaled(3)) # => 6
Nx.to_number(Defs.scaled(3, by: 5)) # => 15
Nx.to_number(Defs.outer(2)) # => 21
Nx.to_number(Defs.rows(Nx.iota({3, 2}))) # => 3
Nx.Defn.jit(&Nx.add/2).(1, 2) |> Nx.to_number() # => 3
Nx.Defn.grad(fn x -> Nx.sin(x) end).(0.0) |> Nx.to_number() # => 1.0
Defs.slope(Nx.tensor([1.0, 2.0])) |> Nx.to_list() # => [8.0, 14.0]

# expressions can be looked through and given other arguments
e = Nx.Defn.debug_expr(fn x, y -> Nx.subtract(Nx.multiply(x, y), 1) end).(Nx.tensor(2), Nx.tensor(3))
e.data.op # => :subtract
{product, [_, one]} = {hd(e.data.args), e.data.args}
{product.data.op, one.data.args} # => {:multiply, [1]}
turned = Nx.Defn.debug_expr(fn x, y -> d = Nx.subtract(Nx.multiply(x, y), 1); Nx.Defn.Tree.put_args(d, Enum.reverse(d.data.args)) end).(2, 3)
turned |> inspect() |> String.split("\n") |> Enum.at(7) # => "  d = subtract 1, c   s32"

# a compiler of one's own
defmodule Counting do
  @behaviour Nx.Defn.Compiler
  def __jit__(key, vars, fun, args, opts), do: __compile__(key, vars, fun, opts).(args)

  def __compile__(key, vars, fun, opts) do
    Process.put(:ops, fun.(vars) |> Nx.Defn.Tree.scope_ids() |> Map.values() |> Enum.sort())
    Nx.Defn.Evaluator.__compile__(key, vars, fun, opts)
  end

  def __partitions_options__(opts), do: [opts]
  def __to_backend__(_), do: {Nx.BinaryBackend, []}
end

Nx.Defn.jit(&Defs.poly/1, compiler: Counting).(2.0) |> Nx.to_number() # => 17.0
Process.get(:ops) # => [:add, :add, :multiply, :multiply, :parameter, :pow]
Nx.Defn.compile(fn x, {y, z} -> {Nx.add(x, y), z} end, [Nx.template({}, :s32), {1, 2}], compiler: Counting) |> is_function(2) # => true
Nx.Defn.compile(&Nx.add/2, [1, 2], compiler: Counting).(3, 4) |> Nx.to_number() # => 7
Nx.Defn.to_backend(compiler: Counting) # => {Nx.BinaryBackend, []}

# containers of one's own
defmodule Pair do
  defstruct [:a, :b, :tag]

  defimpl Nx.Container do
    def traverse(pair, acc, fun) do
      {a, acc} = fun.(pair.a, acc)
      {b, acc} = fun.(pair.b, acc)
      {%{pair | a: a, b: b}, acc}
    end

    def reduce(pair, acc, fun), do: fun.(pair.b, fun.(pair.a, acc))
    def serialize(_), do: raise("no")
  end
end

defmodule Lazy do
  defstruct [:list]

  defimpl Nx.LazyContainer do
    def traverse(%{list: list}, acc, fun) do
      tensor = Nx.tensor(list)
      fun.(Nx.to_template(tensor), fn -> tensor end, acc)
    end
  end
end

defmodule Contained do
  import Nx.Defn
  defn swap(pair), do: %{pair | a: pair.b, b: pair.a * 2}
  defn total(x), do: Nx.sum(x)
end

swapped = Contained.swap(%Pair{a: 1, b: 2.5, tag: :kept})
{Nx.to_number(swapped.a), Nx.to_number(swapped.b), swapped.tag} # => {2.5, 2, :kept}
Nx.to_number(Contained.total(%Lazy{list: [1, 2, 3]})) # => 6
Nx.Defn.Composite.count({%Pair{a: 1, b: {2, 3}}, 4}) # => 4

# macros inside of definitions: they expand before the definition is read
defmodule Short do
  defmacro half(x), do: quote(do: unquote(x) / 2)

  defmacro power(x, n) do
    Enum.reduce(2..n, x, fn _, made -> quote(do: unquote(made) * unquote(x)) end)
  end
end

defmodule WithMacros do
  import Nx.Defn
  require Short
  import Short, only: [half: 1]

  defmacrop twice(x), do: quote(do: unquote(x) + unquote(x))
  defn f(x), do: half(twice(Short.power(x, 3)))
  defn slope(x), do: grad(x, &f/1)
end

WithMacros.f(2.0) |> Nx.to_number() # => 8.0
WithMacros.slope(2.0) |> Nx.to_number() # => 12.0
