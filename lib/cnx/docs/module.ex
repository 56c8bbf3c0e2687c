# Cnx.Docs.Module - what h says about Module.
defmodule Cnx.Docs.Module do
  def text,
    do: ~S"""
    Modules: their names, attributes and definitions.

    - concat(parts): The module of these parts.
    - concat(left, right): The module of both.
    - safe_concat(parts): The same, if the atom exists.
    - safe_concat(left, right): The same, if the atom exists.
    - split(module): ["Foo", "Bar"] of Foo.Bar.
    - create(module, quoted, env \\ nil): A module from its quoted body.
    - get_attribute(module, name, default \\ nil): An attribute of a module whose body runs.
    - get_last_attribute(module, name, default \\ nil): The newest value of one that accumulates.
    - put_attribute(module, name, value): Sets an attribute.
    - delete_attribute(module, name): Takes it away; its value.
    - has_attribute?(module, name): Whether it is set.
    - register_attribute(module, name, options \\ []): `accumulate: true` makes it a list.
    - defines?(module, name_arity): Whether the module defines it so far.
    - defines?(module, name_arity, kind): The same of :def, :defp, :defmacro or :defmacrop.
    - definitions_in(module): [name: arity] so far.
    - definitions_in(module, kind): The same of one kind.
    - make_overridable(module, tuples): As defoverridable in its body.
    - overridable?(module, name_arity): Whether it may be overridden.
    - overridables_in(module): [name: arity] of what may be overridden.
    - open?(module): Whether its body runs.
    - eval_quoted(module, quoted, binding \\ [], options \\ []): Evaluates in its body.
    - attributes_in(module): The names of its attributes.
    - delete_definition(module, {name, arity}): Takes a function away; whether it was there.
    - get_definition(module, {name, arity}, options \\ []): {:v1, kind, meta, clauses} as written, or nil.
    """
end
