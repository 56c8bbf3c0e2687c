# Left and right of a failed assertion: the parts that differ are coloured, as Elixir's ExUnit colours them.
. test/cli/prelude

cat > "$tmp/diff_test.exs" <<'END'
defmodule DiffTest do
  use ExUnit.Case
  defmodule S, do: defstruct([:a, :b])
  test "1", do: assert [a: 1, b: 2] == [a: 1, c: 2]
  test "2", do: assert "foo" =~ ~r/bar/
  test "3", do: assert 4 in [1, 2, 3]
  test "4", do: assert {:ok, [1, z | _]} = {:error, [1]}
  test "5", do: assert 12345 == 12445
  test "6", do: assert "abc" == "xyz"
  test "7", do: assert %{a: 1, b: 2} == %{"a" => 1, b: 3}
  test "8", do: assert %S{a: 2} = %S{a: 1}
  test "9", do: assert "foo" <> _ = "bar"
  test "10", do: assert 1..3 == 1..4
  test "11", do: assert "a\tb" == "a b"
  test "12", do: assert 3 < 2
  test "13", do: assert ["a", "b", "c"] == ["a", "c", "b"]
  test "14", do: assert [1, 2 | 3] == [1, 5 | 4]
  test "15", do: assert [1 | 2] == [1, 2]
  test "16", do: assert [1, 2] == [1 | 2]
  test "17", do: assert [1 | %{a: 1}] == [1 | %{a: 2}]
  test "18", do: assert [a: 1, b: 2] == [{:a, 1} | :b]
  test "19", do: assert [1 | 2] = [1 | 3]
  test "20", do: assert [1, 2 | :x] = [1, 2, 3]
  test "21", do: assert MapSet.new([1, 2, 3]) == MapSet.new([1, 3, 4])
  test "22", do: assert %{s: MapSet.new([1])} == %{s: MapSet.new([2])}
  test "23", do: assert %S{a: 1} == %{a: 2}
  test "24", do: assert %{a: 2} = %S{a: 1}
  test "25", do: assert %S{a: 1} = %{a: 1}
  test "26", do: assert ~c"hello" == ~c"hallo"
  test "27", do: assert ~c"ab" ++ _ = ~c"xyz"
  test "28", do: assert {x, x} = {1, 2}
  test "29", do: assert [a: 1, b: 2] == [b: 2, a: 1]
  test "30", do: assert [a: 1, b: _] = [a: 2, b: 1]
  test "31", do: assert [a: 1] = [a: 1, b: 2]
  test "32", do: assert [1, x, 3] = [2, 3]
  test "33", do: assert {1, 2, 3} == {1, 3}
  test "34", do: assert "ab" <> x = "acd"
  test "35", do: assert match?({x, y} when x > 2 and y == 2, {1, 2})
  test "36", do: assert {:a, l = [_, 3]} = {:a, [1, 2]}
  test "37", do: assert <<1, 2>> == <<1, 3>>
  test "pin" do
    p = %{a: 1}
    assert {^p, 1} = {%{a: 2}, 1}
  end
end
END
run test --seed 0 --color "$tmp/diff_test.exs"
expect code 2
while IFS=@ read -r left right; do
    sides=$(sed 's/\x1b\[/</g' "$tmp/out" | grep -E -A1 '<36mleft: ')
    grep -qF "     <36mleft:  <0m$left" <<< "$sides" || wrong "left $left in: $sides"
    grep -qF "     <36mright: <0m$right" <<< "$sides" || wrong "right $right in: $sides"
done <<'END'
[a: 1, <31mb:<0m 2]@[a: 1, <32mc:<0m 2]
<31m"foo"<0m@<32m~r/bar/<0m
<31m4<0m@<32m[1, 2, 3]<0m
{<31m:ok<0m, [1, <31mz<0m | _]}@{<32m:error<0m, [1]}
12<31m3<0m45@12<32m4<0m45
"<31mabc<0m"@"<32mxyz<0m"
%{b: <31m2<0m, <31ma: 1<0m}@%{:b => <32m3<0m, <32m"a" => 1<0m}
%DiffTest.S{a: <31m2<0m}@%DiffTest.S{a: <32m1<0m, b: nil}
"<31mfoo<0m" <> _@"<32mbar<0m"
1..<31m3<0m@1..<32m4<0m
"a<31m\t<0mb"@"a<48;5;28m <0mb"
<31m3<0m@<32m2<0m
["a", <31m"b"<0m, "c"]@["a", "c", <32m"b"<0m]
[1, <31m2<0m | <31m3<0m]@[1, <32m5<0m | <32m4<0m]
[1 | <31m2<0m]@[1, <32m2<0m]
[1, <31m2<0m]@[1 | <32m2<0m]
[1 | %{a: <31m1<0m}]@[1 | %{a: <32m2<0m}]
[{:a, 1}, <31m{:b, 2}<0m]@[{:a, 1} | <32m:b<0m]
[1 | <31m2<0m]@[1 | <32m3<0m]
[1, 2 | <31m:x<0m]@[1, 2, <32m3<0m]
MapSet.new([1, <31m2<0m, <31m3<0m])@MapSet.new([1, <32m3<0m, <32m4<0m])
%{s: MapSet.new([<31m1<0m])}@%{s: MapSet.new([<32m2<0m])}
%<31mDiffTest.S<0m{a: <31m1<0m, <31mb: nil<0m}@%{a: <32m2<0m}
%{a: <31m2<0m}@%DiffTest.S{a: <32m1<0m, b: nil}
%<31mDiffTest.S<0m{a: 1}@%{a: 1}
~c"h<31me<0mllo"@~c"h<32ma<0mllo"
[<31m97<0m, <31m98<0m] ++ _@[<32m120<0m, <32m121<0m, 122]
{x, <31mx<0m}@{1, <32m2<0m}
[<31m{:a, 1}<0m, {:b, 2}]@[{:b, 2}, <32m{:a, 1}<0m]
[a: <31m1<0m, b: _]@[a: <32m2<0m, b: 1]
[a: 1]@[{:a, 1}, <32m{:b, 2}<0m]
[<31m1<0m, x, 3]@[2, 3]
{1, <31m2<0m, <31m3<0m}@{1, <32m3<0m}
"a<31mb<0m" <> x@"a<32mc<0md"
{x, y} when <31mx > 2<0m and y == 2@{1, 2}
{:a, l = [_, <31m3<0m]}@{:a, [1, <32m2<0m]}
"\x01\x0<31m2<0m"@"\x01\x0<32m3<0m"
{<31m^p<0m, 1}@{%{a: <32m2<0m}, 1}
END
exit 0
