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
# Something is written about every public function of what programs use.
language = [Kernel, Enum, Stream, List, Keyword, Map, MapSet, Tuple, String, Integer, Float, Range, Access, Function] ++
  [Regex, Bitwise, Base, Path, File, IO, IO.ANSI, StringIO, System, Process, Agent, Task, Code, Macro, Macro.Env, Module] ++
  [Exception, Protocol, Inspect, Inspect.Algebra, Enumerable, Collectable, Atom, Application, Config, Logger, Mix] ++
  [OptionParser, Version, NimbleOptions, Benchee, IEx.Helpers, Complex, Safetensors]
tests = [ExUnit, ExUnit.Assertions, ExUnit.Callbacks, ExUnit.Case, ExUnit.CaptureIO, ExUnit.CaptureLog, ExUnit.DocTest]
numbers = [Nx, Nx.LinAlg, Nx.Random, Nx.Constants, Nx.Type, Nx.Floating, Nx.Batch, Nx.Serving, Nx.Container] ++
  [Nx.LazyContainer, Nx.Testing, Nx.Defn.Kernel, Nx.Defn.Graph, Nx.Defn.Tree, EXLA]
for m <- language ++ tests, Cnx.Docs.missing(m) != [], do: {m, Cnx.Docs.missing(m)} # => []
for m <- numbers, Cnx.Docs.missing(m) != [], do: {m, Cnx.Docs.missing(m)} # => []
for m <- language ++ numbers, not is_binary(Cnx.Docs.about(m)), do: m # => []
{Nx.LinAlg in Cnx.Docs.modules(), :lists in Cnx.Docs.modules(), Documented in Cnx.Docs.modules()} # => {true, true, true}
