# Objects on disk: found again, owned by the user alone, refused when damaged, and never needed.
. "$(dirname "$0")/prelude"
[ -e "$(dirname "$CNX")/libcnx-llvm.so" ] || { echo "llvm is not built"; exit 77; }
export XDG_CACHE_HOME=$tmp/cache
unset CNX_CACHE

program='Nx.to_list(Nx.Defn.jit(&Nx.exp(Nx.multiply(&1, 2)), compiler: Cnx.LLVM).(Nx.tensor([0.0, 1.0])))'
check() {
    run -e "$program"
    expect code 0
    expect out "[1.0, 7.389056205749512]"
}
object() { find "$XDG_CACHE_HOME" -name '*.o'; }

check
[ "$(object | wc -l)" = 1 ] || { echo "not one object: $(object)"; exit 1; }
[ "$(stat -c %a "$XDG_CACHE_HOME/cnx")" = 700 ] || { echo "others may enter the cache"; exit 1; }
before=$(stat -c %Y.%i "$(object)")
check
[ "$(stat -c %Y.%i "$(object)")" = "$before" ] || { echo "the object was made again"; exit 1; }

# Damage anywhere is a miss, and is mended.
size=$(stat -c %s "$(object)")
for at in 0 40 $((size / 2)) $((size - 1)); do
    printf '\xa5\x5a' | dd of="$(object)" bs=1 seek="$at" conv=notrunc 2> /dev/null
    check
done
truncate -s 50 "$(object)"
check
: > "$(object)"
check

# A folder that others may write to is not used, nor is one that cannot be made.
chmod 777 "$XDG_CACHE_HOME/cnx"
rm -f "$(object)"
check
[ -z "$(object)" ] || { echo "the cache used a folder that is open to others"; exit 1; }
XDG_CACHE_HOME=/proc/nowhere check
CNX_CACHE=off check
