# A kernel over rows computes a row's sum before whatever reads it in another shape.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }

cat > "$tmp/rows.exs" <<'END'
defmodule Rows do
  import Nx.Defn

  defn both(p) do
    s = Nx.sum(p * p, axes: [-1])
    {s, Nx.sum(p * Nx.new_axis(s, 1) + p, axes: [-1])}
  end
end

{s, t} = Rows.both(Nx.iota({300, 2}, type: :f64))
IO.inspect({Nx.to_number(Nx.sum(s)), Nx.to_number(Nx.sum(t))})
END
MALLOC_PERTURB_=85 run run --compiler llvm "$tmp/rows.exs"
expect out "{71820100.0, 64584180000.0}"
