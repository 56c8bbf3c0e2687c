# What calls of the library's functions give: calls.exs TABLE TRIES TO. Elixir and cnx run this same program.
#
# The table's first part names kinds of arguments, each with the sources of its values; then a row a
# function, with a kind for each argument. A function is called with TRIES choices of arguments, drawn
# from a generator of our own, and then with one argument of a wrong kind: of that only whether it raises
# is shown, since what it raises depends on what a function does first. It runs in a folder of its own, whose
# files functions of files find the same each time.
defmodule Calls do
  @wrong [":wrong", "nil", "-3", "2.5", "\"text\"", "[1 | 2]", "{}", "%{}", "self"]

  def run(table, tries, to) do
    Process.put(:to, File.open!(to, [:write, :raw, :delayed_write]))
    lines = table |> File.read!() |> String.split("\n", trim: true)
    lines = Enum.reject(lines, &String.starts_with?(&1, "#"))
    {kinds, rows} = Enum.split_with(lines, &(&1 =~ ~r/^\S+ := /))

    pools =
      for line <- kinds, into: %{} do
        [kind, sources] = String.split(line, " := ", parts: 2)
        {kind, sources |> String.split(" ;; ") |> Enum.map(&value/1) |> List.to_tuple()}
      end

    pools = Map.put(pools, "wrong", @wrong |> Enum.map(&value/1) |> List.to_tuple())
    Enum.each(rows, &row(&1, pools, tries))
    File.close(Process.get(:to))
  end

  defp value("self"), do: {"self()", :self}

  defp value(source) do
    {value, _} = Code.eval_string(source)
    {source, value}
  end

  # A row's choices depend on itself alone.
  defp row(row, pools, tries) do
    [name | kinds] = String.split(row)
    seed = Enum.reduce(String.to_charlist(row), 1, &rem(&2 * 31 + &1, 2_147_483_647))
    {module, function} = split_name(name)
    sizes = Enum.map(kinds, &tuple_size(Map.fetch!(pools, &1)))
    possible = Enum.reduce(sizes, 1, &(&1 * &2))

    {choices, seed} =
      if possible <= tries,
        do: {Enum.map(0..(possible - 1), &digits(&1, sizes)), seed},
        else: Enum.map_reduce(1..tries, seed, fn _, seed -> draw(sizes, seed) end)

    for choice <- Enum.uniq(choices),
        do: call(name, module, function, arguments(choice, kinds, pools), true)

    # What devices are asked for never comes.
    places = if module == File, do: [], else: faults(length(kinds))

    {faults, _} = Enum.map_reduce(places, seed, &fault(&1, &2, kinds, sizes, pools))

    for arguments <- Enum.uniq(faults), do: call(name, module, function, arguments, false)
  end

  defp faults(0), do: []
  defp faults(count), do: for(at <- 0..(count - 1), _ <- 1..3, do: at)

  defp fault(at, seed, kinds, sizes, pools) do
    {choice, seed} = draw(sizes, seed)
    {[wrong], seed} = draw([length(@wrong)], seed)
    arguments = arguments(choice, kinds, pools)
    {List.replace_at(arguments, at, elem(pools["wrong"], wrong)), seed}
  end

  defp arguments(choice, kinds, pools),
    do: Enum.map(Enum.zip(choice, kinds), fn {at, kind} -> elem(pools[kind], at) end)

  defp digits(number, sizes) do
    {choice, _} = Enum.map_reduce(sizes, number, fn size, n -> {rem(n, size), div(n, size)} end)
    choice
  end

  # Lehmer's generator: the product stays below 2^63 on either side.
  defp draw(sizes, seed) do
    Enum.map_reduce(sizes, seed, fn size, seed ->
      seed = rem(seed * 48271, 2_147_483_647)
      {rem(div(seed, 7), size), seed}
    end)
  end

  defp split_name(name) do
    [_, module, function] = Regex.run(~r{^(:?[A-Za-z_.]+)\.([^.]+)$}, name)
    {elem(Code.eval_string(module), 0), String.to_atom(function)}
  end

  defp files do
    for path <- File.ls!("."), do: File.rm_rf!(path)
    File.mkdir_p!("sub/empty")
    File.mkdir!("new")
    File.write!("a.txt", "a text\nof lines\n")
    File.write!("sub/b.txt", "b")
    File.write!("é.txt", "é")
    File.write!(".hidden", "")
    File.ln_s!("a.txt", "link")
  end

  defp call(name, module, function, arguments, errors?) do
    if module in [File, Path], do: files()
    shown = Enum.map_join(arguments, ", ", &elem(&1, 0))
    values = Enum.map(arguments, fn {_, value} -> if value == :self, do: self(), else: value end)
    outcome = outcome(module, function, values)

    outcome =
      if not errors? and String.starts_with?(outcome, "**"), do: "** an error", else: outcome

    IO.binwrite(Process.get(:to), [name, "(", shown, ")\n  => ", outcome, "\n"])
  end

  defp outcome(module, function, values) do
    shown(result(module, apply(module, function, values)))
  rescue
    e ->
      "** (#{inspect(e.__struct__)}) #{e |> Exception.message() |> plain() |> clause(module) |> String.replace("\n", "\\n")}"
  catch
    kind, reason -> "** (#{kind}) #{shown(reason)}"
  end

  # Streams are shown by what they give.
  defp result(Stream, stream) when not is_atom(stream), do: stream |> Enum.take(12)
  defp result(File, {:ok, [_ | _] = names}), do: {:ok, Enum.sort(names)}
  defp result(File, [_ | _] = names), do: Enum.sort(names)
  defp result(_, value), do: value

  defp shown(value),
    do:
      plain(
        inspect(value,
          limit: :infinity,
          printable_limit: :infinity,
          charlists: :as_lists,
          width: 1000
        )
      )

  # A function that only one of the two has inside is not named.
  defp clause("no function clause matching in anonymous fn" <> _, _module),
    do: "no function clause matching in a function inside"

  defp clause(text, module) do
    Regex.replace(~r"^(no function clause matching in) (.+)\.([^.]+)/(\d+)$", text, fn _,
                                                                                       said,
                                                                                       name,
                                                                                       function,
                                                                                       arity ->
      exported? =
        name == inspect(module) and
          {String.to_atom(function), String.to_integer(arity)} in module.module_info(:exports)

      if exported?, do: text, else: said <> " a function inside"
    end)
  end

  defp plain(text), do: Regex.replace(~r/#(Function|PID|Reference)<[^>]*>+/, text, "#\\1<>")
end

[table, tries, to] = System.argv()
Calls.run(table, String.to_integer(tries), to)
