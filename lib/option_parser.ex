# OptionParser - the arguments of a command as options, arguments and what is neither.
defmodule OptionParser do
  defmodule ParseError do
    defexception [:message]
  end

  @kinds [:boolean, :count, :integer, :float, :string, :keep, :regex]

  def parse(argv, options \\ []), do: parse(argv, options, true)
  def parse!(argv, options \\ []), do: checked(parse(argv, options), options)
  def parse_head(argv, options \\ []), do: parse(argv, options, false)
  def parse_head!(argv, options \\ []), do: checked(parse_head(argv, options), options)

  defp parse(argv, options, all?) when is_list(argv) and is_list(options) do
    collect(argv, config(options), [], [], [], all?)
  end

  def next(argv, options \\ []) when is_list(argv), do: step(argv, config(options))

  defp config(options) do
    {types, strict?} =
      case {options[:strict], options[:switches]} do
        {nil, switches} -> {switches || [], false}
        {strict, nil} -> {strict, true}
        _ -> raise ArgumentError, ":switches and :strict cannot be given together"
      end

    bad = for {_, kinds} <- types, kind <- List.wrap(kinds), kind not in @kinds, do: kind
    if bad != [], do: raise(ArgumentError, "invalid switch types/modifiers: #{shown(bad)}")

    %{
      types: types,
      strict?: strict?,
      aliases: Keyword.get(options, :aliases, []),
      new_atoms?: Keyword.get(options, :allow_nonexistent_atoms, false),
      separator?: Keyword.get(options, :return_separator, false)
    }
  end

  defp shown(kinds), do: Enum.map_join(kinds, ", ", &inspect/1)

  defp collect(argv, config, found, args, invalid, all?) do
    case step(argv, config) do
      {:ok, key, value, rest} ->
        collect(rest, config, store(found, key, value, config), args, invalid, all?)

      {:invalid, text, value, rest} ->
        collect(rest, config, found, args, [{text, value} | invalid], all?)

      {:undefined, text, _value, rest} ->
        invalid = if config.strict?, do: [{text, nil} | invalid], else: invalid
        collect(rest, config, found, args, invalid, all?)

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
      :count in kinds -> Keyword.update(found, key, value, &(&1 + value))
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
      String.contains?(letters, "-") -> {:undefined, "-" <> letters, value, rest}
      key = config.aliases[existing(letters)] -> short("-" <> letters, key, value, rest, config)
      match?({_, ""}, String.next_grapheme(letters)) -> unknown("-" <> letters, value, rest)
      true -> step(each_letter(letters, value) ++ rest, config)
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

  # -abc is -a -b -c, -ab5 is -a -b=5.
  defp each_letter(letters, value) do
    case String.next_grapheme(letters) do
      {letter, ""} -> [if(value, do: "-#{letter}=#{value}", else: "-#{letter}")]
      {letter, <<digit, _::binary>> = number} when digit in ?0..?9 -> ["-#{letter}=#{number}"]
      {letter, more} -> ["-#{letter}" | each_letter(more, value)]
    end
  end

  defp long(name, value, rest, config) do
    key = key(name, config)

    cond do
      key && Keyword.has_key?(config.types, key) ->
        take("--" <> name, key, List.wrap(config.types[key]), value, rest)

      positive = negated(name, config) ->
        if value, do: {:invalid, "--" <> name, value, rest}, else: {:ok, positive, false, rest}

      config.strict? and String.starts_with?(name, "no-") ->
        {:undefined, "--" <> name, value || true, rest}

      config.strict? ->
        {:undefined, "--" <> name, value, rest}

      key == nil ->
        unknown("--" <> name, value, rest)

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

  defp unknown(text, value, rest) do
    {:ok, _, value, rest} = free(nil, value, rest)
    {:undefined, text, value, rest}
  end

  defp short(text, key, value, rest, config) do
    if Keyword.has_key?(config.types, key) or not config.strict?,
      do: aliased(text, key, value, rest, config),
      else: unknown(text, value, rest)
  end

  defp aliased(text, key, value, rest, config) do
    case config.types[key] do
      nil -> free(key, value, rest)
      kinds -> take(text, key, List.wrap(kinds), value, rest)
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

  defp converted([:count | _], _text), do: :error

  defp converted([:integer | _], text) do
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
    known || existing(text)
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
    name = if String.starts_with?(text, "--"), do: name, else: options[:aliases][name] || name
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

  def to_argv(options, settings \\ []) when is_list(settings) do
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

  defp words("", _word, _found, mark) do
    raise "argv string did not terminate properly, a #{<<mark>>} was opened but never closed"
  end

  defp words(<<?\\, char, rest::binary>>, word, found, quote) when char in [?\s, ?", ?'],
    do: words(rest, word <> <<char>>, found, quote)

  defp words(<<mark, rest::binary>>, word, found, nil) when mark in [?", ?'],
    do: words(rest, word, found, mark)

  defp words(<<mark, rest::binary>>, word, found, mark), do: words(rest, word, found, nil)

  defp words(<<?\s, rest::binary>>, word, found, nil),
    do: words(String.trim_leading(rest), "", [word | found], nil)

  defp words(<<char::utf8, rest::binary>>, word, found, quote),
    do: words(rest, word <> <<char::utf8>>, found, quote)
end
