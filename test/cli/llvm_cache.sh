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
before=$(stat -c %i "$(object)")
check
[ "$(stat -c %i "$(object)")" = "$before" ] || { echo "the object was made again"; exit 1; }

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

# A disk that is full: files end after 512 bytes. The program runs, and leaves no part of a file.
rm -rf "$XDG_CACHE_HOME"
ran="cnx with small files"
out=$(ulimit -f 1; trap '' XFSZ; "$CNX" -e "$program" 2> "$tmp/err")
expect out "[1.0, 7.389056205749512]"
[ -z "$(object)" ] || { echo "a part of an object was kept"; exit 1; }
[ -z "$(find "$XDG_CACHE_HOME" -name '*.o.*')" ] || { echo "a part of a file was left"; exit 1; }

# What was not used for the longest time goes when there is more than CNX_CACHE_SIZE, which is looked
# at once a minute.
check
for i in 1 2 3 4 5 6 7 8; do
    truncate -s 200000 "$XDG_CACHE_HOME/cnx/old$i.o"
    touch -d "2020-01-0$i" "$XDG_CACHE_HOME/cnx/old$i.o"
done
touch -d 2020-01-01 "$XDG_CACHE_HOME/cnx/left.o.Xy12Zw"
CNX_CACHE_SIZE=1 run -e 'Nx.Defn.jit(&Nx.exp(Nx.subtract(&1, 3)), compiler: Cnx.LLVM).(Nx.tensor([0.0, 1.0]))'
expect code 0
[ -e "$XDG_CACHE_HOME/cnx/old1.o" ] || { echo "looked through twice in a minute"; exit 1; }
touch -d 2020-01-01 "$XDG_CACHE_HOME/cnx/looked_through"
CNX_CACHE_SIZE=1 run -e 'Nx.Defn.jit(&Nx.exp(Nx.subtract(&1, 2)), compiler: Cnx.LLVM).(Nx.tensor([0.0, 1.0]))'
expect code 0
[ -e "$XDG_CACHE_HOME/cnx/old8.o" ] || { echo "a newer object went"; exit 1; }
[ ! -e "$XDG_CACHE_HOME/cnx/old5.o" ] || { echo "older objects stayed"; exit 1; }
[ ! -e "$XDG_CACHE_HOME/cnx/left.o.Xy12Zw" ] || { echo "a leftover stayed"; exit 1; }
