# Code - evaluating source text and quoted terms.
defmodule Code do
  def eval_string(string, binding \\ [], options \\ []),
    do: Cnx.Code.eval_string(to_string(string), binding, options(options))

  def eval_quoted(quoted, binding \\ [], _env \\ []), do: Cnx.Code.eval_quoted(quoted, binding)

  def eval_quoted_with_env(quoted, binding, env, _options \\ []) do
    {value, binding} = eval_quoted(quoted, binding, env)
    {value, binding, env}
  end

  def env_for_eval(options) when is_list(options), do: struct(Macro.Env, options)
  def env_for_eval(env), do: env

  def eval_file(file, relative_to \\ nil) do
    file = if relative_to, do: Path.expand(file, relative_to), else: Path.expand(file)
    Cnx.Code.eval_string(File.read!(file), [], file: file)
  end

  # A file that was required is not required again.
  def require_file(file, relative_to \\ nil) do
    path = Path.expand(file, relative_to || File.cwd!())
    required = :persistent_term.get(__MODULE__, [])

    if path not in required do
      :persistent_term.put(__MODULE__, [path | required])
      compile_file(path)
    end
  end

  def required_files, do: :persistent_term.get(__MODULE__, [])

  def unrequire_files(files),
    do: :persistent_term.put(__MODULE__, required_files() -- files)

  def compile_string(string, file \\ "nofile"),
    do: made(fn -> Cnx.Code.eval_string(string, [], file: file) end)

  def compile_file(file, relative_to \\ nil) do
    file = if relative_to, do: Path.expand(file, relative_to), else: file
    compile_string(File.read!(file), file)
  end

  def compile_quoted(quoted, _file \\ "nofile"), do: made(fn -> eval_quoted(quoted) end)

  # The modules that were made meanwhile; there is no code of theirs to give.
  defp made(fun) do
    count = Cnx.Module.defined(-1)
    fun.()
    for module <- Cnx.Module.defined(count), do: {module, ""}
  end

  defp options(options) when is_list(options), do: options
  defp options(%{file: file}), do: [file: file]

  def string_to_quoted!(string, options \\ []) when is_list(options) or is_map(options) do
    {:ok, quoted, _comments} = Cnx.Code.parse(to_string(string), options(options), true)
    quoted
  end

  def string_to_quoted(string, options \\ []) when is_list(options) or is_map(options) do
    with {:ok, quoted, _comments} <- Cnx.Code.parse(to_string(string), options(options), false),
         do: {:ok, quoted}
  end

  def string_to_quoted_with_comments(string, options \\ [])
      when is_list(options) or is_map(options),
      do: Cnx.Code.parse(to_string(string), options(options), false)

  def string_to_quoted_with_comments!(string, options \\ [])
      when is_list(options) or is_map(options) do
    {:ok, quoted, comments} = Cnx.Code.parse(to_string(string), options(options), true)
    {quoted, comments}
  end

  # Iodata, as in Elixir: nothing for a source of blanks, no newline at the end.
  def format_string!(string, options \\ []) when is_binary(string) and is_list(options) do
    if options[:sigils] not in [nil, []],
      do:
        raise(
          ArgumentError,
          "cnx formats no sigils: the option :sigils of Code.format_string!/2 is not supported"
        )

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

  @deprecated "Use Code.ensure_compiled/1 instead (see the proper disclaimers in its docs)"
  def ensure_compiled?(module), do: match?({:module, _}, ensure_compiled(module))

  @deprecated "Use Code.require_file/2 or Code.compile_file/2 instead"
  def load_file(file, relative_to \\ nil), do: compile_file(file, relative_to)

  @deprecated "Use Code.required_files/0 instead"
  def loaded_files, do: required_files()

  @deprecated "Use Code.unrequire_files/1 instead"
  def unload_files(files), do: unrequire_files(files)

  def ensure_all_loaded(modules) do
    case for(m <- modules, {:error, reason} <- [ensure_loaded(m)], do: {m, reason}) do
      [] -> :ok
      missing -> {:error, missing}
    end
  end

  def ensure_all_loaded!(modules) do
    with {:error, missing} <- ensure_all_loaded(modules) do
      reasons =
        for {m, reason} <- missing, do: "\n  * #{inspect(m)} due to reason #{inspect(reason)}"

      raise ArgumentError, "could not load the following modules:\n#{reasons}"
    end
  end

  def loaded?(module), do: ensure_loaded?(module)
  def available_compiler_options, do: []
  def compiler_options, do: %{}
  def compiler_options(_options), do: %{}
  def get_compiler_option(_key), do: nil
  def put_compiler_option(_key, _value), do: :ok
  def can_await_module_compilation?, do: false
  def purge_compiler_modules, do: {:ok, 0}

  # --- what is odd about a source ---

  def with_diagnostics(options \\ [], fun) when is_list(options) and is_function(fun, 0),
    do: Cnx.Diagnostics.gather(options, fun)

  def print_diagnostic(diagnostic, _options \\ []), do: Cnx.Diagnostics.print(diagnostic)

  # --- documentation ---

  def fetch_docs(module) when is_atom(module) do
    if Code.ensure_loaded?(module),
      do:
        {:docs_v1, 0, :elixir, "text/markdown", text(Cnx.Docs.about(module)), %{}, docs(module)},
      else: {:error, :module_not_found}
  end

  defp docs(module) do
    for {kind, name, arities, signature, text} <- Cnx.Docs.entries(module) do
      defaults = length(arities) - 1
      metadata = if defaults > 0, do: %{defaults: defaults}, else: %{}
      {{kind, name, List.last(arities)}, 0, [signature], text(text), metadata}
    end
  end

  defp text(nil), do: :none
  defp text(false), do: :hidden
  defp text(text), do: %{"en" => text}
end
