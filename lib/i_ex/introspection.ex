# IEx.Introspection - documentation and what values are.
defmodule IEx.Introspection do
  @doc false
  def bold(text), do: if(IEx.colors?(), do: "\e[1m#{text}\e[0m", else: text)

  # --- h ---

  @doc "Prints documentation of {module} or {module, name, arity | :any}."
  def h({module}) when is_atom(module) do
    cond do
      not known?(module) ->
        IO.puts(:stderr, "Could not load module #{inspect(module)}, got: nofile")

      text = Cnx.Docs.about(module) ->
        print(inspect(module), text)
        listed(module)

      true ->
        IO.puts("#{inspect(module)} has no documentation of its own")
        listed(module)
    end

    IEx.dont_display_result()
  end

  def h({:local, name, arity}) do
    case Enum.find(
           [IEx.Helpers, Kernel, Kernel.SpecialForms, Nx.Defn],
           &(entries(&1, name, arity) != [])
         ) do
      nil -> IO.puts("No documentation for #{name}#{suffix(arity)} was found")
      module -> h({module, name, arity})
    end

    IEx.dont_display_result()
  end

  def h({module, name, arity}) when is_atom(module) do
    case {known?(module), entries(module, name, arity)} do
      {false, _} ->
        IO.puts(:stderr, "Could not load module #{inspect(module)}, got: nofile")

      {true, []} ->
        IO.puts("No documentation for #{inspect(module)}.#{name}#{suffix(arity)} was found")

      {true, found} ->
        for {kind, signature, text} <- found,
            do: print("#{if kind == :macro, do: "defmacro", else: "def"} #{signature}", text)
    end

    IEx.dont_display_result()
  end

  def h(_) do
    IO.puts(:stderr, "h expects a module, a function such as Enum.map or Enum.map/2, or a name")
    IEx.dont_display_result()
  end

  defp suffix(:any), do: ""
  defp suffix(arity), do: "/#{arity}"

  defp known?(module), do: module in Cnx.Docs.modules() or Code.ensure_loaded?(module)

  # [{kind, signature, text}] of the documented functions and, when there is none, of the others.
  defp entries(module, name, arity) do
    all =
      for {kind, ^name, arities, signature, text} <- Cnx.Docs.entries(module),
          arity == :any or arity in arities,
          do: {kind, signature, text}

    heads =
      for {kind, ^name, count, head, _} <- Cnx.Docs.heads(module),
          arity in [:any, count],
          do: {kind, Macro.to_string(head), "There is no text about it."}

    if all != [], do: all, else: heads |> Enum.take(-1)
  end

  defp print(title, text) do
    IO.puts(["\n", bold("* " <> title), "\n"])
    IO.puts([text |> String.trim_trailing() |> wrapped(IEx.width()), "\n"])
  end

  # Lines break at blanks; what is indented (code) stays as it is.
  defp wrapped(text, width) do
    text
    |> String.split("\n")
    |> Enum.map_intersperse("\n", fn
      " " <> _ = code -> code
      line -> line |> String.split(" ") |> filled(width)
    end)
  end

  defp filled([first | words], width) do
    {line, _} =
      Enum.reduce(words, {first, String.length(first)}, fn word, {acc, column} ->
        long = String.length(word)

        if column + 1 + long > width,
          do: {[acc, "\n", word], long},
          else: {[acc, " ", word], column + 1 + long}
      end)

    line
  end

  defp listed(module) do
    case Cnx.Docs.entries(module) do
      [] ->
        IO.puts("")

      entries ->
        for {_, _, _, signature, text} <- entries,
            do: IO.puts(["  ", signature, "\n      ", first_line(text)])
    end
  end

  defp first_line(text), do: text |> String.split("\n") |> hd()

  # --- open ---

  @doc "Opens {:file, path, line}, {module} or {module, name, arity | :any} in an editor."
  def open({:file, path, line}) do
    if File.exists?(path),
      do: edit(path, line),
      else: IO.puts(:stderr, "Could not open: #{inspect(path)}. File is not available.")

    IEx.dont_display_result()
  end

  def open({module}), do: open_at(inspect(module), place(module, nil, nil))

  def open({module, name, arity}) when is_atom(module) and module != :local,
    do: open_at("#{inspect(module)}.#{name}", place(module, name, arity))

  def open(_), do: open_at("what is no module or function of one", nil)

  defp open_at(_shown, {path, line}), do: open({:file, path, line})

  defp open_at(shown, nil) do
    IO.puts(:stderr, "Could not open: #{shown}. Source code is not available.")
    IEx.dont_display_result()
  end

  # {file, line} of a module of the program, or of a function's first clause; nil for others.
  defp place(module, name, arity) do
    {_, file, line, _} = Cnx.Docs.module(module) || {nil, "", 0, false}
    heads = for {_, ^name, count, _, at} <- Cnx.Docs.heads(module), arity in [:any, count], do: at

    cond do
      module not in Cnx.Module.defined(0) or not File.exists?(file) -> nil
      name == nil -> {file, line}
      heads == [] -> nil
      true -> {file, Enum.min(heads)}
    end
  end

  defp edit(path, line) do
    case System.get_env("ELIXIR_EDITOR") || System.get_env("EDITOR") do
      nil ->
        IO.puts(
          :stderr,
          "Could not open: #{inspect(path)}. Please set the ELIXIR_EDITOR or EDITOR environment " <>
            "variables with the command line invocation of your favorite EDITOR."
        )

      editor ->
        System.shell(command(editor, path, line), use_stdio: false)
    end
  end

  # __FILE__ and __LINE__ in it stand for the place; else the usual form of it follows.
  defp command(editor, path, line) do
    quoted = "'" <> String.replace(path, "'", "'\\''") <> "'"

    if String.contains?(editor, "__FILE__"),
      do: editor |> String.replace("__FILE__", quoted) |> String.replace("__LINE__", "#{line}"),
      else: "#{editor} +#{line} #{quoted}"
  end

  # --- runtime_info ---

  @doc "Prints what runs here."
  def runtime_info(:system) do
    IO.puts(["\n", bold("## System and architecture"), "\n"])

    for {name, value} <- [
          {"cnx version", Cnx.System.version()},
          {"Elixir version", System.version()},
          {"Processors", System.schedulers_online()},
          {"Compiler", inspect(Nx.Defn.default_options()[:compiler] || Nx.Defn.Evaluator)}
        ],
        do: IO.puts(String.pad_trailing("#{name}:", 17) <> "#{value}")
  end

  def runtime_info(:memory) do
    IO.puts(["\n", bold("## Memory"), "\n"])

    # Lines such as "VmRSS:     11264 kB".
    with {:ok, status} <- File.read("/proc/self/status") do
      for {name, key} <- [{"Now", "VmRSS"}, {"At most", "VmHWM"}],
          [_, kilobytes] <- [Regex.run(~r/#{key}:\s+(\d+)/, status)] do
        megabytes = div(String.to_integer(kilobytes), 1024)
        IO.puts(String.pad_trailing("#{name}:", 17) <> "#{megabytes} MB")
      end
    end
  end

  def runtime_info(topic) do
    raise ArgumentError, "runtime_info knows :system and :memory, got: #{inspect(topic)}"
  end

  # --- b ---

  @doc "Prints the callbacks of a behaviour."
  def b({module}) do
    case callbacks(module) do
      [] -> IO.puts("No callbacks for #{inspect(module)} were found")
      found -> for {name, arity} <- found, do: IO.puts("@callback #{name}/#{arity}")
    end

    IEx.dont_display_result()
  end

  def b(_), do: IEx.dont_display_result()

  defp callbacks(Access), do: [fetch: 2, get_and_update: 3, pop: 2]

  defp callbacks(module) do
    cond do
      not Code.ensure_loaded?(module) -> []
      function_exported?(module, :behaviour_info, 1) -> module.behaviour_info(:callbacks)
      function_exported?(module, :__protocol__, 1) -> module.__protocol__(:functions)
      true -> []
    end
  end

  # --- i ---

  @doc "[{title, text}] about a value."
  def info(term) do
    [{"Term", inspect(term, pretty: true, limit: 20)}, {"Data type", type(term)}] ++
      about(term) ++
      [
        {"Reference modules", Enum.join(references(term), ", ")},
        {"Implemented protocols", protocols(term)}
      ]
  end

  defp type(%{__struct__: module}), do: inspect(module)
  defp type(term) when is_atom(term), do: "Atom"
  defp type(term) when is_binary(term), do: "BitString"
  defp type(term) when is_bitstring(term), do: "BitString"
  defp type(term) when is_integer(term), do: "Integer"
  defp type(term) when is_float(term), do: "Float"
  defp type(term) when is_list(term), do: "List"
  defp type(term) when is_map(term), do: "Map"
  defp type(term) when is_tuple(term), do: "Tuple"
  defp type(term) when is_function(term), do: "Function"
  defp type(term) when is_pid(term), do: "PID"
  defp type(_), do: "Reference"

  defp about(%{__struct__: Nx.Tensor} = t),
    do: [
      {"Description",
       "a tensor of type #{Nx.Type.to_string(t.type)} and shape #{inspect(t.shape)}: #{Nx.size(t)} elements, #{Nx.byte_size(t)} bytes"}
    ]

  defp about(%{__struct__: module}),
    do: [
      {"Description",
       "This is a struct. Structs are maps with a __struct__ key: #{inspect(module)}."}
    ]

  defp about(term) when is_atom(term) do
    if known?(term) and term not in [nil, true, false],
      do: [{"Description", "the name of a module; h(#{inspect(term)}) shows its documentation"}],
      else: []
  end

  defp about(term) when is_binary(term) do
    if String.valid?(term),
      do: [
        {"Byte size", "#{byte_size(term)}"},
        {"Description", "a string: #{String.length(term)} characters in UTF-8"}
      ],
      else: [
        {"Byte size", "#{byte_size(term)}"},
        {"Description", "a binary: bytes that are no UTF-8 text"}
      ]
  end

  defp about([_ | _] = term) do
    kind =
      if List.ascii_printable?(term),
        do: "a list of code points that can be printed: a charlist",
        else: "a list of #{length(term)} elements"

    [{"Description", kind}]
  rescue
    _ -> [{"Description", "a list whose tail is no list"}]
  end

  defp about(term) when is_function(term),
    do: [{"Description", "a function of #{Function.info(term)[:arity]} arguments"}]

  defp about(term) when is_map(term), do: [{"Description", "a map of #{map_size(term)} keys"}]

  defp about(term) when is_tuple(term),
    do: [{"Description", "a tuple of #{tuple_size(term)} elements"}]

  defp about(_), do: []

  defp references(%{__struct__: Nx.Tensor}), do: ["Nx"]
  defp references(%{__struct__: module}), do: [inspect(module), "Map"]
  defp references(term) when is_binary(term), do: ["String", ":binary"]
  defp references([{key, _} | _]) when is_atom(key), do: ["Keyword", "List"]
  defp references(term), do: [type(term)]

  defp protocols(term) do
    for(
      protocol <- [Collectable, Enumerable, Inspect, List.Chars, String.Chars],
      implemented?(protocol, term),
      do: inspect(protocol)
    )
    |> Enum.join(", ")
  end

  defp implemented?(Inspect, _term), do: true

  defp implemented?(List.Chars, term),
    do: is_atom(term) or is_binary(term) or is_number(term) or is_list(term)

  defp implemented?(String.Chars, term),
    do:
      is_atom(term) or is_binary(term) or is_number(term) or is_list(term) or
        custom?(String.Chars, term)

  defp implemented?(protocol, %{__struct__: _} = term), do: custom?(protocol, term)
  defp implemented?(Enumerable, term), do: is_list(term) or is_map(term) or is_function(term, 2)
  defp implemented?(Collectable, term), do: is_list(term) or is_map(term) or is_bitstring(term)

  defp custom?(protocol, %{__struct__: module}),
    do: Code.ensure_loaded?(Module.concat(protocol, module))

  defp custom?(_, _), do: false
end
