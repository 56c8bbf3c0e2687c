# Cnx.Docs.Bitwise - what h says about Bitwise.
defmodule Cnx.Docs.Bitwise do
  def text,
    do: ~S"""
    Integers as bits. `import Bitwise` brings the operators; guards may use all of them.

    - band(left, right): The bits that both have.
    - left &&& right: The bits that both have.
    - bor(left, right): The bits that either has.
    - left ||| right: The bits that either has.
    - bxor(left, right): The bits that one of them has.
    - left ^^^ right: The bits that one of them has.
    - bnot(integer): Every bit turned over.
    - ~~~integer: Every bit turned over.
    - bsl(left, right): Shifted to the left.
    - left <<< right: Shifted to the left.
    - bsr(left, right): Shifted to the right, keeping the sign.
    - left >>> right: Shifted to the right, keeping the sign.
    """
end
