# Loops that hold arrays are one kernel each, and give what the reference gives.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/loops.exs" <<'END'
defmodule Loops do
  import Nx.Defn

  # Rows written and read at an index, of one element and of many.
  defn rows(x) do
    {_, few, many, last} =
      while {i = 0, few = Nx.broadcast(x[0], {10, 3}), many = Nx.broadcast(0.0, {10, 40}), last = x},
            i < 9 do
        few = Nx.put_slice(few, [i, 0], Nx.new_axis(few[Nx.max(i - 2, 0)] + 1, 0))
        many = Nx.put_slice(many, [i + 1, 0], Nx.new_axis(many[i] * 2 + last, 0))
        {i + 1, few, many, last + 0.5}
      end

    {few, many, last}
  end

  # States that change places; slices put where they are read.
  defn swaps(x) do
    {_, a, b, c} =
      while {i = 0, a = x, b = x * 2, c = Nx.iota({100})}, i < 7 do
        {i + 1, b, Nx.reverse(a) + i, Nx.put_slice(c, [i * 5], c[0..59] + 1)}
      end

    {a, b, c}
  end

  defn branches(x) do
    {_, a, s} =
      while {i = 0, a = x, s = 0}, i < 12 do
        {a, s} =
          cond do
            Nx.remainder(i, 3) == 0 -> {Nx.put_slice(a, [i], Nx.sum(a[0..4]) |> Nx.new_axis(0)), s + 1}
            i == 7 -> {Nx.put_slice(a, [0], Nx.reverse(a[0..29])), s - 10}
            true -> {a, s * 2}
          end

        {i + 1, a, s}
      end

    {a, s}
  end

  # A loop in a branch in a loop.
  defn nested(x, n) do
    {_, a, t, _} =
      while {i = 0, a = x, t = 0, n}, i < n do
        {b, u} =
          if Nx.remainder(i, 2) == 0 do
            {_, b, u, _} =
              while {j = 0, b = a, u = t, i}, j < i do
                {j + 1, Nx.put_slice(b, [j], Nx.new_axis(b[j] + u, 0)), u + Nx.reduce_max(b[0..2]), i}
              end

            {b, u}
          else
            {a + 1, t - 1}
          end

        {i + 1, b, Nx.remainder(u, 1000), n}
      end

    {a, t}
  end

  defn sums(m) do
    {_, m, r, c, k} =
      while {i = 0, m, r = Nx.sum(m, axes: [1]), c = Nx.sum(m, axes: [0]), k = Nx.tensor([3, 1, 2])},
            i < 4 do
        r = Nx.sum(m, axes: [1]) + r
        c = Nx.reduce_min(m, axes: [0]) - c
        {i + 1, Nx.remainder(m + Nx.new_axis(r, 1) * Nx.tensor([1, 2, 3, 4, 5]) + c, 97), r, c, Nx.reverse(k)}
      end

    {m, r, c, k}
  end

  defn narrow(x) do
    {_, a, s} =
      while {i = 0, a = x, s = Nx.tensor(0, type: :u8)}, i < 20 do
        {i + 1, Nx.put_slice(a, [i], Nx.new_axis(a[i + 1] / 3 + i, 0)), s + 77}
      end

    {a, s}
  end

  # A test on an array, and no step at all.
  defn until(x, most) do
    {x, _} = while {x, most}, Nx.sum(x) < most, do: {x + Nx.reduce_max(x), most}
    x
  end

  defn slope(x, n) do
    Cnx.AD.grad(
      x,
      fn x ->
        {_, p, _} =
          while {i = 0, p = x, n}, i < n do
            {i + 1, Nx.stack([p[1] * 0.75, p[0] + 0.5 * p[2], p[2] * p[2] * 0.25]), n}
          end

        Nx.sum(p)
      end,
      memory: 4000
    )
  end
end

f = Nx.iota({40}, type: :f32)
show = fn t -> IO.inspect(t, limit: :infinity) end
show.(Loops.rows(Nx.iota({40}, type: :f32)))
show.(Loops.swaps(f))
show.(Loops.branches(Nx.iota({40})))
for n <- [0, 1, 9], do: show.(Loops.nested(Nx.iota({40}), n))
for n <- [0, 1, 9], do: show.(Loops.nested(Nx.iota({10}), n))
show.(Loops.sums(Nx.iota({3, 5})))
show.(Loops.sums(Nx.iota({50, 5})))
show.(Loops.narrow(Nx.iota({30}, type: :f16)))
show.(Loops.narrow(Nx.iota({21}, type: :bf16)))
for most <- [0, 1000], do: show.(Loops.until(Nx.tensor([1.0, 2.0, 3.0]), most))
for n <- [1, 5, 70, 3000], do: show.(Loops.slope(Nx.tensor([1.0, 2.0, 1.0], type: :f64), n))
END
ran=loops
for compiler in reference llvm; do
    timeout 60 "$CNX" run --compiler $compiler "$tmp/loops.exs" > "$tmp/$compiler" 2> "$tmp/err"
    code=$? out= err=$(cat "$tmp/err")
    expect code 0
    expect no-err
done
cmp "$tmp/reference" "$tmp/llvm" || { diff "$tmp/reference" "$tmp/llvm" | head -20; exit 1; }
