# NimbleOptions - options checked against a schema: a keyword list from names to what their values
# must be. The texts of errors are those of version 1.1.
defmodule NimbleOptions do
  alias NimbleOptions.ValidationError

  defstruct schema: []

  # Types that may carry the schema of their keys: {type, keys}.
  @keyed [:keyword_list, :non_empty_keyword_list, :map]

  # --- the interface ---

  def new!(schema) when is_list(schema) do
    case check_all(schema, schema_of_schemas(), []) do
      {:ok, schema} ->
        %NimbleOptions{schema: schema}

      {:error, error} ->
        raise ArgumentError, "invalid NimbleOptions schema. Reason: #{Exception.message(error)}"
    end
  end

  def validate(options, %NimbleOptions{schema: schema}), do: check_all(options, schema, [])

  def validate(options, schema) when (is_list(options) or is_map(options)) and is_list(schema),
    do: validate(options, new!(schema))

  def validate!(options, schema) do
    case validate(options, schema) do
      {:ok, options} -> options
      {:error, error} -> raise error
    end
  end

  def docs(schema, options \\ [])

  def docs(%NimbleOptions{schema: schema}, options),
    do: NimbleOptions.Docs.generate(schema, options)

  def docs(schema, options) when is_list(schema) and is_list(options),
    do: NimbleOptions.Docs.generate(schema, options)

  def option_typespec(%NimbleOptions{schema: schema}), do: option_typespec(schema)
  def option_typespec(schema) when is_list(schema), do: NimbleOptions.Spec.of(schema)

  # --- options against a schema ---

  defp check_all(options, schema, path) when is_map(options) do
    with {:ok, options} <- check_all(Map.to_list(options), schema, path),
         do: {:ok, Map.new(options)}
  end

  defp check_all(options, schema, path) when is_function(schema, 0),
    do: check_all(options, schema.(), path)

  defp check_all(options, schema, path) do
    schema = if any = schema[:*], do: Enum.map(options, fn {k, _} -> {k, any} end), else: schema

    result =
      with :ok <- check_known(options, schema),
           do: check_each(schema, options, Keyword.keys(options))

    with {:error, %ValidationError{keys_path: inner} = error} <- result,
         do: {:error, %{error | keys_path: path ++ inner}}
  end

  defp check_known(options, schema) do
    known = Keyword.keys(schema)

    case Keyword.keys(options) -- known do
      [] ->
        :ok

      keys ->
        error(keys, nil, "unknown options #{inspect(keys)}, valid options are: #{inspect(known)}")
    end
  end

  defp check_each([], options, _given), do: {:ok, options}

  defp check_each([{key, option} | rest], options, given) do
    case {Keyword.fetch(options, key), Keyword.fetch(option, :default)} do
      {{:ok, value}, _} ->
        if text = option[:deprecated], do: IO.warn("#{name(key)} is deprecated. " <> text)
        check_option(key, value, option, rest, options, given)

      {:error, {:ok, default}} ->
        check_option(key, default, option, rest, Keyword.put(options, key, default), given)

      {:error, :error} ->
        if option[:required],
          do:
            error(
              key,
              nil,
              "required #{name(key)} not found, received options: #{inspect(given)}"
            ),
          else: check_each(rest, options, given)
    end
  end

  defp check_option(key, value, option, rest, options, given) do
    with {:ok, value} <- check(Keyword.get(option, :type, :any), key, value),
         {:ok, value} <- check_keys(option[:keys], key, value),
         do: check_each(rest, Keyword.update(options, key, value, fn _ -> value end), given)
  end

  defp check_keys(nil, _key, value), do: {:ok, value}
  defp check_keys(keys, key, value), do: check_all(value, keys, [key])

  # --- a value against a type ---

  # What is expected of a value of a simple type, or nil when it is that.
  defp expected(:integer, value), do: unless(is_integer(value), do: "integer")

  defp expected(:non_neg_integer, value),
    do: unless(is_integer(value) and value >= 0, do: "non negative integer")

  defp expected(:pos_integer, value),
    do: unless(is_integer(value) and value > 0, do: "positive integer")

  defp expected(:float, value), do: unless(is_float(value), do: "float")
  defp expected(:atom, value), do: unless(is_atom(value), do: "atom")
  defp expected(:string, value), do: unless(is_binary(value), do: "string")
  defp expected(:boolean, value), do: unless(is_boolean(value), do: "boolean")
  defp expected(:pid, value), do: unless(is_pid(value), do: "pid")
  defp expected(:reference, value), do: unless(is_reference(value), do: "reference")

  defp expected(:timeout, value),
    do:
      unless(value == :infinity or (is_integer(value) and value >= 0),
        do: "non-negative integer or :infinity"
      )

  defp expected(:mfa, value),
    do:
      unless(
        value == nil or match?({m, f, a} when is_atom(m) and is_atom(f) and is_list(a), value),
        do: "tuple {mod, fun, args}"
      )

  defp expected(:mod_arg, value),
    do: unless(match?({module, _} when is_atom(module), value), do: "tuple {mod, arg}")

  defp expected(:keyword_list, value), do: unless(keywords?(value), do: "keyword list")

  defp expected(:non_empty_keyword_list, value),
    do: unless(keywords?(value) and value != [], do: "non-empty keyword list")

  defp expected({:in, choices}, value),
    do: unless(value in choices, do: "one of #{inspect(choices)}")

  defp expected({:struct, module}, value),
    do: unless(is_struct(value) and value.__struct__ == module, do: inspect(module))

  defp expected({:list, _}, value), do: unless(is_list(value), do: "list")
  defp expected({:map, _, _}, value), do: unless(is_map(value), do: "map")

  defp expected({:tuple, types}, value) do
    cond do
      not is_tuple(value) -> "tuple"
      tuple_size(value) != length(types) -> "tuple with #{length(types)} elements"
      true -> nil
    end
  end

  defp expected({:fun, arity}, value) do
    text = "function of arity #{arity}"

    cond do
      is_function(value, arity) -> nil
      is_function(value) -> {text, "function of arity #{elem(Function.info(value, :arity), 1)}"}
      true -> text
    end
  end

  defp expected(_type, _value), do: nil

  defp check(nil, key, value) when value != nil, do: wrong(key, value, "nil", inspect(value))
  defp check(:map, key, value), do: check({:map, :atom, :any}, key, value)
  defp check({:or, types}, key, value), do: check_any(types, key, value, [])

  defp check({:custom, module, function, args}, key, value) do
    case apply(module, function, [value | args]) do
      {:ok, value} ->
        {:ok, value}

      {:error, text} when is_binary(text) ->
        error(key, value, "invalid value for #{name(key)}: " <> text)

      other ->
        raise "custom validation function #{inspect(module)}.#{function}/#{length(args) + 1} " <>
                "must return {:ok, value} or {:error, message}, got: #{inspect(other)}"
    end
  end

  # With the keys inside: a type that stands in :or and :list alone.
  defp check({type, keys}, key, value) when type in @keyed do
    with {:ok, value} <- check(type, key, value), do: check_all(value, keys, [key])
  end

  defp check(type, key, value) do
    case expected(type, value) do
      nil -> check_parts(type, key, value)
      {text, got} -> wrong(key, value, text, got)
      text -> wrong(key, value, text, inspect(value))
    end
  end

  defp check_any([type | types], key, value, errors) do
    case check(type, key, value) do
      {:ok, value} -> {:ok, value}
      {:error, error} -> check_any(types, key, value, [error | errors])
    end
  end

  defp check_any([], key, value, errors) do
    error(
      key,
      value,
      "expected #{name(key)} to match at least one given type, but didn't match any. Here are the " <>
        "reasons why it didn't match each of the allowed types:\n\n" <>
        Enum.map_join(errors, "\n", &("  * " <> Exception.message(&1)))
    )
  end

  defp check_parts({:list, {type, keys}}, key, list) when type in @keyed do
    parts(Enum.with_index(list), key, list, "list", fn {value, index} ->
      with {:ok, value} <- check(type, {:part, :list, index}, value),
           {:error, error} <- check_all(value, keys, [key]),
           do: {:error, "list element at position #{index}", error}
    end)
  end

  defp check_parts({:list, type}, key, list) do
    parts(Enum.with_index(list), key, list, "list", fn {value, index} ->
      check(type, {:part, :list, index}, value)
    end)
  end

  defp check_parts({:tuple, types}, key, tuple) do
    values = types |> Enum.zip(Tuple.to_list(tuple)) |> Enum.with_index()

    with {:ok, values} <-
           parts(values, key, tuple, "tuple", fn {{type, value}, index} ->
             check(type, {:part, :tuple, index}, value)
           end),
         do: {:ok, List.to_tuple(values)}
  end

  defp check_parts({:map, keys, values}, key, map) do
    with {:ok, pairs} <-
           parts(map, key, map, "map", fn {k, v} ->
             with {:ok, k} <- check(keys, {:part, :key}, k),
                  {:ok, v} <- check(values, {:part, :value, k}, v),
                  do: {:ok, {k, v}}
           end),
         do: {:ok, Map.new(pairs)}
  end

  defp check_parts(_type, _key, value), do: {:ok, value}

  defp parts(values, key, whole, kind, check) do
    values
    |> Enum.reduce_while([], fn value, checked ->
      case check.(value) do
        {:ok, value} -> {:cont, [value | checked]}
        {:error, error} -> {:halt, {kind, error}}
        {:error, place, error} -> {:halt, {place, error}}
      end
    end)
    |> case do
      {kind, error} -> error(key, whole, "invalid #{kind} in #{name(key)}: #{error.message}")
      checked -> {:ok, Enum.reverse(checked)}
    end
  end

  defp keywords?(value),
    do: is_list(value) and Enum.all?(value, &match?({key, _} when is_atom(key), &1))

  # --- errors ---

  defp wrong(key, value, expected, got),
    do: error(key, value, "invalid value for #{name(key)}: expected #{expected}, got: #{got}")

  defp error(key, value, text),
    do: {:error, %ValidationError{key: key, value: value, message: text}}

  defp name({:part, :key}), do: "map key"
  defp name({:part, :value, key}), do: "map key #{inspect(key)}"
  defp name({:part, kind, index}), do: "#{kind} element at position #{index}"
  defp name(key), do: inspect(key) <> " option"

  # --- the schema of schemas ---

  @simple [
    :any,
    :keyword_list,
    :non_empty_keyword_list,
    :map,
    :atom,
    :integer,
    :non_neg_integer,
    :pos_integer,
    :float,
    :mfa,
    :mod_arg,
    :string,
    :boolean,
    :timeout,
    :pid,
    :reference,
    nil
  ]

  @compound [
    "{:fun, arity}",
    "{:in, choices}",
    "{:or, subtypes}",
    "{:custom, mod, fun, args}",
    "{:list, subtype}",
    "{:tuple, list_of_subtypes}",
    "{:map, key_type, value_type}",
    "{:struct, struct_name}"
  ]

  def schema_of_schemas do
    text_or_false = {:or, [:string, {:in, [false]}]}

    [
      *: [
        type: :keyword_list,
        keys: [
          type: [type: {:custom, NimbleOptions, :check_type, []}, default: :any],
          required: [type: :boolean, default: false],
          default: [type: :any],
          keys: [type: :keyword_list, keys: &NimbleOptions.schema_of_schemas/0],
          deprecated: [type: :string],
          doc: [type: text_or_false],
          subsection: [type: :string],
          type_doc: [type: text_or_false],
          type_spec: [type: :any]
        ]
      ]
    ]
  end

  def check_type(type) do
    case known_type(type) do
      :ok -> {:ok, type}
      {:error, text} -> {:error, text}
    end
  end

  defp known_type(type) when type in @simple, do: :ok
  defp known_type({:fun, arity}) when is_integer(arity) and arity >= 0, do: :ok
  # Any enumerable may hold the choices, so there is nothing to check.
  defp known_type({:in, _choices}), do: :ok
  defp known_type({:custom, m, f, a}) when is_atom(m) and is_atom(f) and is_list(a), do: :ok
  defp known_type({:struct, module}) when is_atom(module), do: :ok

  defp known_type({:struct, other}),
    do: {:error, "invalid struct_name for :struct, expected atom, got #{inspect(other)}"}

  defp known_type({:or, types}) when is_list(types) do
    types
    |> Enum.reject(&match?({type, _keys} when type in @keyed, &1))
    |> known_types("invalid type given to :or type: ")
  end

  defp known_type({:list, {type, keys}}) when type in @keyed and is_list(keys), do: :ok
  defp known_type({:list, type}), do: known_types([type], "invalid subtype given to :list type: ")

  defp known_type({:tuple, types}) when is_list(types),
    do: known_types(types, "invalid subtype given to :tuple type: ")

  defp known_type({:map, key, value}) do
    with :ok <- known_types([key], "invalid key_type for :map type: "),
         do: known_types([value], "invalid value_type for :map type: ")
  end

  defp known_type(type) do
    available = Enum.join(Enum.map(@simple, &inspect/1) ++ @compound, ", ")
    {:error, "unknown type #{inspect(type)}.\n\nAvailable types: #{available}"}
  end

  defp known_types(types, front) do
    Enum.find_value(types, :ok, fn type ->
      with :ok <- known_type(type), do: nil, else: ({:error, text} -> {:error, front <> text})
    end)
  end
end
