# Executables are kept on disk: found by the next process, and only by one that would make the same;
# damage is as good as nothing there.
. test/oracle/xla_prelude

cat > "$tmp/p.exs" << 'END'
f = fn x -> Nx.sum(Nx.sin(Nx.multiply(x, 3))) end
IO.inspect(Nx.Defn.jit(f, compiler: EXLA).(Nx.iota({System.argv() |> hd() |> String.to_integer()}, type: :f32)))
END
kept() { # the files, with what changes when one is written anew
    find "$tmp/cache" -name '*.xla' -printf '%f %i %T@\n' | sort
}
count() { kept | wc -l; }
expect_count() { [ "$(count)" = "$1" ] || wrong "$1 executables on disk, not $(count)"; }

for plugin in $plugins; do
    use_plugin "$plugin"
    rm -rf "$tmp/cache"
    run run "$tmp/p.exs" 1000
    expect code 0
    want=$out
    expect_count 1
    [ "$(stat -c %a "$tmp/cache/cnx")" = 700 ] || wrong 'a folder of the user alone'
    [ "$(stat -c %a "$tmp"/cache/cnx/*.xla)" = 600 ] || wrong 'a file of the user alone'

    before=$(kept)
    run run "$tmp/p.exs" 1000
    expect no-err
    expect out "$want"
    [ "$(kept)" = "$before" ] || wrong 'the executable to be found'

    run run "$tmp/p.exs" 2000 # another program
    expect_count 2
    XLA_FLAGS=--xla_backend_optimization_level=1 run run "$tmp/p.exs" 1000 # another way to compile
    expect code 0
    expect_count 3
    CNX_XLA_HOST_DEVICES=2 CNX_XLA_CLIENT=host:1 run run "$tmp/p.exs" 1000 # another device
    expect out "$want"
    expect_count 4
    cp -p "$plugin" "$tmp/other.so" && touch "$tmp/other.so"
    CNX_XLA_PLUGIN=$tmp/other.so run run "$tmp/p.exs" 1000 # another plugin, for all we know
    expect out "$want"
    expect_count 5
    rm "$tmp/other.so"

    # Damage of any kind: cut short, one bit, nothing in it, another key's.
    rm -rf "$tmp/cache"
    run run "$tmp/p.exs" 1000
    file=$(echo "$tmp"/cache/cnx/*.xla)
    cp "$file" "$tmp/good"
    size=$(stat -c %s "$file")
    for damage in short bit empty head other; do
        case $damage in
        short) head -c $((size - 1)) "$tmp/good" > "$file" ;;
        bit) cp "$tmp/good" "$file" && printf '\377' | dd of="$file" bs=1 seek=$((size - 100)) conv=notrunc status=none ;;
        empty) : > "$file" ;;
        head) printf 'nothing' | cat - "$tmp/good" > "$file" ;;
        other) run run "$tmp/p.exs" 2000 && mv "$(find "$tmp/cache" -name '*.xla' ! -name "${file##*/}")" "$file" ;;
        esac
        run run "$tmp/p.exs" 1000
        expect no-err
        expect out "$want"
        cmp -s "$file" "$tmp/good" || [ "$(stat -c %s "$file")" = "$size" ] || wrong "a whole file after damage: $damage"
    done

    CNX_CACHE=off run run "$tmp/p.exs" 3000
    expect_count 1
    chmod 755 "$tmp/cache/cnx" # a folder that others may enter is not used
    run run "$tmp/p.exs" 3000
    expect code 0
    expect_count 1
done
