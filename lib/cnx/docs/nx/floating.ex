# Cnx.Docs.Nx.Floating - what h says about Nx.Floating.
defmodule Cnx.Docs.Nx.Floating do
  def text,
    do: ~S"""
    Floats of few bits as bytes.

    - load_bf16(bytes): The number.
    - dump_bf16(number): The bytes.
    - load_f8(bytes): The number.
    - dump_f8(number): The bytes.
    - load_f8_e4m3fn(bytes): The number.
    - dump_f8_e4m3fn(number): The bytes.
    """
end
