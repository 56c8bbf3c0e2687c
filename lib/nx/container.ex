# Nx.Container - which fields of a struct hold tensors: those named by `@derive {Nx.Container, ...}`.
defmodule Nx.Container do
  # {fields with tensors, fields that are kept}; ArgumentError for structs that do not say.
  def fields(module, struct) do
    case Cnx.Struct.derived(module, Nx.Container) do
      nil ->
        raise Protocol.UndefinedError,
          protocol: Nx.LazyContainer,
          value: struct,
          description: "data-structures given to defn/Nx must implement either Nx.LazyContainer or Nx.Container"

      opts ->
        {opts[:containers] || [], opts[:keep] || []}
    end
  end
end
