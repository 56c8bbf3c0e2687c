# In the folder of a Mix project: cnx test and cnx run load lib/ in the order its modules need.
. test/cli/prelude

cp -r test/fixtures/project "$tmp/project"
cd "$tmp/project" || exit 1

run test --seed 0
expect code 2
expect out-has 'Excluding tags: [:slow]'
expect out-has '4 tests, 1 failure, 1 excluded'
expect out-has '  1) test d bad (Proj.ATest)
     test/a_test.exs:25
     Assertion with == failed
     code:  assert c.two == %{a: 1, b: [1, 2, 3]}
     left:  2
     right: %{a: 1, b: [1, 2, 3]}
     stacktrace:
       test/a_test.exs:26: (test)
'

run test --failed --trace
expect code 2
expect out-has '1 test, 1 failure'
sed -i 's/%{a: 1, b: \[1, 2, 3\]}/2/' test/a_test.exs
run test --failed
expect code 0
expect out-has '1 test, 0 failures'
run test --failed
expect code 0
expect out 'There are no tests to run'

echo 'IO.inspect({Proj.A.point(), Proj.A.level(), Mix.env()})' > run.exs
run run run.exs
expect code 0
expect out '{%Proj.Point{x: 1, y: 0}, 3, :dev}'

# A dependency: sources under deps/, or named as missing.
sed -i 's/{:nx, /{:tiny, "~> 1.0"}, {:nx, /' mix.exs
run run run.exs
expect code 1
expect err-has '** (Mix.Error) mix.exs asks for what cnx neither carries nor finds as sources: tiny (looked in deps/tiny)'
mkdir -p deps/tiny/lib
echo 'defmodule Tiny do def name, do: :tiny end' > deps/tiny/lib/tiny.ex
echo 'IO.inspect(Tiny.name())' > run.exs
run run run.exs
expect out ':tiny'

# A module's struct is there for files that its functions need, which need it.
printf 'defmodule Proj.Tree do\n  defstruct [:leaf]\n  def new, do: %%Proj.Tree{leaf: %%Proj.Leaf{}}\nend\n' > lib/a_tree.ex
printf 'defmodule Proj.Leaf do\n  defstruct [:n]\nend\ndefmodule Proj.Walk do\n  def leaf(%%Proj.Tree{leaf: leaf}), do: leaf\nend\n' > lib/z_leaf.ex
echo 'IO.inspect(Proj.Walk.leaf(Proj.Tree.new()))' > run.exs
run run run.exs
expect code 0
expect out '%Proj.Leaf{n: nil}'

# An error in a file of the project is shown where it is.
echo 'defmodule Proj.Broken do def f, do: missing(1) end' > lib/broken.ex
run run run.exs
expect code 1
expect err-has 'lib/broken.ex:1'

# Without a project: files required first.
cd ..
mkdir -p parts
echo 'defmodule PartA do use PartB end' > parts/a.ex
echo 'defmodule PartB do defmacro __using__(_), do: quote(do: def(n, do: 7)) end' > parts/b.ex
echo 'IO.inspect(PartA.n())' > main.exs
run run -r 'parts/*.ex' main.exs
expect code 0
expect out 7
run run -r 'nothing/*.ex' main.exs
expect code 1
expect err-has 'no files matched pattern nothing/*.ex'

# Files whose modules need each other to be compiled, and a folder that is named like a file.
mkdir -p "$tmp/cycle/lib/folder.ex"
cd "$tmp/cycle" || exit 1
printf 'defmodule P do\n  use Mix.Project\n  def project, do: [app: :p, version: "0.1.0"]\nend\n' > mix.exs
echo 'IO.puts("ran")' > s.exs
run run s.exs
expect code 0
expect out ran
printf 'defmodule A do\n  require B\n  def a, do: B.m()\nend\n' > lib/a.ex
printf 'defmodule B do\n  require A\n  defmacro m, do: A.a()\nend\n' > lib/b.ex
run run s.exs
expect code 1
expect err-has 'module A is not loaded and could not be found'
expect err-has 'lib/b.ex:2:11'
expect err-has '= lib/a.ex defines it, and waits for this file: they need each other'

# An umbrella project: its applications need each other, their tests are one suite, settings are at its root;
# what depends on what is not there is named once.
mkdir -p "$tmp/umbrella/config" "$tmp/umbrella/apps/"{core,web}"/"{lib,test}
cd "$tmp/umbrella" || exit 1
printf 'defmodule U do\n  use Mix.Project\n  def project, do: [apps_path: "apps", deps: []]\nend\n' > mix.exs
printf 'import Config\nconfig :core, n: 7\n' > config/config.exs
printf 'import Config\nconfig :core, late: System.get_env("LATE", "runtime")\n' > config/runtime.exs
for app in core web; do
    [ $app = web ] && deps='[{:core, in_umbrella: true}]' || deps='[]'
    cat > apps/$app/mix.exs <<END
defmodule U.${app^}.MixProject do
  use Mix.Project

  def project do
    [app: :$app, version: "0.1.0", config_path: "../../config/config.exs", deps_path: "../../deps", deps: $deps]
  end
end
END
    echo 'ExUnit.start()' > apps/$app/test/test_helper.exs
done
echo 'defmodule Core do def n, do: Application.get_env(:core, :n) end' > apps/core/lib/core.ex
echo 'defmodule Web do def n, do: {Core.n(), Application.get_env(:core, :late)} end' > apps/web/lib/web.ex
for app in core web; do
    printf 'defmodule %sTest do\n  use ExUnit.Case\n  test "n", do: assert(Web.n() == {7, "runtime"})\nend\n' ${app^} \
        > apps/$app/test/${app}_test.exs
done
run test
expect code 0
expect out-has '2 tests, 0 failures'
echo 'IO.inspect(Web.n())' > run.exs
run run run.exs
expect out '{7, "runtime"}'
cd apps/web || exit 1
run test
expect code 0
expect out-has '1 test, 0 failures'
sed -i 's/deps: \[/deps: [{:missing, "~> 1.0"}, /' mix.exs ../core/mix.exs
run test
expect code 1
expect err-has 'finds as sources: missing (looked in ../../deps/missing)'
[ "$(grep -o 'looked in' <<< "$err" | wc -l)" = 1 ] || wrong "each missing dependency once"
