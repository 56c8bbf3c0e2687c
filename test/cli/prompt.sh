# The prompt, fed through a pipe: values and errors, nothing else.
. test/cli/prelude
export CNX_HISTORY=

type() { # LINE...
    ran="cnx, typed: $*"
    printf '%s\n' "$@" | "$CNX" > "$tmp/out" 2> "$tmp/err"
    code=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
}

type 'x = 1 + 2' 'x * 2' '[x,' ' 5]' 'v()' 'v(1)' '|> Kernel.+(5)' 'v(-2)' ':ok' 'nil'
expect code 0
expect no-err
expect out $'3\n6\n[3, 5]\n[3, 5]\n3\n8\n3\n:ok\nnil'

# An error does not end the session, and does not count.
type 'hd([])' 'y' '1 + 1' 'raise "a"' 'throw :b' 'v(1)'
expect code 0
expect out $'2\n2'
expect err-has '** (ArgumentError) errors were found at the given arguments'
expect err-has 'iex:1:1'
expect err-has 'undefined variable "y"'
expect err-has '** (RuntimeError) a'
expect err-has '** (throw) :b'

# The compiler warns as in a file; not about variables of the session, nor of what failed.
type 'x = 1' 'defmodule Warned do def f(y), do: Nowhere.g() end' 'fn z -> 1 end' \
    'defmodule Failed do def f, do: Absent.g(); raise "no" end' '2'
expect out-has $'{:module, Warned,'
expect err-has 'warning: variable "y" is unused'
expect err-has 'warning: Nowhere.g/0 is undefined (module Nowhere is not available'
expect err-has 'warning: variable "z" is unused'
[[ $err != *'"x"'* ]] || wrong "no warning about x"
[[ $err != *"Absent.g/0 is"* ]] || wrong "no warning about a module that failed"

# What is not finished goes on; #iex:break and the end of the input drop it.
type 'foo(' '#iex:break' '2' 'bar('
expect out 2
expect err-has '** (TokenMissingError) incomplete expression'

type 'defmodule A do' '  def f(x) do' '    x + 1' '  end' '' '  def g, do: :g' 'end' 'A.f(1)' 'A.g' 'import A' 'f(5)' \
    'defmodule A do def f(x), do: x * 10 end' 'A.f(5)'
expect err-has 'warning: redefining module A (current version defined in memory)'
expect out-has $'{:module, A,'
expect out-has $'\n2\n:g\nA\n6\n'
expect out-has $'\n50'

type 'IO.puts("a"); IO.gets("? ")' 'typed' 'b = "é"'
expect out $'a\n? "typed\\n"\n"é"'

type 'h Nx.dot/2' 'h Enum.map' 'h' 'h Nope.x' 'h if' 'h Nx.LinAlg'
expect out-has $'* def dot(t1, t2)\n\n'
expect out-has $'* def map(enumerable, fun)\n\n'
expect out-has 'documentation: of a module'
expect out-has '* defmacro if(condition, clauses)'
expect out-has '  cholesky(tensor)'
expect err-has 'Could not load module Nope'

type 'i Nx.tensor([1, 2])' 'i "abc"' 'exports(Nx.LinAlg)' 'send(self(), 1); flush()'
expect out-has 'a tensor of type s32 and shape {2}: 2 elements, 8 bytes'
expect out-has 'a string: 3 characters in UTF-8'
expect out-has 'adjoint/1'
expect no-err

type 'System.halt(3)' '1'
expect code 3
expect no-out

printf 'defmodule FromFile do\n  def n, do: 1\nend\n' > "$tmp/from.ex"
type "c(\"$tmp/from.ex\")" 'FromFile.n()' "v(99)"
expect out $'[FromFile]\n1'
expect err-has 'v(99) is out of bounds'

type 'Nx.default_backend()' 'Nx.tensor([1.0, 2.0])'
expect out-has $'#Nx.Tensor<\n  f32[2]\n  [1.0, 2.0]\n>'

# Editors open sources, what needs a debugger or types is refused by name, runtime_info says what runs.
printf 'defmodule Placed do\n  def first, do: 1\n\n  def second, do: 2\nend\n' > "$tmp/placed.ex"
export ELIXIR_EDITOR="echo edits __FILE__ at __LINE__"
type "c(\"$tmp/placed.ex\")" 'open Placed.second' 'open {"'"$tmp"'/placed.ex", 3}' 'open Enum.map' 'open("nope.ex")'
expect out-has "edits $tmp/placed.ex at 4"
expect out-has "edits $tmp/placed.ex at 3"
expect err-has 'Could not open: Enum.map. Source code is not available.'
expect err-has 'Could not open: "nope.ex". File is not available.'
unset ELIXIR_EDITOR EDITOR
type "c(\"$tmp/placed.ex\")" 'open Placed'
expect err-has 'Please set the ELIXIR_EDITOR or EDITOR environment variables'

type 'break! Enum.map/2' 'whereami' 'require IEx; IEx.pry' 't Enum' 'runtime_info()' 'runtime_info(:nope)' '1 + 1' 'i()' 'exports()'
expect err-has 'cnx has no debugger: break!/2 is not supported'
expect err-has 'cnx has no debugger: whereami/0 is not supported'
expect err-has 'cnx has no debugger: IEx.pry/0 is not supported'
expect err-has 'runtime_info knows :system and :memory, got: :nope'
expect out-has 'No type information for Enum was found'
expect out-has 'Elixir version:  1.17.3'
expect out-has $'Data type\n  Integer'
expect out-has 'to_timeout/1'

# What is configured counts; what is not there is refused by name.
type 'IEx.configure(history_size: 2)' '1' '2' 'v(2)' 'v(1)' 'IEx.configure(foo: 1)' 'pid("0.1.0")' 'respawn' \
    'ls "nothing"' 'cd "nothing"' 'c ["no.ex", "none.ex"]'
expect err-has 'v(1) is out of bounds'
expect err-has 'invalid configuration {:foo, 1}'
expect err-has 'cnx has no other processes and nodes: pid/1 is not supported'
expect err-has 'respawn/0 is not supported'
expect err-has 'No such file or directory nothing'
expect err-has 'No directory nothing'
expect err-has 'could not find files no.ex, none.ex'

# Heredocs, alone and in a pasted module.
type 'x = """' 'text' '' '  more' '"""' 'defmodule Told do' '  @moduledoc """' '  Says.' '  """' '' \
    '  def a, do: ~s"""' '  b' '  """' 'end' 'Told.a()'
expect no-err
expect out $'"text\\n\\n  more\\n"\n{:module, Told, "", {:a, 0}}\n"b\\n"'

# Every operator that needs a value before it goes on with the last one; a sign begins an expression.
type '5' '* 2' '<> "a"' '8' '  in [8]' 'and false' 'or_else = 3' '- 3' '<<1>>' '..'
expect out $'5\n10\n8\ntrue\nfalse\n3\n-3\n<<1>>\n0..-1//1'
expect err-has 'v() <> "a"'

# A session begins with .iex.exs; what is wrong in it ends nothing.
cd "$tmp"
printf 'alias Enum, as: E\nimport Integer\nx = 5\nIO.puts("hello")\n' > .iex.exs
type 'E.filter([x, 6], &is_odd/1)'
expect out $'hello\n[5]'
expect no-err
printf 'alias Enum, as:\n]' > .iex.exs
type '1 + 1'
expect out 2
expect err-has '.iex.exs:2:1'
