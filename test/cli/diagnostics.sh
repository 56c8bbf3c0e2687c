# Programs with one mistake each: what is said of it, and where.
. test/cli/prelude
cd "$tmp" || exit 1

printf 'defmodule One do\n  def length(x), do: x\n  def same(x), do: x\nend\ndefmodule Two do\n  def same(x), do: x\nend\n' > modules.exs

# says CODE TEXT...: each text is in what is said, a `line:column` as a place of the code; without
# any, nothing is said.
says() {
    printf '%s\n' "$1" > odd.exs
    run run -r modules.exs odd.exs
    shift
    [ $# -gt 0 ] || [ ! -s err ] || wrong "nothing to say of: $(cat odd.exs)"
    for text; do
        [[ $text =~ ^[0-9]+:[0-9]+$ ]] && text="odd.exs:$text"
        expect err-has "$text"
    done
}
module() { # BODY TEXT...
    local body=$1
    shift
    says "defmodule M do
  $body
end" "$@"
}

# --- attributes and documentation ---
unset='undefined module attribute @foo, please remove access to @foo or explicitly set it before access'
module 'def f, do: @foo' "$unset" 2:14 'M.f/0'
module 'IO.inspect(@foo, label: "x")' "$unset" 2:14 'M (module)'
module 'def f, do: {@doc, @moduledoc, @behaviour}'
module '@foo 1, 2' 'expected 0 or 1 argument for @foo, got: 2' 2:3
module '@doc "a"
  @doc "b"
  def f, do: 1' 'redefining @doc attribute previously set at line 2' 3:3
module '@doc "a"
  def f(1), do: 1
  @doc "b"
  def f(2), do: 1' 'redefining @doc attribute previously set at line 2.' 4:3

while IFS='|' read -r set text; do
    module "$set" "** (ArgumentError) $text" 2:3
done <<'END'
@doc 1|@doc is a built-in module attribute for documentation. It should be either false, nil, a string, or a keyword list, got: 1
@moduledoc {1, "a"}|@moduledoc is a built-in module attribute for documentation. It should be either false, nil, a string, or a keyword list, got: {1, "a"}
@behaviour 1|@behaviour expects a module, got: 1
@impl nil|@impl is a built-in module attribute that marks the next definition as a callback implementation. It should be a module or a boolean, got: nil
@external_resource 1|@external_resource is a built-in module attribute used for specifying file dependencies. It should be a string path to a file, got: 1
@deprecated true|@deprecated is a built-in module attribute that annotates a definition as deprecated. It should be a string with the reason for the deprecation, got: true
@file 1|@file is a built-in module attribute that annotates the file and line the next definition comes from. It should be a string or {string, line} tuple as value, got: 1
@on_load {:f, 1}|@on_load is a built-in module attribute that annotates a function to be invoked when the module is loaded. It should be an atom or an {atom, 0} tuple, got: {:f, 1}
END
module '@doc since: "1.0"
  @doc "a"
  @impl false
  @deprecated "b"
  @external_resource "c"
  def f, do: 1'

module '@on_load :load' 'undefined function load/0 given to @on_load' 1:1
module '@compile {:inline, f: 1, g: 2}
  def f(x), do: x' 'inlined function g/2 undefined' 1:1
module '@compile [:debug_info, {:inline, [f: 2]}]' 'inlined function f/2 undefined' 1:1
module '@callback f(term) :: term
  @optional_callbacks f: 1, g: 1' 'unknown callback g/1 given as optional callback' 1:1
module '@optional_callbacks [1]' 'invalid optional callback 1. @optional_callbacks expects a keyword list of callback names and arities' 1:1
module '@optional_callbacks 1' 'invalid optional callback 1. @optional_callbacks expects a keyword list of callback names and arities' 1:1
module 'Module.put_attribute(__MODULE__, :compile, 1)'
module 'Module.put_attribute(__MODULE__, :on_load, 1)' 'It should be an atom or an {atom, 0} tuple, got: 1' 2:3
module 'if true, do: Module.put_attribute(__MODULE__, :behaviour, 1)' '@behaviour expects a module, got: 1' 2:16
module '@on_load {:load, 0}
  @compile {:inline, load: 0}
  @compile :debug_info
  @callback f(term) :: term
  @macrocallback g :: term
  @optional_callbacks f: 1, g: 0
  def load, do: :ok'

# --- imports ---
module 'import Enum, only: [map: 2, filter: 2, sum: 1]
  def f(x), do: map(x, & &1)' 'unused import Enum.filter/2' 'unused import Enum.sum/1' '2:3: M (module)'
[[ $err != *Enum.map/2* ]] || wrong 'a name that is used is called unused'
module 'import Bitwise, only: [band: 2, bor: 2]
  def f(x), do: x' 'unused import Bitwise'
[[ $err != *Bitwise.band/2* ]] || wrong 'names of an import that is unused as a whole'
module 'import Integer, only: [is_odd: 1]
  def f(x) when is_odd(x), do: x'

# --- heads ---
module 'def f(x), do: x
  def f(x)' 'function head for def f/1 must come at the top of its direct implementation. Instead of:' \
    '    def add(a, b)' 3:7
module 'def f(1)
  def f(x), do: x' '** (CompileError) only variables and \\ are allowed as arguments in function head.' \
    'wrapping the arguments in parentheses and using the do instruction accordingly' 2:9
module 'def f([x] \\ [])
  def f(x), do: x' 'only variables and \\ are allowed as arguments in function head.' 2:9
module 'def f(x, _, z \\ 1)
  def f(x, y, z), do: {x, y, z}'
module 'defdelegate f(1), to: One, as: :same' \
    '** (ArgumentError) defdelegate/2 only accepts function parameters, got: 1' 2:17
module 'defdelegate f(x) when x > 1, to: One, as: :same' \
    '** (ArgumentError) guards are not allowed in defdelegate/2, got: when x > 1' 2:25
module 'defdelegate f(x \\ 1), to: One, as: :same'
module 'defstruct a: 1, b: 2, a: 3' 'duplicate key :a found in struct' 2:3

# --- blocks ---
says 'try do 1 else x -> x end' '"else" shouldn'"'"'t be used as the only clause in "try", use "case" instead' 1:1
module 'def f do
    1
  else
    x -> x
  end' '"else" shouldn'"'"'t be used as the only clause in "def", use "case" instead' 2:9
says 'try do 1 after 2 else x -> x end'
says 'receive do after 1 end' 'expected a single -> clause for :after in "receive"' 1:18

# --- names ---
module 'def f, do: self' 'undefined variable "self"' 2:14
module 'def f(a), do: g
  def g, do: 1' 'undefined variable "g"' 2:17
module 'def f(b) do
    a = 1
    a -b
  end' '"a -b" looks like a function call but there is a variable named "a"' 4:5
module 'import One
  def f, do: length([])' 'function length/1 imported from both One and Kernel, call is ambiguous' 3:14
module 'import One
  import Two
  def f, do: &same/1' 'function same/1 imported from both Two and One, call is ambiguous' 4:15
module 'import One
  def f, do: {same(1), same(2)}
  def same(x), do: x' 'imported One.same/1 conflicts with local function' 4:7
module 'import One, only: [same: 1]
  def f, do: {same(1), length([])}'
module 'def f(value), do: valeu + value
  def g(user), do: usr + user' 'undefined variable "valeu"' '= did you mean "value"?' \
    'undefined variable "usr"'
[ "$(grep -c 'did you mean "user"' err)" = 1 ] || wrong "each error has its own hints"

# --- clauses ---
module 'def f(a, b \\ 1), do: {a, b}
  def f(1, b), do: b' 'def f/2 has multiple clauses and also declares default values' \
    'this clause for f/2 cannot match' 3:7
module 'def f(a, b \\ 1)
  def f(1, b), do: b
  def f(2, b), do: b'
module 'def f, do: {g(1, 2), h(1)}
  defp g(a, b \\ 1), do: a + b
  defp h(a \\ 1, b \\ 2), do: a + b' \
    'default values for the optional arguments in g/2 are never used' 3:8 \
    'the default value for the first optional argument in h/2 is never used' 4:8
module 'def f, do: h(1, 2, 3)
  def g, do: h(1, 2)
  defp h(a \\ 1, b \\ 2, c \\ 3), do: a + b + c' \
    'the default values for the first 2 optional arguments in h/3 are never used'
module 'def f(x) do
    with y = x do
      y
    else
      _ -> 3
    end
  end' '"else" clauses will never match because all patterns in "with" will always match' 3:5
module 'def f do
    {:ok, x} = :error
    x
  end' 'no clause will ever match' 3:5
module 'def f(x) do
    case {x, 1} do
      {:ok, _, b} -> b
      {a, _} -> a
    end
  end' 'this clause cannot match because of different types/sizes' 4:7
module 'def f(x) do
    {:ok, a} = {:ok, x}
    [b | _] = [1, 2]
    %{c: c} = %{c: x}
    {a, b, c}
  end'

# --- values that nobody gets ---
module 'def f(x) do
    x + 1
    x > 1
    length(x)
    is_atom(x)
    _ = x + 1
    x
  end' "the result of evaluating operator '+'/2 is ignored (suppress the warning by" 3:7 \
    'use of operator > has no effect' 4:7 'the result of calling length/1 is ignored' 5:5 \
    'the call to is_atom/1 has no effect'
module 'def f, do: %{a: 1, b: 2, a: 3}' 'key :a will be overridden in map' 2:14
module 'def f(x), do: %{x | a: 1, b: 2, a: 3}' 'key :a will be overridden in map' 2:17

# --- operators ---
module 'def f(x), do: {not x in [1], x not in [1], not (x in [1])}' \
    '"not expr1 in expr2" is deprecated, use "expr1 not in expr2" instead' 2:24
module 'import Bitwise
  def f(x), do: x ^^^ 1' '^^^ is deprecated. It is typically used as xor but it has the wrong' 3:19
module 'def f(x), do: x |> Enum.map & &1' 'parentheses are required when piping into a function' 2:19
module 'def f(x), do: x |> Enum.map(& &1) |> if(do: 1)'
module 'def f(x), do: x |> fn y -> y end' 'cannot pipe x into an anonymous function without calling the function; use Kernel.then/2 instead or define the anonymous function as a regular private function' 2:22
module 'def f(x), do: x |> -1' 'piping into a unary operator is not supported, please use the qualified name: Kernel.-(1), instead of -1'
module 'def f(x), do: x |> 1 + 2' 'cannot pipe x into 1 + 2, the :+ operator can only take one argument'
module 'def f(x), do: x |> f() -- [1]' 'cannot pipe x into f() -- [1], the :-- operator can only take two arguments'
module 'def f(x), do: x |> f() in [1]' 'cannot pipe x into f() in [1], the :in operator can only take two arguments'
module 'def f(x), do: x |> %{}' 'cannot pipe x into %{}, can only pipe into local calls foo()'
module 'def f(a, b, c), do: a < b < c' 'You wrote: a < b < c'
module 'def f, do: ~w(a b)x' 'modifier must be one of: s, a, c' 2:14

# --- types ---
module '@type t(a) :: {a, b}' 'type b/0 undefined (no such type in M)' 2:21
module '@spec f(integer) :: integer
  def g(x), do: x' 'spec for undefined function f/1' 2:9
module '@type t :: integer
  @type t :: atom' 'type t/0 is already defined in odd.exs:2' 3:9
module '@type integer :: atom' 'type integer/0 is a built-in type and it cannot be redefined'
module '@typep t :: integer' 'type t/0 is unused' 2:10
module '@spec f(integer)
  def f(x), do: x' 'type specification missing return type: f(integer)' 2:9
module '@type 1' 'invalid type specification: 1' 2:9
module '@type t :: %__MODULE__{a: [u], b: (integer, ... -> u())} | nil | 1..3 | <<_::8>> | -1
  @type u :: %{optional(atom) => t, required(:a) => String.t()} | [a: t] | {:ok, binary}
  @opaque o(x) :: x | list(x)
  defstruct [:a, :b]
  @spec f(t, opts :: keyword) :: o(integer)
  def f(_t, opts \\ []), do: opts
  @spec g(a, b) :: {a, b} when a: term, b: var
  def g(a, b), do: {a, b}'

# --- exceptions and protocols ---
module 'def f do
    raise "x"
  rescue
    e in [Unknown, RuntimeError] -> e
    Enum -> 1
  end' 'struct Unknown is undefined (module Unknown is not available or is yet to be defined)' 5:11 \
    'struct Enum is undefined (there is such module but it does not define a struct)' 6:5
says 'defprotocol P do
  def a(x)
  def b(x)
end
defimpl P, for: Integer do
  def a(x), do: x
end' 'function b/1 required by protocol P is not implemented (in module P.Integer)' 'odd.exs:5: P.Integer'

says 'defimpl Nope, for: Integer do
end' '** (ArgumentError) could not load module Nope due to reason :nofile' 1:1
says 'defimpl One, for: Integer do
end' '** (ArgumentError) One is not a protocol' 1:1

# --- calls of what is no function ---
says 'nil.()' '** (CompileError) invalid function call :nil.()' 1:1
says 'One.(1)' '** (CompileError) invalid function call :Elixir.One.()' 1:1
module 'def f(x) when x.(1), do: x' 'anonymous call is not allowed in guards' 2:17

# --- bits ---
module 'def f do
    x = "foo"
    <<x>>
  end' 'incompatible types in expression:' '    integer()' 'hint: all expressions given to binaries' 4:7
module 'def f(<<x::binary-size(2), y>>), do: {<<x::float>>, <<y::binary>>}' \
    'incompatible types in expression:' '    float() or integer()' '        # type: binary()' \
    'incompatible types in expression:'
module 'def f(<<x, y::binary, >>, z), do: <<x::16, y::binary, z::binary, x::float, x::utf8>>'
