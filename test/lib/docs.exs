# Documentation: what h shows is there for the public functions of the modules that users meet. A few may
# lack it for a while.
defmodule Documented do
  @moduledoc "About it."
  @doc "Adds."
  def add(a, b \\ 1), do: a + b
  @doc false
  def hidden, do: 1
  def bare, do: 2
  @doc "Doubles."
  defmacro double(x), do: quote(do: 2 * unquote(x))
  @doc "Private text goes nowhere."
  defp secret, do: 3
  def uses, do: secret()
end

Cnx.Docs.about(Documented) # => "About it."
Cnx.Docs.entries(Documented) # => [{:function, :add, [1, 2], "add(a, b \\\\ 1)", "Adds."}, {:macro, :double, [1], "double(x)", "Doubles."}]
Cnx.Docs.missing(Documented) # => [bare: 0, uses: 0]
Cnx.Docs.about(Nx) =~ "Tensors" # => true
for {_, :dot, arities, signature, _} <- Cnx.Docs.entries(Nx), do: {arities, signature} # => [{[2], "dot(t1, t2)"}, {[4], "dot(t1, contract_axes1, t2, contract_axes2)"}, {[6], "dot(t1, contract_axes1, batch_axes1, t2, contract_axes2, batch_axes2)"}]
length(Cnx.Docs.missing(Nx)) < 12 # => true
length(Cnx.Docs.missing(Nx.LinAlg) ++ Cnx.Docs.missing(Nx.Random) ++ Cnx.Docs.missing(Nx.Constants)) < 12 # => true
length(Cnx.Docs.missing(Enum) ++ Cnx.Docs.missing(Map) ++ Cnx.Docs.missing(Keyword)) < 12 # => true
length(Cnx.Docs.missing(List) ++ Cnx.Docs.missing(Tuple) ++ Cnx.Docs.missing(MapSet)) < 12 # => true
length(Cnx.Docs.missing(String) ++ Cnx.Docs.missing(Integer) ++ Cnx.Docs.missing(Float)) < 12 # => true
length(Cnx.Docs.missing(ExUnit.Assertions) ++ Cnx.Docs.missing(IEx.Helpers)) < 12 # => true
{Nx.LinAlg in Cnx.Docs.modules(), :lists in Cnx.Docs.modules(), Documented in Cnx.Docs.modules()} # => {true, true, true}
