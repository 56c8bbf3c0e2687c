# Cnx.Format - which files `cnx fmt` formats, and how: .formatter.exs files and the command line.
defmodule Cnx.Format do
  # The functions that libraries want written without parentheses, as their own .formatter.exs
  # exports them; for a library that is not under deps/.
  @carried [
    nx: [
      defn: 2,
      defnp: 2,
      deftransform: 1,
      deftransform: 2,
      deftransformp: 1,
      deftransformp: 2,
      while: 3
    ],
    axon: [defn: 2, defnp: 2],
    exla: [],
    complex: [],
    nimble_options: [],
    stream_data: [all: :*, check: 1, check: 2, property: 1, property: 2],
    ecto: [
      from: 2,
      field: 1,
      field: 2,
      field: 3,
      timestamps: 1,
      belongs_to: 2,
      belongs_to: 3,
      has_one: 2,
      has_one: 3,
      has_many: 2,
      has_many: 3,
      many_to_many: 2,
      many_to_many: 3,
      embeds_one: 2,
      embeds_one: 3,
      embeds_one: 4,
      embeds_many: 2,
      embeds_many: 3,
      embeds_many: 4
    ]
  ]

  @known [
    :inputs,
    :line_length,
    :locals_without_parens,
    :import_deps,
    :subdirectories,
    :export,
    :force_do_end_blocks,
    :normalize_bitstring_modifiers,
    :normalize_charlists_as_sigils,
    :plugins
  ]

  # The files that arguments name, or those of .formatter.exs, each with its options; standard input has
  # those of the file `input`. What is no source of the language stays as it is: nil for its options.
  def plan(arguments, dot_formatter, input) do
    for {path, options} <- files(arguments, dot_formatter, input) do
      name = if path == "-", do: input, else: path
      {path, if(Path.extname(name) in [".ex", ".exs"], do: options)}
    end
  end

  defp files(arguments, dot_formatter, input) do
    root = config(".", dot_formatter || ".formatter.exs", dot_formatter != nil)

    if arguments == [] do
      case inputs(root) do
        [] ->
          raise ArgumentError,
                "cnx fmt needs files, or a .formatter.exs with an :inputs or :subdirectories key"

        files ->
          files
      end
    else
      for path <- arguments |> Enum.flat_map(&named/1) |> Enum.uniq(),
          do: {path, options(root, if(path == "-", do: input, else: path))}
    end
  end

  # The lines that differ between two texts, with their numbers in the one and the other.
  def difference(before, after_) do
    String.split(before, "\n")
    |> List.myers_difference(String.split(after_, "\n"))
    |> Enum.flat_map_reduce({1, 1}, &changed/2)
    |> elem(0)
    |> IO.iodata_to_binary()
  end

  defp changed({:eq, lines}, {old, new}), do: {[], {old + length(lines), new + length(lines)}}

  defp changed({:del, lines}, {old, new}),
    do: {lined(lines, old, &"  #{pad(&1)}       - |"), {old + length(lines), new}}

  defp changed({:ins, lines}, {old, new}),
    do: {lined(lines, new, &"        #{pad(&1)} + |"), {old, new + length(lines)}}

  defp lined(lines, from, front) do
    for {line, number} <- Enum.with_index(lines, from), do: [front.(number), line, "\n"]
  end

  defp pad(number), do: String.pad_leading("#{number}", 5)

  # --- files ---

  defp named("-"), do: ["-"]

  defp named(path) do
    cond do
      File.dir?(path) -> Path.wildcard(Path.join(path, "**/*.{ex,exs}"))
      File.regular?(path) -> [path]
      true -> found(path, Path.wildcard(path, match_dot: true))
    end
  end

  defp found(pattern, []),
    do: raise(ArgumentError, "could not find a file to format: #{inspect(pattern)} matches none")

  defp found(_, files), do: Enum.filter(files, &File.regular?/1)

  defp inputs(config) do
    own =
      config.options[:inputs]
      |> List.wrap()
      |> Enum.flat_map(&Path.wildcard(join(config.folder, &1), match_dot: true))
      |> Enum.filter(&File.regular?/1)
      |> Enum.uniq()
      |> Enum.map(&{&1, config.options})

    own ++ Enum.flat_map(config.parts, &inputs/1)
  end

  # Those of the innermost folder with a configuration.
  defp options(config, path) do
    case Enum.find(config.parts, &inside?(path, &1.folder)) do
      nil -> config.options
      part -> options(part, path)
    end
  end

  defp inside?(path, folder),
    do: String.starts_with?(Path.expand(path), Path.expand(folder) <> "/")

  # --- configurations ---

  defp config(folder, file, required) do
    path = join(folder, file)
    options = if required or File.regular?(path), do: read(path), else: []

    parts =
      options
      |> listed(:subdirectories, "directories")
      |> Enum.flat_map(&Path.wildcard(join(folder, &1)))
      |> Enum.filter(&File.regular?(join(&1, ".formatter.exs")))
      |> Enum.map(&config(&1, ".formatter.exs", false))

    locals =
      List.wrap(options[:locals_without_parens]) ++
        Enum.flat_map(listed(options, :import_deps, "dependencies"), &exported(&1, folder))

    options = Keyword.put(options, :locals_without_parens, locals)
    %{folder: folder, options: options, parts: parts}
  end

  defp listed(options, key, what) do
    list = options[key] || []

    if not is_list(list),
      do:
        raise(
          ArgumentError,
          "expected #{inspect(key)} to return a list of #{what}, got: #{inspect(list)}"
        )

    list
  end

  defp read(path) do
    {options, _} = Code.eval_file(path)

    if not Keyword.keyword?(options) do
      raise ArgumentError,
            "expected #{inspect(path)} to return a keyword list, got: #{inspect(options)}"
    end

    for {key, _} <- options, key not in @known do
      IO.puts(:stderr, "warning: #{path}: there is no option #{inspect(key)}")
    end

    if options[:plugins] not in [nil, []],
      do: IO.puts(:stderr, "warning: #{path}: cnx runs no formatter plugins, they are left out")

    options
  end

  defp exported(dependency, folder) do
    path = join(folder, "deps/#{dependency}/.formatter.exs")

    cond do
      File.regular?(path) ->
        {options, _} = Code.eval_file(path)
        options[:export][:locals_without_parens] || []

      Keyword.has_key?(@carried, dependency) ->
        @carried[dependency]

      true ->
        raise ArgumentError,
              "unknown dependency #{inspect(dependency)} given to :import_deps: it is not under " <>
                "deps/, and cnx knows only #{Enum.map_join(Keyword.keys(@carried), ", ", &inspect/1)}"
    end
  end

  defp join(".", path), do: path
  defp join(folder, path), do: Path.join(folder, path)
end
