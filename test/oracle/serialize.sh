# Terms and tensors that Elixir itself writes and reads: both formats, both ways.
. test/cli/prelude

command -v elixir > /dev/null || { echo "skipped: Elixir is not there"; exit 77; }

export FILES=$tmp
terms='[0, 255, 256, -1, 5_000_000_000, -1606938044258990275541962092341162602522202993782792835301376, 1.5, :a, :é,
  nil, "abc", <<1::3>>, [], [1, 2], [300, 1], [1 | 2], {}, {1, {2}}, %{:a => 1, "b" => [2.5]}, %{}, [a: [b: {1}]],
  Enum.to_list(1..1000), Map.new(1..100, &{&1, {&1}}), String.duplicate("x", 70_000)]'

cat > "$tmp/write.exs" << END
terms = $terms
folder = System.fetch_env!("FILES") <> "/" <> hd(System.argv())
for {name, options} <- [plain: [], packed: [:compressed], minor: [minor_version: 2]] do
  File.write!("#{folder}-#{name}", :erlang.term_to_binary(terms, options))
end

# Nx's format by hand: a pair of tensors and what Nx.serialize says of them
pair = {Nx.Container.Tuple,
  [{[], {:t, {2, 3}, {:f, 32}, [:x, nil], [], 0, 24}},
   {[], {Nx.Container.Map, [a: {:t, {2}, {:u, 8}, [nil], [], 24, 2}], :ok}}], :ok}
term = :erlang.term_to_binary(pair)
floats = for i <- 1..6, into: <<>>, do: <<i * 0.5::float-32-little>>
File.write!("#{folder}-nx", <<"nx", 1, 0, byte_size(term)::64, term::binary, floats::binary, 7, 8>>)
END
cat > "$tmp/read.exs" << END
terms = $terms
folder = System.fetch_env!("FILES") <> "/" <> hd(System.argv())
for name <- ~w(plain packed minor) do
  IO.puts("#{name} #{:erlang.binary_to_term(File.read!("#{folder}-#{name}")) == terms}")
end
END

elixir "$tmp/write.exs" elixir || exit 1
run run "$tmp/write.exs" cnx
expect code 0
run run "$tmp/read.exs" elixir
expect out "plain true
packed true
minor true"
[ "$(elixir "$tmp/read.exs" cnx)" = "$out" ] || { echo "Elixir reads something else"; exit 1; }

run -e 'Nx.deserialize(File.read!("'"$tmp"'/elixir-nx")) ==
  {Nx.tensor([[0.5, 1.0, 1.5], [2.0, 2.5, 3.0]], names: [:x, nil]), %{a: Nx.u8([7, 8])}}'
expect out true

# What cnx serializes, taken apart by Elixir.
run -e 'File.write!("'"$tmp"'/cnx-nx", Nx.serialize({Nx.tensor([[1, 2]], names: [:x, :y]), %{a: 1.5}}))'
expect code 0
cat > "$tmp/nx.exs" << 'END'
<<"nx", 1, 0, size::64, term::binary-size(size), buffers::binary>> = File.read!(System.fetch_env!("FILES") <> "/cnx-nx")
IO.inspect({:erlang.binary_to_term(term), buffers})
END
[ "$(elixir "$tmp/nx.exs" | tr -d '\n ')" = "$(printf '%s' '{{Nx.Container.Tuple,[{[],{:t,{1,2},{:s,32},[:x,:y],[],0,8}},{[],{Nx.Container.Map,[a:{:t,{},{:f,32},[],[],8,4}],:ok}}],:ok},<<1,0,0,0,2,0,0,0,0,0,192,63>>}')" ] || { elixir "$tmp/nx.exs"; exit 1; }
