# Regex - regular expressions: what is done with the places that PCRE2 finds (native_regex.c).
defmodule Regex do
  defstruct re_pattern: nil, source: "", opts: [], re_version: ""

  defmodule CompileError do
    defexception message: "regex could not be compiled"
  end

  # --- making ---

  def compile(source, opts \\ "")
      when is_binary(source) and (is_binary(opts) or is_list(opts)) do
    case options(opts) do
      {:ok, options} ->
        case Cnx.Regex.compile(source, options) do
          :ok -> {:ok, %Regex{source: source, opts: options}}
          {:error, reason} -> {:error, reason}
        end

      {:error, rest} ->
        {:error, {:invalid_option, rest}}
    end
  end

  def compile!(source, opts \\ "") when is_binary(source) do
    case compile(source, opts) do
      {:ok, regex} ->
        regex

      {:error, {reason, at}} ->
        raise Regex.CompileError, message: "#{reason} at position #{at}"
    end
  end

  # The letters stand for these, the last letter's first.
  defp options(opts) when is_binary(opts), do: letters(opts, [])
  defp options(opts) when is_list(opts), do: {:ok, opts}

  defp letters("", options), do: {:ok, options}
  defp letters("u" <> rest, options), do: letters(rest, [:unicode, :ucp | options])
  defp letters("i" <> rest, options), do: letters(rest, [:caseless | options])

  defp letters("s" <> rest, options),
    do: letters(rest, [:dotall, {:newline, :anycrlf} | options])

  defp letters("m" <> rest, options), do: letters(rest, [:multiline | options])
  defp letters("x" <> rest, options), do: letters(rest, [:extended | options])
  defp letters("f" <> rest, options), do: letters(rest, [:firstline | options])
  defp letters("U" <> rest, options), do: letters(rest, [:ungreedy | options])
  defp letters(rest, _options), do: {:error, rest}

  @deprecated "Use Kernel.is_struct(term, Regex) or pattern match on %Regex{} instead"
  def regex?(term), do: is_struct(term, Regex)
  def recompile(%Regex{} = regex), do: {:ok, regex}
  def recompile!(%Regex{} = regex), do: regex
  def version, do: {"8.44 2020-02-12", :little}

  # --- reading ---

  def source(%Regex{source: source}), do: source
  def opts(%Regex{opts: opts}), do: opts
  def re_pattern(%Regex{re_pattern: pattern}), do: pattern

  def names(%Regex{source: source, opts: opts}),
    do: source |> Cnx.Regex.names(opts) |> Enum.map(&elem(&1, 0)) |> Enum.uniq()

  # --- matching ---

  def match?(%Regex{} = regex, string) when is_binary(string),
    do: find(regex, string, 0, false) != []

  def run(regex, string, options \\ [])

  def run(%Regex{} = regex, string, options) when is_binary(string) do
    {groups, return, offset} = reading(regex, options)

    case find(regex, string, offset, false) do
      [places] -> places |> pick(groups) |> read(string, return)
      [] -> nil
    end
  end

  def scan(regex, string, options \\ [])

  def scan(%Regex{} = regex, string, options) when is_binary(string) do
    {groups, return, offset} = reading(regex, options)

    if groups == [] or offset > byte_size(string),
      do: [],
      else:
        for(
          places <- find(regex, string, offset, true),
          do: places |> pick(groups) |> read(string, return)
        )
  end

  def named_captures(regex, string, options \\ []) when is_binary(string) do
    options = Keyword.put_new(Keyword.delete(options, :capture), :capture, names(regex))

    case run(regex, string, options) do
      nil -> nil
      found -> options |> Keyword.get(:capture) |> Enum.zip(found) |> Map.new()
    end
  end

  defp find(%Regex{source: source, opts: opts}, string, offset, all?),
    do: Cnx.Regex.run(source, opts, string, offset, all?)

  # What the options ask for: the groups (:all, or their places in the list of all, -1 for one that
  # does not exist), :binary or :index, and where to begin.
  defp reading(regex, options) do
    return = Keyword.get(options, :return, :binary)
    offset = Keyword.get(options, :offset, 0)

    unless return in [:binary, :index] and is_integer(offset) and offset >= 0,
      do: raise(ArgumentError)

    {groups(Keyword.get(options, :capture, :all), regex), return, offset}
  end

  defp groups(:all, _regex), do: :all
  defp groups(:all_but_first, _regex), do: :all_but_first
  defp groups(:first, _regex), do: [[0]]
  defp groups(:none, _regex), do: []
  defp groups(:all_names, regex), do: groups(names(regex), regex)

  defp groups(list, %Regex{source: source, opts: opts}) when is_list(list) do
    named = Enum.group_by(Cnx.Regex.names(source, opts), &elem(&1, 0), &elem(&1, 1))

    Enum.map(list, fn
      group when is_integer(group) and group >= 0 -> [group]
      name when is_atom(name) -> Map.get(named, Atom.to_string(name), [-1])
      name when is_binary(name) -> Map.get(named, name, [-1])
      _ -> raise ArgumentError
    end)
  end

  defp groups(_, _regex), do: raise(ArgumentError)

  # Of groups that share a name the first that matched counts.
  defp pick(places, :all), do: places
  defp pick([_ | places], :all_but_first), do: places

  defp pick(places, groups) do
    places = List.to_tuple(places)
    Enum.map(groups, fn numbers -> Enum.find_value(numbers, {-1, 0}, &place(places, &1)) end)
  end

  defp place(places, number) when number >= 0 and number < tuple_size(places) do
    case elem(places, number) do
      {-1, _} -> nil
      place -> place
    end
  end

  defp place(_places, _number), do: nil

  defp read(places, _string, :index), do: places
  defp read(places, string, :binary), do: texts(places, string)

  defp texts([{-1, _} | rest], string), do: ["" | texts(rest, string)]

  defp texts([{at, size} | rest], string),
    do: [binary_part(string, at, size) | texts(rest, string)]

  defp texts([], _string), do: []

  # --- splitting ---

  def split(regex, string, options \\ [])

  def split(%Regex{}, "", options),
    do: if(Keyword.get(options, :trim, false), do: [], else: [""])

  def split(%Regex{} = regex, string, options) when is_binary(string) and is_list(options) do
    groups = groups(Keyword.get(options, :on, :first), regex)
    parts = parts_to_index(Keyword.get(options, :parts, :infinity))
    trim = Keyword.get(options, :trim, false)
    keep = Keyword.get(options, :include_captures, false)
    places = Enum.flat_map(find(regex, string, 0, true), &pick(&1, groups))
    pieces(places, string, 0, parts, trim, keep)
  end

  defp parts_to_index(:infinity), do: 0
  defp parts_to_index(n) when is_integer(n) and n > 0, do: n

  # `left` counts the parts that may still come; 0 is no limit.
  defp pieces(_places, string, from, _left, true, _keep) when from >= byte_size(string), do: []

  defp pieces([{at, size} | places], string, from, left, trim, keep) when left != 1 do
    cond do
      at < from ->
        pieces(places, string, from, left, trim, keep)

      trim and at == from ->
        matched(keep, string, at, size, pieces(places, string, at + size, left, trim, keep))

      true ->
        rest = pieces(places, string, at + size, left - 1, trim, keep)
        [binary_part(string, from, at - from) | matched(keep, string, at, size, rest)]
    end
  end

  defp pieces(_places, string, from, _left, _trim, _keep),
    do: [binary_part(string, from, byte_size(string) - from)]

  defp matched(true, string, at, size, rest), do: [binary_part(string, at, size) | rest]
  defp matched(false, _string, _at, _size, rest), do: rest

  # --- replacing ---

  def replace(regex, string, replacement, options \\ [])

  def replace(%Regex{} = regex, string, replacement, options)
      when is_binary(string) and is_function(replacement) and is_list(options) do
    {:arity, arity} = Function.info(replacement, :arity)

    substitute(regex, string, options, fn texts ->
      missing = arity - length(texts)

      texts =
        if missing > 0, do: texts ++ List.duplicate("", missing), else: Enum.take(texts, arity)

      apply(replacement, texts)
    end)
  end

  def replace(%Regex{} = regex, string, replacement, options)
      when is_binary(string) and is_list(options) do
    template = precompile_replacement(replacement)
    substitute(regex, string, options, &fill(template, List.to_tuple(&1)))
  end

  defp substitute(regex, string, options, fun) do
    matches = find(regex, string, 0, Keyword.get(options, :global, true))
    IO.iodata_to_binary(substituted(matches, string, 0, fun))
  end

  defp substituted([[{at, size} | _] = places | matches], string, from, fun) do
    before = binary_part(string, from, at - from)
    [before, fun.(texts(places, string)) | substituted(matches, string, at + size, fun)]
  end

  defp substituted([], string, from, _fun),
    do: [binary_part(string, from, byte_size(string) - from)]

  # Texts and numbers of groups: "\\1", "\\g{12}", and "\\\\" for a backslash.
  defp precompile_replacement(""), do: []

  defp precompile_replacement(<<?\\, ?g, ?{, rest::binary>>) when rest != "" do
    {number, "}" <> rest} = Integer.parse(rest)
    [number | precompile_replacement(rest)]
  end

  defp precompile_replacement(<<?\\, ?\\, rest::binary>>),
    do: ["\\" | precompile_replacement(rest)]

  defp precompile_replacement(<<?\\, digit, rest::binary>>) when digit in ?0..?9,
    do: [digit - ?0 | precompile_replacement(rest)]

  defp precompile_replacement(<<byte, rest::binary>>),
    do: [<<byte>> | precompile_replacement(rest)]

  defp fill([number | rest], texts) when is_integer(number) and number < tuple_size(texts),
    do: [elem(texts, number) | fill(rest, texts)]

  defp fill([number | rest], texts) when is_integer(number), do: fill(rest, texts)
  defp fill([text | rest], texts), do: [text | fill(rest, texts)]
  defp fill([], _texts), do: []

  # --- escaping ---

  @special ~c".^$*+?()[]{}|#- \\\t\n\v\f\r"

  def escape(string) when is_binary(string) do
    for <<byte <- string>>, into: "" do
      if byte in @special, do: <<?\\, byte>>, else: <<byte>>
    end
  end
end
