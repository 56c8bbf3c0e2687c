# ExUnit.Callbacks - setup, setup_all and on_exit.
#
# A callback is a function of the module that takes the context and gives more of it; the module
# keeps their order in attributes, and `describe` those of its block.
defmodule ExUnit.Callbacks do
  @doc "Runs before each test: a block, a function's name, {Module, function} or a list of them."
  defmacro setup(block_or_functions), do: callback(:setup, quote(do: _), block_or_functions)
  @doc "The same with the context matched by a pattern."
  defmacro setup(context, block), do: callback(:setup, context, block)
  @doc "Runs once before the tests of the module."
  defmacro setup_all(block_or_functions),
    do: callback(:setup_all, quote(do: _), block_or_functions)

  @doc "The same with the context matched by a pattern."
  defmacro setup_all(context, block), do: callback(:setup_all, context, block)

  defp callback(kind, context, do: block) do
    quote bind_quoted: [
            kind: kind,
            context: Macro.escape(context),
            block: Macro.escape(block, unquote: true)
          ] do
      name = ExUnit.Callbacks.__name__(__MODULE__, kind)
      def unquote(name)(unquote(context)), do: unquote(block)
      ExUnit.Callbacks.__register__(__MODULE__, kind, [name])
    end
  end

  defp callback(kind, _context, functions),
    do: quote(do: ExUnit.Callbacks.__register__(__MODULE__, unquote(kind), unquote(functions)))

  @doc false
  def __name__(module, kind) do
    count = Module.get_attribute(module, :ex_unit_callback_count) || 0
    Module.put_attribute(module, :ex_unit_callback_count, count + 1)
    :"__ex_unit_#{kind}_#{count}"
  end

  @doc false
  def __register__(module, kind, functions) do
    functions = List.wrap(functions)

    Enum.each(functions, fn
      name when is_atom(name) ->
        :ok

      {module, name} when is_atom(module) and is_atom(name) ->
        :ok

      other ->
        raise ArgumentError,
              "#{kind}/1 expects a callback as an atom, a {module, function} tuple or a list of " <>
                "callbacks, got: #{inspect(other)}"
    end)

    describe = Module.get_attribute(module, :ex_unit_describe)

    if kind == :setup_all and describe do
      raise "cannot invoke setup_all/1 inside describe as setup_all/1 always applies to all tests in a module"
    end

    key = if describe, do: {kind, elem(describe, 1)}, else: kind
    all = Module.get_attribute(module, :ex_unit_callbacks) || %{}

    Module.put_attribute(
      module,
      :ex_unit_callbacks,
      Map.update(all, key, functions, &(&1 ++ functions))
    )
  end

  @doc "Calls the function after the test (or, from setup_all, after the module's tests), last one first."
  def on_exit(name_or_ref \\ make_ref(), callback) when is_function(callback, 0) do
    before = Process.get(:ex_unit_on_exit) || []
    Process.put(:ex_unit_on_exit, List.keystore(before, name_or_ref, 0, {name_or_ref, callback}))
    :ok
  end

  # --- what a test starts ---

  @doc "Starts what a child's specification says - an agent, say - and stops it after the test."
  def start_supervised(spec, options \\ []) do
    %{id: id, start: {module, function, args}} = spec(spec, options)
    started = Process.get(:ex_unit_supervised) || []

    if List.keymember?(started, id, 0) do
      {:error, {:already_started, started |> List.keyfind(id, 0) |> elem(1)}}
    else
      with {:ok, pid} <- apply(module, function, args) do
        Process.put(:ex_unit_supervised, [{id, pid} | started])
        {:ok, pid}
      end
    end
  end

  @doc "The same, but gives the pid or raises."
  def start_supervised!(spec, options \\ []) do
    case start_supervised(spec, options) do
      {:ok, pid} ->
        pid

      {:error, reason} ->
        raise "failed to start child with the spec #{inspect(spec)}.\nReason: #{inspect(reason)}"
    end
  end

  @doc "Starts what the test is linked to; there is one process, so this is start_supervised!."
  def start_link_supervised!(spec, options \\ []), do: start_supervised!(spec, options)

  @doc "Stops what was started under this id."
  def stop_supervised(id) do
    started = Process.get(:ex_unit_supervised) || []

    case List.keytake(started, id, 0) do
      {{_, pid}, rest} ->
        Process.put(:ex_unit_supervised, rest)
        stop(pid)

      nil ->
        {:error, :not_found}
    end
  end

  @doc "The same, but raises when there is none."
  def stop_supervised!(id) do
    with {:error, :not_found} <- stop_supervised(id) do
      raise "could not stop child ID #{inspect(id)} because it was not found"
    end
  end

  @doc false
  def __stop_supervised__,
    do: for({_, pid} <- Process.delete(:ex_unit_supervised) || [], do: stop(pid))

  defp stop(pid) do
    if is_pid(pid) and Agent.__alive__?(pid), do: Agent.stop(pid), else: :ok
  end

  defp spec(module, options) when is_atom(module), do: spec({module, []}, options)

  defp spec({module, argument}, options) when is_atom(module),
    do: spec(module.child_spec(argument), options)

  defp spec(%{id: _, start: _} = spec, options), do: Map.merge(spec, Map.new(options))

  # --- running ---

  @doc false
  def __run__(module, functions, context) do
    Enum.reduce(functions, context, fn function, context ->
      merge(module, context, function.(context))
    end)
  end

  @reserved [:case, :file, :line, :test, :async, :registered, :describe]

  defp merge(_module, context, :ok), do: context
  defp merge(module, context, {:ok, value}), do: merge(module, context, value)
  defp merge(module, context, %{__struct__: _} = value), do: bad_value(module, context, value)
  defp merge(module, context, value) when is_map(value), do: add(module, context, value)

  defp merge(module, context, value) do
    if is_list(value) and Enum.all?(value, &match?({key, _} when is_atom(key), &1)),
      do: add(module, context, Map.new(value)),
      else: bad_value(module, context, value)
  end

  defp add(module, context, more) do
    Map.merge(context, more, fn
      key, old, new when key in @reserved and old != new ->
        raise "ExUnit callback in #{inspect(module)} is trying to set reserved field #{inspect(key)} to #{inspect(new)}"

      _key, _old, new ->
        new
    end)
  end

  defp bad_value(module, _context, value) do
    raise "expected ExUnit callback in #{inspect(module)} to return the atom :ok, a keyword, or a map, " <>
            "got #{inspect(value)} instead"
  end
end
