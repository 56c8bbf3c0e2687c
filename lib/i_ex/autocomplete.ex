# IEx.Autocomplete - what Tab writes on: modules, their functions, variables and what they hold, keys of
# structs and maps, paths in strings, sigils; behind f( it shows what f takes.
defmodule IEx.Autocomplete do
  @doc """
  {text to insert, candidates to show} for the line up to the cursor; variables as a keyword list, pairs of
  aliases and their modules, pairs of imported modules and what is taken from them ([]: all).
  When there are several candidates, what they have in common is inserted, or else they are shown.
  """
  def complete(before, variables, aliases \\ [], imports \\ []) do
    aliases = for {as, module} <- aliases, do: {plain(as), plain(module)}
    word = word(before)

    found =
      cond do
        path = path(before) -> paths(path)
        keys = keys(before, variables, aliases) -> keys
        heads = heads(before, aliases, imports) -> heads
        sigil = Regex.run(~r/~([A-Za-z]*)$/, before) -> sigils(List.last(sigil), imports)
        word == "" -> {"", []}
        true -> candidates(aliased(word, aliases), variables, aliases, imports)
      end

    case found do
      {_, []} -> {"", ""}
      {:shown, lines} -> {"", Enum.map_join(lines, &(&1 <> "\n"))}
      {prefix, found} -> answer(prefix, found |> Enum.uniq() |> Enum.sort())
    end
  end

  defp plain(module), do: module |> Atom.to_string() |> String.replace_prefix("Elixir.", "")

  # With the module's whole name where an alias begins it.
  defp aliased(word, aliases) do
    with [first, rest] <- String.split(word, ".", parts: 2),
         {_, module} <- List.keyfind(aliases, first, 0),
         do: module <> "." <> rest,
         else: (_ -> word)
  end

  # What an open string holds so far.
  defp path(before) do
    case before |> String.replace("\\\"", "") |> String.split("\"") do
      [_] -> nil
      parts -> if rem(length(parts), 2) == 0, do: List.last(parts)
    end
  end

  defp paths(path) do
    folder = if String.contains?(path, "/"), do: String.replace(path, ~r"[^/]*$", ""), else: ""
    name = String.replace_prefix(path, folder, "")

    with {:ok, names} <- File.ls(if folder == "", do: ".", else: Path.expand(folder)) do
      found =
        for entry <- names,
            starts?(entry, name),
            not starts?(entry, ".") or starts?(name, "."),
            entry =
              if(File.dir?(Path.join(Path.expand(folder), entry)), do: entry <> "/", else: entry),
            do: {entry, entry}

      {name, found}
    else
      _ -> {"", []}
    end
  end

  # The heads of the functions of this name, as their documentation has them, when a call is opened.
  defp heads(before, aliases, imports) do
    with [_, called] <- Regex.run(~r/([A-Za-z_:][\w.]*[?!]?)\($/u, before),
         {name, modules} <- called(aliased(called, aliases), imports),
         [_ | _] = found <-
           modules |> Enum.map(&heads_of(&1, name)) |> Enum.find([], &(&1 != [])),
         do: {:shown, found},
         else: (_ -> nil)
  end

  # The function's name, and the modules where it may be.
  defp called(text, imports) do
    case text |> String.split(".") |> Enum.reverse() do
      [name] ->
        imported =
          for {module, names} <- imports, names == [] or name in plains(names), do: module

        {name, imported ++ [IEx.Helpers, Kernel, Kernel.SpecialForms]}

      [name, ":" <> module] ->
        {name, [String.to_atom(module)]}

      [name | parts] ->
        if Enum.all?(parts, &upper?/1), do: {name, [Module.concat(Enum.reverse(parts))]}
    end
  end

  defp plains(names), do: Enum.map(names, &Atom.to_string/1)

  defp heads_of(module, name) do
    documented =
      for {_, of, arities, signature, _} <- Cnx.Docs.entries(module),
          Atom.to_string(of) == name,
          do: {arities, signature}

    others =
      for {_, of, arity, head, _} <- Cnx.Docs.heads(module),
          Atom.to_string(of) == name,
          not Enum.any?(documented, &(arity in elem(&1, 0))),
          do: {[arity], Macro.to_string(head)}

    (documented ++ others) |> Enum.sort() |> Enum.map(&elem(&1, 1)) |> Enum.uniq()
  end

  # ~w and the others; what is imported, too.
  defp sigils(prefix, imports) do
    found =
      for {module, names} <- [{Kernel, []} | imports],
          {name, 2} <-
            module.__info__(:macros) ++ Cnx.Module.definitions(module, :functions, false),
          names == [] or name in names,
          "sigil_" <> sigil <- [Atom.to_string(name)],
          starts?(sigil, prefix),
          do: {sigil, "~#{sigil} (sigil_#{sigil})"}

    {prefix, found}
  end

  # Those that a struct or the map of an update has and the text does not name yet.
  defp keys(before, variables, aliases) do
    with [_, name, map, given, prefix] <-
           Regex.run(
             ~r/%([A-Z][\w.]*)?\{(?:\s*([a-z_]\w*)\s*\|)?((?:[^{}]*,)?)\s*(\w*)$/u,
             before
           ),
         %{} = all <-
           if(map == "", do: struct_of(name, aliases), else: variables[String.to_atom(map)]) do
      found =
        for {key, _} <- Map.delete(Map.new(map_pairs(all)), :__struct__),
            is_atom(key),
            text = Atom.to_string(key) <> ": ",
            starts?(text, prefix) and not String.contains?(given, text),
            do: {text, Atom.to_string(key)}

      {prefix, found}
    else
      _ -> nil
    end
  end

  defp struct_of("", _aliases), do: nil

  defp struct_of(name, aliases) do
    module = Module.concat([aliased(name <> ".", aliases) |> String.trim_trailing(".")])

    if Code.ensure_loaded?(module) and function_exported?(module, :__struct__, 0),
      do: module.__struct__()
  end

  # What stands directly left of the cursor and belongs together.
  defp word(before) do
    [word] = Regex.run(~r/[A-Za-z0-9_.:@?!&%\x{80}-\x{10ffff}]*$/u, before)
    String.trim_leading(word, "&") |> String.trim_leading("%")
  end

  # Candidates are {name, what is shown}.
  defp answer(prefix, found) do
    common = found |> Enum.map(&elem(&1, 0)) |> Enum.reduce(&common/2)
    if common == prefix, do: {"", columns(found)}, else: {rest(common, prefix), ""}
  end

  defp rest(name, prefix),
    do: binary_part(name, byte_size(prefix), byte_size(name) - byte_size(prefix))

  defp common(left, right) do
    [left, right]
    |> Enum.map(&String.graphemes/1)
    |> Enum.zip()
    |> Enum.take_while(fn {a, b} -> a == b end)
    |> Enum.map_join(&elem(&1, 0))
  end

  defp columns(found) do
    shown = found |> Enum.map(&elem(&1, 1)) |> Enum.uniq()
    wide = (shown |> Enum.map(&String.length/1) |> Enum.max()) + 2
    count = max(1, div(IEx.width(), wide))

    shown
    |> Enum.chunk_every(count)
    |> Enum.map_join(fn row ->
      (row |> Enum.map_join(&String.pad_trailing(&1, wide)) |> String.trim_trailing()) <> "\n"
    end)
  end

  # --- {what is written of the last part, candidates} ---

  defp candidates(":" <> name, _variables, _aliases, _imports) do
    case String.split(name, ".") do
      [name] ->
        {name,
         for({module, _} <- erlang_modules(), starts?(module, name), do: {module, ":" <> module})}

      [module, prefix] ->
        members(String.to_atom(module), prefix)

      _ ->
        {"", []}
    end
  end

  defp candidates(word, variables, aliases, imports) do
    case word |> String.split(".") |> Enum.reverse() do
      [prefix] ->
        short = for {as, _} <- aliases, starts?(as, prefix), do: {as, as}

        if upper?(prefix),
          do: {prefix, short ++ modules("", prefix)},
          else: {prefix, names(prefix, variables) ++ imported(prefix, imports)}

      [prefix | parts] ->
        behind_dot(prefix, Enum.reverse(parts), variables)
    end
  end

  defp behind_dot(prefix, parts, variables) do
    if Enum.all?(parts, &upper?/1) do
      base = Enum.join(parts, ".")
      {_, functions} = members(Module.concat(parts), prefix)
      {prefix, modules(base <> ".", prefix) ++ functions}
    else
      {prefix, fields(value(parts, variables), prefix)}
    end
  end

  # variable.field.field; :none when it is not known without running something.
  defp value([name | fields], variables) do
    Enum.reduce(fields, Keyword.get(variables, String.to_atom(name), :none), fn
      field, %{} = map -> Map.get(map, String.to_atom(field), :none)
      _field, _other -> :none
    end)
  end

  defp fields(:none, _prefix), do: []
  defp fields(module, prefix) when is_atom(module), do: elem(members(module, prefix), 1)

  defp fields(%{} = map, prefix) do
    for {key, _} <- Map.delete(Map.new(map_pairs(map)), :__struct__),
        is_atom(key),
        name = Atom.to_string(key),
        starts?(name, prefix),
        do: {name, name}
  end

  defp fields(_, _), do: []

  defp map_pairs(%{__struct__: Nx.Tensor} = t), do: [shape: t.shape, type: t.type, names: t.names]
  defp map_pairs(map), do: :maps.to_list(map)

  # --- modules and functions ---

  defp modules(base, prefix) do
    for {_name, "Elixir." <> full} <- all_modules(),
        starts?(full, base <> prefix),
        not internal?(full),
        next = full |> rest(base) |> String.split(".") |> hd(),
        do: {next, next}
  end

  # Modules that only the library itself calls.
  defp internal?(name),
    do:
      String.starts_with?(name, [
        "Cnx.Docs.",
        "Cnx.Exception",
        "Cnx.Quote",
        "Cnx.Define",
        "Cnx.Macro",
        "Cnx.Struct",
        "Cnx.Mailbox",
        "Cnx.Trace",
        "Cnx.Jit",
        "Cnx.Op"
      ])

  defp all_modules, do: for(name <- Cnx.Docs.modules(), do: {name, Atom.to_string(name)})

  defp erlang_modules,
    do:
      for(
        {name, text} <- all_modules(),
        not String.starts_with?(text, "Elixir."),
        do: {text, name}
      )

  defp members(module, prefix) do
    found =
      if Code.ensure_loaded?(module) or Cnx.Module.definitions(module, :functions, false) != [] do
        all =
          Cnx.Module.definitions(module, :functions, false) ++
            Cnx.Module.definitions(module, :macros, false)

        deprecated = Enum.map(Cnx.Module.deprecated(module), &elem(&1, 0))

        for {name, arity} <- all -- deprecated,
            text = Atom.to_string(name),
            visible?(text),
            starts?(text, prefix),
            do: {text, "#{text}/#{arity}"}
      else
        []
      end

    {prefix, found}
  end

  defp visible?("__" <> _), do: false
  defp visible?(text), do: text =~ ~r/^[a-z_][A-Za-z0-9_]*[?!]?$/u

  @forms ~w(alias case cond def defdelegate defexception defguard defimpl defmacro defmacrop defmodule defn defnp defoverridable defp defprotocol defstruct deftransform else end false fn for if import in match? nil not or and quote raise receive require rescue super true try unless unquote use when with)

  defp names(prefix, variables) do
    own =
      for {name, _} <- variables,
          text = Atom.to_string(name),
          starts?(text, prefix),
          do: {text, text}

    forms = for name <- @forms, starts?(name, prefix), do: {name, name}
    own ++ forms ++ elem(members(IEx.Helpers, prefix), 1) ++ elem(members(Kernel, prefix), 1)
  end

  defp imported(prefix, imports) do
    for {module, names} <- imports,
        {name, shown} <- elem(members(module, prefix), 1),
        names == [] or String.to_atom(name) in names,
        do: {name, shown}
  end

  defp starts?(text, prefix), do: String.starts_with?(text, prefix)
  defp upper?(text), do: text =~ ~r/^[A-Z]/
end
