# Parser combinators: functions that give functions; arithmetic with precedence, and what is wrong in it.
defmodule P do
  def char(c),
    do: fn
      <<^c::utf8, rest::binary>> -> {:ok, c, rest}
      <<d::utf8, _::binary>> -> {:error, "expected #{<<c::utf8>>}, got #{<<d::utf8>>}"}
      "" -> {:error, "expected #{<<c::utf8>>}, got the end"}
    end

  def satisfy(f, what) do
    fn
      <<c::utf8, rest::binary>> = input ->
        if f.(c),
          do: {:ok, c, rest},
          else: {:error, "expected #{what} at #{inspect(String.slice(input, 0, 5))}"}

      "" ->
        {:error, "expected #{what} at the end"}
    end
  end

  def many(p), do: fn input -> many(p, input, []) end

  defp many(p, input, acc) do
    case p.(input) do
      {:ok, v, rest} when rest != input -> many(p, rest, [v | acc])
      _ -> {:ok, Enum.reverse(acc), input}
    end
  end

  def many1(p), do: seq([p, many(p)]) |> map(fn [h, t] -> [h | t] end)

  def seq(ps) do
    fn input ->
      Enum.reduce_while(ps, {:ok, [], input}, fn p, {:ok, acc, rest} ->
        case p.(rest) do
          {:ok, v, rest} -> {:cont, {:ok, [v | acc], rest}}
          {:error, _} = e -> {:halt, e}
        end
      end)
      |> case do
        {:ok, acc, rest} -> {:ok, Enum.reverse(acc), rest}
        e -> e
      end
    end
  end

  def map(p, f), do: fn input -> with {:ok, v, rest} <- p.(input), do: {:ok, f.(v), rest} end

  def choice(ps),
    do: fn input ->
      Enum.find_value(ps, {:error, "no choice at #{inspect(input)}"}, fn p ->
        case p.(input) do
          {:ok, _, _} = ok -> ok
          _ -> nil
        end
      end)
    end

  def lazy(f), do: fn input -> f.().(input) end
  def ws, do: many(satisfy(&(&1 in ~c" \t\n"), "blank"))
  def token(p), do: seq([ws(), p, ws()]) |> map(&Enum.at(&1, 1))
  def sym(c), do: token(char(c))
  def number, do: token(many1(satisfy(&(&1 in ?0..?9), "a digit"))) |> map(&List.to_integer/1)

  def chainl(p, op),
    do:
      seq([p, many(seq([op, p]))])
      |> map(fn [h, t] -> Enum.reduce(t, h, fn [o, r], l -> {o, l, r} end) end)

  def factor,
    do:
      choice([
        number(),
        seq([sym(?(), lazy(&expr/0), sym(?))]) |> map(fn [_, e, _] -> e end),
        seq([sym(?-), lazy(&factor/0)]) |> map(fn [_, f] -> {:neg, f} end)
      ])

  def term,
    do: chainl(factor(), choice([sym(?*) |> map(fn _ -> :* end), sym(?/) |> map(fn _ -> :/ end)]))

  def expr,
    do: chainl(term(), choice([sym(?+) |> map(fn _ -> :+ end), sym(?-) |> map(fn _ -> :- end)]))

  def eval({:neg, x}), do: -eval(x)
  def eval({op, a, b}), do: apply(Kernel, op, [eval(a), eval(b)])
  def eval(n), do: n
end

for s <- [
      "1+2*3",
      " (1 + 2) * -3 - 4/2",
      "2*(3",
      "",
      "1 + + 2",
      "7 % 2",
      "((((1))))",
      "12345678901234567890 * 98765432109876543210"
    ] do
  case P.expr().(s) do
    {:ok, tree, ""} -> IO.puts("#{s} = #{inspect(tree)} = #{P.eval(tree)}")
    {:ok, tree, rest} -> IO.puts("#{s}: #{inspect(tree)}, then #{inspect(rest)}")
    {:error, why} -> IO.puts("#{inspect(s)}: #{why}")
  end
end
