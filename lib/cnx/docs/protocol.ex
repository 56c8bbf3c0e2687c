# Cnx.Docs.Protocol - what h says about Protocol.
defmodule Cnx.Docs.Protocol do
  def text,
    do: ~S"""
    Functions whose implementation depends on the kind of their first argument.

    - defprotocol(name, block): Defines a protocol.
    - defimpl(protocol, options, block \\ []): Implements it `for:` a module or a list of them.
    - derive(protocol, module, options \\ []): Implements it for a struct as @derive would.
    - assert_impl!(protocol, module): Raises unless it is implemented.
    - assert_protocol!(module): Raises unless it is a protocol.
    - consolidated?(protocol): true: there is no separate step.
    """
end
