# `cnx xla install cpu` with a wheel given as a file, in a data folder of the test's own: what it unpacks is listed, and
# programs run through it without a variable that names it. The wheel comes through pip, if not from `make oracles`.
. test/cli/prelude

CNX_PLUGINS=$(realpath "$BUILD") XDG_DATA_HOME=$tmp/data
export CNX_PLUGINS XDG_DATA_HOME CNX_CACHE=off
unset CNX_XLA_PLUGIN CNX_XLA_PLUGIN_HOST CNX_XLA_CLIENT
read -r name version <<< "$(sed -nE 's/^ *\{"cpu", *"host", "([^"]*)", "([^"]*)".*/\1 \2/p' src/cli/xla.c)"
[ -n "$version" ] || { echo "src/cli/xla.c names no wheel for cpu"; exit 1; }
timeout 100 python3 -m pip download -q --no-deps --only-binary :all: -d "$tmp/wheels" "$name==$version" > "$tmp/pip" 2>&1 ||
    { echo "skipped: pip could not download $name $version: $(tail -n 1 "$tmp/pip")"; exit 77; }

echo 'IO.inspect(Nx.to_list(EXLA.jit(&Nx.add/2).(Nx.iota({3}), 1)))' > "$tmp/p.exs"
run run "$tmp/p.exs"
expect code 1
expect err-has '`cnx xla install cpu` installs one'

run xla install cpu "$tmp"/wheels/*.whl
expect code 0
expect no-err
[ "$(find "$XDG_DATA_HOME" -type f)" = "$XDG_DATA_HOME/cnx/xla/host.so" ] || wrong "the plugin alone"
run xla list
expect code 0
expect out-has "$XDG_DATA_HOME/cnx/xla/host.so"
run devices
expect out-has 'xla:host:0'
run run "$tmp/p.exs"
expect code 0
expect no-err
expect out '[1, 2, 3]'
