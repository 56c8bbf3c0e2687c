# Bytes on a wire: headers of bits, labels, variable-length numbers, tag-length-value, floats and UTF-16.
import Bitwise

defmodule Wire do
  def header(
        <<id::16, qr::1, op::4, aa::1, tc::1, rd::1, ra::1, z::3, rcode::4, qd::16, an::16,
          ns::16, ar::16, rest::binary>>
      ) do
    {%{
       id: id,
       qr: qr,
       op: op,
       aa: aa,
       tc: tc,
       rd: rd,
       ra: ra,
       z: z,
       rcode: rcode,
       counts: {qd, an, ns, ar}
     }, rest}
  end

  def name(<<0, rest::binary>>, acc), do: {acc |> Enum.reverse() |> Enum.join("."), rest}
  def name(<<n, label::binary-size(n), rest::binary>>, acc), do: name(rest, [label | acc])

  def encode_name(name),
    do: for(l <- String.split(name, "."), into: <<>>, do: <<byte_size(l), l::binary>>) <> <<0>>

  def varint(n) when n < 128, do: <<n>>
  def varint(n), do: <<1::1, rem(n, 128)::7, varint(div(n, 128))::binary>>
  def unvarint(bin, acc \\ 0, shift \\ 0)

  def unvarint(<<1::1, b::7, rest::bits>>, acc, s),
    do: unvarint(rest, acc + Bitwise.bsl(b, s), s + 7)

  def unvarint(<<0::1, b::7, rest::bits>>, acc, s), do: {acc + Bitwise.bsl(b, s), rest}
  def tlv(<<t::8, l::24-little, v::binary-size(l), rest::binary>>), do: [{t, v} | tlv(rest)]
  def tlv(<<>>), do: []
  def tlv(junk), do: [{:junk, junk}]
end

packet =
  <<0xBEEF::16, 0::1, 0::4, 1::1, 0::1, 1::1, 0::1, 0::3, 3::4, 1::16, 0::48>> <>
    Wire.encode_name("www.example.org") <> <<1::16, 1::16>>

IO.inspect(packet, limit: :infinity)
{h, rest} = Wire.header(packet)
IO.inspect(h)
{name, <<type::16, class::16>>} = Wire.name(rest, [])
IO.inspect({name, type, class})

for n <- [0, 1, 127, 128, 300, 16384, 1 <<< 70 |> then(& &1)] |> Enum.map(& &1) do
  v = Wire.varint(n)
  IO.inspect({n, v, Wire.unvarint(v <> "x")})
end

IO.inspect(Wire.tlv(<<1, 3::24-little, "abc", 2, 0::24, 9, 5::24-little, "xy">>))
<<sign::1, exp::11, frac::52>> = <<-0.15625::float>>
IO.inspect({sign, exp - 1023, frac})
IO.inspect(<<1.5::float-32-little>>)
IO.inspect(for <<r::5, g::6, (b::5 <- <<0xF800::16, 0x07E0::16, 0x001F::16>>)>>, do: {r, g, b})
IO.inspect(for <<c::utf8 <- "héllo€😀">>, do: c)
IO.inspect(for(<<c::utf8 <- "h€😀">>, into: <<>>, do: <<c::utf16>>))

IO.inspect(<<3::3, 5::5, 1::1>>)
IO.inspect(bit_size(<<1::7, 2::2>>))
IO.inspect(<<"abc", 0xFF, "d">>)
IO.inspect("abc" <> <<0>>)
IO.inspect(Base.encode16(:binary.copy(<<0xAB>>, 5)))
IO.inspect(:binary.matches("abcabcab", ["ab", "c"]))
IO.inspect(:binary.decode_unsigned(<<1, 0, 0, 0, 0, 0, 0, 0, 0>>))
IO.inspect(:erlang.crc32("IEND"))
IO.inspect(<<-1::signed-16>> == <<0xFFFF::16>>)

<<a::signed-8, b::unsigned-8, c::little-signed-32, d::bitstring>> =
  <<200, 200, 254, 255, 255, 255, 1::3>>

IO.inspect({a, b, c, d})

case <<1, 2, 3>> do
  <<n, rest::binary-size(n)-unit(16)>> -> IO.inspect({:u, rest})
  _ -> IO.puts("none")
end

x = 4
IO.inspect(match?(<<_::size(x), _::bits>>, <<1>>))

IO.inspect(
  try do
    <<256::size(-x)>>
  rescue
    e -> e.__struct__
  end
)

at = :a

IO.inspect(
  try do
    <<"é"::utf8, at>>
  rescue
    e -> Exception.message(e)
  end
)

IO.inspect(
  try do
    <<1.5 + 0::integer>>
  rescue
    e -> Exception.message(e)
  end
)
