# __STACKTRACE__: the program's calls, innermost first, and the texts that Exception makes of them.
defmodule Trace do
  def of(fun) do
    try do
      fun.()
    rescue
      _ -> shown(__STACKTRACE__)
    catch
      _, _ -> shown(__STACKTRACE__)
    end
  end

  defp shown(stack),
    do: for({module, name, arity, place} <- stack, do: {module, name, arity, place[:line]})

  def first(x), do: hd(x)
  def tail_call(x), do: String.upcase(x)
  def one(1), do: 1
  def mapped, do: Enum.map([1], fn x -> x + :a end)

  def nested do
    try do
      first([])
    rescue
      _ ->
        stack = __STACKTRACE__

        try do
          raise "inner"
        rescue
          _ -> {hd(shown(stack)), hd(shown(__STACKTRACE__))}
        end
    end
  end

  def later do
    try do
      throw(:x)
    catch
      :x -> fn -> shown(__STACKTRACE__) end
    end
  end
end

hd(Trace.of(fn -> Trace.first([]) end)) # => {Trace, :first, 1, 16}
hd(Trace.of(fn -> Trace.tail_call(:a) end)) # => {Trace, :tail_call, 1, 17}
hd(Trace.of(fn -> Trace.nope(1) end)) # => {Trace, :nope, 1, nil}
hd(Trace.of(fn -> Trace.one(2) end)) # => {Trace, :one, [2], 18}
Enum.take(Trace.of(fn -> Trace.mapped() end), 2) # => [{:erlang, :+, [1, :a], nil}, {Trace, :"-mapped/0-fun-0-", 1, 19}]
Trace.nested() # => {{Trace, :first, 1, 16}, {Trace, :nested, 0, 29}}
hd(Trace.later().()) # => {Trace, :later, 0, 38}
fn -> __STACKTRACE__ end # error: (CompileError) __STACKTRACE__ is available only inside catch and rescue clauses of try expressions

entry = {Trace, :first, 1, [file: ~c"a.exs", line: 3]}
Exception.format_stacktrace_entry(entry) # => "a.exs:3: Trace.first/1"
Exception.format_stacktrace_entry({Trace, :"test a", [1, :b], []}) # => "Trace.\"test a\"(1, :b)"
Exception.format_mfa(Trace, :"-mapped/0-fun-0-", 1) # => "anonymous fn/1 in Trace.mapped/0"
Exception.format_stacktrace_entry({Trace, :__MODULE__, 0, [file: ~c"a.exs", line: 1]}) # => "a.exs:1: Trace (module)"
Exception.format_banner(:error, :badarg) # => "** (ArgumentError) argument error"
Exception.format_banner(:throw, 1) # => "** (throw) 1"
Exception.format(:exit, :normal) # => "** (exit) normal"
Exception.format(:error, %RuntimeError{message: "x"}, [entry]) # => "** (RuntimeError) x\n    a.exs:3: Trace.first/1\n"
Exception.normalize(:error, {:badmatch, 1}) # => %MatchError{term: 1}
