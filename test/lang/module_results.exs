# What a module's body gives and what modules say of themselves.
defmodule Wanted do
  @callback get(term, term) :: term
  @callback name() :: String.t()
  @callback size(term) :: integer
  @macrocallback trace(Macro.t()) :: Macro.t()
  @optional_callbacks name: 0, trace: 1
  @optional_callbacks size: 1
end
Wanted.behaviour_info(:callbacks) # => ["MACRO-trace": 2, size: 1, name: 0, get: 2]
Wanted.behaviour_info(:optional_callbacks) # => ["MACRO-trace": 2, size: 1, name: 0]
elem(defmodule(One, do: @x 1), 3) # => :ok
elem(defmodule(Two, do: defstruct(a: 1)), 3) == struct(Two) # => true
elem(defmodule(Three, do: defdelegate(a(x), to: K)), 3) # => [a: 1]
elem(defmodule(Four, do: defexception([:a])), 3) # => :ok
defmodule Five do
  defstruct a: 1
  def __a__, do: 1
  def cast(x), do: x
end
Five.__info__(:functions) # => [__a__: 0, __struct__: 0, __struct__: 1, cast: 1]
defmodule Six do
  def a(x), do: x
  def b, do: 1
  defoverridable a: 1
  @before {Module.definitions_in(__MODULE__), Module.defines?(__MODULE__, {:a, 1})}
  def a(x), do: x + 1
  @behind {Module.definitions_in(__MODULE__, :def), Module.defines?(__MODULE__, {:a, 1})}
  def seen, do: {@before, @behind}
end
Six.seen() # => {{[b: 0], false}, {[a: 1, b: 0], true}}
Code.eval_string("defmodule Seven do defstruct a: 1; IO.inspect(%Seven{}) end") # error: (CompileError) cannot access struct Seven, the struct was not yet defined or the struct is being accessed in the same context that defines it
