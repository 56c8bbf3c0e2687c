# A compiler plugin is found through CNX_PLUGINS or beside the program, runs what it is asked to,
# and is refused with one clear error when it does not fit.
. test/cli/prelude

plugins=$(realpath "$BUILD/examples/plugin")
if nm -D --undefined-only "$plugins/libcnx-example.so" | grep -q ' cnx_'; then
    echo "the plugin imports symbols of libcnx"
    exit 1
fi

cat > "$tmp/p.exs" <<'END'
defmodule P do
  import Nx.Defn
  defn f(x, w), do: Nx.sum(Nx.dot(x, w) * 2) + Nx.reduce_max(x)

  defn loop(x) do
    {_, x} =
      while {i = 0, x}, i < 10 do
        {i + 1, if(Nx.sum(x) > 3.0, do: x - 1, else: x + 0.5)}
      end

    x
  end

  defn quotient(a, b), do: Nx.quotient(a, b)
end

x = Nx.tensor([[1.0, 2.0], [3.0, 4.0]])
IO.inspect(P.f(x, Nx.transpose(x)))
IO.inspect(P.loop(Nx.tensor([1.0, 2.0])))
IO.inspect(Nx.Defn.grad(x, &P.f(&1, Nx.exp(&1))))
END
run run --compiler reference "$tmp/p.exs"
expect code 0
reference=$out

# Without the plugin's folder it is not there; a relative one is passed over.
run run --compiler example "$tmp/p.exs"
expect code 1
expect no-out
expect err-has 'there is no compiler example: libcnx-example.so was not found'
cd "$plugins" || exit 1
CNX_PLUGINS=.:: run run --compiler example "$tmp/p.exs"
expect code 1
cd - > /dev/null || exit 1

export CNX_PLUGINS=/nowhere:$plugins
run run --compiler example "$tmp/p.exs"
expect code 0
expect out "$reference"

# What it lacks comes as what that is made of.
cat > "$tmp/lacks.exs" << 'END'
f = Nx.Defn.jit(&Nx.multiply(Nx.sigmoid(&1), Nx.rsqrt(&2)), compiler: :example)
IO.inspect(f.(Nx.tensor([-100.0, 0.0, 1.0]), 4.0))
f.(Nx.tensor(1.0, type: :f64), Nx.tensor(4.0, type: :f64))
END
EXAMPLE_STEPS=1 run run "$tmp/lacks.exs"
expect code 0
expect out-has '0.25, 0.3655293'
expect err-has 'exp own'
expect err-has 'divide own'
expect err-has 'sqrt own'
[ "$(grep -c -E '^(sigmoid|rsqrt) host$' <<< "$err")" = 2 ] || { echo "bodies for f64, or none for f32: $err"; exit 1; }

# An error knows its line.
(cat "$tmp/p.exs" && echo 'P.quotient(1, 0)') > "$tmp/zero.exs"
run run --compiler example "$tmp/zero.exs"
expect code 1
expect err-has '** (ArithmeticError)'
expect err-has 'zero.exs:14:28'

# Chosen in the language, by name and, once it is open, by module.
cat > "$tmp/choose.exs" <<'END'
f = fn x -> Nx.add(x, 1) end
Nx.Defn.default_options(compiler: :example)
IO.inspect(Nx.Defn.jit_apply(f, [1]))
Nx.Defn.default_options([])
IO.inspect(Nx.Defn.jit(f, compiler: Cnx.Example).(2))
Nx.Defn.jit(f, compiler: Cnx.Other).(2)
END
run run "$tmp/choose.exs"
expect code 1
expect out-has '  2'
expect out-has '  3'
expect err-has 'the expected compiler callback __jit__/5 is missing. Please check that the module Cnx.Other is an Nx.Defn.Compiler'

# Beside the program.
mkdir "$tmp/bin"
cp "$CNX" "$tmp/bin/cnx"
cp "$plugins/libcnx-example.so" "$tmp/bin/"
CNX_PLUGINS='' CNX=$tmp/bin/cnx run run --compiler example "$tmp/p.exs"
expect code 0
expect out "$reference"

# What does not fit.
mkdir "$tmp/id" "$tmp/bad"
export CNX_PLUGINS=$tmp/bad
build() { # FILE OPTION...
    local to=$1
    shift
    cc -shared -fPIC -Iinclude "$@" -o "$tmp/bad/$to" -lm || exit 1
}
echo '#define CNX_BUILD_ID "0.0.1-another"' > "$tmp/id/cnx_build_id.h"
build libcnx-example.so "-I$tmp/id" examples/plugin/example.c
run run --compiler example "$tmp/p.exs"
expect code 1
expect err-has 'libcnx-example.so was built for cnx 0.0.1-another, this is '
expect err-has 'build it again'

echo 'int nothing;' > "$tmp/nothing.c"
build libcnx-nothing.so "$tmp/nothing.c"
run run --compiler nothing "$tmp/p.exs"
expect code 1
expect err-has 'libcnx-nothing.so is no compiler of cnx: it has no function cnx_plugin'

echo 'not a library' > "$tmp/bad/libcnx-text.so"
run run --compiler text "$tmp/p.exs"
expect code 1
expect err-has 'the compiler cannot be opened'

build libcnx-other.so "-I$BUILD/include" examples/plugin/example.c
run run --compiler other "$tmp/p.exs"
expect code 1
expect err-has 'libcnx-other.so holds the compiler example, not other'

run run --compiler ../other "$tmp/p.exs"
expect code 1
expect err-has 'there is no compiler ../other'
run run --compiler
expect code 2
