# ExUnit.DuplicateTestError - two tests of a module have the same name.
defmodule ExUnit.DuplicateTestError do
  defexception [:message]
end
