# A macro expands once, whatever form its call stands in and however often that is compiled.
defmodule Counting do
  defmacro count(label, expr \\ 1) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    expr
  end

  # brings a variable of the caller
  defmacro brings(label, name) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    {name, [], nil}
  end

  defmacro guard(label, x) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    quote do: is_integer(unquote(x))
  end

  defmacro pat(label, x) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    quote do: {:ok, unquote(x)}
  end

  defmacro size(label) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    8
  end

  defmacro bind(label, name, value) do
    Process.put(:seen, [label | Process.get(:seen, [])])
    quote do: unquote({name, [], nil}) = unquote(value)
  end
end

defmodule A do
  import Counting

  def fns(a) do
    b = 2

    f = fn x ->
      x + brings(:fn, :a) + fn_in(fn y -> y + brings(:inner, :b) + brings(:inner2, :a) end)
    end

    g = &(&1 + brings(:capture, :a))

    h = fn
      {:ok, 1} -> brings(:c1, :a)
      x when guard(:c2, x) -> brings(:c3, :b) + count(:c4)
    end

    {f.(1), g.(2), h.(3)}
  end

  defp fn_in(f), do: f.(1)

  def fors(a) do
    for x <- count(:generator, [1, 2]),
        guard(:filter, x),
        y <- List.wrap(brings(:gen2, :a)),
        into: count(:into, []) do
      bind(:forbind, :z, x)
      brings(:for, :a) + count(:forbody) + brings(:z, :z) + (y || 0)
    end
    |> then(fn l ->
      l ++ for(<<c::size(size(:bitsize)) <- "ab">>, do: brings(:forbits, :a) + c)
    end)
    |> then(fn l ->
      for(x <- l, reduce: count(:reduce, 0), do: (acc -> acc + x + brings(:red, :a)))
    end)
  end

  def withs(a) do
    with pat(:withpat, x) <- count(:withexpr, {:ok, 1}),
         y = brings(:withmatch, :a),
         true <- guard(:withg, y) do
      x + y + brings(:withbody, :x)
    else
      pat(:elsepat, x) -> x + count(:else)
      count(:elselit, 3) -> brings(:elsebody, :a)
    end
  end

  def cases(a) do
    case count(:subject, a) do
      pat(:casepat, z) when guard(:caseguard, z) -> z
      _ -> count(:casebody)
    end +
      cond do
        count(:cond, false) -> 1
        brings(:cond2, :a) -> count(:condbody)
      end + if(count(:if, true), do: count(:then), else: count(:otherwise)) +
      unless(count(:unless, false), do: count(:ubody))
  end

  def tries(a) do
    try do
      count(:try)
      raise "x"
    rescue
      e in RuntimeError -> count(:rescue) + brings(:rescueb, :a)
    catch
      _, pat(:catchpat, z) -> z
    else
      _ -> count(:tryelse)
    after
      count(:after)
    end
  end

  def receives(a) do
    send(self(), {:ok, 2})

    receive do
      pat(:recpat, x) when guard(:recguard, x) -> x + brings(:recbody, :a)
    after
      count(:recafter, 0) -> count(:recafterbody)
    end
  end

  def defaults(a, b \\ count(:default), c \\ count(:default2), d), do: a + b + c + d
  def defaults2(f \\ fn x -> x + count(:dfn) end, g \\ &(&1 + count(:dcap))), do: f.(1) + g.(2)
  def guards(pat(:param, x)) when guard(:gu1, x) and x > count(:gu2), do: x
  defguard is_g(x) when guard(:dg, x) and x > count(:dg2, 0)
  def uses(x) when is_g(x), do: x

  def pipes(a),
    do:
      a
      |> Kernel.+(count(:pipe))
      |> then(fn v -> v + brings(:pipefn, :a) end)
      |> pass()
      |> then(&(&1 + brings(:pipecap, :a)))

  def data(a),
    do:
      {count(:tuple), [count(:list) | count(:tail, [])], %{count(:key, :k) => count(:val)},
       %{%{k: 1} | k: count(:upd)}, "#{count(:interp)} #{brings(:interp2, :a)}",
       <<count(:bits)::size(size(:sz))>>, count(:op) + count(:op2), not count(:not, false),
       (count(:and, true) and count(:and2, true)) or count(:or),
       (count(:ands, true) && count(:ands2)) || count(:ors), count(:in) in [count(:in2), 2],
       count(:in3) in 1..count(:in4), [a: count(:kw)][count(:acc, :a)], count(:eq, a) == a,
       "a" <> count(:bin, "b"), [1] ++ count(:pp, []), count(:r, 1)..count(:r2, 3)//count(:r3, 1),
       -count(:neg), !count(:bang, false), ~s(#{count(:sigil)}),
       match?(pat(:match, _), count(:match2)), put_in(%{a: 1}[count(:pk, :a)], count(:pv)),
       update_in(%{a: %{b: 1}}.a[count(:uk, :b)], fn x -> x + count(:uv) + brings(:ub, :a) end),
       apply(count(:ap, &Kernel.+/2), [1, 2]), count(:call, fn x -> x end).(count(:arg)),
       count(:mod, String).upcase("a"), destructure_it(count(:lo, 1)), to_string(count(:ts)),
       raise_it(count(:ri)), is_nil(count(:isnil)), if(x = count(:ifm), do: x),
       tap(1, fn _ -> brings(:tap, :a) end), inspect(count(:ins)), dbg_it(count(:d)),
       max(count(:m1), 2), binding_it(count(:bi)),
       for(x <- [1], do: x) |> Enum.map(fn x -> x + brings(:em, :a) end)}

  defp destructure_it(x), do: x
  defp raise_it(x), do: x
  defp dbg_it(x), do: x
  defp binding_it(x), do: x
  defp pass(x), do: x
  @attr count(:attr)
  def attr, do: @attr
  @doc count(:doc, "x")

  def s(x), do: x
  defstruct a: count(:struct), b: 1
  def st(%{a: count(:patkey)} = x), do: %__MODULE__{x | b: count(:stupd)}
  def pin(x), do: match?(^x, count(:pin))

  def mm(a),
    do:
      (
        pat(:lhs, q) = count(:rhs, {:ok, a})
        q
      )

  def al,
    do:
      (
        bind(:bindv, :w, count(:bindval))
        fn -> brings(:w, :w) end
      ).()

  defdelegate up(x), to: String, as: :upcase
  defoverridable s: 1
  def s(x), do: super(x) + count(:super) + (fn -> brings(:superfn, :x) end).()

  for n <- count(:modfor, [1, 2]) do
    def unquote(:"gen#{n}")(x),
      do: x + unquote(n) + count(:gen) + (fn -> brings(:genfn, :x) end).()
  end

  if count(:modif, true) do
    def inner(x), do: x + count(:inif)
  end

  def q(a), do: quote(do: unquote(count(:q1)) + unquote(a))

  def sw(x),
    do:
      (case x do
         y when guard(:sw, y) and y in [count(:swin), 2] -> y
         _ -> 0
       end)
end
import Counting
x = 5
g = fn y -> y + brings(:script, :x) + (fn -> brings(:script2, :x) end).() end
g.(1)                                                                       # => 11
for(i <- [1, 2], do: (fn -> brings(:scriptfor, :i) + count(:scriptcount) end).()) # => [2, 3]
[A.fns(1), A.fors(1), A.withs(1), A.cases(3), A.tries(1), A.receives(2)]    # => [{6, 3, 3}, 210, 3, 4, 2, 4]
[A.defaults(1, 2), A.defaults2(), A.guards({:ok, 3}), A.uses(4), A.pipes(1), A.attr()] # => [5, 5, 3, 4, 4, 1]
[A.pin(1), A.mm(2), A.al(), A.s(1), A.gen1(1), A.inner(1), A.sw(1)]         # => [true, 2, 1, 3, 4, 2, 1]
seen = Enum.frequencies(Process.get(:seen))
Enum.count(seen) > 130                                                      # => true
seen |> Enum.reject(&match?({_, 1}, &1)) |> Enum.sort()                         # => [gen: 2, genfn: 2]
