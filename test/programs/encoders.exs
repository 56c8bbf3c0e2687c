# Protocols: derived with options, for Any and several types; a ring that is Enumerable, Collectable and Inspect.
defprotocol Serial do
  @moduledoc "x"
  @fallback_to_any true
  @spec encode(t) :: String.t()
  def encode(x)
  @doc "opts"
  def encode(x, opts)
end

defimpl Serial, for: Any do
  defmacro __deriving__(module, struct, opts) do
    fields = struct |> Map.from_struct() |> Map.keys()
    fields = if opts[:except], do: fields -- opts[:except], else: fields

    quote do
      defimpl Serial, for: unquote(module) do
        def encode(x), do: encode(x, [])

        def encode(x, opts) do
          sep = Keyword.get(opts, :sep, ",")

          Enum.map_join(unquote(Enum.sort(fields)), sep, fn f ->
            "#{f}=#{Serial.encode(Map.fetch!(x, f))}"
          end)
        end
      end
    end
  end

  def encode(x), do: inspect(x)
  def encode(x, _), do: encode(x)
end

defimpl Serial, for: [Integer, Float] do
  def encode(x), do: "n#{x}"
  def encode(x, o), do: encode(x) <> inspect(o)
end

defimpl Serial, for: Map do
  def encode(m),
    do: "{" <> Enum.map_join(m, ";", fn {k, v} -> "#{k}:#{Serial.encode(v)}" end) <> "}"

  def encode(m, _), do: encode(m)
end

defmodule User do
  @derive {Serial, except: [:secret]}
  @derive {Inspect, except: [:secret]}
  @enforce_keys [:name]
  defstruct [:name, :secret, age: 0, meta: %{}]
end

defmodule Plain do
  defstruct [:x]
end

u = struct!(User, name: "bob", secret: "s", meta: %{a: 1, b: 2.5})
IO.inspect(u)
IO.puts(Serial.encode(u))
IO.puts(Serial.encode(u, sep: " | "))
IO.puts(Serial.encode(struct(Plain, x: [1])))
IO.puts(Serial.encode(:atom))
IO.inspect(Serial.impl_for(u))
IO.inspect(Serial.impl_for("s"))
IO.inspect(Serial.impl_for(1.0))
IO.inspect(Serial.__protocol__(:functions))

try do
  struct!(User, age: 3)
rescue
  e in ArgumentError -> IO.puts(e.message)
end

try do
  struct!(User, name: 1, nope: 3)
rescue
  e in KeyError -> IO.puts(Exception.message(e))
end

defmodule Ring do
  defstruct items: [], size: 0, max: 3
  def new(max \\ 3), do: %Ring{max: max}
  def push(%Ring{size: s, max: s} = r, x), do: %{r | items: tl(r.items) ++ [x]}
  def push(r, x), do: %{r | items: r.items ++ [x], size: r.size + 1}

  defimpl Enumerable do
    def count(r), do: {:ok, r.size}
    def member?(r, x), do: {:ok, x in r.items}
    def slice(r), do: {:ok, r.size, &Enum.slice(r.items, &1, &2)}
    def reduce(r, acc, f), do: Enumerable.List.reduce(r.items, acc, f)
  end

  defimpl Collectable do
    def into(r) do
      {r,
       fn
         acc, {:cont, x} -> Ring.push(acc, x)
         acc, :done -> acc
         _, :halt -> :ok
       end}
    end
  end

  defimpl Inspect do
    import Inspect.Algebra

    def inspect(r, opts),
      do: concat(["#Ring<", container_doc("[", r.items, "]", opts, &to_doc/2), ">"])
  end
end

r = Enum.into(1..5, Ring.new())
IO.inspect(r)
IO.inspect(%{r: r, l: [r, r]})
IO.inspect({Enum.count(r), 4 in r, Enum.sum(r), Enum.to_list(r), Enum.zip(r, [:a, :b])})
IO.inspect(for x <- r, x > 3, into: Ring.new(5), do: x * x)
IO.inspect(Enum.reduce_while(r, 0, fn x, a -> if x > 4, do: {:halt, a}, else: {:cont, a + x} end))
IO.inspect(Stream.map(r, &(&1 * 2)) |> Enum.take(2))
IO.inspect(inspect(Enum.into(1..60, Ring.new(60))) |> String.length())

try do
  Enumerable.count(struct(Plain, x: 1))
rescue
  e in Protocol.UndefinedError -> IO.puts(e.protocol)
end
