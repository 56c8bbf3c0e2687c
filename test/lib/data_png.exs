# Cnx.Data.png: pictures as tensors of height, width and channels.
path = Path.join(System.tmp_dir!(), "cnx_png_#{System.pid()}")
same = fn t -> Cnx.Data.write_png(path, t); Cnx.Data.png(path) == t end
for channels <- 1..4, type <- [:u8, :u16], do: same.(Nx.as_type(Nx.multiply(Nx.iota({5, 7, channels}), 97), type)) # => List.duplicate(true, 8)
Cnx.Data.write_png(path, Nx.u8([[0, 255], [1, 2]]))
Cnx.Data.png(path)                                    # => Nx.u8([[[0], [255]], [[1], [2]]])

# colours of a palette and of few bits become what they stand for; 1 bit a pixel, a palette of two
crc = fn bytes -> Enum.reduce(:binary.bin_to_list(bytes), 0xffffffff, fn byte, sum -> Enum.reduce(1..8, Bitwise.bxor(sum, byte), fn _, x -> if Bitwise.band(x, 1) == 1, do: Bitwise.bxor(Bitwise.bsr(x, 1), 0xedb88320), else: Bitwise.bsr(x, 1) end) end) |> Bitwise.bxor(0xffffffff) end
chunk = fn kind, data -> <<byte_size(data)::32>> <> kind <> data <> <<crc.(kind <> data)::32>> end
packed = <<0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0b01000000, 66::16, 65::16>>
picture = fn colours, between -> <<137, "PNG\r\n", 26, 10>> <> chunk.("IHDR", <<2::32, 1::32, 1, colours, 0, 0, 0>>) <> between <> chunk.("IDAT", packed) <> chunk.("IEND", "") end
read = fn bytes -> File.write!(path, bytes); Cnx.Data.png(path) |> Nx.to_list() end
read.(picture.(0, ""))                                # => [[[0], [255]]]
read.(picture.(3, chunk.("PLTE", <<1, 2, 3, 4, 5, 6>>))) # => [[[1, 2, 3], [4, 5, 6]]]
read.(picture.(3, chunk.("PLTE", <<1, 2, 3, 4, 5, 6>>) <> chunk.("tRNS", <<9>>))) # => [[[1, 2, 3, 9], [4, 5, 6, 255]]]
File.rm!(path)                                        # => :ok

Cnx.Data.write_png(path, Nx.tensor([[1]]))            # error: (ArgumentError) expected a picture, u8 or u16 of height, width and 1 to 4 channels, got: s32[1][1]
Cnx.Data.write_png(path, Nx.u8([1]))                  # error: (ArgumentError) expected a picture, u8 or u16 of height, width and 1 to 4 channels, got: u8[1]
Cnx.Data.write_png(path, Nx.broadcast(Nx.u8(1), {1, 1, 5})) # error: (ArgumentError) expected a picture, u8 or u16 of height, width and 1 to 4 channels, got: u8[1][1][5]
File.exists?(path)                                    # => false
