# The shared library exports cnx_ names alone, each under a version, and has a soname.
. test/cli/prelude

others=$(nm -D --defined-only "$BUILD/libcnx.so" | awk '$2 != "A" && $3 !~ /^(cnx_|__)/ { print $3 }')
[ -z "$others" ] || { printf 'exported:\n%s\n' "$others"; exit 1; }

bare=$(nm -D --defined-only "$BUILD/libcnx.so" | awk '$3 ~ /^cnx_/ && $3 !~ /@@CNX_0$/ { print $3 }')
[ -z "$bare" ] || { printf 'without a version:\n%s\n' "$bare"; exit 1; }

readelf -d "$BUILD/libcnx.so" | grep -q 'soname: \[libcnx.so.0\]' || { echo "no soname libcnx.so.0"; exit 1; }

# All that cnx.h declares is there.
for name in $(grep -o '\bcnx_[a-z_]*(' include/cnx.h | tr -d '(' | sort -u); do
    nm -D --defined-only "$BUILD/libcnx.so" | grep -q " $name@@" || { echo "$name is missing"; exit 1; }
done
