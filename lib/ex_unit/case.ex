# ExUnit.Case - modules of tests: `use`, `describe`, `test` and their tags.
#
# A test is a function of the module that takes the context; what is to be known of it is collected
# in attributes while the module's body runs.
defmodule ExUnit.Case do
  @reserved [:module, :file, :line, :test, :async, :registered, :describe]

  defmacro __using__(options) do
    quote do
      async? = unquote(options)[:async] || false
      ExUnit.Case.__prepare__(__MODULE__, __ENV__.file, unquote(options))
      import ExUnit.Callbacks
      import ExUnit.Assertions
      import ExUnit.Case, only: [describe: 2, test: 1, test: 2, test: 3]
      import ExUnit.DocTest
      @before_compile ExUnit.Case
      _ = async?
    end
  end

  @doc false
  def __prepare__(module, file, options) do
    if not Keyword.keyword?(options) do
      raise ArgumentError,
            ~s(the argument passed to "use ExUnit.Case" must be a list of options, got: #{inspect(options)})
    end

    if not Module.has_attribute?(module, :ex_unit_tests) do
      for name <- [:ex_unit_tests, :tag, :describetag, :moduletag],
          do: Module.register_attribute(module, name, accumulate: true)

      Module.put_attribute(module, :ex_unit_file, file)
      Module.put_attribute(module, :ex_unit_describe, nil)
      Module.put_attribute(module, :ex_unit_describes, [])
    end

    Module.put_attribute(module, :ex_unit_async, options[:async] || false)
    if options[:register] != false, do: Module.put_attribute(module, :ex_unit_registered, true)
  end

  defmacro __before_compile__(env) do
    module = env.module
    tests = module |> Module.get_attribute(:ex_unit_tests) |> Enum.reverse()
    tags = module |> Module.get_attribute(:moduletag) |> normalize_tags()
    callbacks = Module.get_attribute(module, :ex_unit_callbacks) || %{}
    async = Module.get_attribute(module, :ex_unit_async)
    file = Module.get_attribute(module, :ex_unit_file)
    if Module.get_attribute(module, :ex_unit_registered), do: ExUnit.Server.add(module, async)

    quote do
      def __ex_unit__ do
        %ExUnit.TestModule{
          file: unquote(file),
          name: __MODULE__,
          tags: unquote(Macro.escape(Map.put(tags, :async, async))),
          tests: unquote(Macro.escape(tests)),
          setup_all?: unquote(Map.has_key?(callbacks, :setup_all))
        }
      end

      def __ex_unit__(:setup_all, context),
        do: ExUnit.Callbacks.__run__(__MODULE__, unquote(calls(callbacks[:setup_all])), context)

      def __ex_unit__(:setup, context) do
        context = ExUnit.Callbacks.__run__(__MODULE__, unquote(calls(callbacks[:setup])), context)

        functions =
          unquote({:case, [], [quote(do: context.describe), [do: describe_clauses(callbacks)]]})

        ExUnit.Callbacks.__run__(__MODULE__, functions, context)
      end
    end
  end

  # "message" -> [&callback/1, ...] for each describe block with callbacks.
  defp describe_clauses(callbacks) do
    clauses =
      for {{:setup, describe}, functions} <- callbacks,
          do: {:->, [], [[describe], calls(functions)]}

    clauses ++ quote(do: (_ -> []))
  end

  # The callbacks as functions; those of the module may be private.
  defp calls(nil), do: []

  defp calls(functions) do
    Enum.map(functions, fn
      {module, name} -> quote(do: &(unquote(module).unquote(name) / 1))
      name -> {:&, [], [{:/, [], [{name, [], nil}, 1]}]}
    end)
  end

  # --- tests ---

  @doc "A test that is still to be written: it fails."
  defmacro test(message) do
    quote bind_quoted: [message: message] do
      name =
        ExUnit.Case.register_test(__MODULE__, __ENV__.file, __ENV__.line, :test, message, [
          :not_implemented
        ])

      def unquote(name)(_), do: flunk("Not implemented")
    end
  end

  @doc "A test: its name, perhaps a pattern of the context, and its block."
  defmacro test(message, var \\ quote(do: _), contents) do
    contents =
      case contents do
        [do: block] ->
          quote(
            do:
              (
                unquote(block)
                :ok
              )
          )

        _ ->
          quote(
            do:
              (
                try(unquote(contents))
                :ok
              )
          )
      end

    quote bind_quoted: [
            var: Macro.escape(var),
            contents: Macro.escape(contents, unquote: true),
            message: message
          ] do
      name = ExUnit.Case.register_test(__MODULE__, __ENV__.file, __ENV__.line, :test, message, [])
      def unquote(name)(unquote(var)), do: unquote(contents)
    end
  end

  @doc "Tests that belong together; their names begin with the message."
  defmacro describe(message, do: block) do
    quote do
      ExUnit.Case.__describe__(__MODULE__, __ENV__.line, unquote(message))
      __scope__(unquote(block))
      ExUnit.Case.__end_describe__(__MODULE__)
    end
  end

  @doc false
  def __describe__(module, line, message) do
    if Module.get_attribute(module, :ex_unit_describe),
      do:
        raise(
          "cannot call \"describe\" inside another \"describe\". See the documentation for ExUnit.Case.describe/2 on named setups and how to handle hierarchies"
        )

    cond do
      not is_binary(message) ->
        raise ArgumentError, "describe name must be a string, got: #{inspect(message)}"

      message in Module.get_attribute(module, :ex_unit_describes) ->
        raise ExUnit.DuplicateDescribeError,
              "describe #{inspect(message)} is already defined in #{inspect(module)}"

      true ->
        Module.put_attribute(module, :ex_unit_describe, {line, message})

        Module.put_attribute(module, :ex_unit_describes, [
          message | Module.get_attribute(module, :ex_unit_describes)
        ])

        Module.delete_attribute(module, :describetag)
    end
  end

  @doc false
  def __end_describe__(module) do
    Module.put_attribute(module, :ex_unit_describe, nil)
    Module.delete_attribute(module, :describetag)
    registered(module, [:describe])
    :ok
  end

  @doc "Enters a test into the module that is being defined; gives the name of its function."
  def register_test(module, file, line, test_type, name, tags) do
    if not Module.has_attribute?(module, :ex_unit_tests) do
      raise "cannot define #{test_type}. Please make sure you have invoked \"use ExUnit.Case\" in the current module"
    end

    describe = Module.get_attribute(module, :ex_unit_describe)
    {describe_line, describe_name} = describe || {nil, nil}
    full = if describe, do: "#{test_type} #{describe_name} #{name}", else: "#{test_type} #{name}"
    full = String.to_atom(full)

    if Module.defines?(module, {full, 1}) do
      raise ExUnit.DuplicateTestError, ~s("#{full}" is already defined in #{inspect(module)})
    end

    given = normalize_tags(tags ++ Module.get_attribute(module, :tag))
    around = normalize_tags(Module.get_attribute(module, :describetag))
    all = normalize_tags(Module.get_attribute(module, :moduletag))
    tags = all |> Map.merge(around) |> Map.merge(given)

    for key <- @reserved, Map.has_key?(tags, key) do
      raise "cannot set tag #{inspect(key)} because it is reserved by ExUnit"
    end

    tags =
      Map.merge(tags, %{
        line: line,
        file: file,
        registered: registered(module, [:test]),
        test_type: test_type,
        describe: describe_name,
        describe_line: describe_line
      })

    Module.delete_attribute(module, :tag)

    Module.put_attribute(module, :ex_unit_tests, %ExUnit.Test{
      name: full,
      case: module,
      module: module,
      tags: tags
    })

    full
  end

  @doc false
  def register_test(env, test_type, name, tags),
    do: register_test(env.module, env.file, env.line, test_type, name, tags)

  @doc "An attribute that each test takes what was set since the last one of, as `registered` in its context."
  def register_attribute(env, name, options \\ []), do: register(env, :test, name, options)

  @doc "The same for what is set in a describe block."
  def register_describe_attribute(env, name, options \\ []),
    do: register(env, :describe, name, options)

  @doc "The same for what is set in the module."
  def register_module_attribute(env, name, options \\ []),
    do: register(env, :module, name, options)

  defp register(%{module: module}, kind, name, options), do: register(module, kind, name, options)

  defp register(module, kind, name, options) do
    if Keyword.get(options, :accumulate, false),
      do: Module.register_attribute(module, name, accumulate: true)

    all = Module.get_attribute(module, :ex_unit_registered_names) || []
    Module.put_attribute(module, :ex_unit_registered_names, [{kind, name} | all])
  end

  # Values of a kind's registered attributes; those that belong to one test or block are forgotten.
  defp registered(module, forget) do
    for {kind, name} <- Module.get_attribute(module, :ex_unit_registered_names) || [],
        into: %{} do
      value = Module.get_attribute(module, name)
      if kind in forget, do: Module.delete_attribute(module, name)
      {name, value}
    end
  end

  # Tags as written, newest first: names, or keyword lists and maps of values.
  defp normalize_tags(tags) do
    tags
    |> Enum.reverse()
    |> List.flatten()
    |> Enum.reduce(%{}, fn
      {key, value}, all -> Map.put(all, key, value)
      %{} = more, all -> Map.merge(all, more)
      name, all when is_atom(name) -> Map.put(all, name, true)
    end)
  end
end
