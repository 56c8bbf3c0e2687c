# What a file asks for in memory before it is known to be in order: at most twice the file's size. Each file
# here has 4 MB and one thing wrong; the peak of a process that refuses it is held against one that
# reads a small file of its kind.
. test/cli/prelude
[ -z "$CNX_TEST_HARD" ] || exit 77 # sanitizers keep what is freed

cat > "$tmp/make.exs" << 'END_OF_FILE'
[folder] = System.argv()
size = 4_000_000
write = fn name, data -> File.write!(Path.join(folder, name), data) end
patch = fn bytes, at, new ->
  rest = binary_part(bytes, at + byte_size(new), byte_size(bytes) - at - byte_size(new))
  binary_part(bytes, 0, at) <> new <> rest
end
cut = fn bytes -> binary_part(bytes, 0, byte_size(bytes) - 1) end
last = fn bytes, new -> patch.(bytes, byte_size(bytes) - byte_size(new), new) end

for {kind, count} <- [small: 16, large: size] do
  noise = Nx.remainder(Nx.multiply(Nx.iota({count}, type: :u32), 2_654_435_761), 251) |> Nx.as_type(:u8)
  flat = Nx.reshape(noise, {div(count, 4), 4})
  npy = Cnx.Data.dump_npy(flat)
  npz = Cnx.Data.dump_npz(a: flat)
  packed = Cnx.Data.dump_npz([a: flat], compress: true)
  safe = IO.iodata_to_binary(Safetensors.dump(%{"a" => flat}))
  nx = IO.iodata_to_binary(Nx.serialize(flat))
  idx = <<0, 0, 8, 2, div(count, 4)::32, 4::32>> <> Nx.to_binary(flat)
  csv = String.duplicate("1,2.5,-3,40\n", div(count, 12) + 1)
  png = Cnx.Format.write_png(Nx.reshape(flat, {div(count, 8), 2, 4}), nil)
  {crc, _} = :binary.match(npz, <<"PK", 1, 2>>)
  {packed_crc, _} = :binary.match(packed, <<"PK", 1, 2>>)
  {shape, _} = :binary.match(npy, "(#{div(count, 4)}")

  write.("#{kind}_cut.npy", cut.(npy))
  write.("#{kind}_shape.npy", patch.(npy, shape, "(9"))
  write.("#{kind}_checksum.npz", patch.(npz, crc + 16, <<0::32>>))
  write.("#{kind}_unpacked.npz", patch.(packed, packed_crc + 24, <<0x7fffffff::32-little>>))
  write.("#{kind}_damaged.npz", patch.(packed, div(byte_size(packed), 2), :binary.copy(<<255>>, 9)))
  write.("#{kind}_cut.safetensors", cut.(safe))
  write.("#{kind}_after.safetensors", safe <> "x")
  write.("#{kind}_cut.nx", cut.(nx))
  write.("#{kind}_cut.idx", cut.(idx))
  write.("#{kind}_after.idx", idx <> "x")
  write.("#{kind}_ragged.csv", csv <> "1,2\n")
  write.("#{kind}_word.csv", csv <> "1,2,3,x\n")
  write.("#{kind}_end.png", last.(png, <<0::32>>))
  write.("#{kind}_cut.png", binary_part(png, 0, byte_size(png) - 40))
end
END_OF_FILE

cat > "$tmp/read.exs" << 'END_OF_FILE'
[path] = System.argv()
read = case Path.extname(path) do
  ".npy" -> &Cnx.Data.npy/1
  ".npz" -> &Cnx.Data.npz/1
  ".safetensors" -> &Safetensors.read!/1
  ".idx" -> &Cnx.Data.idx/1
  ".csv" -> &Cnx.Data.csv/1
  ".png" -> &Cnx.Data.png/1
  ".nx" -> &Nx.deserialize(File.read!(&1))
end
said = try do read.(path); "nothing" rescue e in ArgumentError -> e.message end
[_, kb] = Regex.run(~r/VmHWM:\s*(\d+)/, File.read!("/proc/self/status"))
IO.puts("#{kb} #{said}")
END_OF_FILE

run run --compiler reference "$tmp/make.exs" "$tmp"
expect code 0
failed=0
declare -A before
for large in "$tmp"/large_*; do
    kind=${large##*.}
    [ -n "${before[$kind]}" ] ||
        read -r "before[$kind]" _ < <("$CNX" run --compiler reference "$tmp/read.exs" "$(ls "$tmp"/small_*."$kind" | head -n 1)")
    read -r after said < <("$CNX" run --compiler reference "$tmp/read.exs" "$large")
    size=$(($(stat -c %s "$large") / 1024))
    [ -z "$SHOW" ] || echo "${large##*/}: $(((after - before[$kind]) * 100 / size))% of $size kB: $said"
    if [ "$said" = nothing ] || [ $((after - before[$kind])) -gt $((2 * size + 1000)) ]; then
        echo "${large##*/}: $((after - before[$kind])) kB for a file of $size kB: $said"
        failed=1
    fi
done
exit $failed
