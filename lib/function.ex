# Function - helpers on function values.
defmodule Function do
  def identity(value), do: value
  def capture(module, name, arity), do: :erlang.make_fun(module, name, arity)
end
