# PNG, WAV and IDX headers: bitstrings built, matched and generated.
defmodule Png do
  @sig <<137, "PNG", 13, 10, 26, 10>>
  def make(w, h, pixels) do
    ihdr = <<w::32, h::32, 8, 0, 0, 0, 0>>

    @sig <>
      chunk("IHDR", ihdr) <> chunk("tEXt", "k\0v") <> chunk("IDAT", pixels) <> chunk("IEND", "")
  end

  defp chunk(type, data),
    do:
      <<byte_size(data)::32, type::binary-size(4), data::binary, :erlang.crc32(type <> data)::32>>

  def parse(<<@sig, rest::binary>>), do: {:ok, chunks(rest, [])}
  def parse(_), do: {:error, :not_png}
  defp chunks(<<>>, acc), do: Enum.reverse(acc)

  defp chunks(<<n::32, type::binary-size(4), data::binary-size(n), crc::32, rest::binary>>, acc) do
    ok = crc == :erlang.crc32([type, data])
    chunks(rest, [{type, decode(type, data), ok} | acc])
  end

  defp decode("IHDR", <<w::32, h::32, d, ct, _::24>>), do: %{w: w, h: h, depth: d, color: ct}
  defp decode("tEXt", d), do: :binary.split(d, <<0>>)
  defp decode(_, d), do: byte_size(d)
end

png = Png.make(3, 2, <<0, 1, 2, 3, 0, 4, 5, 6>>)
IO.inspect(Png.parse(png))
IO.inspect(Png.parse("nope"))
IO.inspect(png, limit: 12)
IO.inspect(Base.encode16(binary_part(png, 0, 8), case: :lower))

defmodule Wav do
  def build(samples) do
    data = for s <- samples, into: <<>>, do: <<round(s * 32767)::little-signed-16>>

    <<"RIFF", 36 + byte_size(data)::little-32, "WAVE", "fmt ", 16::little-32, 1::little-16,
      1::little-16, 8000::little-32, 16000::little-32, 2::little-16, 16::little-16, "data",
      byte_size(data)::little-32, data::binary>>
  end

  def read(
        <<"RIFF", _::little-32, "WAVE", "fmt ", 16::little-32, fmt::binary-16, "data",
          n::little-32, data::binary-size(n)>>
      ) do
    <<1::little-16, ch::little-16, rate::little-32, _::little-32, _::16, bits::little-16>> = fmt
    {ch, rate, bits, for(<<s::little-signed-16 <- data>>, do: s)}
  end
end

wav = Wav.build([0.0, 0.5, -1.0, 1.0])
IO.inspect(Wav.read(wav))

idx = <<0, 0, 8, 3, 2::32, 2::32, 2::32, 1, 2, 3, 4, 5, 6, 1, 2>>
<<0, 0, type, rank, rest::binary>> = idx
{dims, data} = Enum.split(for(<<x::32 <- binary_part(rest, 0, rank * 4)>>, do: x), rank)

IO.inspect(
  {type, rank, dims, data,
   for(<<b <- binary_part(rest, rank * 4, 8)>>, do: b) |> Enum.chunk_every(2)}
)

<<a::3, b::5, c::4, d::bitstring>> = <<0b10110011, 0b01011111, 1::3>>
IO.inspect({a, b, c, d, bit_size(d)})
IO.inspect(<<1::1, 0::1, 1::6>>)
IO.inspect(<<3.14::float-32>>)
IO.inspect(<<"héllo"::utf16>>)
IO.inspect(for <<c::utf8 <- "añ€😀">>, do: c)
<<x::float-little-64>> = <<0, 0, 0, 0, 0, 0, 240, 63>>
IO.inspect(x)
IO.inspect(for <<r::8, g::8, (b::8 <- <<1, 2, 3, 4, 5, 6, 7>>)>>, do: {r, g, b})
IO.inspect(for(<<(b::1 <- <<5>>)>>, into: "", do: if(b == 1, do: "#", else: ".")))

varint = fn f, n ->
  if n < 128, do: <<n>>, else: <<1::1, n::7, f.(f, Bitwise.>>>(n, 7))::binary>>
end

IO.inspect(varint.(varint, 300))
IO.inspect(:binary.bin_to_list(<<1, 2, 3>>))
IO.inspect(:binary.encode_unsigned(65536))
IO.inspect(:binary.decode_unsigned(<<1, 0, 0>>))
IO.inspect(:binary.matches("abcabc", "bc"))

try do
  <<x::8, _::binary>> = ""
  IO.inspect(x)
rescue
  e -> IO.puts(Exception.message(e))
end

try do
  <<300::utf8, "x"::binary>>
rescue
  e -> IO.puts(Exception.message(e))
end

s = 5
<<h::binary-size(s - 2), t::binary>> = "hello"
IO.inspect({h, t})
IO.inspect(<<1, 2, 3>> <> <<4>>)
IO.inspect(match?(<<_::16>>, "ab"))
IO.inspect(String.valid?(<<255>>))
IO.inspect("a\0b")
IO.inspect(<<0, 255>>, binaries: :as_strings)
IO.inspect("abc", binaries: :as_binaries)
IO.inspect(inspect(<<1::size(12)>>))
