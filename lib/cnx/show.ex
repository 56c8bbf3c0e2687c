# Cnx.Show - what `cnx show graph`, `cnx show grad` and `cnx show stablehlo` print.
defmodule Cnx.Show do
  def text(what, function, templates, after_pass) do
    args = Enum.map(templates, &template/1)
    fun = Cnx.Function.named(function, length(args))
    {graph, _} = Cnx.Tracing.trace(what(what, fun, length(args)), args)
    if what == :stablehlo, do: Cnx.Graph.stablehlo(graph), else: Cnx.Graph.text(graph, after_pass)
  end

  defp what(what, fun, _arity) when what in [:graph, :stablehlo], do: fun

  defp what(:grad, fun, arity) do
    Cnx.Function.of_args(arity, fn args ->
      Nx.Defn.grad(List.to_tuple(args), fn xs -> apply(fun, Tuple.to_list(xs)) end)
    end)
  end

  # "f32[2][3]", "s32", "{f32[3], s32}"
  def template(text) do
    case parse(String.trim(text)) do
      {value, ""} -> value
      {_, rest} -> bad(text, "unexpected #{inspect(rest)}")
    end
  end

  defp parse("{" <> rest), do: parse_items(String.trim_leading(rest), [])

  defp parse(text) do
    {name, rest} = word(text, "")
    {dims, rest} = dims(rest, [])

    type =
      Cnx.Type.normalize(String.to_atom(name)) || bad(text, "there is no type #{inspect(name)}")

    {Cnx.Graph.template(type, List.to_tuple(dims)), rest}
  end

  defp parse_items("}" <> rest, done), do: {List.to_tuple(Enum.reverse(done)), rest}

  defp parse_items(text, done) do
    {item, rest} = parse(text)

    case String.trim_leading(rest) do
      "," <> rest -> parse_items(String.trim_leading(rest), [item | done])
      "}" <> rest -> {List.to_tuple(Enum.reverse([item | done])), rest}
      rest -> bad(text, "expected , or } before #{inspect(rest)}")
    end
  end

  defp word(<<c, rest::binary>>, done) when c in ?a..?z or c in ?0..?9 or c == ?_,
    do: word(rest, done <> <<c>>)

  defp word(rest, done), do: {done, rest}

  defp dims("[" <> rest, done) do
    case Integer.parse(rest) do
      {n, "]" <> rest} when n > 0 -> dims(rest, [n | done])
      _ -> bad("[" <> rest, "expected a size in brackets")
    end
  end

  defp dims(rest, done), do: {Enum.reverse(done), rest}

  defp bad(text, why) do
    raise ArgumentError,
          "cannot read the template #{inspect(text)}: #{why}; write f32[2][3], s64 or {f32[3], s32}"
  end
end
