# A defn's body means what it means where it stands in its module.
defmodule Doubling do
  defmacro times(x), do: quote(do: 2 * unquote(x))

  defmacro seen(x) do
    Module.put_attribute(__CALLER__.module, :seen, :body)
    x
  end
end

defmodule Tripling do
  defmacro times(x), do: quote(do: 3 * unquote(x))
end

defmodule Place do
  import Nx.Defn
  Module.register_attribute(__MODULE__, :seen, accumulate: true)
  @k 10
  import Doubling
  @seen :before
  defn doubled(x), do: seen(times(x) + @k)
  @seen :behind
  import Doubling, only: []
  import Tripling
  alias Nx, as: N
  @k 20
  defn tripled(x), do: N.add(times(x), @k)
  alias String, as: N
  defn later(x), do: further(x) + length(x)
  defnp further(x), do: x
  defn length(_x), do: 100
  def seen, do: {@seen, N.upcase("n")}
end
{Nx.to_number(Place.doubled(1)), Nx.to_number(Place.tripled(1))} # => {12, 23}
Place.seen() # => {[:behind, :body, :before], "N"}
Nx.to_number(Place.later(1)) # => 101

defmodule Refused do
  def of(text), do: (Code.eval_string("defmodule Refused.M do import Nx.Defn; #{text} end"); :fine)
end
Refused.of("defn f(x), do: m(x); defmacro m(x), do: x") # error: (CompileError) cannot invoke macro m/1 before its definition
Refused.of("defn f(x), do: m(x); def m(x), do: x") # error: (CompileError) cannot use function m/1 inside defn because it was not defined with defn
Refused.of("defn f(x), do: m(x)") # error: (CompileError) undefined function m/1 (there is no such import)
Refused.of("defn f(x), do: max(x, m(x)); defn m(x), do: x") # => :fine
