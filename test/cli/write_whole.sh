# A file that cannot be written as a whole stays as it was, and nothing else is left beside it.
. test/cli/prelude

cd "$tmp" || exit 1
trap '' XFSZ
old='the old file'
for call in 'Cnx.Data.write_npy("f", t)' 'Cnx.Data.write_npz("f", a: t)' 'Safetensors.write!("f", %{"a" => t})' \
    'Cnx.Data.write_png("f", Nx.as_type(Nx.remainder(Nx.multiply(t, Nx.multiply(t, t)), 65521), :u16))' \
    'Cnx.Plot.write(Cnx.Plot.scatter(a: t), "f.svg")'; do
    for name in f f.svg; do
        printf '%s' "$old" > "$name"
    done
    (
        ulimit -f 4 # blocks of 1,024 bytes
        run -e "t = Nx.iota({64, 64}, type: :u64); try do $call rescue e in File.Error -> IO.puts(Exception.message(e)) end"
        expect code 0
        expect out-has 'could not write to file "f'
    ) || exit 1
    [ "$(cat f)" = "$old" ] && [ "$(cat f.svg)" = "$old" ] || { echo "$call: the old file is gone"; exit 1; }
    rm -f out err
    [ "$(ls)" = "$(printf 'f\nf.svg')" ] || { echo "$call: something is left: $(ls)"; exit 1; }
done

# Written over, the mode stays.
chmod 640 f
run -e 'Cnx.Data.write_npy("f", Nx.tensor(1))'
expect code 0
[ "$(stat -c %a f)" = 640 ] || { echo "the mode is $(stat -c %a f)"; exit 1; }
