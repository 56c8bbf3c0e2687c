# Nx.TemplateBackend - where tensors live that have a type and a shape, and no elements.
defmodule Nx.TemplateBackend do
  defstruct []
end
