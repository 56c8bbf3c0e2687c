# ExUnit.MultiError - several errors of one test: [{kind, reason, stacktrace}].
defmodule ExUnit.MultiError do
  defexception errors: []

  def message(%{errors: errors}) do
    "got the following errors:\n\n" <>
      Enum.map_join(errors, "\n\n", fn {kind, reason, stack} ->
        Exception.format(kind, reason, stack)
      end)
  end
end
