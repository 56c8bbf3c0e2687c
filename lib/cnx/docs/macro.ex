# Cnx.Docs.Macro - what h says about Macro.
defmodule Cnx.Docs.Macro do
  def text,
    do: ~S"""
    Quoted terms: what macros take and give.

    - traverse(quoted, acc, pre, post): Every node, before and after those inside it; {quoted, acc}.
    - prewalk(quoted, function): Every node, outer ones first.
    - prewalk(quoted, acc, function): The same with an accumulator.
    - postwalk(quoted, function): Every node, inner ones first.
    - postwalk(quoted, acc, function): The same with an accumulator.
    - prewalker(quoted): The nodes as a stream, outer ones first.
    - postwalker(quoted): The nodes as a stream, inner ones first.
    - to_string(quoted): Its source.
    - to_string(quoted, function): Its source, each part through function(node, text).
    - escape(value, options \\ []): The quoted term that evaluates to the value.
    - expand(quoted, env): Macros and aliases at its root, expanded until there are none.
    - expand_once(quoted, env): The same, one step.
    - expand_literals(quoted, env): Aliases inside of literals.
    - expand_literals(quoted, acc, fun): {quoted, acc}, where fun.(alias, acc) says what an alias becomes.
    - var(name, context): A variable.
    - unique_var(name, context): A variable that no other is.
    - generate_arguments(count, context): arg1 to argN.
    - generate_unique_arguments(count, context): The same, each unique.
    - pipe(value, call, position): The call with the value in its arguments.
    - unpipe(quoted): [{call, position}] of a chain of pipes.
    - decompose_call(quoted): {name, args}, {remote, name, args} or :error.
    - path(quoted, function): The nodes from the first that satisfies it up to the root, or nil.
    - operator?(name, arity): Whether it is an operator.
    - special_form?(name, arity): Whether it is a special form.
    - quoted_literal?(quoted): Whether it is a literal.
    - classify_atom(atom): :identifier, :quoted, :alias or :unquoted.
    - inspect_atom(kind, atom): The atom as it is written as a :literal, :key or :remote_call.
    - camelize(text): FooBar of foo_bar.
    - underscore(text): foo_bar of FooBar.
    - unescape_string(text): The text that escapes stand for.
    - update_meta(quoted, function): With other metadata.
    - validate(quoted): :ok or {:error, part}.
    - dbg(code, options, env): The quoted term of what dbg does.
    - struct!(module, env): The struct with its defaults.
    """
end
