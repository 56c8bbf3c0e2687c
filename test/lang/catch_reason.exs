# `catch kind, reason` gets Erlang's reason of an error that no `raise` made, and the exception of one that it did.
defmodule Caught do
  def by(f) do
    f.()
  catch
    kind, reason -> {kind, reason}
  end

  def told(f) do
    f.()
  catch
    kind, reason -> Exception.format_banner(kind, reason, __STACKTRACE__)
  end

  def one(1), do: 1
  def the(x), do: x
end

Caught.by(fn -> 1 + Caught.the(:a) end) # => {:error, :badarith}
Caught.by(fn -> String.to_integer(Caught.the("z")) end) # => {:error, :badarg}
Caught.by(fn -> "a" <> Caught.the(:b) end) # => {:error, :badarg}
Caught.by(fn -> {:ok, _} = Caught.the(1) end) # => {:error, {:badmatch, 1}}
Caught.by(fn -> case Caught.the(1) do 2 -> 3 end end) # => {:error, {:case_clause, 1}}
Caught.by(fn -> cond do Caught.the(nil) -> 3 end end) # => {:error, :cond_clause}
Caught.by(fn -> with 1 <- Caught.the(2) do 1 else 3 -> 4 end end) # => {:error, {:with_clause, 2}}
Caught.by(fn -> Caught.one(2) end) # => {:error, :function_clause}
Caught.by(fn -> Caught.none(2) end) # => {:error, :undef}
Caught.by(fn -> Caught.the(1).(2) end) # => {:error, {:badfun, 1}}
Caught.by(fn -> Caught.the(&hd/1).(1, 2) end) # => {:error, {:badarity, {&hd/1, [1, 2]}}}
Caught.by(fn -> %{Caught.the(1) | a: 1} end) # => {:error, {:badmap, 1}}
Caught.by(fn -> %{Caught.the(%{}) | a: 1} end) # => {:error, {:badkey, :a}}
Caught.by(fn -> Map.fetch!(%{}, :a) end) # => {:error, {:badkey, :a}}
Caught.by(fn -> Caught.the(%{}).a end) # => {:error, {:badkey, :a, %{}}}
Caught.by(fn -> Caught.the(1) and true end) # => {:error, {:badbool, :and, 1}}
Caught.by(fn -> :erlang.error({:my, 1}) end) # => {:error, {:my, 1}}
Caught.by(fn -> raise ArgumentError end) # => {:error, %ArgumentError{message: "argument error"}}
Caught.by(fn -> Keyword.fetch!([], :a) end) # => {:error, %KeyError{key: :a, term: [], message: nil}}
Caught.by(fn -> throw 1 end) # => {:throw, 1}
Caught.by(fn -> exit(:a) end) # => {:exit, :a}

# a pattern names the reason
try do 1 / Caught.the(0) catch :error, :badarith -> :caught end # => :caught
try do {:ok, _} = Caught.the(1) catch :error, {:badmatch, x} when x > 0 -> x end # => 1
try do 1 / Caught.the(0) catch :error, %ArithmeticError{} -> :caught end # error: (ArithmeticError) bad argument in arithmetic expression

# rescue and catch of one try
try do 1 / Caught.the(0) rescue ArgumentError -> 1 catch :error, reason -> reason end # => :badarith
try do 1 / Caught.the(0) rescue e -> e.__struct__ catch _, _ -> 1 end # => ArithmeticError

# with the stack it is the exception again
Caught.told(fn -> String.to_integer(Caught.the("z")) end) # => "** (ArgumentError) errors were found at the given arguments:\n\n  * 1st argument: not a textual representation of an integer\n"
Caught.told(fn -> Map.fetch!(%{b: 1}, :a) end) # => "** (KeyError) key :a not found in: %{b: 1}"
Caught.told(fn -> Caught.one(2) end) # => "** (FunctionClauseError) no function clause matching in Caught.one/1"

# a stack that another call began tells of that call
try do
  Caught.one(2)
catch
  :error, reason -> Exception.format_banner(:error, reason, [{Foo, :bar, 1, []}])
end # => "** (FunctionClauseError) no function clause matching in Foo.bar/1"

Exception.format_banner(:error, :badarg) # => "** (ArgumentError) argument error"

# a reason that is none of Erlang's
Caught.told(fn -> :erlang.error({:bad, 1}) end) # => "** (ErlangError) Erlang error: {:bad, 1}"

# raised again it is what it was
try do
  String.to_integer(Caught.the("z"))
catch
  kind, reason -> :erlang.raise(kind, reason, __STACKTRACE__)
end # error: (ArgumentError) errors were found at the given arguments:
