# Cnx.Docs.Safetensors - what h says about Safetensors.
defmodule Cnx.Docs.Safetensors do
  def text,
    do: ~S"""
    Files of named tensors.

    - read!(path, opts \\ []): %{name => tensor}; `lazy: true` reads each when it is used.
    - load!(bytes): The same of bytes.
    - write!(path, tensors): Writes %{name => tensor}.
    - dump(tensors): The bytes of %{name => tensor}.
    """
end
