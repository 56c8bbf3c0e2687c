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

CNX_THREADS=3 run devices # what works on the threads of the process says how many
expect code 0
expect out-has "reference  the machine's CPUs, 3 threads"
[ ! -e "$BUILD/libcnx-llvm.so" ] || expect out-has "llvm       the machine's CPUs, 3 threads"
expect out-has 'xla        there is no PJRT plugin for xla'

run -e 'EXLA.jit(fn x -> x end, client: :rocm).(1)'
expect err-has 'there is no PJRT plugin for rocm: `cnx xla install rocm7` installs one; CNX_XLA_PLUGIN names another'
run -e 'EXLA.jit(fn x -> x end, client: :tpu).(1)'
expect err-has 'there is no PJRT plugin for tpu: CNX_XLA_PLUGIN names one'

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

export CNX_XLA_PLUGIN=old.so # never from where the process happens to be
expect_refused 'the path of a PJRT plugin must be absolute, got: old.so'
unset CNX_XLA_PLUGIN

# The settings of a project name a plugin for a platform, or for a client of the user's that is one of it; variables
# come first.
mkdir -p "$tmp/project/config"
cat > "$tmp/project/mix.exs" << 'END'
defmodule P.MixProject do
  use Mix.Project
  def project, do: [app: :p, version: "0.1.0"]
end
END
cp "$tmp/p.exs" "$tmp/project"
settings() { # THOSE OF EXLA
    printf 'import Config\nconfig :exla, %s\n' "$1" > "$tmp/project/config/config.exs"
}
in_project() { # ARGUMENTS OF RUN ...
    cd "$tmp/project" || exit 1
    run "$@"
    cd - > /dev/null || exit 1
}
settings "clients: [host: [plugin_path: \"$tmp/short.so\"]]"
in_project run p.exs
expect out-has "$tmp/short.so was cut short"
in_project run --compiler xla p.exs
expect out-has "$tmp/short.so was cut short"
settings "clients: [mine: [platform: :host, plugin_path: \"$tmp/old.so\"]], default_client: :mine"
in_project run p.exs
expect out-has 'speaks PJRT 0.40'
CNX_XLA_PLUGIN_HOST=$tmp/missing.so in_project run p.exs
expect out-has 'the PJRT plugin cannot be opened'
settings 'clients: [host: [plugin_path: "old.so"]]'
in_project run p.exs
expect out-has 'the path of a PJRT plugin must be absolute, got: old.so'

# As the default backend it is done without, with one word of how to get it.
run -e "Nx.default_backend(EXLA.Backend)
Nx.default_backend(EXLA.Backend)
Nx.to_list(Nx.add(Nx.iota({2}), 1))"
expect code 0
expect out "[1, 2]"
[ "$err" = "warning: operations outside of definitions run on the reference, not on EXLA.Backend: there is no PJRT plugin for xla: \`cnx xla install cpu\` installs one; CNX_XLA_PLUGIN names another" ] || wrong "one warning"

# Targets are checked before anything is opened.
run -e 'Nx.Defn.jit(fn x -> x end, compiler: EXLA, client: :abacus).(1)'
expect code 1
expect err-has 'could not find EXLA client named :abacus, the clients specified in your config files are: [:host, :cuda, :rocm, :tpu]'
run run --compiler xla:abacus "$tmp/p.exs"
run -e 'Nx.Defn.jit(fn x -> x end, compiler: EXLA, device_id: -1).(1)'
expect code 1
expect err-has 'expected :device_id to be a device'

# A wheel is what is pinned or nothing, and no download is for nothing. Programs of the PATH stand in
# for pip: one that fails after it has written a part, and none.
mkdir "$tmp/bin" "$tmp/none" "$tmp/temporary"
printf '#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\necho part > "$2/part.whl"\nexit 1\n' > "$tmp/bin/python3"
chmod +x "$tmp/bin/python3"
export TMPDIR=$tmp/temporary
refused() { # WHAT THE MESSAGE HAS
    expect code 1
    expect err-has "$1"
    expect no-out
    [ -z "$(find "$XDG_DATA_HOME" "$tmp/temporary" -type f 2> /dev/null)" ] || wrong "no file is left"
    [ -z "$(ls "$tmp/temporary")" ] || wrong "no folder is left"
}
echo junk > "$tmp/junk.whl"
run xla install cpu "$tmp/junk.whl"
refused 'its SHA-256 is edff58f2a441868dc58c35d06f2b1c86e12e12bedfaa793a49c227672f77566e, expected'
run xla install cpu "$tmp/missing.whl"
refused "could not read $tmp/missing.whl: No such file or directory"
PATH=$tmp/bin:$PATH run xla install cpu
refused 'pip could not download'
printf '#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\necho part > "$2/part.whl"\nkill -INT $PPID $$\nsleep 9\n' > "$tmp/bin/python3"
PATH=$tmp/bin:$PATH run xla install cpu
refused 'pip could not download'
for program in rm find sha256sum cat; do ln -s "$(command -v $program)" "$tmp/none/$program"; done
PATH=$tmp/none run xla install cpu
refused 'python3 with pip is needed to download'
XDG_DATA_HOME=$tmp/junk.whl run xla install cpu
expect code 1
expect err-has "could not make the folder $tmp/junk.whl/cnx: Not a directory"
run xla install abacus
expect code 2
expect err-has 'there is no plugin abacus; there are cpu, cuda13 and rocm7'
CNX_XLA_PLUGIN_TPU=/there/tpu.so run xla list
expect out-has 'CNX_XLA_PLUGIN_TPU says to use /there/tpu.so'
run xla --help
expect out-has 'plugin_path in the'
run devices --help
expect code 0
expect out-has "xla:host:1 FILE"
run xla list
expect code 0
expect out-has 'cpu '
expect out-has 'not installed'
