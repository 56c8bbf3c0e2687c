# The shared library exports cnx_ names alone.
. test/cli/prelude

others=$(nm -D --defined-only "$BUILD/libcnx.so" | awk '$3 !~ /^(cnx_|__)/ { print $3 }')
[ -z "$others" ] || { printf 'exported:\n%s\n' "$others"; exit 1; }
