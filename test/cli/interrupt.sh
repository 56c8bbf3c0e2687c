# Ctrl-C ends a run within a second, with exit code 130.
. test/cli/prelude

# Sends SIGINT after half a second; the shell may have been started with it ignored.
stops() { # ARGUMENT...
    local start=$EPOCHREALTIME ms
    ran="cnx $*, interrupted"
    env --default-signal=INT timeout --preserve-status -k 5 -s INT 0.5 \
        "$CNX" "$@" > "$tmp/out" 2> "$tmp/err" < /dev/null
    code=$?
    ms=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
    expect code 130
    [ $ms -ge 450 ] || wrong "an endless loop, it took $ms ms"
    [ $ms -lt 1500 ] || wrong "an end within a second, it took $((ms - 500)) ms"
}

cat > "$tmp/calls.exs" <<'END'
defmodule Loop do
  def run(n), do: run(n + 1)
end
Loop.run(0)
END
stops run "$tmp/calls.exs"

cat > "$tmp/graph.exs" <<'END'
defmodule Loop do
  import Nx.Defn

  defn run(x) do
    while x, x < 1.0 do
      x * 0.5
    end
  end
end
Loop.run(Nx.tensor(0.5))
END
stops run "$tmp/graph.exs"

cat > "$tmp/eager.exs" <<'END'
defmodule Loop do
  def run(n) do
    Nx.dot(Nx.iota({300, 300}), Nx.iota({300, 300}))
    run(n + 1)
  end
end
Loop.run(0)
END
stops run "$tmp/eager.exs"

# Integers of millions of digits.
stops -e 'Integer.pow(3, 40_000_000)'
stops -e 'Integer.to_string(Bitwise.bsl(1, 40_000_000))'
stops -e 'String.to_integer(String.duplicate("7", 15_000_000))'
stops -e 'div(Bitwise.bsl(1, 60_000_000), Bitwise.bsl(1, 30_000_000) + 1)'
stops -e 'n = Bitwise.bsl(1, 30_000_000); for _ <- Stream.cycle([1]), do: Integer.digits(n)'
stops -e 'n = Bitwise.bsl(1, 60_000_000); for _ <- Stream.cycle([1]), do: div(n, 7)'

# Long texts and lists, already made when it comes.
stops -e 'l = Enum.to_list(1..300_000); for _ <- Stream.cycle([1]), do: Enum.sort(l)'
stops -e 's = String.duplicate("ab,", 500_000); for _ <- Stream.cycle([1]), do: String.split(s, ",")'

stops -e 's = String.duplicate("a", 5_000_000); for _ <- Stream.cycle([1]), do: String.to_charlist(s)'
stops -e 'inspect(:lists.duplicate(8_000_000, 10), limit: :infinity)'
stops -e 'inspect(<<255>> <> String.duplicate("a", 10_000_000), limit: :infinity)'
# AddressSanitizer looks at all of a text that is searched, at each place.
[ -n "$CNX_TEST_HARD" ] || stops -e 'String.replace(String.duplicate("ab", 100_000_000), "a", "xyz")'
stops -e 'l = :lists.duplicate(1_000_000, {1, 2}); for _ <- Stream.cycle([1]), do: Map.new(l)'
stops -e 'l = :lists.seq(1, 2_000_000); for _ <- Stream.cycle([1]), do: [l ++ [1], l -- l]'
stops -e 's = String.duplicate("a", 3_000_000); for _ <- Stream.cycle([1]), do: Base.decode64!(Base.encode64(s))'

# The same in machine code, one element and many.
if [ -e "$(dirname "$CNX")/libcnx-llvm.so" ]; then
    stops run --compiler llvm "$tmp/graph.exs"
    sed 's/x < 1.0/Nx.any(x < 1)/; s/Nx.tensor(0.5)/Nx.iota({300_000})/; s/x \* 0.5/x + 0/' \
        "$tmp/graph.exs" > "$tmp/many.exs"
    stops run --compiler llvm "$tmp/many.exs"
fi
