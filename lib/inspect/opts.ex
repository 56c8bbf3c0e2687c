# Inspect.Opts - the options of inspect/2 as implementations of Inspect get them.
defmodule Inspect.Opts do
  defstruct base: :decimal,
            binaries: :infer,
            char_lists: :infer,
            charlists: :infer,
            custom_options: [],
            inspect_fun: &Inspect.inspect/2,
            limit: 50,
            pretty: false,
            printable_limit: 4096,
            safe: true,
            structs: true,
            syntax_colors: [],
            width: 80

  def new(options),
    do: struct(%Inspect.Opts{inspect_fun: default_inspect_fun()}, options)

  @doc "The function that makes documents of values where nobody names another."
  def default_inspect_fun,
    do: :persistent_term.get(:default_inspect_fun, &Inspect.inspect/2)

  def default_inspect_fun(fun) when is_function(fun, 2),
    do: :persistent_term.put(:default_inspect_fun, fun)

  # Raises where an option is wrong what using it does.
  @doc false
  def __check__(term, options) do
    for option <- options, not match?({key, _} when is_atom(key), option) do
      raise(FunctionClauseError, module: Kernel, function: :"-struct/2-fun-0-", arity: 2)
    end

    options = struct(Inspect.Opts, options)
    unless is_boolean(options.pretty), do: raise(CaseClauseError, term: options.pretty)

    unless is_function(options.inspect_fun),
      do: raise(BadFunctionError, term: options.inspect_fun)

    unless Keyword.keyword?(options.syntax_colors), do: no_clause(Keyword, :get, 3)

    for {kind, color} <- options.syntax_colors,
        colors?(term, kind),
        do: IO.ANSI.format_fragment(color, true)

    cond do
      is_binary(term) and not count?(options.printable_limit) ->
        no_clause(String, :printable?, 2)

      is_list(term) and term != [] and not count?(options.printable_limit) ->
        no_clause(List, :ascii_printable?, 2)

      options.base not in [:decimal, :hex, :octal, :binary] and not is_atom(term) and
          not is_float(term) ->
        raise(CaseClauseError, term: options.base)

      not count?(options.limit) and holds?(term) ->
        no_clause(Inspect.Algebra, :container_each, 6)

      not (is_integer(options.limit) or options.limit == :infinity) and is_bitstring(term) and
        bit_size(term) > 8 and not String.printable?(term) ->
        raise(ArithmeticError)

      true ->
        :ok
    end
  end

  defp colors?(term, kind) when is_number(term), do: kind == :number
  defp colors?(term, kind) when is_atom(term), do: kind in [:atom, :boolean, nil]
  defp colors?(term, kind) when is_bitstring(term), do: kind in [:string, :binary]
  defp colors?(_term, _kind), do: true

  defp count?(number), do: number == :infinity or (is_integer(number) and number >= 0)

  defp holds?(term) when is_list(term), do: term != [] and not List.ascii_printable?(term)
  defp holds?(term) when is_tuple(term), do: term != {}
  defp holds?(term), do: is_map(term) and map_size(term) > 0

  defp no_clause(module, function, arity),
    do: raise(FunctionClauseError, module: module, function: function, arity: arity)
end
