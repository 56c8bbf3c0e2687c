# Cnx.Docs - documentation: what @doc says, and the tables under cnx/docs/ for what the program itself
# carries, which many functions written in C are among.
#
# A table is a text: a paragraph about the module, then an item for each function, "- signature: what
# it does". It is read when somebody asks.
defmodule Cnx.Docs do
  @doc "What is written about a module, or nil."
  def about(module) do
    case Cnx.Docs.module(module) do
      {text, _, _, _} when is_binary(text) -> text
      _ -> module |> table() |> elem(0)
    end
  end

  @doc "[{:function | :macro, name, arities, signature, text}] of what is documented, by name."
  def entries(module) do
    own =
      for {kind, head, {text, _, _, _}} <- Cnx.Docs.functions(module), is_binary(text) do
        {name, arities} = name_arities(head)
        {kind, name, arities, signature(head), text}
      end

    written = Enum.map(own, &{elem(&1, 1), elem(&1, 2)})

    tabled =
      for entry <- module |> table() |> elem(1),
          {elem(entry, 1), elem(entry, 2)} not in written,
          do: entry

    Enum.sort_by(own ++ tabled, &{elem(&1, 1), elem(&1, 2)})
  end

  @doc "The public functions and macros, {name, arity}, that nothing is written about."
  def missing(module) do
    written =
      for {_, name, arities, _, _} <- entries(module),
          arity <- arities,
          into: MapSet.new(),
          do: {name, arity}

    hidden =
      for {_, head, {false, _, _, _}} <- Cnx.Docs.functions(module),
          {name, arities} = name_arities(head),
          arity <- arities,
          do: {name, arity}

    deprecated = for {function, _} <- Cnx.Module.deprecated(module), do: function

    for {name, _} = function <-
          Cnx.Module.definitions(module, :functions, false) ++
            Cnx.Module.definitions(module, :macros, false),
        function not in written and function not in hidden and function not in deprecated and
          not String.starts_with?("#{name}", "__"),
        do: function
  end

  defp signature({:when, _, [head, _]}), do: signature(head)

  defp signature({name, _, args}) when is_list(args) and args != [],
    do: Macro.to_string({name, [], args})

  defp signature({name, _, _}), do: "#{name}()"

  defp name_arities({:when, _, [head, _]}), do: name_arities(head)
  defp name_arities({name, _, args}) when not is_list(args), do: {name, [0]}

  defp name_arities({name, _, args}) do
    defaults = Enum.count(args, &match?({:\\, _, _}, &1))
    {name, Enum.to_list((length(args) - defaults)..length(args)//1)}
  end

  # {text about the module or nil, entries}
  defp table(module) do
    name = Module.concat(Cnx.Docs, module)
    if Code.ensure_loaded?(name), do: parse(name.text()), else: {nil, []}
  end

  defp parse(text) do
    [about | entries] = String.split("\n" <> text, "\n- ")
    about = String.trim(about)
    {if(about != "", do: about), Enum.map(entries, &entry/1)}
  end

  defp entry(text) do
    [signature, text] = String.split(text, ": ", parts: 2)

    {kind, signature} =
      if String.starts_with?(signature, "macro "),
        do: {:macro, binary_part(signature, 6, byte_size(signature) - 6)},
        else: {:function, signature}

    {name, arities} = signature |> Code.string_to_quoted!() |> name_arities()
    {kind, name, arities, signature, String.trim(text)}
  end
end
