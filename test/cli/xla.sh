# The compiler xla without XLA: what is missing or unfit is one clear error, and the program goes on.
. test/cli/prelude

CNX_PLUGINS=$(realpath "$BUILD")
XDG_DATA_HOME=$tmp/data
export CNX_PLUGINS XDG_DATA_HOME
unset CNX_XLA_PLUGIN CNX_XLA_CLIENT

if nm -D --undefined-only "$BUILD/libcnx-xla.so" | grep -q ' cnx_'; then
    echo "the plugin imports symbols of libcnx"
    exit 1
fi

cat > "$tmp/p.exs" << 'END'
f = fn x -> Nx.add(x, 1) end

try do
  Nx.Defn.jit(f, compiler: EXLA).(2)
rescue
  e -> IO.puts(Exception.message(e))
end

IO.inspect(Nx.Defn.jit(f).(2))
END
expect_refused() { # WHAT THE MESSAGE HAS
    run run "$tmp/p.exs"
    expect code 0
    expect no-err
    expect out-has "$1"
    expect out-has "s32
  3"
}

expect_refused 'there is no PJRT plugin for xla: `cnx xla install cpu` installs one'

export CNX_XLA_PLUGIN=$tmp/missing.so
expect_refused 'the PJRT plugin cannot be opened'

export CNX_XLA_PLUGIN=$CNX_PLUGINS/libcnx-xla.so # a shared object, but none of PJRT
expect_refused 'is no PJRT plugin: it has no GetPjrtApi'

head -c 100000 "$BUILD/libcnx.so" > "$tmp/short.so"
export CNX_XLA_PLUGIN=$tmp/short.so
expect_refused 'the PJRT plugin cannot be opened'

cat > "$tmp/old.c" << 'END'
#include <stddef.h>
static struct { size_t size; void *extensions; size_t version_size; void *more; int major, minor; }
    api = {sizeof api, NULL, 24, NULL, 0, 40};
const void *GetPjrtApi(void) { return &api; }
END
${CC:-cc} -shared -fPIC "$tmp/old.c" -o "$tmp/old.so" || exit 1
export CNX_XLA_PLUGIN=$tmp/old.so
expect_refused 'speaks PJRT 0.40'

# Targets are checked before anything is opened.
run -e 'Nx.Defn.jit(fn x -> x end, compiler: EXLA, client: :abacus).(1)'
expect code 1
expect err-has 'unknown client :abacus, the platforms are [:host, :cuda, :rocm, :tpu]'
run run --compiler xla:abacus "$tmp/p.exs"
run -e 'Nx.Defn.jit(fn x -> x end, compiler: EXLA, device_id: -1).(1)'
expect code 1
expect err-has 'expected :device_id to be a device'
