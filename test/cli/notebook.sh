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
