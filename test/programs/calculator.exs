# A tokenizer, a parser by precedence and an evaluator behind a protocol.
defmodule Token do
  defstruct [:type, :value, :pos]
end

defmodule Lexer do
  defguardp is_digit(c) when c in ?0..?9
  defguardp is_alpha(c) when c in ?a..?z or c in ?A..?Z or c == ?_

  def tokenize(src), do: lex(src, 0, [])

  defp lex("", pos, acc), do: Enum.reverse([%Token{type: :eof, pos: pos} | acc])
  defp lex(<<c, rest::binary>>, pos, acc) when c in ~c" \t\n", do: lex(rest, pos + 1, acc)

  for {op, name} <- [
        {"**", :pow},
        {"<=", :le},
        {"+", :plus},
        {"-", :minus},
        {"*", :times},
        {"/", :div},
        {"(", :lparen},
        {")", :rparen},
        {"=", :assign},
        {",", :comma}
      ] do
    defp lex(<<unquote(op), rest::binary>>, pos, acc) do
      lex(rest, pos + unquote(byte_size(op)), [%Token{type: unquote(name), pos: pos} | acc])
    end
  end

  defp lex(<<c, _::binary>> = src, pos, acc) when is_digit(c) do
    [num] = Regex.run(~r/^\d+(?:\.\d+)?(?:e[+-]?\d+)?/, src)

    value =
      case Integer.parse(num) do
        {i, ""} -> i
        _ -> num |> Float.parse() |> elem(0)
      end

    len = byte_size(num)
    <<_::binary-size(len), rest::binary>> = src
    lex(rest, pos + len, [%Token{type: :num, value: value, pos: pos} | acc])
  end

  defp lex(<<c, _::binary>> = src, pos, acc) when is_alpha(c) do
    {word, rest} = take_word(src, "")

    lex(rest, pos + String.length(word), [
      %Token{type: :ident, value: String.to_atom(word), pos: pos} | acc
    ])
  end

  defp lex(<<c::utf8, _::binary>>, pos, _), do: throw({:lex_error, <<c::utf8>>, pos})

  defp take_word(<<c, rest::binary>>, acc) when is_alpha(c) or is_digit(c),
    do: take_word(rest, acc <> <<c>>)

  defp take_word(rest, acc), do: {acc, rest}
end

defprotocol Eval do
  @doc "value and environment"
  def eval(node, env)
end

defmodule Num, do: defstruct([:v])
defmodule Var, do: defstruct([:name])
defmodule Bin, do: defstruct([:op, :l, :r])
defmodule Neg, do: defstruct([:e])
defmodule Assign, do: defstruct([:name, :e])
defmodule Call, do: defstruct([:name, args: []])

defimpl Eval, for: Num do
  def eval(%{v: v}, env), do: {v, env}
end

defimpl Eval, for: Var do
  def eval(%{name: n}, env), do: {Map.fetch!(env, n), env}
end

defimpl Eval, for: Neg do
  def eval(%Neg{e: e}, env) do
    {v, env} = @protocol.eval(e, env)
    {-v, env}
  end
end

defimpl Eval, for: Bin do
  @ops %{
    plus: &Kernel.+/2,
    minus: &Kernel.-/2,
    times: &Kernel.*/2,
    div: &Kernel.//2,
    pow: &:math.pow/2
  }
  def eval(%{op: op, l: l, r: r}, env) do
    {a, env} = Eval.eval(l, env)
    {b, env} = Eval.eval(r, env)
    {Map.fetch!(@ops, op).(a, b), env}
  end
end

defimpl Eval, for: Assign do
  def eval(%{name: n, e: e}, env) do
    {v, env} = Eval.eval(e, env)
    {v, Map.put(env, n, v)}
  end
end

defimpl Eval, for: Call do
  def eval(%{name: n, args: args}, env) do
    {vals, env} = Enum.map_reduce(args, env, &Eval.eval/2)
    {apply(Kernel, n, vals), env}
  end
end

defimpl Eval, for: [Integer, Float] do
  def eval(n, env), do: {n, env}
end

defmodule Parser do
  @prec %{
    plus: {1, :left},
    minus: {1, :left},
    times: {2, :left},
    div: {2, :left},
    pow: {3, :right}
  }

  def parse(tokens) do
    {e, [%Token{type: :eof}]} = expr(tokens, 0)
    e
  end

  defp expr([%Token{type: :ident, value: n}, %Token{type: :assign} | rest], 0) do
    {e, rest} = expr(rest, 0)
    {%Assign{name: n, e: e}, rest}
  end

  defp expr(tokens, min) do
    {l, rest} = atom(tokens)
    climb(l, rest, min)
  end

  defp climb(l, [%Token{type: t} | rest] = all, min) do
    case @prec do
      %{^t => {p, assoc}} when p >= min ->
        {r, rest} = expr(rest, if(assoc == :left, do: p + 1, else: p))
        climb(%Bin{op: t, l: l, r: r}, rest, min)

      _ ->
        {l, all}
    end
  end

  defp atom([%Token{type: :num, value: v} | rest]), do: {%Num{v: v}, rest}

  defp atom([%Token{type: :ident, value: n}, %Token{type: :lparen} | rest]) do
    {args, rest} = args(rest, [])
    {%Call{name: n, args: args}, rest}
  end

  defp atom([%Token{type: :ident, value: n} | rest]), do: {%Var{name: n}, rest}

  defp atom([%Token{type: :minus} | rest]) do
    {e, rest} = expr(rest, 2)
    {%Neg{e: e}, rest}
  end

  defp atom([%Token{type: :lparen} | rest]) do
    {e, [%Token{type: :rparen} | rest]} = expr(rest, 0)
    {e, rest}
  end

  defp atom([%Token{type: t, pos: p} | _]), do: raise(ArgumentError, "unexpected #{t} at #{p}")

  defp args([%Token{type: :rparen} | rest], acc), do: {Enum.reverse(acc), rest}

  defp args(tokens, acc) do
    case expr(tokens, 0) do
      {e, [%Token{type: :comma} | rest]} -> args(rest, [e | acc])
      {e, [%Token{type: :rparen} | rest]} -> {Enum.reverse([e | acc]), rest}
    end
  end
end

[
  "1 + 2 * 3",
  "x = 2 ** 3 ** 2",
  "x / 4",
  "-(1 + 2) * x",
  "max(1, min(5, 3)) + abs(-7)",
  "1 +",
  "3 $ 4",
  "y + 1",
  "1.5e3 * 2",
  "f(1)",
  "1 2"
]
|> Enum.reduce(%{}, fn src, env ->
  try do
    ast = src |> Lexer.tokenize() |> Parser.parse()
    {v, env} = Eval.eval(ast, env)
    IO.puts("#{String.pad_trailing(src, 28)} => #{inspect(v)}")
    env
  rescue
    e in KeyError ->
      IO.puts("unknown #{inspect(e.key)}: #{Exception.message(e)}")
      env

    e in [MatchError, ArgumentError] ->
      IO.puts("parse: " <> Exception.message(e))
      env

    e ->
      IO.puts("other: #{inspect(e.__struct__)} " <> Exception.message(e))
      env
  catch
    {:lex_error, c, pos} ->
      IO.puts("bad #{c} at #{pos}")
      env
  end
end)
|> IO.inspect()

IO.inspect(Parser.parse(Lexer.tokenize("a = b(1, -c) ** 2")), width: 60)
IO.inspect(Eval.impl_for(1))
IO.inspect(Eval.impl_for("x"))

try do
  Eval.eval("x", %{})
rescue
  e -> IO.puts(Exception.message(e))
end
