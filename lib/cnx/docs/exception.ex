# Cnx.Docs.Exception - what h says about Exception.
defmodule Cnx.Docs.Exception do
  def text,
    do: ~S"""
    Exceptions: their texts, and those of stacks.

    - message(exception): Its text.
    - exception?(value): Whether it is one.
    - is_exception(value): The same, deprecated.
    - format(kind, reason, stacktrace \\ []): The text that an uncaught one prints.
    - format_banner(kind, reason, stacktrace \\ []): Its first part.
    - format_exit(reason): The text of an exit.
    - format_stacktrace(stacktrace \\ nil): A line for each call.
    - format_stacktrace_entry(entry): One of these.
    - format_fa(function, arity): The text of an anonymous function.
    - format_mfa(module, name, arity): Module.name/arity, or with its arguments.
    - format_file_line(file, line, suffix \\ ""): file:line:
    - format_file_line_column(file, line, column, suffix \\ ""): file:line:column:
    - normalize(kind, payload, stacktrace \\ []): The exception that an error of Erlang stands for.
    - blame(kind, reason, stacktrace): The exception with hints, and the stack.
    - blame_mfa(module, function, args): {:ok, kind, clauses}: which parts of the clauses fit; :error of carried modules.
    """
end
