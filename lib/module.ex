# Module - names of modules, and modules while they are defined.
defmodule Module do
  # --- names ---

  def concat([]), do: :"Elixir"

  def concat(names) when is_list(names),
    do:
      names
      |> Enum.reject(&is_nil/1)
      |> Enum.map_join(".", &plain/1)
      |> then(&String.to_atom("Elixir." <> &1))

  def concat(left, right)
      when (is_atom(left) or is_binary(left)) and (is_atom(right) or is_binary(right)),
      do: concat([left, right])

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

  def eval_quoted(module_or_env, quoted, binding \\ [], options \\ [])

  def eval_quoted(%{module: module}, quoted, binding, options),
    do: eval_quoted(module, quoted, binding, options)

  def eval_quoted(module, quoted, binding, _options),
    do: Cnx.Module.eval(module, quoted, binding)

  def attributes_in(module), do: Cnx.Module.attribute_names(module)

  # The clauses are as written: what macros make of them is not in them.
  def get_definition(module, {name, arity}, _options \\ []) do
    with {kind, clauses} <- Cnx.Module.clauses(module, name, arity),
         do: {:v1, kind, [], clauses}
  end

  def delete_definition(module, {name, arity}), do: Cnx.Module.delete(module, name, arity)

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

  def make_overridable(module, tuples) when is_list(tuples) do
    eval_quoted(module, quote(do: defoverridable(unquote(tuples))))
    :ok
  end

  def overridables_in(module), do: module |> Cnx.Module.overridables() |> Enum.uniq()
  def overridable?(module, {_, _} = tuple), do: tuple in overridables_in(module)

  # --- what modules say of themselves ---

  def __reflect__(:__info__, module, [what]), do: info(what, module)
  def __reflect__(:__struct__, module, []), do: struct(module)
  def __reflect__(:__struct__, module, [fields]), do: struct!(module, fields)

  def __reflect__(:behaviour_info, module, [:callbacks]),
    do: Enum.map(callbacks(module), &elem(&1, 1))

  def __reflect__(:behaviour_info, module, [:optional_callbacks]) do
    optional = Enum.concat(attribute(module, :optional_callbacks))
    for {called, callback} <- callbacks(module), called in optional, do: callback
  end

  def __reflect__(:module_info, module, []) do
    [
      module: module,
      exports: exports(module),
      attributes: attributes(module),
      compile: [],
      md5: ""
    ]
  end

  def __reflect__(:module_info, module, [:module]), do: module

  def __reflect__(:module_info, module, [what]) when what in [:exports, :functions],
    do: exports(module)

  def __reflect__(:module_info, module, [:attributes]), do: attributes(module)
  def __reflect__(:module_info, _module, [:md5]), do: ""
  def __reflect__(:module_info, _module, [_what]), do: []

  # {as called, as compiled}, the last name first.
  defp callbacks(module) do
    functions = for callback <- attribute(module, :callback), do: {callback, callback}

    macros =
      for {name, arity} <- attribute(module, :macrocallback),
          do: {{name, arity}, {:"MACRO-#{name}", arity + 1}}

    Enum.sort(functions ++ macros, :desc)
  end

  defp exports(module) do
    elixir = if elixir?(module), do: [__info__: 1], else: []

    macros = for {name, arity} <- info(:macros, module), do: {:"MACRO-#{name}", arity + 1}

    elixir ++ macros ++ info(:functions, module) ++ [module_info: 0, module_info: 1]
  end

  defp elixir?(module), do: String.starts_with?(Atom.to_string(module), "Elixir.")

  # What `persist: true` kept, and the behaviours.
  defp attributes(module) do
    kept =
      for name <- Cnx.Module.persisting(module), do: {name, List.wrap(attribute(module, name))}

    behaviours = Enum.reverse(attribute(module, :behaviour))
    if behaviours == [], do: kept, else: kept ++ [behaviour: behaviours]
  end

  defp attribute(module, name), do: Cnx.Module.attribute(module, name) || []

  defp info(:module, module), do: module

  defp info(:macros, Kernel),
    do:
      Enum.uniq(Enum.sort(Kernel.__macros__() ++ Cnx.Module.definitions(Kernel, :macros, false)))

  defp info(:macros, module), do: Cnx.Module.definitions(module, :macros, false)
  defp info(:attributes, module), do: attributes(module)
  defp info(:md5, _module), do: ""
  defp info(:compile, _module), do: []
  defp info(:deprecated, module), do: module |> Cnx.Module.deprecated() |> Enum.sort()

  defp info(:functions, Kernel) do
    macros = info(:macros, Kernel)

    for {name, _} = pair <- Cnx.Module.definitions(Kernel, :functions, false),
        pair not in macros and not String.starts_with?(Atom.to_string(name), "__"),
        do: pair
  end

  defp info(:functions, module) do
    functions = Cnx.Module.definitions(module, :functions, false)

    if struct?(module),
      do: Enum.sort(Enum.uniq([{:__struct__, 0}, {:__struct__, 1} | functions])),
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
