# A public function of Nx without a row among the tests does not get into the library.
. "$(dirname "$0")/prelude"
tools/rows || exit 1
mkdir -p "$tmp/src/lang" "$tmp/test"
cp -r tools lib "$tmp" && cp src/lang/builtin.def "$tmp/src/lang" && cp -r test/oracle test/lib test/lang test/golden "$tmp/test"
sed -i 's/^  def type(tensor)/  def untested(x), do: x\n&/' "$tmp/lib/nx.ex"
sed -i 's/^Nx\.rename .*/Nx.rename test\/lib\/float.exs/; /^Nx\.rank /d' "$tmp/test/oracle/elsewhere.txt"
got=$("$tmp/tools/rows" | sort)
want='Nx.rank has no row: see tools/rows
Nx.untested has no row: see tools/rows
test/lib/float.exs does not call Nx.rename'
[ "$got" = "$want" ] || { echo "got $got"; exit 1; }
