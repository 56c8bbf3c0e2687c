# NimbleOptions.Spec - a schema as a quoted type: the union of what each option may be.
defmodule NimbleOptions.Spec do
  def of(schema) do
    schema
    |> Enum.map(fn {key, option} ->
      spec = Keyword.get_lazy(option, :type_spec, fn -> type(option[:type]) end)
      quote(do: {unquote(key), unquote(spec)})
    end)
    |> union()
  end

  defp union(specs) do
    specs
    |> Enum.reverse()
    |> Enum.reduce(fn left, right -> quote(do: unquote(left) | unquote(right)) end)
  end

  # Types whose quoted form is a call of their name.
  @named [
    :integer,
    :non_neg_integer,
    :pos_integer,
    :atom,
    :float,
    :boolean,
    :pid,
    :reference,
    :timeout,
    :map
  ]

  defp type(nil), do: nil
  defp type(:any), do: quote(do: term())
  defp type(:string), do: quote(do: binary())
  defp type(:mfa), do: quote(do: {module(), atom(), [term()]})
  defp type(:mod_arg), do: quote(do: {module(), [term()]})
  defp type(name) when name in @named, do: quote(do: unquote(name)())

  defp type(name) when name in [:keyword_list, :non_empty_keyword_list],
    do: quote(do: keyword())

  defp type({:map, _keys}), do: quote(do: map())

  defp type({name, _keys}) when name in [:keyword_list, :non_empty_keyword_list],
    do: quote(do: keyword())

  defp type({:map, key, value}),
    do: quote(do: %{optional(unquote(type(key))) => unquote(type(value))})

  defp type({:fun, arity}) do
    args = List.duplicate(quote(do: term()), arity)
    quote(do: (unquote_splicing(args) -> term()))
  end

  defp type({:in, first..last//1}), do: quote(do: unquote(first)..unquote(last))
  defp type({:in, _choices}), do: quote(do: term())
  defp type({:custom, _module, _function, _args}), do: quote(do: term())
  defp type({:list, type}), do: [type(type)]
  defp type({:or, types}), do: types |> Enum.map(&type/1) |> union()
  defp type({:struct, _module}), do: quote(do: struct())

  defp type({:tuple, types}) do
    case Enum.map(types, &type/1) do
      [one, two] -> {one, two}
      types -> {:{}, [], types}
    end
  end
end
