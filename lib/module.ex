# Module - names of modules, and modules while they are defined.
defmodule Module do
  # --- names ---

  def concat(names) when is_list(names),
    do: names |> Enum.map_join(".", &plain/1) |> then(&String.to_atom("Elixir." <> &1))

  def concat(left, right), do: concat([left, right])
  def safe_concat(names), do: String.to_existing_atom(Atom.to_string(concat(names)))
  def safe_concat(left, right), do: safe_concat([left, right])

  defp plain(name) do
    case to_string(name) do
      "Elixir." <> rest -> rest
      rest -> String.trim_leading(rest, ".")
    end
  end

  def split(module) do
    case to_string(module) do
      "Elixir." <> name -> String.split(name, ".")
      _ -> raise ArgumentError, "expected an Elixir module, got: #{inspect(module)}"
    end
  end

  # --- attributes of a module whose body runs ---

  def get_attribute(module, name, default \\ nil),
    do: Cnx.Module.get_attribute(module, name, default)

  def put_attribute(module, name, value), do: Cnx.Module.put_attribute(module, name, value)
  def delete_attribute(module, name), do: Cnx.Module.delete_attribute(module, name)
  def has_attribute?(module, name), do: Cnx.Module.has_attribute?(module, name)

  def register_attribute(module, name, options \\ []),
    do: Cnx.Module.register_attribute(module, name, options)

  def get_last_attribute(module, name, default \\ nil) do
    case get_attribute(module, name, default) do
      [last | _] -> last
      other -> other
    end
  end

  # --- definitions ---

  def open?(module), do: Cnx.Module.open?(module)
  def create(module, quoted, _env_or_options \\ []), do: Cnx.Module.create(module, quoted)

  def eval_quoted(_module, quoted, binding \\ [], _options \\ []),
    do: Code.eval_quoted(quoted, binding)

  def defines?(module, {name, arity}),
    do:
      {name, arity} in Cnx.Module.definitions(module, :functions, true) or
        {name, arity} in Cnx.Module.definitions(module, :macros, true)

  def defines?(module, tuple, kind), do: tuple in definitions_in(module, kind)

  def definitions_in(module),
    do:
      Cnx.Module.definitions(module, :functions, true) ++
        Cnx.Module.definitions(module, :macros, true)

  def definitions_in(module, :def), do: Cnx.Module.definitions(module, :functions, false)
  def definitions_in(module, :defmacro), do: Cnx.Module.definitions(module, :macros, false)

  def definitions_in(module, :defp),
    do: Cnx.Module.definitions(module, :functions, true) -- definitions_in(module, :def)

  def definitions_in(module, :defmacrop),
    do: Cnx.Module.definitions(module, :macros, true) -- definitions_in(module, :defmacro)

  # --- what modules say of themselves ---

  def __reflect__(:__info__, module, [what]), do: info(what, module)
  def __reflect__(:__struct__, module, []), do: struct(module)
  def __reflect__(:__struct__, module, [fields]), do: struct!(module, fields)

  def __reflect__(:behaviour_info, module, [:callbacks]) do
    macros =
      for {name, arity} <- attribute(module, :macrocallback), do: {:"MACRO-#{name}", arity + 1}

    Enum.reverse(attribute(module, :callback)) ++ Enum.reverse(macros)
  end

  def __reflect__(:behaviour_info, module, [:optional_callbacks]),
    do: attribute(module, :optional_callbacks)

  def __reflect__(:module_info, module, []) do
    [module: module, exports: exports(module), attributes: [], compile: []]
  end

  def __reflect__(:module_info, module, [:module]), do: module

  def __reflect__(:module_info, module, [what]) when what in [:exports, :functions],
    do: exports(module)

  def __reflect__(:module_info, module, [:attributes]),
    do: [behaviour: Enum.reverse(attribute(module, :behaviour))]

  def __reflect__(:module_info, _module, [_what]), do: []

  defp exports(module), do: [{:module_info, 0}, {:module_info, 1} | info(:functions, module)]
  defp attribute(module, name), do: Cnx.Module.attribute(module, name) || []

  defp info(:module, module), do: module
  defp info(:macros, module), do: Cnx.Module.definitions(module, :macros, false)
  defp info(:attributes, module), do: __reflect__(:module_info, module, [:attributes])

  defp info(:functions, module) do
    functions = Cnx.Module.definitions(module, :functions, false)

    if struct?(module),
      do: Enum.uniq([{:__struct__, 0}, {:__struct__, 1} | functions]),
      else: functions
  end

  defp info(:struct, module) do
    if struct?(module) do
      defaults = struct(module)

      for field <- Cnx.Struct.fields(module),
          do: %{field: field, default: Map.get(defaults, field)}
    end
  end

  defp info(_what, _module), do: []

  defp struct?(module), do: function_exported?(module, :__struct__, 0)
end
