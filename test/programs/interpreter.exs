# A small language: tokens by binary matching, a Pratt parser, an evaluator with closures.
defmodule Mini.SyntaxError do
  defexception [:message, :line]

  @impl true
  def exception(opts) do
    line = Keyword.get(opts, :line, 0)
    %__MODULE__{message: "line #{line}: #{opts[:reason]}", line: line}
  end
end

defmodule Mini.Token do
  @enforce_keys [:kind, :line]
  defstruct [:kind, :value, :line]

  defimpl String.Chars do
    def to_string(%{kind: kind, value: nil}), do: "#{kind}"
    def to_string(%{kind: kind, value: value}), do: "#{kind}(#{value})"
  end
end

defmodule Mini.Lexer do
  alias Mini.{Token, SyntaxError}

  @keywords ~w(let fn if then else end true false)
  @two ~w(== <= >= != && || ->)
  @one ~w(+ - * / < > = ( \) , ;)

  def tokens(text), do: scan(text, 1, [])

  defp scan("", line, acc), do: Enum.reverse([%Token{kind: :eof, line: line} | acc])
  defp scan("\n" <> rest, line, acc), do: scan(rest, line + 1, acc)
  defp scan(<<c, rest::binary>>, line, acc) when c in [?\s, ?\t], do: scan(rest, line, acc)

  defp scan("#" <> rest, line, acc) do
    case String.split(rest, "\n", parts: 2) do
      [_] -> scan("", line, acc)
      [_, rest] -> scan(rest, line + 1, acc)
    end
  end

  defp scan(<<c, _::binary>> = text, line, acc) when c in ?0..?9 do
    {digits, rest} = take(text, &(&1 in ?0..?9 or &1 == ?.))

    value =
      case Integer.parse(digits) do
        {n, ""} -> n
        _ -> String.to_float(digits)
      end

    scan(rest, line, [%Token{kind: :number, value: value, line: line} | acc])
  end

  defp scan(<<?", rest::binary>>, line, acc) do
    case String.split(rest, "\"", parts: 2) do
      [text, rest] -> scan(rest, line, [%Token{kind: :string, value: text, line: line} | acc])
      [_] -> raise SyntaxError, line: line, reason: "unterminated string"
    end
  end

  defp scan(<<c, _::binary>> = text, line, acc) when c in ?a..?z or c in ?A..?Z or c == ?_ do
    {word, rest} = take(text, &(&1 in ?a..?z or &1 in ?A..?Z or &1 in ?0..?9 or &1 == ?_))

    token =
      if word in @keywords,
        do: %Token{kind: String.to_atom(word), line: line},
        else: %Token{kind: :name, value: word, line: line}

    scan(rest, line, [token | acc])
  end

  for op <- @two ++ @one do
    defp scan(unquote(op) <> rest, line, acc),
      do: scan(rest, line, [%Token{kind: unquote(String.to_atom(op)), line: line} | acc])
  end

  defp scan(<<c::utf8, _::binary>>, line, _acc),
    do: raise(SyntaxError, line: line, reason: "unexpected character #{inspect(<<c::utf8>>)}")

  defp take(text, fun, acc \\ [])

  defp take(<<c, rest::binary>>, fun, acc),
    do: if(fun.(c), do: take(rest, fun, [c | acc]), else: {chars(acc), <<c, rest::binary>>})

  defp take("", _fun, acc), do: {chars(acc), ""}
  defp chars(acc), do: acc |> Enum.reverse() |> List.to_string()
end

defmodule Mini.Parser do
  alias Mini.{Token, SyntaxError}

  @powers %{
    :|| => 1,
    :&& => 2,
    :== => 3,
    :!= => 3,
    :< => 4,
    :> => 4,
    :<= => 4,
    :>= => 4,
    :+ => 5,
    :- => 5,
    :* => 6,
    :/ => 6
  }

  def parse(tokens) do
    {block, [%Token{kind: :eof}]} = block(tokens, [:eof])
    block
  end

  defp block(tokens, ends, acc \\ [])

  defp block([%Token{kind: kind} | _] = tokens, ends, acc) do
    cond do
      kind in ends ->
        {{:block, Enum.reverse(acc)}, tokens}

      kind == :";" ->
        block(tl(tokens), ends, acc)

      true ->
        {expr, rest} = expr(tokens, 0)
        block(rest, ends, [expr | acc])
    end
  end

  defp expr(tokens, power) do
    {left, rest} = prefix(tokens)
    infix(left, rest, power)
  end

  defp prefix([%Token{kind: k, value: v} | rest]) when k in [:number, :string],
    do: {{:lit, v}, rest}

  defp prefix([%Token{kind: k} | rest]) when k in [true, false], do: {{:lit, k}, rest}
  defp prefix([%Token{kind: :name, value: v} | rest]), do: {{:var, v}, rest}

  defp prefix([%Token{kind: :-} | rest]) do
    {e, rest} = expr(rest, 7)
    {{:neg, e}, rest}
  end

  defp prefix([%Token{kind: :"("} | rest]) do
    {e, rest} = expr(rest, 0)
    {e, expect(rest, :")")}
  end

  defp prefix([%Token{kind: :let}, %Token{kind: :name, value: name}, %Token{kind: :=} | rest]) do
    {e, rest} = expr(rest, 0)
    {{:let, name, e}, rest}
  end

  defp prefix([%Token{kind: :fn}, %Token{kind: :"("} | rest]) do
    {params, rest} = params(rest, [])
    {body, rest} = rest |> expect(:->) |> block([:end])
    {{:fn, params, body}, expect(rest, :end)}
  end

  defp prefix([%Token{kind: :if} | rest]) do
    {test, rest} = expr(rest, 0)
    {yes, rest} = rest |> expect(:then) |> block([:else, :end])

    case rest do
      [%Token{kind: :else} | rest] ->
        {no, rest} = block(rest, [:end])
        {{:if, test, yes, no}, expect(rest, :end)}

      _ ->
        {{:if, test, yes, {:block, []}}, expect(rest, :end)}
    end
  end

  defp prefix([%Token{line: line} = token | _]),
    do: raise(SyntaxError, line: line, reason: "unexpected #{token}")

  defp infix(left, [%Token{kind: :"("} | rest], power) do
    {args, rest} = args(rest, [])
    infix({:call, left, args}, rest, power)
  end

  defp infix(left, [%Token{kind: op} | rest] = tokens, power) do
    case @powers do
      %{^op => binding} when binding > power ->
        {right, rest} = expr(rest, binding)
        infix({:op, op, left, right}, rest, power)

      _ ->
        {left, tokens}
    end
  end

  defp params([%Token{kind: :")"} | rest], acc), do: {Enum.reverse(acc), rest}
  defp params([%Token{kind: :","} | rest], acc), do: params(rest, acc)
  defp params([%Token{kind: :name, value: v} | rest], acc), do: params(rest, [v | acc])

  defp args([%Token{kind: :")"} | rest], acc), do: {Enum.reverse(acc), rest}
  defp args([%Token{kind: :","} | rest], acc), do: args(rest, acc)

  defp args(tokens, acc) do
    {e, rest} = expr(tokens, 0)
    args(rest, [e | acc])
  end

  defp expect([%Token{kind: kind} | rest], kind), do: rest

  defp expect([%Token{line: line} = token | _], kind),
    do: raise(SyntaxError, line: line, reason: "expected #{kind}, got #{token}")
end

defmodule Mini.Eval do
  def run(tree, env) do
    {value, _} = eval(tree, env)
    value
  end

  defp eval({:block, list}, env),
    do: Enum.reduce(list, {nil, env}, fn e, {_, env} -> eval(e, env) end)

  defp eval({:lit, v}, env), do: {v, env}

  defp eval({:var, name}, env) do
    case env do
      %{^name => value} -> {value, env}
      _ -> raise ArgumentError, "undefined: #{name}"
    end
  end

  defp eval({:neg, e}, env), do: {-value(e, env), env}

  defp eval({:let, name, {:fn, params, body}}, env) do
    closure = {:closure, name, params, body, env}
    {closure, Map.put(env, name, closure)}
  end

  defp eval({:let, name, e}, env) do
    v = value(e, env)
    {v, Map.put(env, name, v)}
  end

  defp eval({:fn, params, body}, env), do: {{:closure, nil, params, body, env}, env}

  defp eval({:if, test, yes, no}, env),
    do: {value(if(value(test, env), do: yes, else: no), env), env}

  defp eval({:op, :&&, a, b}, env), do: {value(a, env) && value(b, env), env}
  defp eval({:op, :||, a, b}, env), do: {value(a, env) || value(b, env), env}

  defp eval({:op, op, a, b}, env) do
    {a, b} = {value(a, env), value(b, env)}

    result =
      case {op, a, b} do
        {:+, a, b} when is_binary(a) or is_binary(b) -> "#{a}#{b}"
        {:/, a, b} when is_integer(a) and is_integer(b) -> div(a, b)
        {op, a, b} -> apply(Kernel, op, [a, b])
      end

    {result, env}
  end

  defp eval({:call, f, args}, env) do
    args = Enum.map(args, &value(&1, env))

    result =
      case value(f, env) do
        {:closure, name, params, body, closed} = self ->
          closed = if name, do: Map.put(closed, name, self), else: closed
          bound = params |> Enum.zip(args) |> Enum.into(closed)
          value(body, bound)

        fun when is_function(fun, length(args)) ->
          apply(fun, args)

        other ->
          raise ArgumentError, "cannot call #{inspect(other)} with #{length(args)} arguments"
      end

    {result, env}
  end

  defp value(e, env), do: elem(eval(e, env), 0)
end

defmodule Main do
  @programs [
    "1 + 2 * 3 - -4",
    "let x = 10; let y = x * x; y / 3",
    ~S|"a" + 1 + "b"|,
    """
    # recursion
    let fact = fn(n) -> if n <= 1 then 1 else n * fact(n - 1) end end
    fact(20)
    """,
    """
    let fib = fn(n) -> if n < 2 then n else fib(n - 1) + fib(n - 2) end end;
    let add = fn(a) -> fn(b) -> a + b end end
    add(fib(15))(1)
    """,
    "print(max(3, 4)); 1.5 * 2",
    "if 1 == 1 && 2 != 3 then \"yes\" else \"no\" end",
    "1 + ",
    "let = 3",
    "\"open",
    "1 $ 2",
    "unknown + 1",
    "3(4)",
    "1 / 0",
    "if false then 1 end",
    "(1 + 2",
    "1 + true"
  ]

  def run do
    env = %{"print" => fn x -> IO.puts("printed: #{x}") end, "max" => &max/2}

    for {source, i} <- Enum.with_index(@programs, 1) do
      outcome =
        try do
          {:ok, source |> Mini.Lexer.tokens() |> Mini.Parser.parse() |> Mini.Eval.run(env)}
        rescue
          e in Mini.SyntaxError -> {:syntax, e.line, Exception.message(e)}
          e in [ArgumentError, ArithmeticError] -> {:error, e.__struct__, Exception.message(e)}
        end

      IO.puts("#{String.pad_leading(to_string(i), 2)}. #{inspect(outcome)}")
    end

    tokens = Mini.Lexer.tokens("let f = fn(a) -> a >= 1.25 end")
    IO.puts(Enum.join(tokens, " "))
    IO.inspect(Mini.Parser.parse(tokens), width: 60)
    IO.inspect(hd(tokens))
    IO.inspect(catch_struct())
  end

  defp catch_struct do
    struct!(Mini.Token, kind: :x)
  rescue
    e in ArgumentError -> Exception.message(e)
  end
end

Main.run()
