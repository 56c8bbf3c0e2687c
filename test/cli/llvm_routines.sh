# Routines of compiled programs: the same bits on any number of threads, and as the reference says.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/routines.exs" << 'END'
defmodule Routines do
  import Nx.Defn
  defn cumulative(x), do: Nx.cumulative_sum(x)
  defn sort(x), do: Nx.sort(x)
  defn argsort(x), do: Nx.argsort(x, direction: :desc)
  defn fft(x), do: Nx.fft(x)
  defn take(x, i), do: Nx.take(x, i)
  defn scatter(x, i, u), do: Nx.indexed_add(x, i, u)
  defn cholesky(x), do: Nx.LinAlg.cholesky(Nx.dot(x, Nx.transpose(x)) + 400 * Nx.eye(400))
  defn invert(x), do: Nx.LinAlg.invert(x + 30 * Nx.eye(400))
  defn singular(x), do: x |> Nx.slice([0, 0], [60, 50]) |> Nx.LinAlg.svd(full_matrices?: false) |> elem(1)
  defn product(x), do: Nx.dot(Nx.as_type(x, :f64), Nx.as_type(x, :f64))
  defn conv(x), do: Nx.conv(Nx.reshape(x, {1, 10, 100, 160}), Nx.reshape(x[0..359], {4, 10, 3, 3}))
end

x = Nx.sin(Nx.multiply(Nx.iota({160_000}, type: :f32), 12.9898))
square = Nx.reshape(x, {400, 400})
i = Nx.remainder(Nx.multiply(Nx.iota({5000}), 7919), 400)

for t <- [
      Routines.cumulative(x),
      Routines.sort(x),
      Routines.argsort(x),
      Routines.fft(x),
      Routines.take(square, i),
      Routines.scatter(square, Nx.new_axis(i, 1), Nx.take(square, i)),
      Routines.cholesky(square),
      Routines.invert(square),
      Routines.singular(square),
      Routines.product(square),
      Routines.conv(x)
    ] do
  IO.puts(:erlang.phash2(Nx.to_binary(t)))
end

IO.inspect(Nx.to_number(Nx.all_close(Routines.cumulative(x), Nx.cumulative_sum(x), atol: 1.0e-3)))
IO.inspect(Nx.to_number(Nx.all(Nx.equal(Routines.sort(x), Nx.sort(x)))))
IO.inspect(Nx.to_number(Nx.all(Nx.equal(Routines.take(square, i), Nx.take(square, i)))))
END
run_bits run --compiler llvm "$tmp/routines.exs"
expect out-has "1
1
1"
