# What is left after a few bits begins within a byte: with a copy of it at each step this would take hours.
defmodule Rest do
  def sum(<<b::1, rest::bitstring>>, sum), do: sum(rest, sum + b)
  def sum(<<>>, sum), do: sum

  # so many bits at a time, put together again
  def again(bits, size, acc) do
    case bits do
      <<part::bitstring-size(size), rest::bitstring>> -> again(rest, rem(size * 5, 23) + 1, <<acc::bitstring, part::bitstring>>)
      last -> <<acc::bitstring, last::bitstring>>
    end
  end
end

bytes = :binary.copy(<<0, 1, 254, 77>>, 25_000)
Rest.sum(bytes, 0)                                     # => 300000
Rest.sum(<<1::1, bytes::binary, 1::2>>, 0)             # => 300002
odd = for i <- 1..3001, into: <<>>, do: <<i::7>>
for size <- 1..22, Rest.again(odd, size, "") != odd, do: size   # => []

# parts of what is left, in its middle and at its end, of other parts, and after the whole is gone
<<_::3, rest::bitstring>> = odd
<<middle::binary-size(100), more::bitstring>> = rest
<<_::5, inner::bitstring>> = middle
<<_::2, last::bitstring>> = more
{bit_size(inner), bit_size(last)}                      # => {795, 20202}
<<1::3, rest::bitstring>> = <<1::3, middle::bitstring, more::bitstring>>
rest == <<middle::bitstring, more::bitstring>>         # => true
<<_::size(20_200), same::bitstring>> = last
same                                                   # => <<1::size(2)>>
