# What a FunctionClauseError says of the clauses that were tried: parts between dashes do not match.
defmodule Tried do
  @limit 3
  defguardp small(x) when is_integer(x) and x < @limit

  def one(x, y \\ nil)
  def one(1, x) when x > 2 and is_atom(x), do: x
  def one(%{a: 1} = m, [h | _]) when is_map(m) or h == 1, do: h
  def one(x, x) when x == 1 when is_nil(x), do: x
  def one(@limit, x) when small(x), do: x
  def one("a" <> _, <<x, _::binary>>) when not is_atom(x) and (x > 3 or x < 1), do: x
  def hidden(x), do: private(x)
  defp private([k: v]) when is_map_key(v, :k), do: v

  for n <- 1..12 do
    def many(unquote(n)), do: unquote(n)
  end

  for op <- [:left] do
    def unquote(op)(unquote(op)), do: unquote(op)
  end

  def of(fun) do
    fun.()
  rescue
    e ->
      {e, _} = Exception.blame(:error, e, __STACKTRACE__)
      e |> Exception.message() |> String.split("\n\n") |> List.last() |> String.split("\n", trim: true)
  end
end

Tried.of(fn -> Tried.one(5, 3) end) # => ["    def one(-1-, x) when x > 2 and -is_atom(x)-", "    def one(-%{a: 1} = m-, -[h | _]-) when -is_map(m)- or -h == 1-", "    def one(x, -x-) when -x == 1- when -is_nil(x)-", "    def one(-@limit-, x) when -small(x)-", "    def one(-\"a\" <> _-, -<<x, _::binary>>-) when -not is_atom(x)- and (-x > 3- or -x < 1-)"]
Tried.of(fn -> Tried.one(%{a: 1}, [2]) |> Tried.one() end) # => ["    def one(-1-, x) when x > 2 and is_atom(x)", "    def one(-%{a: 1} = m-, -[h | _]-) when -is_map(m)- or -h == 1-", "    def one(x, -x-) when -x == 1- when -is_nil(x)-", "    def one(-@limit-, x) when -small(x)-", "    def one(-\"a\" <> _-, -<<x, _::binary>>-) when -not is_atom(x)- and (-x > 3- or -x < 1-)"]
Tried.of(fn -> Tried.one(1) end) # => nil
Tried.of(fn -> Tried.one("abc", <<0>>) end) # => 0
Tried.of(fn -> Tried.hidden(k: %{}) end) # => ["    defp private([k: v]) when -is_map_key(v, :k)-"]
Tried.of(fn -> Tried.many(0) end) # => ["    def many(-1-)", "    def many(-2-)", "    def many(-3-)", "    def many(-4-)", "    def many(-5-)", "    def many(-6-)", "    def many(-7-)", "    def many(-8-)", "    def many(-9-)", "    def many(-10-)", "    ...", "    (2 clauses not shown)"]
Tried.of(fn -> Tried.left(:right) end) # => ["    def left(-:left-)"]
Tried.of(fn -> String.upcase(1) end) # => ["no function clause matching in String.upcase/2"]

# each part is told by itself
Exception.blame_mfa(Tried, :private, [1]) # => {:ok, :defp, [{[%{match?: false, node: [k: {:v, [line: 13], nil}]}], [%{match?: false, node: {:is_map_key, [line: 13], [{:v, [line: 13], nil}, :k]}}]}]}
Exception.blame_mfa(Tried, :private, [:a, :b]) # => :error
Exception.blame_mfa(Enum, :map, [[], 1]) # => :error
