# Macros, generated functions, use, guards, trees as values.
defmodule Ops do
  @ops [add: :+, sub: :-]
  for {name, op} <- @ops do
    @doc "does #{name}"
    def unquote(name)(a, b), do: unquote({op, [], [Macro.var(:a, nil), Macro.var(:b, nil)]})
  end
  for {n, i} <- Enum.with_index(~w(zero one two)) do
    def word(unquote(i)), do: unquote(n)
  end
  def word(_), do: "many"
  Module.register_attribute(__MODULE__, :acc, accumulate: true)
  @acc 1
  @acc 2
  def acc, do: @acc
  defmacro __using__(opts) do
    quote do
      import unquote(__MODULE__), only: [add: 2]
      @before_compile unquote(__MODULE__)
      @opts unquote(opts)
      def opts, do: @opts
      def hello(x \\ "world"), do: "hello #{x}"
      defoverridable hello: 1
    end
  end
  defmacro __before_compile__(env) do
    quote do
      def mod, do: {unquote(env.module), unquote(length(Module.definitions_in(env.module)))}
    end
  end
end
defmodule Use do
  use Ops, a: 1, b: [2]
  def go(x), do: add(x, 1)
  def hello(x), do: super(x) <> "!"
end
IO.inspect {Ops.add(1, 2), Ops.sub(5, 3), Ops.word(1), Ops.word(9), Ops.acc(), Use.opts(), Use.go(1), Use.hello("x")}
defmodule Dsl do
  defmacro unless2(c, do: b, else: e), do: quote(do: if(unquote(c), do: unquote(e), else: unquote(b)))
  defmacro dbl({op, m, [a, b]}), do: {op, m, [b, a]}
  defmacro hyg do
    quote do
      x = 10
      x + var!(y)
    end
  end
  defmacro bq(v), do: (quote bind_quoted: [v: v] do v * v end)
  defmacro list(xs), do: quote(do: [0, unquote_splicing(xs), 9])
  defmacro fun_names do
    __CALLER__.functions |> Keyword.keys() |> length() |> Kernel.>(0)
  end
  defmacro show(ast), do: Macro.to_string(ast)
  defmacro ln, do: __CALLER__.line
end
defmodule T do
  import Dsl
  def a, do: unless2(false, do: 1, else: 2)
  def b, do: dbl(10 - 3)
  def c(y), do: (x = 1; {hyg(), x, y})
  def d(z), do: bq(z + 1)
  def e(p), do: list([p, p])
  def f, do: show(if a do b + c * (d - 1) else foo.(1, x: 2) |> bar end)
  def g, do: {ln(), __ENV__.line, __MODULE__, __ENV__.function}
end
IO.inspect {T.a, T.b, T.c(1), T.d(2), T.e(5), T.g}
IO.puts T.f
q = quote do: fn x, [y | z] when x > y -> %{a: ^x, b: z} end
IO.puts Macro.to_string(q)
IO.inspect Macro.prewalk(quote(do: 1 + 2 * 3), fn n when is_integer(n) -> n * 10; n -> n end) |> Code.eval_quoted() |> elem(0)
{ast, acc} = Macro.traverse(quote(do: a + b), [], fn n, acc -> {n, acc} end, fn {n, _, c} = x, acc when is_atom(c) -> {x, [n | acc]}; x, acc -> {x, acc} end)
IO.inspect {Macro.to_string(ast), acc}
IO.inspect Macro.expand(quote(do: unless(x, do: 1)), __ENV__) |> Macro.to_string
IO.inspect Macro.escape(%{a: {1, 2, 3}, b: [1]})
IO.inspect Macro.underscore("FooBar.Baz"); IO.inspect Macro.camelize("foo_bar/baz")
IO.inspect Macro.decompose_call(quote(do: Foo.bar(1, 2)))
IO.inspect Code.eval_string("a + b", a: 1, b: 2)
IO.inspect Code.string_to_quoted("foo(1, [a: b])")
defmodule Rec do
  defguard is_even(n) when is_integer(n) and rem(n, 2) == 0
  defguardp small(n) when n < 10
  def k(n) when is_even(n) and small(n), do: :small_even
  def k(n) when is_even(n), do: :even
  def k(_), do: :other
  defdelegate len(l), to: Kernel, as: :length
  defdelegate reverse(l), to: Enum
  @doc false
  @spec sum([number]) :: number
  def sum(l, acc \\ 0)
  def sum([], acc), do: acc
  def sum([h | t], acc), do: sum(t, acc + h)
  defmacrop priv(x), do: quote(do: {:priv, unquote(x)})
  def usep, do: priv(1)
end
IO.inspect {Rec.k(2), Rec.k(12), Rec.k("a"), Rec.len([1, 2]), Rec.reverse([1, 2]), Rec.sum([1, 2, 3]), Rec.usep}
defmodule UseRec do
  require Rec
  def go(x), do: (case x do x when Rec.is_even(x) -> :yes; _ -> :no end)
end
IO.inspect({UseRec.go(4), UseRec.go(5), UseRec.go([])})
IO.inspect Rec.__info__(:functions); IO.inspect Rec.__info__(:macros); IO.inspect function_exported?(Rec, :sum, 1); IO.inspect macro_exported?(Rec, :is_even, 1)
IO.inspect Module.split(Foo.Bar.Baz); IO.inspect Module.concat([Foo, "Bar"]); IO.inspect Module.concat(A, B)
alias Foo.Bar, as: FB
IO.inspect FB; IO.inspect FB.C; alias Foo.{X, Y}; IO.inspect {X, Y}
IO.inspect (fn -> :a end).(); IO.inspect apply(Enum, :sum, [[1, 2]]); IO.inspect Function.info(&Enum.map/2, :arity)
IO.inspect binding() |> Keyword.keys()
