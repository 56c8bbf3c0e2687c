# files.exs - the cnx side of files.sh, in the folder $FILES: prints what it read, writes the same.
folder = System.fetch_env!("FILES")

types = ~w(u8 u16 u32 u64 s8 s16 s32 s64 f16 f32 f64 c64 c128 bf16 f8 f8_e4m3fn u2 u4 s2 s4)a

bytes = fn t ->
  bits = Nx.to_binary(t)
  rest = rem(8 - rem(bit_size(bits), 8), 8)
  Base.encode16(<<bits::bitstring, 0::size(rest)>>, case: :lower)
end

for type <- types, variant <- ~w(rows columns big vector scalar) do
  t = Cnx.Data.npy("#{folder}/#{type}-#{variant}.npy", type: type)
  if t.type != Nx.Type.normalize!(type), do: IO.puts("#{type} came as #{inspect(t.type)}")

  IO.puts("#{type} #{variant} #{inspect(Nx.shape(t))} #{bytes.(t)}")
end

tensors = for type <- types, do: {type, Cnx.Data.npy("#{folder}/#{type}-rows.npy", type: type)}

for archive <- ~w(stored packed) do
  read = Cnx.Data.npz("#{folder}/#{archive}.npz")
  same = Enum.all?(read, fn {name, t} -> bytes.(t) == bytes.(tensors[String.to_atom(name)]) end)
  IO.puts("#{archive} #{Enum.map_join(read, " ", &elem(&1, 0))} #{same}")
end

read = Safetensors.read!("#{folder}/all.safetensors")
same = Enum.all?(read, fn {name, t} -> bytes.(t) == bytes.(tensors[String.to_atom(name)]) end)
IO.puts("safetensors #{map_size(read)} #{same}")

for {type, t} <- tensors, do: Cnx.Data.write_npy("#{folder}/#{type}-cnx.npy", t)
Cnx.Data.write_npz("#{folder}/cnx-stored.npz", tensors)
Cnx.Data.write_npz("#{folder}/cnx-packed.npz", tensors, compress: true)
Safetensors.write!("#{folder}/cnx.safetensors", Map.new(Keyword.drop(tensors, ~w(u2 u4 s2 s4 c128)a)))
