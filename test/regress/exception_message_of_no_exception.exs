# Exception.message/1 refuses what is no struct; a message/1 that gives no string, or raises, is told.
Exception.message(nil)        # error: (FunctionClauseError) no function clause matching in Exception.message/1
Exception.message(%{})        # error: (FunctionClauseError) no function clause matching in Exception.message/1
defmodule Mute do
  defexception [:a]
  def message(_), do: :nothing
end
defmodule Broken do
  defexception [:a]
  def message(_), do: raise("again")
end
Exception.message(%Mute{})    # => "got :nothing while retrieving Exception.message/1 for %Mute{a: nil} (expected a string)"
Exception.message(%Broken{})  # => "got %RuntimeError{message: \"again\"} while retrieving Exception.message/1 for %Broken{a: nil}"
