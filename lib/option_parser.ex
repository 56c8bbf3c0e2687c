# OptionParser - the arguments of a command as options, arguments and what is neither.
defmodule OptionParser do
  defmodule ParseError do
    defexception [:message]
  end

  def parse(argv, options \\ []), do: parse(argv, options, true)
  def parse!(argv, options \\ []), do: checked(parse(argv, options), options)
  def parse_head(argv, options \\ []), do: parse(argv, options, false)
  def parse_head!(argv, options \\ []), do: checked(parse_head(argv, options), options)

  defp parse(argv, options, all?) when is_list(argv) and is_list(options) do
    collect(argv, config(options), [], [], [], all?)
  end

  def next(argv, options \\ []), do: step(argv, config(options))

  defp config(options) do
    {types, strict?} =
      case {options[:strict], options[:switches]} do
        {nil, switches} -> {switches || [], false}
        {strict, nil} -> {strict, true}
        _ -> raise ArgumentError, ":switches and :strict cannot be given together"
      end

    %{
      types: types,
      strict?: strict?,
      aliases: Keyword.get(options, :aliases, []),
      new_atoms?: Keyword.get(options, :allow_nonexistent_atoms, false),
      separator?: Keyword.get(options, :return_separator, false)
    }
  end

  defp collect(argv, config, found, args, invalid, all?) do
    case step(argv, config) do
      {:ok, key, value, rest} ->
        collect(rest, config, store(found, key, value, config), args, invalid, all?)

      {problem, text, value, rest} when problem in [:invalid, :undefined] ->
        collect(rest, config, found, args, [{text, value} | invalid], all?)

      {:error, ["--" | rest] = argv} ->
        finish(found, args, invalid, if(config.separator?, do: argv, else: rest))

      {:error, [arg | rest]} when all? ->
        collect(rest, config, found, [arg | args], invalid, all?)

      {:error, argv} ->
        finish(found, args, invalid, argv)
    end
  end

  defp finish(found, args, invalid, rest),
    do: {Enum.reverse(found), Enum.reverse(args, rest), Enum.reverse(invalid)}

  defp store(found, key, value, config) do
    kinds = List.wrap(config.types[key])

    cond do
      :count in kinds -> [{key, Keyword.get(found, key, 0) + value} | Keyword.delete(found, key)]
      :keep in kinds -> [{key, value} | found]
      true -> [{key, value} | Keyword.delete(found, key)]
    end
  end

  # --- one option ---

  defp step(["--" | _] = argv, _config), do: {:error, argv}
  defp step(["-" | _] = argv, _config), do: {:error, argv}

  defp step(["--" <> text | rest], config) do
    {name, value} = with_value(text)

    if String.contains?(name, "_"),
      do: {:undefined, "--" <> name, value, rest},
      else: long(name, value, rest, config)
  end

  defp step(["-" <> text | rest] = argv, config) do
    {letters, value} = with_value(text)

    cond do
      number?("-" <> text) -> {:error, argv}
      match?(<<_>>, letters) -> short(letters, value, rest, config)
      config.aliases[existing(letters)] -> short(letters, value, rest, config)
      true -> letters(letters, value, rest, config)
    end
  end

  defp step(argv, _config), do: {:error, argv}

  defp with_value(text) do
    case String.split(text, "=", parts: 2) do
      [name, value] -> {name, value}
      [name] -> {name, nil}
    end
  end

  defp number?(text), do: text =~ ~r/^-\d+(\.\d+)?([eE][-+]?\d+)?$/

  defp long(name, value, rest, config) do
    key = key(name, config)

    cond do
      key && Keyword.has_key?(config.types, key) ->
        take("--" <> name, key, List.wrap(config.types[key]), value, rest)

      positive = negated(name, config) ->
        if value, do: {:invalid, "--" <> name, value, rest}, else: {:ok, positive, false, rest}

      config.strict? or key == nil ->
        {:undefined, "--" <> name, value, rest}

      true ->
        free(key, value, rest)
    end
  end

  # --no-x of a boolean x.
  defp negated("no-" <> name, config) do
    key = key(name, config)
    if key && :boolean in List.wrap(config.types[key]), do: key
  end

  defp negated(_name, _config), do: nil

  defp short(letters, value, rest, config) do
    case existing(letters) && config.aliases[existing(letters)] do
      nil when config.strict? ->
        {:undefined, "-" <> letters, value, rest}

      nil ->
        {:undefined, "-" <> letters, value, rest}

      key ->
        if Keyword.has_key?(config.types, key) or not config.strict?,
          do: aliased("-" <> letters, key, value, rest, config),
          else: {:undefined, "-" <> letters, value, rest}
    end
  end

  defp aliased(text, key, value, rest, config) do
    case config.types[key] do
      nil -> free(key, value, rest)
      kinds -> take(text, key, List.wrap(kinds), value, rest)
    end
  end

  # -abc is -a -b -c; -n5 is -n 5.
  defp letters(letters, value, rest, config) do
    <<first::binary-size(1), more::binary>> = letters
    key = existing(first) && config.aliases[existing(first)]
    kinds = List.wrap(key && config.types[key])

    cond do
      key == nil ->
        {:undefined, "-" <> letters, value, rest}

      kinds != [] and not Enum.any?(kinds, &(&1 in [:boolean, :count])) and value == nil ->
        take("-" <> first, key, kinds, more, rest)

      true ->
        [last | init] = letters |> String.codepoints() |> Enum.reverse()
        last = if value, do: "-#{last}=#{value}", else: "-#{last}"
        step([last | Enum.map(init, &("-" <> &1))] ++ rest, config)
    end
  end

  # An option whose kind nobody told.
  defp free(key, nil, [next | rest]) do
    if value?(next), do: {:ok, key, next, rest}, else: {:ok, key, true, [next | rest]}
  end

  defp free(key, nil, []), do: {:ok, key, true, []}
  defp free(key, value, rest), do: {:ok, key, value, rest}

  defp value?(text), do: text == "-" or not String.starts_with?(text, "-") or number?(text)

  defp take(text, key, kinds, value, rest) do
    {value, rest} =
      cond do
        value != nil -> {value, rest}
        :boolean in kinds -> {true, rest}
        :count in kinds -> {1, rest}
        true -> next_value(rest)
      end

    case value && converted(kinds -- [:keep], value) do
      {:ok, value} -> {:ok, key, value, rest}
      _ -> {:invalid, text, value, rest}
    end
  end

  defp next_value([next | rest] = all), do: if(value?(next), do: {next, rest}, else: {nil, all})
  defp next_value([]), do: {nil, []}

  defp converted(_kinds, value) when not is_binary(value), do: {:ok, value}

  defp converted([kind | _], text) when kind in [:integer, :count] do
    with {number, ""} <- Integer.parse(text), do: {:ok, number}
  end

  defp converted([:float | _], text) do
    with {number, ""} <- Float.parse(text), do: {:ok, number}
  end

  defp converted([:boolean | _], text) when text in ["true", "t"], do: {:ok, true}
  defp converted([:boolean | _], text) when text in ["false", "f"], do: {:ok, false}
  defp converted([:boolean | _], _text), do: :error
  defp converted([:regex | _], text), do: Regex.compile(text, "u")
  defp converted(_string, text), do: {:ok, text}

  defp key(name, %{new_atoms?: true}), do: String.to_atom(String.replace(name, "-", "_"))

  defp key(name, config) do
    text = String.replace(name, "-", "_")
    known = Enum.find(Keyword.keys(config.types), &(Atom.to_string(&1) == text))
    known || if(config.strict?, do: existing(text), else: String.to_atom(text))
  end

  defp existing(text) do
    String.to_existing_atom(text)
  rescue
    ArgumentError -> nil
  end

  # --- errors ---

  defp checked({found, args, []}, _options), do: {found, args}

  defp checked({_found, _args, invalid}, options) do
    types = options[:strict] || options[:switches] || []
    count = length(invalid)
    head = "#{count} error#{if count > 1, do: "s"} found!\n"
    raise ParseError, message: head <> Enum.map_join(invalid, "\n", &problem(&1, types, options))
  end

  defp problem({text, value}, types, options) do
    case kind(text, types, options) do
      nil -> "#{text} : Unknown option" <> like(text, types)
      kind when value == nil -> "#{text} : Missing argument of type #{kind}"
      kind -> "#{text} : Expected type #{kind}, got #{inspect(value)}"
    end
  end

  defp kind(text, types, options) do
    name = text |> String.trim_leading("-") |> String.replace("-", "_") |> existing()
    name = if String.starts_with?(text, "--"), do: name, else: options[:aliases][name]
    kinds = List.wrap(name && types[name])
    Enum.find(kinds, List.first(kinds), &(&1 != :keep))
  end

  defp like("--" <> name, types) do
    names = Enum.map(Keyword.keys(types), &dashed/1)

    case Enum.max_by(names, &String.jaro_distance(name, &1), fn -> nil end) do
      nil -> ""
      best -> if String.jaro_distance(name, best) > 0.8, do: ". Did you mean --#{best}?", else: ""
    end
  end

  defp like(_short, _types), do: ""

  # --- back to text ---

  def to_argv(options, settings \\ []) do
    Enum.flat_map(options, fn
      {_key, nil} -> []
      {key, true} -> ["--" <> dashed(key)]
      {key, false} -> ["--no-" <> dashed(key)]
      {key, value} -> argv(key, value, List.wrap((settings[:switches] || [])[key]))
    end)
  end

  defp argv(key, count, [:count | _]), do: List.duplicate("--" <> dashed(key), count)
  defp argv(key, value, _kinds), do: ["--" <> dashed(key), to_string(value)]
  defp dashed(key), do: key |> Atom.to_string() |> String.replace("_", "-")

  @doc "Splits a line into arguments as a shell does: by blanks outside of quotes."
  def split(line), do: words(String.trim_leading(line), "", [], nil)

  defp words("", "", found, nil), do: Enum.reverse(found)
  defp words("", word, found, nil), do: Enum.reverse([word | found])

  defp words("", _word, _found, _quote),
    do: raise("argv string did not end properly, got an unclosed quote")

  defp words(<<?\\, char::utf8, rest::binary>>, word, found, quote),
    do: words(rest, word <> <<char::utf8>>, found, quote)

  defp words(<<mark, rest::binary>>, word, found, nil) when mark in [?", ?'],
    do: words(rest, word, found, mark)

  defp words(<<mark, rest::binary>>, word, found, mark), do: words(rest, word, found, nil)

  defp words(<<?\s, rest::binary>>, word, found, nil),
    do: words(String.trim_leading(rest), "", [word | found], nil)

  defp words(<<char::utf8, rest::binary>>, word, found, quote),
    do: words(rest, word <> <<char::utf8>>, found, quote)
end
