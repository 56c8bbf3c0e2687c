# Inspect.Any - structs without an implementation of their own, and @derive {Inspect, options}.
defmodule Inspect.Any do
  import Inspect.Algebra

  # With `only:` or `except:` the other fields are left out and the struct is shown as
  # #Name<...>; with `optional:` fields are left out while they have their default.
  defmacro __deriving__(module, struct, options) do
    fields = Map.keys(struct) -- [:__struct__, :__exception__]
    only = Keyword.get(options, :only, fields)
    shown = Enum.filter(fields, &(&1 in only and &1 not in Keyword.get(options, :except, [])))
    optional = Keyword.get(options, :optional, [])

    quote do
      defimpl Inspect, for: unquote(module) do
        def inspect(struct, options) do
          Inspect.Any.__inspect__(
            struct,
            unquote(shown),
            unquote(optional),
            unquote(shown == fields),
            options
          )
        end
      end
    end
  end

  def __inspect__(%{__struct__: module} = struct, shown, optional, all?, options) do
    defaults = struct(module)

    shown =
      Enum.reject(Cnx.Struct.fields(module), fn key ->
        key not in shown or (key in optional and Map.get(struct, key) == Map.get(defaults, key))
      end)

    name = Kernel.inspect(module)

    {open, shown, close} =
      if all?, do: {"%#{name}{", shown, "}"}, else: {"##{name}<", shown ++ [:...], ">"}

    container_doc(
      color(open, :map, options),
      shown,
      color(close, :map, options),
      options,
      &field(struct, &1, &2),
      break: :strict,
      separator: color(",", :map, options)
    )
  end

  defp field(_struct, :..., _options), do: "..."
  defp field(struct, key, options), do: Inspect.List.keyword({key, Map.get(struct, key)}, options)

  def inspect(%{__struct__: module} = struct, options) do
    if function_exported?(module, :__struct__, 0) and
         Map.keys(module.__struct__()) == Map.keys(struct),
       do: __inspect__(struct, Cnx.Struct.fields(module), [], true, options),
       else: Inspect.Map.inspect(struct, options)
  end

  defdelegate inspect(map, name, infos, options), to: Inspect.Map
end
