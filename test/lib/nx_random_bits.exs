# The published vectors of Random123: threefry2x32 with 20 rounds. Counters and keys are pairs of words.
bits = fn key, counter ->
  Nx.to_flat_list(Nx.Random.threefry2x32_20_concat(Nx.tensor(Enum.map(counter, &[&1]), type: :u32), Nx.tensor(key, type: :u32)))
end
bits.([0, 0], [0, 0])                                         # => [0x6B200159, 0x99BA4EFE]
bits.([0xFFFFFFFF, 0xFFFFFFFF], [0xFFFFFFFF, 0xFFFFFFFF])     # => [0x1CB996FC, 0xBB002BE7]
bits.([0x13198A2E, 0x03707344], [0x243F6A88, 0x85A308D3])     # => [0xC4923A9C, 0x483DF7A0]

# An odd number of words leaves the last one out.
Nx.size(elem(Nx.Random.uniform(Nx.Random.key(1), shape: {7}), 0))   # => 7
{x, _} = Nx.Random.uniform(Nx.Random.key(1), shape: {1_000_000})
Nx.to_number(Nx.reduce_min(x)) >= 0 and Nx.to_number(Nx.reduce_max(x)) < 1   # => true
abs(Nx.to_number(Nx.mean(x)) - 0.5) < 0.001                         # => true
Cnx.Op.map(:threefry2x32, [Nx.tensor(1, type: :u32), Nx.tensor(1, type: :u64)]) # error: (ArgumentError) threefry2x32 takes a key and counters of type u64
