# Functions that a module names to be called while it is made; what a module says of itself.
defmodule Hooks do
  defmacro __using__(options) do
    quote do
      @options unquote(options)
      @on_definition Hooks
      @before_compile Hooks
      @after_compile Hooks
      def options, do: @options
      defoverridable options: 0
    end
  end

  def __on_definition__(env, kind, name, args, guards, body) do
    guards = Enum.map(guards, &Macro.to_string/1)
    shown = {kind, env.function, Macro.to_string(args), guards, Keyword.keyword?(body)}
    send(self(), {:defined, name, shown})
  end

  defmacro __before_compile__(env) do
    quote do
      def last, do: unquote(inspect(env.module))
    end
  end

  def __after_compile__(env, binary), do: send(self(), {:compiled, env.module, is_binary(binary)})
  def __after_verify__(module), do: send(self(), {:verified, module})
end

defmodule Hooked do
  use Hooks, a: 1
  @after_verify Hooks
  @on_load :loaded
  def loaded, do: :ok
  def options, do: [:more | super()]
  def f(x) when x > 1 when x < 0, do: x
  defmacro m(a, b \\ 2), do: {a, b}
end

{Hooked.options(), Hooked.last()} # => {[:more, {:a, 1}], "Hooked"}
receive do {:defined, :f, shown} -> shown end # => {:def, {:f, 1}, "[x]", ["x > 1", "x < 0"], true}
receive do {:defined, :m, shown} -> shown end # => {:defmacro, {:m, 2}, "[a, b \\\\ 2]", [], true}
receive do {:defined, :last, _} -> true after 0 -> false end # => true
receive do {:compiled, module, binary?} -> {module, binary?} end # => {Hooked, true}
receive do {:verified, module} -> module end # => Hooked
Hooked.__info__(:functions) # => [f: 1, last: 0, loaded: 0, options: 0]
Hooked.__info__(:macros) # => [m: 1, m: 2]
Keyword.keys(Hooked.module_info()) # => [:module, :exports, :attributes, :compile, :md5]
{:"MACRO-m", 3} in Hooked.module_info(:exports) # => true
Hooked.__info__(:attributes) # => []

defmodule Kept do
  Module.register_attribute(__MODULE__, :kept, persist: true, accumulate: true)
  @kept 1
  @kept 2
  Module.eval_quoted(__MODULE__, quote(do: def(made, do: 7)))
  def gone, do: 1
  def stays(x) when x > 0, do: x
  true = Module.delete_definition(__MODULE__, {:gone, 0})
  {:v1, :def, _, [{_, [{:x, _, nil}], [{:>, _, _}], {:x, _, nil}}]} =
    Module.get_definition(__MODULE__, {:stays, 1})
end

Kept.__info__(:attributes) # => [kept: [2, 1]]
{Kept.made(), function_exported?(Kept, :gone, 0), Kept.stays(1)} # => {7, false, 1}
Nx.__info__(:functions)[:dot] # => 2
{:map, 2} in Enum.module_info(:exports) # => true
Code.compile_string("defmodule Hooked.A do end; defmodule Hooked.B do end") # => [{Hooked.A, ""}, {Hooked.B, ""}]

# Structs given to __deriving__ are structs, options are values.
defprotocol Sized do
  def size(x)
end

defimpl Sized, for: Any do
  defmacro __deriving__(module, struct, options) do
    quote do
      defimpl Sized, for: unquote(module) do
        def size(_), do: {unquote(Macro.escape(struct)), unquote(options)}
      end
    end
  end

  def size(_), do: :any
end

defmodule Derived do
  @derive {Sized, unit: :m}
  defstruct x: {1, 2, 3}
end

Sized.size(%Derived{}) # => {%Derived{x: {1, 2, 3}}, [unit: :m]}

defprotocol Kind do
  def kind(x)
end

for type <- [Atom, Float] do
  defimpl Kind, for: type do
    def kind(_), do: @for
  end
end

{Kind.kind(:a), Kind.kind(1.0), Kind.Atom.__impl__(:for)} # => {Atom, Float, Atom}
%Derived{}[:x] # error: (UndefinedFunctionError) function Derived.fetch/2 is undefined (Derived does not implement the Access behaviour

# What a macro is told of its caller; dbg.
defmodule Told do
  defmacro variable?(name), do: Macro.Env.has_var?(__CALLER__, {name, nil})
  defmacro place, do: if(Macro.Env.in_match?(__CALLER__), do: :match, else: __CALLER__.context)
end

defmodule Telling do
  require Told
  def variables(x), do: {x, Told.variable?(:x), Told.variable?(:y)}
  def match?(x), do: Kernel.match?(Told.place(), x)
  def show(list), do: list |> Enum.map(&(&1 + 1)) |> dbg() |> Enum.sum()
end

Telling.variables(1) # => {1, true, false}
{Telling.match?(:match), Telling.match?(nil)} # => {true, false}
ExUnit.CaptureIO.capture_io(fn -> Telling.show([1]) end) |> String.split("\n") |> tl() # => ["list #=> [1]", "|> Enum.map(&(&1 + 1)) #=> [2]", "", ""]
~w(a#{1} b)c # => [~c"a1", ~c"b"]
~w(a#{1} b)a # => [:a1, :b]
inspect(%{a: 1}, syntax_colors: [atom: :red, number: [:bright, :blue]]) # => "%{\e[31ma:\e[0m \e[1m\e[34m1\e[0m}"
