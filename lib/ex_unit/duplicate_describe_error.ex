# ExUnit.DuplicateDescribeError - two describe blocks of a module have the same name.
defmodule ExUnit.DuplicateDescribeError do
  defexception [:message]
end
