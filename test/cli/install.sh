# An installed cnx serves C and C++ by pkg-config and CMake, shared and static, and finds plugins.
. test/cli/prelude

[ -z "$CNX_TEST_HARD" ] || exit 77 # libraries with sanitizers serve only programs that have them
command -v pkg-config > /dev/null || exit 77
LIBS=$(sed -n 's/^LIBS := //p' Makefile) DESTDIR=$tmp/root PREFIX=/opt/cnx tools/install || exit 1
root=$tmp/root/opt/cnx
export PKG_CONFIG_PATH=$root/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tmp/root

check() { # NAME COMMAND...
    local name=$1
    shift
    "$@" > "$tmp/log" 2>&1 || { echo "$name failed:"; cat "$tmp/log"; exit 1; }
}

prints() { # PROGRAM
    local got
    got=$("$1")
    [ "$got" = "0.0900 0.2447 0.6652" ] || { echo "$1 printed '$got'"; exit 1; }
}

[ "$(pkg-config --modversion cnx)" = "$("$CNX" --version | cut -d ' ' -f 2)" ] || { echo "version"; exit 1; }
shared=$(pkg-config --cflags --libs cnx)
warnings="-Wall -Wextra -Wconversion -pedantic-errors -Werror"

# shellcheck disable=SC2086
{
    check c99 cc -std=c99 $warnings test/api/header.c $shared "-Wl,-rpath,$root/lib" -o "$tmp/c99"
    prints "$tmp/c99"
    check "c17, static" cc -std=c17 test/api/header.c $(pkg-config --cflags cnx) "$root/lib/libcnx.a" \
        $(pkg-config --static --libs-only-l cnx | sed 's/-lcnx//') -o "$tmp/static"
    prints "$tmp/static"
    if command -v g++ > /dev/null; then
        sed 's/const float \*p = /const float *p = (const float *)/' test/api/header.c > "$tmp/header.cc"
        for std in c++11 c++17; do
            check $std g++ -std=$std $warnings "$tmp/header.cc" $shared "-Wl,-rpath,$root/lib" -o "$tmp/$std"
            prints "$tmp/$std"
        done
        echo '#include <cnx_plugin.h>' > "$tmp/plugin.cc"
        check "cnx_plugin.h in C++" g++ -std=c++11 $warnings "-I$root/include" -c "$tmp/plugin.cc" -o "$tmp/plugin.o"
    fi
}
readelf -d "$tmp/c99" | grep -q 'NEEDED.*libcnx.so.0' || { echo "linked to another name than libcnx.so.0"; exit 1; }

# A plugin built against what is installed, found in lib/ from bin/cnx.
check plugin cc -std=c99 $warnings -shared -fPIC "-I$root/include" examples/plugin/example.c -lm \
    -o "$root/lib/libcnx-example.so"
echo 'IO.inspect(Nx.Defn.jit_apply(fn x -> Nx.multiply(x, 2) end, [21]))' > "$tmp/p.exs"
CNX=$root/bin/cnx run run --compiler example "$tmp/p.exs"
expect code 0
expect out-has 42

if command -v cmake > /dev/null; then
    mkdir "$tmp/project"
    cp test/api/header.c "$tmp/project/main.c"
    cat > "$tmp/project/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.13)
project(p C)
find_package(cnx 0.1 REQUIRED CONFIG)
add_executable(shared main.c)
target_link_libraries(shared cnx::cnx)
add_executable(static main.c)
target_link_libraries(static cnx::static)
END
    check cmake cmake -S "$tmp/project" -B "$tmp/made" "-DCMAKE_PREFIX_PATH=$root"
    check "cmake --build" cmake --build "$tmp/made"
    prints "$tmp/made/shared"
    prints "$tmp/made/static"
fi
