# A binary protocol: frames with headers, varints, checksums; building and parsing bit by bit.
defmodule Frame do
  import Bitwise
  @magic 0xCAFE
  @types %{ping: 0, data: 1, ack: 2, close: 7}
  @names Map.new(@types, fn {k, v} -> {v, k} end)

  @enforce_keys [:type]
  defstruct type: :ping, flags: [], sequence: 0, payload: <<>>

  @flags [compressed: 0b001, urgent: 0b010, last: 0b100]

  def encode(%__MODULE__{} = f) do
    flags = Enum.reduce(f.flags, 0, &(Keyword.fetch!(@flags, &1) ||| &2))

    body =
      <<@types[f.type]::4, flags::3, 0::1, f.sequence::unsigned-big-24,
        varint(byte_size(f.payload))::binary, f.payload::binary>>

    <<@magic::16, body::binary, checksum(body)::little-32>>
  end

  def decode(<<@magic::16, rest::binary>>) when byte_size(rest) >= 9 do
    size = byte_size(rest) - 4
    <<body::binary-size(size), sum::little-unsigned-32>> = rest

    with {:sum, ^sum} <- {:sum, checksum(body)},
         <<type::4, flags::3, _::1, sequence::24, tail::binary>> <- body,
         {:ok, name} <- Map.fetch(@names, type),
         {:ok, length, payload} <- read_varint(tail),
         true <- length == byte_size(payload) do
      {:ok,
       %__MODULE__{
         type: name,
         flags: for({k, bit} <- @flags, (flags &&& bit) != 0, do: k),
         sequence: sequence,
         payload: payload
       }}
    else
      {:sum, wrong} -> {:error, {:checksum, Integer.to_string(wrong, 16)}}
      :error -> {:error, :type}
      false -> {:error, :length}
      :incomplete -> {:error, :varint}
    end
  end

  def decode(<<magic::16, _::binary>>) when magic != @magic, do: {:error, {:magic, <<magic::16>>}}
  def decode(bits) when is_bitstring(bits), do: {:error, {:short, bit_size(bits)}}

  def varint(n) when n < 128, do: <<n>>
  def varint(n), do: <<1::1, n &&& 127::7, varint(n >>> 7)::binary>>

  def read_varint(bits, shift \\ 0, acc \\ 0)
  def read_varint(<<0::1, n::7, rest::binary>>, shift, acc), do: {:ok, acc + (n <<< shift), rest}

  def read_varint(<<1::1, n::7, rest::binary>>, shift, acc),
    do: read_varint(rest, shift + 7, acc + (n <<< shift))

  def read_varint(_, _, _), do: :incomplete

  defp checksum(binary) do
    for <<b <- binary>>, reduce: 1 do
      acc -> rem(acc * 31 + b, 0xFFFFFFFB)
    end
  end
end

defmodule Pixels do
  def pack(pixels), do: for({r, g, b} <- pixels, into: <<>>, do: <<r::5, g::6, b::5>>)
  def unpack(bits), do: for(<<r::5, g::6, b::5 <- bits>>, do: {r, g, b})
  def floats(list), do: for(f <- list, into: "", do: <<f::float-32-little>>)
end

defmodule Dns do
  def question(name, type) do
    labels =
      for label <- String.split(name, "."), into: <<>>, do: <<byte_size(label)::8, label::binary>>

    <<labels::binary, 0, type(type)::16, 1::16>>
  end

  def parse(bin, labels \\ [])

  def parse(<<0, type::16, class::16, rest::bitstring>>, labels),
    do: {labels |> Enum.reverse() |> Enum.join("."), type, class, rest}

  def parse(<<len, label::binary-size(len), rest::binary>>, labels),
    do: parse(rest, [label | labels])

  defp type(:a), do: 1
  defp type(:aaaa), do: 28
end

defmodule Main do
  def run do
    frames = [
      %Frame{type: :ping},
      %Frame{type: :data, flags: [:last, :urgent], sequence: 70_000, payload: "héllo"},
      %Frame{type: :data, payload: String.duplicate("x", 300), flags: [:compressed]},
      %Frame{type: :close, sequence: 16_777_215}
    ]

    for frame <- frames do
      bytes = Frame.encode(frame)
      IO.inspect(bytes, limit: 14)
      IO.puts(bytes |> Base.encode16(case: :lower) |> String.slice(0, 40))
      {:ok, back} = Frame.decode(bytes)

      IO.inspect(
        back == %{
          frame
          | flags:
              Enum.sort_by(
                frame.flags,
                &Enum.find_index([:compressed, :urgent, :last], fn f -> f == &1 end)
              )
        }
      )

      IO.inspect(back, printable_limit: 10)
    end

    good = Frame.encode(hd(frames))
    <<front::binary-size(4), byte, rest::binary>> = good
    IO.inspect(Frame.decode(<<front::binary, Bitwise.bxor(byte, 1), rest::binary>>))
    IO.inspect(Frame.decode(<<1, 2, 3>>))
    IO.inspect(Frame.decode(<<0xCAFE::16, 1::3>>))
    IO.inspect(Frame.decode(<<>>))
    IO.inspect(for n <- [0, 127, 128, 300, 1_000_000, 1_000_000_000_000], do: Frame.varint(n))

    IO.inspect(
      for n <- [0, 127, 128, 300, 12_345_678_901_234],
          do: n |> Frame.varint() |> Frame.read_varint()
    )

    IO.inspect(Frame.read_varint(<<255>>))

    pixels = [{31, 63, 0}, {1, 2, 3}, {0, 0, 31}]
    packed = Pixels.pack(pixels)
    IO.inspect({packed, Pixels.unpack(packed) == pixels})
    IO.inspect(Pixels.floats([1.0, -2.5, 0.1]))
    IO.inspect(<<1::1, 0::2, 5::5, 3::3>>)
    IO.inspect(bit_size(<<1::1, 0::2>>))
    IO.inspect(<<-1::16, -2::signed-little-16, 1.5::float, ?é::utf16, "€"::utf8, ?𝄞::utf32>>)

    question = Dns.question("www.example.org", :aaaa)
    IO.inspect(Dns.parse(question <> <<1, 2>>))
    <<a::binary-size(3), b::bytes-size(2), c::bits>> = "abcdefg"
    IO.inspect({a, b, c})
    <<sign::1, exponent::11, fraction::52>> = <<-0.15625::float-64>>
    IO.inspect({sign, exponent - 1023, Integer.to_string(fraction, 2)})
    <<x::integer-signed-8, y::unsigned-8, z::signed-little-32>> = <<255, 255, 254, 255, 255, 255>>
    IO.inspect({x, y, z})

    for fun <- [
          fn -> <<300::8, "a"::binary>> end,
          fn -> <<0xD800::utf8>> end,
          fn -> (fn s -> <<s::binary-size(5)>> end).("abc") end,
          fn -> Dns.parse(<<5, "ab">>) end
        ] do
      try do
        IO.inspect(fun.())
      rescue
        e ->
          IO.puts(
            "#{inspect(e.__struct__)}: #{e |> Exception.message() |> String.split("\n") |> hd() |> String.replace(~r/^construction of binary failed: .*$/, "construction failed")}"
          )
      end
    end
  end
end

Main.run()
