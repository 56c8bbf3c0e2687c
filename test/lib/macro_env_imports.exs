# What __ENV__ says of imports and requires, and what asks it.
defmodule Inner do
  require Integer
  import Bitwise, warn: false
  import List, only: [flatten: 1], warn: false
  import String, except: [length: 1], warn: false
  import Kernel, except: [hd: 1]
  def env, do: __ENV__
end

env = Inner.env()
env.requires                                    # => [Application, Bitwise, Integer, Kernel, Kernel.Typespec, List, String]
env.functions[List]                             # => [flatten: 1]
length(env.functions[Bitwise])                  # => 12
{:length, 1} in env.functions[String]           # => false
{:hd, 1} in env.functions[Kernel]               # => false
{:tl, 1} in env.functions[Kernel]               # => true
Macro.Env.lookup_import(env, {:hd, 1})          # => []
Macro.Env.lookup_import(env, {:tl, 1})          # => [function: Kernel]
Macro.Env.lookup_import(env, {:def, 2})         # => [macro: Kernel]
Macro.Env.lookup_import(env, {:flatten, 1})     # => [function: List]
Macro.Env.lookup_import(env, {:none, 3})        # => []
Macro.Env.required?(env, Integer)               # => true
Macro.Env.required?(env, Enum)                  # => false
Keyword.keys(__ENV__.functions)                 # => [Kernel]
Keyword.keys(__ENV__.macros)                    # => [Kernel]
{:if, 2} in Kernel.__info__(:macros)            # => true
{:if, 2} in Kernel.__info__(:functions)         # => false
quote(do: {Elixir.M, M})                        # => {{:__aliases__, [], [Elixir, :M]}, {:__aliases__, [alias: false], [:M]}}
List.ascii_printable?([?a, ?b | ?c])            # => false
List.ascii_printable?([200], 0)                 # => true
List.ascii_printable?(:a)                       # error: (FunctionClauseError) no function clause matching in List.ascii_printable?/2
Function.info(fn -> 1 end, :pid) == {:pid, self()}  # => true
Function.info(&hd/1, :pid)                      # => {:pid, :undefined}
ExUnit.Filters.normalize([:a, b: "true", c: 1], a: 1, b: true, c: 2)  # => {[:a, {:b, "true"}, {:c, 1}], [c: 2]}
