# cnx run of a Livebook file: its Elixir cells in order, what they give printed.
. test/cli/prelude

cat > "$tmp/guide.livemd" <<'END'
# A guide

```elixir
import Enum, only: [sum: 1]
x = [1, 2, 3]
```

<!-- livebook:{"output":true} -->

```
[1, 2, 3]
```

```elixir
IO.puts("hello")
sum(x)
```

<!-- livebook:{"force_markdown":true} -->

```elixir
raise "only shown"
```

```python
not_ours()
```

````elixir
"a
```
"
````

```elixir
defmodule A do
  def f, do: hd([])
end
```

```elixir
A.f()
```

```elixir
:not_reached
```
END
run run "$tmp/guide.livemd"
expect code 1
expect out '[1, 2, 3]
hello
6
"a\n```\n"'
expect err-has 'guide.livemd:37'

# Lines that end as those of Windows do.
printf '# A\r\n\r\n```elixir\r\nx = 1\r\n```\r\n\r\n```elixir\r\nx + 1\r\n' > "$tmp/crlf.livemd"
run run "$tmp/crlf.livemd"
expect code 0
expect out '1
2'

# A cell whose error is expected: it is shown, and the next cell runs, with what was bound before.
cat > "$tmp/expected.livemd" <<'END_OF_FILE'
```elixir
x = 1
```

<!-- livebook:{"continue_on_error":true} -->

```elixir
x = hd([])
```

<!-- livebook:{"continue_on_error":true} -->

```elixir
[x, )
```

```elixir
x + 1
```

```elixir
raise "not expected"
```

```elixir
:not_reached
```
END_OF_FILE
run run "$tmp/expected.livemd"
expect code 1
expect out '1
2'
expect err-has 'expected.livemd:8:5'
expect err-has '(MismatchedDelimiterError)'
expect err-has '(RuntimeError) not expected'

# Values are shown as the prompt shows them: broken at 80 columns, and what hides its result is not shown.
cat > "$tmp/shown.livemd" <<'END_OF_FILE'
```elixir
import IEx.Helpers
IEx.dont_display_result()
```

```elixir
{Nx.u8(1), Nx.u8(2)}
```

```elixir
%{first: String.duplicate("a", 40), second: String.duplicate("b", 40)}
```
END_OF_FILE
run run "$tmp/shown.livemd"
expect code 0
expect out '{#Nx.Tensor<
   u8
   1
 >,
 #Nx.Tensor<
   u8
   2
 >}
%{
  first: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  second: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
}'

# A section that branches goes on from the end of the section it names: what other branches bound, aliased
# and imported is not there.
cat > "$tmp/branches.livemd" <<'END_OF_FILE'
```elixir
first = :setup
```

## Main

```elixir
x = 1
alias String, as: S
```

<!-- livebook:{"branch_parent_index":0} -->

## One

```elixir
x = x + 10
alias Atom, as: S
S.to_string(:one)
```

<!-- livebook:{"branch_parent_index":0} -->

## Two

```elixir
{x + 100, first, S.upcase("two")}
```

## Main again

```elixir
x
```
END_OF_FILE
run run "$tmp/branches.livemd"
expect code 0
expect out ':setup
String
"one"
{101, :setup, "TWO"}
1'

# What a notebook asks for and cnx does not have is named at once; its cells run up to the first that uses it.
cat > "$tmp/picture.livemd" <<'END_OF_FILE'
```elixir
Mix.install([{:nx, "~> 0.9"}, {:kino, "~> 0.14"}, {:vega_lite, "~> 0.1"}])
alias VegaLite, as: Vl
```

```elixir
Nx.to_number(Nx.add(1, 2))
```

```elixir
Vl.new(width: 100)
```
END_OF_FILE
run run "$tmp/picture.livemd"
expect code 1
expect out 'VegaLite
3'
expect err-has 'warning: Mix.install asks for what cnx neither carries nor finds as sources: kino (looked in deps/kino), vega_lite (looked in deps/vega_lite); cells that use it fail'
expect err-has 'function VegaLite.new/1 is undefined (module VegaLite is not available)'

# A module may be defined again in a later cell.
cat > "$tmp/again.livemd" <<'END_OF_FILE'
```elixir
defmodule A do
  def f, do: 1
end
```

```elixir
defmodule A do
  def f, do: 2
end

A.f()
```
END_OF_FILE
run run "$tmp/again.livemd"
expect code 0
expect no-err
expect out 2
