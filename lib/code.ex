# Code - evaluating source text and quoted terms.
defmodule Code do
  def eval_string(string, binding \\ [], options \\ []),
    do: Cnx.Code.eval_string(to_string(string), binding, options(options))

  def eval_quoted(quoted, binding \\ [], _env \\ []), do: Cnx.Code.eval_quoted(quoted, binding)

  def eval_file(file, relative_to \\ nil) do
    file = if relative_to, do: Path.expand(file, relative_to), else: Path.expand(file)
    Cnx.Code.eval_string(File.read!(file), [], file: file)
  end

  def require_file(file, relative_to \\ nil) do
    eval_file(file, relative_to)
    []
  end

  def compile_string(string, file \\ "nofile") do
    {value, _} = Cnx.Code.eval_string(string, [], file: file)
    modules_of(value)
  end

  def compile_file(file, relative_to \\ nil) do
    file = if relative_to, do: Path.expand(file, relative_to), else: file
    text = File.read!(file)
    Cnx.Code.eval_string(text, [], file: file)

    for module <- text |> string_to_quoted!(file: file) |> defined(),
        ensure_loaded?(module),
        do: {module, ""}
  end

  # The modules that a file's own forms define.
  defp defined({:__block__, _, forms}), do: Enum.flat_map(forms, &defined/1)

  defp defined({form, _, [{:__aliases__, _, parts} | _]}) when form in [:defmodule, :defprotocol],
    do: [Module.concat(parts)]

  defp defined(_), do: []

  def compile_quoted(quoted, _file \\ "nofile"), do: modules_of(elem(eval_quoted(quoted), 0))

  defp modules_of({:module, module, binary, _}), do: [{module, binary}]
  defp modules_of(_), do: []

  defp options(options) when is_list(options), do: options
  defp options(%{file: file}), do: [file: file]

  def string_to_quoted!(string, options \\ []),
    do: Cnx.Code.parse(to_string(string), options(options))

  def string_to_quoted(string, options \\ []) do
    {:ok, string_to_quoted!(string, options)}
  rescue
    error in [SyntaxError, TokenMissingError, MismatchedDelimiterError] ->
      {:error,
       {[line: Map.get(error, :line) || 1, column: Map.get(error, :column) || 1],
        Exception.message(error), ""}}
  end

  # Iodata, as in Elixir: nothing for a source of blanks, no newline at the end.
  def format_string!(string, options \\ []) do
    case Cnx.Code.format(string, options) do
      "" -> []
      text -> [text]
    end
  end

  def format_file!(file, options \\ []) do
    [format_string!(File.read!(file), Keyword.put(options, :file, file)), ?\n]
  end

  def quoted_to_algebra(quoted, _options \\ []), do: Macro.to_string(quoted)

  def ensure_loaded(module),
    do: if(ensure_loaded?(module), do: {:module, module}, else: {:error, :nofile})

  def ensure_loaded!(module) do
    case ensure_loaded(module) do
      {:module, module} ->
        module

      {:error, reason} ->
        raise ArgumentError,
              "could not load module #{inspect(module)} due to reason #{inspect(reason)}"
    end
  end

  def ensure_compiled(module), do: ensure_loaded(module)
  def ensure_compiled!(module), do: ensure_loaded!(module)
  def ensure_all_loaded(modules), do: Enum.each(modules, &ensure_loaded!/1)
  def loaded?(module), do: ensure_loaded?(module)
  def available_compiler_options, do: []
  def compiler_options, do: %{}
  def put_compiler_option(_key, _value), do: :ok
end
