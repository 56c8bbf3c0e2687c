# Cnx.Docs.Base - what h says about Base.
defmodule Cnx.Docs.Base do
  def text,
    do: ~S"""
    Bytes as digits and letters, and back. Functions that decode give {:ok, bytes} or :error; those with ! raise ArgumentError.

    - encode16(bytes, options \\ []): Hexadecimal; `case:` is :upper or :lower.
    - decode16(text, options \\ []): The bytes of hexadecimal; `case:` may be :mixed, too.
    - decode16!(text, options \\ []): The bytes of hexadecimal.
    - encode32(bytes, options \\ []): 32 letters; `padding: false` leaves out the = at the end.
    - decode32(text, options \\ []): The bytes of 32 letters.
    - decode32!(text, options \\ []): The bytes of 32 letters.
    - hex_encode32(bytes, options \\ []): 32 letters in the extended hexadecimal alphabet.
    - hex_decode32(text, options \\ []): The bytes of that.
    - hex_decode32!(text, options \\ []): The bytes of that.
    - encode64(bytes, options \\ []): 64 letters; `padding: false` leaves out the = at the end.
    - decode64(text, options \\ []): The bytes of 64 letters; `ignore: :whitespace` passes over blanks.
    - decode64!(text, options \\ []): The bytes of 64 letters.
    - url_encode64(bytes, options \\ []): 64 letters that need no escape in addresses.
    - url_decode64(text, options \\ []): The bytes of that.
    - url_decode64!(text, options \\ []): The bytes of that.
    """
end
