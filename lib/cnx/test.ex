# Cnx.Test - the command `cnx test`: which files and tests to run, and the exit status.
defmodule Cnx.Test do
  @flags [
    seed: :integer,
    trace: :boolean,
    only: :keep,
    include: :keep,
    exclude: :keep,
    max_failures: :integer,
    max_cases: :integer,
    timeout: :integer,
    slowest: :integer,
    failed: :boolean,
    check_grads: :boolean,
    color: :boolean,
    raise: :boolean,
    exit_status: :integer
  ]

  # What mix test knows and cnx test has nothing for, with the reason.
  @refused %{
    "stale" => "cnx does not keep what tests depend on",
    "cover" => "cnx does not count what tests run",
    "export-coverage" => "cnx does not count what tests run",
    "import-cover" => "cnx does not count what tests run",
    "formatter" => "reports have one form",
    "partitions" => "cnx runs all the tests that it is given",
    "listen-on-stdin" => "cnx runs tests once",
    "repeat-until-failure" => "cnx runs tests once",
    "profile-require" => "there is cnx run --profile"
  }

  @manifest "_build/test/.cnx_test_failures"

  @doc "Runs the tests that the arguments name; gives the exit status: 0, 1 or, when tests failed, 2."
  def main(args) do
    {flags, named} = parse(args, [], [])
    started = now()
    config = project(named)
    paths = if named == [], do: Enum.filter(config[:test_paths], &File.exists?/1), else: named
    parsed = Enum.map(paths, &ExUnit.Filters.parse_path/1)
    files = parsed |> Enum.flat_map(&files(&1, config)) |> Enum.uniq()

    cond do
      missing = Enum.find(parsed, fn {path, _} -> not File.exists?(path) end) ->
        no_match([elem(missing, 0)])

      files == [] and named == [] ->
        IO.puts("There are no tests to run")
        if paths == [], do: 1, else: 0

      files == [] ->
        no_match(named)

      true ->
        run(files, parsed, flags, config, started)
    end
  catch
    {__MODULE__, message} -> complain(message)
  end

  defp complain(message) do
    IO.puts(:stderr, "** (Mix) #{message}")
    1
  end

  defp no_match(paths),
    do:
      complain(
        ~s(Paths given to "cnx test" did not match any directory/file: #{Enum.join(paths, ", ")})
      )

  defp now, do: System.monotonic_time(:microsecond)

  # --- arguments ---

  defp parse([], flags, paths), do: {Enum.reverse(flags), Enum.reverse(paths)}

  # Steps that mix can leave out and that are not taken here.
  defp parse(["--no-" <> step | rest], flags, paths)
       when step in ["start", "compile", "deps-check", "archives-check", "elixir-version-check"],
       do: parse(rest, flags, paths)

  defp parse([step | rest], flags, paths)
       when step in ["--force", "--all-warnings", "--preload-modules"],
       do: parse(rest, flags, paths)

  defp parse(["--" <> text | rest], flags, paths) do
    {name, given} =
      case String.split(text, "=", parts: 2) do
        [name, value] -> {name, [value | rest]}
        [name] -> {name, rest}
      end

    key = known(name)

    case {key, given} do
      {nil, _} when is_map_key(@refused, name) ->
        throw({__MODULE__, "--#{name} is not supported: #{@refused[name]}"})

      {nil, _} ->
        wrong("--" <> name, "Unknown option")

      {{key, value}, _} when is_boolean(value) ->
        parse(rest, Keyword.put(flags, key, value), paths)

      {{_, type}, []} ->
        wrong("--#{name}", "Missing argument of type #{type}")

      {{key, :keep}, [value | rest]} ->
        parse(rest, [{key, value} | flags], paths)

      {{key, :integer}, [value | rest]} ->
        parse(rest, Keyword.put(flags, key, integer(name, value)), paths)
    end
  end

  defp parse([path | rest], flags, paths), do: parse(rest, flags, [path | paths])

  # {key, type} of an option that takes a value, {key, whether it is on} of the others; or nil.
  defp known(name) do
    Enum.find_value(@flags, fn {key, type} ->
      cond do
        type == :boolean and name == "no-" <> dashed(key) -> {key, false}
        name == dashed(key) -> {key, if(type == :boolean, do: true, else: type)}
        true -> nil
      end
    end)
  end

  defp dashed(key), do: key |> Atom.to_string() |> String.replace("_", "-")

  defp wrong(flag, why),
    do: throw({__MODULE__, ~s(Could not invoke task "test": 1 error found!\n#{flag} : #{why})})

  defp integer(name, text) do
    case Integer.parse(text) do
      {number, ""} when number >= 0 -> number
      _ -> wrong("--" <> name, "Expected type integer, got #{inspect(text)}")
    end
  end

  # --- files ---

  defp project(paths) do
    Mix.env(:test)

    if Cnx.Project.here?() do
      Cnx.Project.enter(:test)
    else
      for {path, _} <- Enum.map(paths, &ExUnit.Filters.parse_path/1),
          support = Path.join(if(File.dir?(path), do: path, else: Path.dirname(path)), "support"),
          File.dir?(support),
          do: Cnx.Project.add_folder(support)

      Cnx.Project.load()
      [test_paths: ["test"], test_pattern: "*_test.exs"]
    end
  end

  defp files({path, _lines}, config) do
    cond do
      File.dir?(path) ->
        path |> Path.join("**/" <> config[:test_pattern]) |> Path.wildcard() |> Enum.sort()

      File.exists?(path) ->
        [path]

      true ->
        []
    end
  end

  # The helpers in front of the files: of the project's folders of tests, else the nearest one above.
  defp helpers(files, config) do
    if Cnx.Project.here?() do
      Enum.map(config[:test_paths], &Path.join(&1, "test_helper.exs"))
    else
      files |> Enum.map(&nearest_helper(Path.dirname(&1))) |> Enum.reject(&is_nil/1)
    end
    |> Enum.uniq()
    |> Enum.filter(&File.exists?/1)
  end

  defp nearest_helper(folder) do
    file = Path.join(folder, "test_helper.exs")

    cond do
      File.exists?(file) -> file
      folder in [".", "/"] -> nil
      true -> nearest_helper(Path.dirname(folder))
    end
  end

  # --- running ---

  defp run(files, parsed, flags, config, started) do
    if flags[:check_grads], do: Cnx.Gradients.watch()
    ExUnit.configure([autorun: false] ++ settings(flags))
    for helper <- helpers(files, config), do: Code.require_file(helper)
    {include, exclude} = filters(parsed, flags)
    helped = ExUnit.configuration()

    ExUnit.configure(
      settings(flags) ++
        [include: include ++ helped[:include], exclude: exclude ++ helped[:exclude]]
    )

    failed = if flags[:failed], do: failures()
    if flags[:failed], do: ExUnit.configure(only_test_ids: failed)

    if failed == [] do
      IO.puts("There are no tests to run")
      0
    else
      for file <- files, do: Code.require_file(file)
      Cnx.Module.warn_calls()
      :persistent_term.put(:ex_unit_load_us, now() - started)
      finish(ExUnit.run(), flags)
    end
  end

  defp settings(flags) do
    colors = if flags[:color] != nil, do: [colors: [enabled: flags[:color]]], else: []
    trace = if flags[:trace], do: [max_cases: 1], else: []

    colors ++
      trace ++ Keyword.take(flags, [:seed, :trace, :max_failures, :max_cases, :timeout, :slowest])
  end

  # `--only` and places leave out every test that they do not name.
  defp filters(parsed, flags) do
    only = ExUnit.Filters.parse(Keyword.get_values(flags, :only))
    include = ExUnit.Filters.parse(Keyword.get_values(flags, :include))
    exclude = ExUnit.Filters.parse(Keyword.get_values(flags, :exclude))

    places =
      for {path, [_ | _] = lines} <- parsed,
          do: {:location, {path, if(match?([_], lines), do: hd(lines), else: lines)}}

    only = only ++ places
    {only ++ include, if(only != [], do: [:test | exclude], else: exclude)}
  end

  defp finish(result, flags) do
    if Cnx.Project.here?(), do: store_failures(result)

    cond do
      result.failures > 0 and flags[:raise] == true ->
        complain(~s("mix test" failed))

      result.failures > 0 ->
        flags[:exit_status] || 2

      flags[:only] && result.total == result.excluded ->
        complain(~s(The --only option was given to "mix test" but no test was executed))

      true ->
        0
    end
  end

  # --- --failed ---

  defp failures do
    case File.read(@manifest) do
      {:ok, text} ->
        for line <- String.split(text, "\n", trim: true), do: failure(String.split(line, "\t"))

      _ ->
        []
    end
  end

  defp failure([module, name]), do: {String.to_atom(module), String.to_atom(unescape(name))}

  # Tests that did not run this time stay in the list.
  defp store_failures(result) do
    now = MapSet.new(result.failed ++ result.passed)
    kept = Enum.reject(failures(), &(&1 in now))
    all = kept ++ result.failed

    if all != [] or File.exists?(@manifest) do
      File.mkdir_p!(Path.dirname(@manifest))
      File.write!(@manifest, for({module, name} <- all, do: "#{module}\t#{escape("#{name}")}\n"))
    end
  end

  defp escape(text),
    do:
      text
      |> String.replace("\\", "\\\\")
      |> String.replace("\n", "\\n")
      |> String.replace("\t", "\\t")

  defp unescape(text) do
    Regex.replace(~r/\\(.)/, text, fn
      _, "n" -> "\n"
      _, "t" -> "\t"
      _, other -> other
    end)
  end
end
