# Structs, protocols, behaviours, patterns, comprehensions, paths, exceptions, messages.
defmodule Shape do
  @callback area(map) :: number
  @optional_callbacks name: 1
  @callback name(map) :: String.t()
end
defmodule Circle do
  @behaviour Shape
  @enforce_keys [:r]
  defstruct [:r, unit: :cm]
  @impl true
  def area(%__MODULE__{r: r}), do: Float.round(:math.pi() * r * r, 3)
  defimpl String.Chars do
    def to_string(%{r: r, unit: u}), do: "circle(#{r}#{u})"
  end
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(c, opts), do: concat(["#Circle<", to_doc(c.r, opts), ">"])
  end
end
defprotocol Describe do
  @fallback_to_any true
  def describe(x, opts \\ [])
end
defimpl Describe, for: Any do
  def describe(x, opts), do: "any #{inspect(x)} #{inspect(opts)}"
end
defimpl Describe, for: [Integer, Float] do
  def describe(x, _), do: "number #{x} via #{inspect(@for)} #{inspect(@protocol)}"
end
c = struct!(Circle, r: 2)
IO.puts("#{c} #{Circle.area(c)}")
IO.inspect([c, %{c: c}])
IO.puts Describe.describe(1)
IO.puts Describe.describe(1.5)
IO.puts Describe.describe(:x, a: 1)
IO.inspect(try do struct!(Circle, q: 1) rescue e -> {e.__struct__, Exception.message(e)} end)
IO.inspect(try do struct!(Circle, []) rescue e -> {e.__struct__, Exception.message(e)} end)
IO.inspect Map.from_struct(c)
IO.inspect %{c | r: 9}.r
{:ok, pid} = Agent.start_link(fn -> %{} end)
Agent.update(pid, &Map.put(&1, :k, 1))
IO.inspect Agent.get(pid, & &1)
IO.inspect Agent.get_and_update(pid, fn m -> {m.k, Map.update!(m, :k, fn v -> v + 1 end)} end)
t = for i <- 1..3, do: Task.async(fn -> i * i end)
IO.inspect Enum.map(t, &Task.await/1)
f = fn
  %{a: [x | _]} = m when map_size(m) > 1 -> {:big, x}
  %{a: _} -> :small
  {a, b} when a > b or b == 0 -> a - b
  <<n::16, rest::binary>> -> {n, rest}
  other -> other
end
IO.inspect Enum.map([%{a: [1], b: 2}, %{a: 1}, {3, 1}, {1, 3}, "abcd", "a", nil], f)
r = with {:ok, a} <- {:ok, 1}, b = a + 1, {:ok, c} when c > b <- {:ok, 5} do {a, b, c} else {:ok, n} -> {:low, n}; e -> e end
IO.inspect r
IO.inspect for <<r::8, g::8 <- <<1, 2, 3, 4, 5>> >>, r > 0, into: %{}, do: {r, g}
IO.inspect for x <- 1..3, y <- x..3, rem(x + y, 2) == 0, uniq: true, do: x * y
IO.inspect(for {k, v} <- %{a: 1, b: 2}, reduce: [] do acc -> [{v, k} | acc] end)
IO.inspect get_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.all(), :b])
IO.inspect update_in(%{a: [%{b: 1}, %{b: 2}]}, [:a, Access.at(1), :b], & &1 * 10)
IO.inspect pop_in(%{a: %{b: 1, c: 2}}, [:a, :b])
IO.inspect put_in(%{a: %{b: 1}}.a.b, 4)
try do
  throw {:x, 1}
catch
  :throw, {:x, n} -> IO.puts("caught #{n}")
after
  IO.puts("after")
end
IO.inspect (try do exit(:bye) catch :exit, r -> r end)
IO.inspect (try do :erlang.error(:badarith) rescue e in ArithmeticError -> e end)
IO.inspect (try do raise "oops" rescue e in [RuntimeError, KeyError] -> Exception.format(:error, e, []) end)
defmodule MyErr do
  defexception [:code, message: "dflt"]
  @impl true
  def exception(code) when is_integer(code), do: %__MODULE__{code: code, message: "code #{code}"}
  def exception(kw), do: struct!(__MODULE__, kw)
end
IO.inspect (try do raise MyErr, 5 rescue e -> {e, Exception.message(e)} end)
IO.inspect (try do raise MyErr, code: 7 rescue e -> Exception.message(e) end)
IO.inspect (try do raise MyErr rescue e -> Exception.message(e) end)
IO.inspect (try do reraise MyErr, [code: 1], [] rescue e -> e.code end)
send(self(), {:hi, 1}); send(self(), :two)
IO.inspect(receive do :two -> :got_two end)
IO.inspect(receive do {:hi, n} -> n after 0 -> :none end)
IO.inspect(receive do x -> x after 10 -> :timeout end)
