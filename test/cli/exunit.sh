# cnx test: reports of failures to the letter, the features of ExUnit, colours, exit codes.
. test/cli/prelude

untimed() { # output without its times
    sed -E 's/[0-9]+\.[0-9]+ ?s(econds)?/T/g' "$tmp/out"
}

run test test/fixtures/exunit/failures_test.exs --seed 0
expect code 2
[ "$(grep -c warning: <<< "$err")" = 1 ] || wrong "one warning"
expect err-has "warning: Missing.call/1 is undefined (module Missing is not available or is yet to be defined)"
expect err-has '└─ test/fixtures/exunit/failures_test.exs:42:15: FailuresTest."test calls an undefined function"/1'
expect no-colour
diff <(untimed) test/fixtures/exunit/failures.out || wrong "the reports of failures.out"

run test test/fixtures/exunit/features_test.exs
expect code 0
expect out-has '7 doctests, 21 tests, 0 failures'

run test test/fixtures/exunit/features_test.exs --seed 0 --trace --only block
expect code 0
expect out-has $'Excluding tags: [:test]\nIncluding tags: [:block]\n'
expect out-has $'\nFeaturesTest [test/fixtures/exunit/features_test.exs]\n'
expect out-has 'test context (excluded) [L#'
expect out-has '7 doctests, 21 tests, 0 failures, 26 excluded'

run test test/fixtures/exunit/features_test.exs --no-start --only level:5
expect code 0
expect out-has '21 tests, 0 failures, 27 excluded'

run test test/fixtures/exunit/features_test.exs --exclude whole
expect out-has '21 tests, 0 failures, 27 excluded'

run test test/fixtures/exunit/features_test.exs --only nobody
expect code 1
expect out-has $'\n\nAll tests have been excluded.\n\nFinished in'
expect err-has 'The --only option was given to "mix test" but no test was executed'

run test test/fixtures/exunit/failures_test.exs:22
expect code 2
expect out-has 'Including tags: [location: {"test/fixtures/exunit/failures_test.exs", 22}]'
expect out-has '29 tests, 1 failure, 28 excluded'

run test test/fixtures/exunit/failures_test.exs:34 # a describe block
expect out-has '29 tests, 4 failures, 25 excluded'

run test test/fixtures/exunit/failures_test.exs --max-failures 2 --seed 0
expect code 2
expect out-has '4 tests, 2 failures, 1 skipped'
expect out-has $'--max-failures reached, aborting test suite\nFinished in'

run test test/fixtures/exunit/failures_test.exs:21 --color
expect out-has $'\e[31m2\e[0m'
expect out-has $'\e[32m3\e[0m'

# The order of the tests depends on the seed alone.
order() {
    grep -a '^  [*] ' "$tmp/out" | cut -d '[' -f 1
}
run test test/fixtures/exunit/features_test.exs --trace --seed 7
first=$(order)
run test test/fixtures/exunit/features_test.exs --trace --seed 7
[ -n "$first" ] && [ "$first" = "$(order)" ] || wrong "the same order for the same seed"
run test test/fixtures/exunit/features_test.exs --trace --seed 8
[ "$first" != "$(order)" ] || wrong "another order for another seed"

# A script that starts ExUnit itself.
printf 'ExUnit.start()\ndefmodule T do\n  use ExUnit.Case\n  test "a", do: assert(1 == 2)\nend\n' > "$tmp/own.exs"
run run "$tmp/own.exs"
expect code 2
expect out-has '1 test, 1 failure'

run test "$tmp/missing_test.exs"
expect code 1
expect err-has 'did not match any directory/file'
run test --nonsense
expect code 1
expect err-has '--nonsense : Unknown option'
run test --seed x
expect code 1
expect err-has $'Could not invoke task "test": 1 error found!\n--seed : Expected type integer, got "x"'
run test --seed
expect code 1
expect err-has '--seed : Missing argument of type integer'
mkdir "$tmp/no_tests"
run test "$tmp/no_tests"
expect code 1
expect err-has "did not match any directory/file: $tmp/no_tests"

printf 'defmodule T do\n  use ExUnit.Case\n  test "a" do\n    x + 1\n  end\nend\n' > "$tmp/broken_test.exs"
run test "$tmp/broken_test.exs"
expect code 1
expect err-has 'undefined variable "x"'
expect err-has 'broken_test.exs:4'

mkdir -p "$tmp/many"
printf 'defmodule ATest do\n  use ExUnit.Case\n  test "a", do: assert(helped() == 1)\n  defp helped, do: Helper.one()\nend\n' > "$tmp/many/a_test.exs"
printf 'defmodule BTest do\n  use ExUnit.Case\n  @tag :slow\n  test "b", do: flunk()\nend\n' > "$tmp/many/b_test.exs"
printf 'ExUnit.start(exclude: [:slow])\ndefmodule Helper do\n  def one, do: 1\nend\n' > "$tmp/many/test_helper.exs"
run test "$tmp/many"
expect code 0
expect out-has 'Excluding tags: [:slow]'
expect out-has '2 tests, 0 failures, 1 excluded'
run test "$tmp/many" --include slow
expect code 2
expect out-has '2 tests, 1 failure'

# Time limits, and what a test starts and leaves.
cat > "$tmp/limits_test.exs" <<'END'
defmodule LimitsTest do
  use ExUnit.Case
  @tag timeout: 30
  test "sleeps" do
    try do
      Process.sleep(100_000)
    rescue
      _ -> Process.sleep(100_000)
    end
  end
  @tag timeout: 30
  test "computes", do: Enum.reduce(1..1_000_000_000, 0, &+/2)
  @tag timeout: :infinity
  test "has all the time", do: Process.sleep(60)
  for i <- 1..2 do
    test "starts an agent #{i}" do
      pid = start_supervised!({Agent, fn -> unquote(i) end})
      assert Agent.get(pid, & &1) == unquote(i)
      assert {:error, {:already_started, ^pid}} = start_supervised({Agent, fn -> 0 end})
    end
  end
  test "stops one" do
    pid = start_supervised!(%{id: :a, start: {Agent, :start_link, [fn -> 1 end]}})
    assert stop_supervised(:a) == :ok
    assert stop_supervised(:a) == {:error, :not_found}
    assert catch_exit(Agent.get(pid, & &1))
  end
end
END
run test "$tmp/limits_test.exs" --seed 0
expect code 2
expect out-has '** (ExUnit.TimeoutError) test timed out after 30ms. You can change the timeout:'
expect out-has 'Process.sleep(100_000)'
expect out-has 'Enum.reduce(1..1_000_000_000, 0, &+/2)'
expect out-has '6 tests, 2 failures'
run test "$tmp/limits_test.exs" --only 'test:test stops one' --timeout 5000
expect code 0
run test --stale "$tmp/limits_test.exs"
expect code 1
expect err-has '--stale is not supported: cnx does not keep what tests depend on'
run test --cover "$tmp/limits_test.exs"
expect code 1
expect err-has '--cover is not supported: cnx does not count what tests run'
run test test/fixtures/exunit/failures_test.exs:22 --exit-status 7
expect code 7

# A doctest that fails shows the lines above it that have no outcome of their own.
mkdir "$tmp/above"
cat > "$tmp/above/above_test.exs" <<'END'
defmodule Above do
  @doc """
      iex> x = 1
      iex> x + 1
      3
  """
  def f, do: :ok
end

defmodule AboveTest do
  use ExUnit.Case
  doctest Above
end
END
run test "$tmp/above"
expect code 2
expect out-has '       iex> x = 1
       iex> x + 1
       3'

# A folder of a module with dots; what setup_all left behind takes the tests that had passed with it.
mkdir "$tmp/late"
cat > "$tmp/late/late_test.exs" <<'END'
defmodule Late.Test do
  use ExUnit.Case

  setup_all do
    on_exit(fn -> raise "late" end)
  end

  @tag :tmp_dir
  test "one: a?", %{tmp_dir: folder} do
    assert folder =~ ~r{/tmp/Late.Test/test-one--a-$}
  end

  test "two", do: :ok
  test "three", do: assert(1 == 2)
end
END
cd "$tmp/late"
run test --seed 0 late_test.exs
expect code 2
expect out-has '  1) test three (Late.Test)'
expect out-has '  3) Late.Test: failure on setup_all callback, all tests have been invalidated'
expect out-has '3 tests, 3 failures'
run test --seed 0 --slowest 1 late_test.exs
expect out-has $'\nLate.Test [late_test.exs]\n'
expect out-has 'Top 1 slowest ('

# What a report says of a pattern: its modules in full, its pinned variables with the last one first.
cat > "$tmp/pattern_test.exs" <<'EXS'
defmodule PatternTest do
  use ExUnit.Case
  defmodule Point, do: defstruct([:x, :y])

  test "match" do
    one = 1
    two = 2
    assert {^one, ^two, %Point{x: 3}} = {1, 2, %{x: 3}}
  end

  test "match?", do: assert(match?(%Point{x: 3}, %Point{x: 4}))
end
EXS
run test --seed 0 "$tmp/pattern_test.exs"
expect code 2
expect out-has $'pinned:\n       two = 2\n       one = 1\n     code:  assert {^one, ^two, %Point{x: 3}} ='
expect out-has $'\n     left:  {^one, ^two, %PatternTest.Point{x: 3}}\n'
expect out-has $'\n     left:  %PatternTest.Point{x: 3}\n     right: %PatternTest.Point{x: 4, y: nil}\n'

# --trace begins a line for tests that do not run, too.
cat > "$tmp/traced_test.exs" <<'EXS'
defmodule TracedTest do
  use ExUnit.Case
  @tag :skip
  test "a", do: :ok
  @tag :slow
  test "b", do: :ok
end

defmodule InvalidTest do
  use ExUnit.Case
  setup_all do: raise("none")
  test "c", do: :ok
end
EXS
run test --seed 0 --trace --exclude slow "$tmp/traced_test.exs"
expect code 2
expect out-has $'\n  * test a [L#4]\r  * test a (skipped) [L#4]\n  * test b [L#6]\r  * test b (excluded) [L#6]\n'
expect out-has $'\n  * test c [L#12]\r  * test c ('

# --no- takes back what was said, the last value counts, --raise is another exit code.
run test --seed 5 --seed 0 --trace --no-trace --exclude slow "$tmp/traced_test.exs"
expect code 2
expect out-has $'Running ExUnit with seed: 0, max_cases: 1\nExcluding tags: [:slow]\n\n*?\n'
run test --raise "$tmp/traced_test.exs"
expect code 1
expect err-has '** (Mix) "mix test" failed'

# Doctests come by the names of what they document, functions first.
cat > "$tmp/named_test.exs" <<'EXS'
defmodule Named do
  @doc "    iex> require Named; Named.a(1)\n    1"
  defmacro a(x), do: x
  @doc "    iex> Named.c(1)\n    1"
  def c(x), do: x
  @doc "    iex> Named.b(1)\n    1"
  def b(x), do: x
end

defmodule NamedTest do
  use ExUnit.Case
  doctest Named
end
EXS
run test --seed 0 --trace "$tmp/named_test.exs"
expect code 0
[ "$(grep -o 'doctest Named.[a-c]/1 ([0-9]) (' "$tmp/out" | cut -d ' ' -f 2,3 | tr '\n' ' ')" = \
    'Named.b/1 (1) Named.c/1 (2) Named.a/1 (3) ' ] || wrong "Named.b/1 (1), c/1 (2), a/1 (3)"
