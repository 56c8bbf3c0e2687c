# A module's own private functions were reached by its name, too.
defmodule Own do
  defp hidden(x), do: x
  def plain(x), do: hidden(x)
  def named(x), do: Own.hidden(x)
  def itself(x), do: __MODULE__.hidden(x)
  def applied(x), do: apply(__MODULE__, :hidden, [x])
end

Own.plain(1)   # => 1
Own.named(1)   # error: (UndefinedFunctionError) function Own.hidden/1 is undefined or private
Own.itself(1)  # error: (UndefinedFunctionError) function Own.hidden/1 is undefined or private
Own.applied(1) # error: (UndefinedFunctionError) function Own.hidden/1 is undefined or private
