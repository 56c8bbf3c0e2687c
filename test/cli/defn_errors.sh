#!/bin/bash
# What a definition refuses: its text, and the caret under the words that are meant. tools/refusals
# holds every refusal of the front end to have a line here.
. test/cli/prelude

# refused WORDS TEXT LINE...: the error begins with TEXT, and its caret marks exactly WORDS. The lines
# are the body of a module D, whose f/1 is called.
refused() {
    local words=$1 text=$2
    shift 2
    { printf 'defmodule D do\n  import Nx.Defn\n'; printf '  %s\n' "$@"; printf 'end\nD.f(Nx.tensor([1, 2]))\n'; } > "$tmp/d.exs"
    run run "$tmp/d.exs"
    expect_refused "$words" "$text"
}

# --- heads ---

patterns='only variables, tuples, maps, and structs are allowed as patterns in defn, got: '
refused 1 "${patterns}1" 'defn f(1), do: 2'
refused '[a]' "${patterns}[a]" 'defn f([a]), do: a'
refused ':x' "${patterns}:x" 'defn f(%{a: :x}), do: 1'
refused '"a"' "${patterns}\"a\"" 'defn f({a, "a"}), do: a'
refused '[a]' "${patterns}[a]" 'defn f(x), do: (fn [a] -> a end).(x)'
refused a 'variable "a" appears twice in pattern [{a, a}]' 'defn f({a, a}), do: a'
refused a 'variable "a" appears twice in pattern {a, a}' 'defn f(x) do' '{a, a} = x' 'a' 'end'
refused 'x > 0' 'guards are not supported by defn' 'defn f(x) when x > 0, do: x'
refused 'f(y)' 'cannot compile defn f/1 with multiple clauses' 'defn f(x), do: x' 'defn f(y), do: y'
refused 'f(y)' 'cannot compile defnp f/1 with multiple clauses' 'defnp f(x), do: x' 'defnp f(y), do: y'
refused 'g(x \\ 1)' 'cannot have defn g/1 without clauses' 'defn g(x \\ 1)' 'defn f(x), do: x'
refused 'g(x)' 'cannot have defnp g/1 without clauses' 'defnp g(x)' 'defn f(x), do: x'
refused 'g(x)' 'implementation not provided for predefined def g/1' 'def g(x)' 'defn f(x), do: x'
refused '(fn 1 -> 2; _ -> 3 end)' 'only a single clause is allowed inside fn' 'defn f(x), do: (fn 1 -> 2; _ -> 3 end).(x)'
refused '1' 'invalid syntax in defn 1' 'defn 1, do: 2'
refused 'defn f(x), 1' 'missing :do option in "defn"' 'defn f(x), 1'
many=$(printf "_,%.0s" {1..129})
refused "f(${many%,})" 'a function has at most 128 parameters, this one has 129' "defn f(${many%,}), do: 1"

# --- names ---

import='(there is no such import)'
refused 'g(x)' "undefined function g/1 $import" 'defn f(x), do: g(x) * 2'
refused 'length([x])' "undefined function length/1 $import" 'defn f(x), do: 1 + length([x])'
refused 'x ++ [1]' "undefined function ++/2 $import" 'defn f(x), do: x ++ [1]'
refused 'for(i <- [1], do: i)' "undefined function for/2 $import" 'defn f(x), do: for(i <- [1], do: i)'
refused 'while(x, x < 1)' "undefined function while/2 $import" 'defn f(x), do: while(x, x < 1)'
numeric='inside defn because it was not defined with defn'
refused 'g(x)' "cannot use function g/1 $numeric" 'def g(x), do: x' 'defn f(x), do: g(x) * 2'
refused 'IO.puts(x)' "cannot invoke IO.puts/1 $numeric. To print the runtime value of a tensor, use print_value/2. To print the tensor expression, use print_expr/2" 'defn f(x), do: IO.puts(x)'
refused 'String.length(x)' "cannot invoke String.length/1 $numeric" 'defn f(x), do: 1 + String.length(x)'
refused 'Nx.to_number(x)' 'Nx.to_number/1 is not allowed inside defn' 'defn f(x), do: 1 + Nx.to_number(x)'
refused 'fn a, _ -> a end' 'Nx.runtime_call/3 inside defn expects a named capture of arity 2 as its function, such as &callback/2' 'defn f(x), do: Nx.runtime_call(x, x, fn a, _ -> a end)'
refused 'keyword!([b: 1], [:a])' "unknown key :b in [b: 1], expected one of [:a]" 'defn f(_), do: keyword!([b: 1], [:a])[:a]'
refused 'assert_keys(%{a: x}, [:b])' 'expected key :b in map, got: %{a: ' 'defn f(x), do: assert_keys(%{a: x}, [:b])'

# --- branches ---

refused '[1]' 'expected second argument to "if" to be a do/else block, got: [1]' 'defn f(x), do: if(x, [1])'
refused 'cond(x)' 'invalid use of cond, expected -> clauses' 'defn f(x), do: cond(x)'
refused '%{a: a}' 'case/2 in defn does not allow matching on keys of maps and structs in patterns. Got: %{a: a}' 'defn f(x), do: case(x, do: (%{a: a} -> a))'
refused y 'case/2 in defn allow guards to only access variables defined in patterns. Got: y' 'defn f(x, y \\ 1), do: case(x, do: ({a, _} when a > y -> a))'
refused '[x]' 'only tuples, atoms, numbers, and structs are allowed as arguments to case/2 inside defn.' 'defn f(x), do: case([x], do: ([a] -> a))'
refused 'cond(do: (x[0] > 0 -> x))' 'cond/if expects at least one branch to always evaluate to true' 'defn f(x), do: cond(do: (x[0] > 0 -> x))'
refused 'if(x, do: 1, else: 2)' 'condition must be a scalar tensor, got: #Nx.Tensor<' 'defn f(x), do: if(x, do: 1, else: 2)'
expect err-has ', consider using Nx.all/1 or Nx.any/1 to obtain a scalar predicate from tensor'
refused 'if(:a, do: 1)' 'cond in defn expects the predicate to be true, false, or a scalar tensor where 0 is false and everything else is true. Unsupported value: :a' 'defn f(_), do: if(:a, do: 1)'
refused 'if(x[0], do: x, else: {x, x})' 'cond/if expects all branches to return compatible tensor types.' 'defn f(x), do: if(x[0], do: x, else: {x, x})'

# --- loops ---

refused 'while(x, x < 10, do: x * 2)' 'condition must be a scalar tensor, got: #Nx.Tensor<' 'defn f(x), do: while(x, x < 10, do: x * 2)'
refused 'while(x, Nx.sum(x) < 10, do: {x, x})' 'the do-block in while must return tensors with the same shape, type, and names as the initial arguments.' 'defn f(x), do: while(x, Nx.sum(x) < 10, do: {x, x})'
refused "x[0]" 'cannot build defn because expressions come from different contexts: the body of a while and what is around it.' 'defn f(x), do: while(i = 0, i < 10, do: i + x[0])'
refused 'while(i = 0, i < 3, [unroll: true], do: i + 1)' 'options are not supported on while with conditions, only with generators, got: [unroll: true]' 'defn f(_), do: while(i = 0, i < 3, [unroll: true], do: i + 1)'
refused 'while(x, i <- 1..3, [unroll: 1.5], do: x + i)' ':unroll must be a boolean, got: 1.5' 'defn f(x), do: while(x, i <- 1..3, [unroll: 1.5], do: x + i)'
refused 'while(x, i <- x[0], do: x + i)' 'cannot have a scalar tensor as generator' 'defn f(x), do: while(x, i <- x[0], do: x + i)'
refused 'while(x, i <- {x, x}, do: x + i)' 'generators in while expect a range or a tensor, got: {#Nx.Tensor<' 'defn f(x), do: while(x, i <- {x, x}, do: x + i)'

# --- results, traces and functions of the host ---

refused "Nx.Defn.grad(x, fn _ -> :bad end)" 'unable to build tensor expression, expected a tensor or a number, got: :bad' 'defn f(x), do: Nx.Defn.grad(x, fn _ -> :bad end)'
other="a tensor of another definition's trace is used here; only its own parameters, its results and constants may be"
refused 'Nx.add(x, y)' "$other" 'defn f(x), do: g(x)' 'deftransform g(x), do: Nx.Defn.jit_apply(fn y -> Nx.add(x, y) end, [1], on_conflict: :force)'
refused 'Nx.Defn.jit_apply(&Nx.sin/1, [x], on_conflict: :force)' 'cannot pass a tensor expression as argument to defn when on_conflict is :force, got: #Nx.Tensor<' 'defn f(x), do: g(x)' 'deftransform g(x), do: Nx.Defn.jit_apply(&Nx.sin/1, [x], on_conflict: :force)'
refused 'Nx.Defn.jit_apply(&Nx.sin/1, [1])' 'cannot invoke JITed function when there is a JIT compilation happening' 'defn f(x), do: g(x)' 'deftransform g(_), do: Nx.Defn.jit_apply(&Nx.sin/1, [1])'
refused 'Nx.Defn.compile(&Nx.sin/1, [1]).(1)' 'cannot invoke compiled function when there is a JIT compilation happening' 'defn f(x), do: g(x)' 'deftransform g(_), do: Nx.Defn.compile(&Nx.sin/1, [1]).(1)'
captured='uses a tensor of the definition around it, whose value it cannot see: give it to'
refused 'io_call(x, fn _ -> x end)' "the function given to io_call $captured io_call together with the others" 'defn f(x), do: io_call(x, fn _ -> x end)'
refused 'Nx.runtime_call(x, x, [y: x], &g/2)' "the function given to runtime_call $captured runtime_call together with the others" 'defn f(x), do: Nx.runtime_call(x, x, [y: x], &g/2)' 'def g(x, _), do: x'
refused 'Nx.runtime_call(x, x, &g/2)' 'expected the runtime_call function to match the given output template' 'defn f(x), do: 1 + Nx.runtime_call(x, x, &g/2)' 'def g(_, _), do: 1'
refused 'Nx.add(x, Nx.iota({3}))' 'cannot broadcast tensor of dimensions {2} to {3}' 'defn f(x), do: Nx.runtime_call(x, x, &g/2)' 'def g(x, _), do: Nx.add(x, Nx.iota({3}))'

# --- custom gradients ---

custom='custom_grad/3 must return a list of tensors that map directly to the inputs'
refused 'custom_grad(x, [x], fn _ -> :a end)' "$custom" 'defn f(x), do: custom_grad(x, [x], fn _ -> :a end)'
refused 'custom_grad(x, [x], fn _ -> [Nx.iota({3})] end)' 'custom_grad/3 expects a gradient of the shape of its input {2}, got {3}' 'defn f(x), do: custom_grad(x, [x], fn _ -> [Nx.iota({3})] end)'

# --- calls from outside ---

outside() { # WORDS TEXT LINE...: the same of a script
    local words=$1 text=$2
    shift 2
    printf '%s\n' "$@" > "$tmp/s.exs"
    run run "$tmp/s.exs"
    expect_refused "$words" "$text"
}

outside 'Nx.Defn.jit(&Nx.sin/1, on_conflict: :maybe)' 'expected :on_conflict to be one of :raise, :force, :reuse, got: :maybe' 'Nx.Defn.jit(&Nx.sin/1, on_conflict: :maybe)'
outside 'f.(Nx.iota({3}))' 'argument at position 1 is not compatible with compiled function template.' 'f = Nx.Defn.compile(&Nx.sin/1, [Nx.iota({2})])' 'f.(Nx.iota({3}))'
outside 'f.(Nx.donatable(Nx.iota({2})))' 'argument at position 1 is not compatible with compiled function template: compiled with donatable?: false but got true' 'f = Nx.Defn.compile(&Nx.sin/1, [Nx.iota({2})])' 'f.(Nx.donatable(Nx.iota({2})))'
outside 'Nx.Defn.shard_jit_apply(&Nx.sin/1, %Nx.Mesh{name: "m", shape: {2}}, [[1]])' 'Nx.Defn.Evaluator cannot run on the mesh "m": it has one device' 'Nx.Defn.shard_jit_apply(&Nx.sin/1, %Nx.Mesh{name: "m", shape: {2}}, [[1]])'
outside 'Nx.add(Process.get(:kept), 1)' "a tensor of a branch or loop was used after its definition had ended" 'defmodule B do' 'import Nx.Defn' 'defn f(x), do: if(x > 0, do: keep(Nx.sin(x)), else: x)' 'deftransformp keep(x) do' 'Process.put(:kept, x)' 'x' 'end' 'end' 'B.f(1)' 'Nx.add(Process.get(:kept), 1)'
outside 'Nx.Defn.Graph.split(x, fn _ -> :here end)' 'Invalid split decision: :here. Expected :before, :after, :both, or :none' 'x = Nx.Defn.debug_expr_apply(&Nx.sin/1, [1])' 'Nx.Defn.Graph.split(x, fn _ -> :here end)'
outside 'Nx.Defn.Graph.run([stage], [1])' 'a parameter stands outside what is cut' '[stage] = Nx.Defn.Graph.split(Nx.Defn.debug_expr_apply(&Nx.sin/1, [1]), fn _ -> :none end)' 'stage = %{stage | params: [], arguments: []}' 'Nx.Defn.Graph.run([stage], [1])'
outside "Cnx.Call.apply(:io_call, [], nil)" 'an expression of io_call cannot be given other arguments' 'Cnx.Call.apply(:io_call, [], nil)'
outside 'defdelegate f(x), []' 'expected to: to be given as argument' 'defmodule D do' 'defdelegate f(x), []' 'end'
