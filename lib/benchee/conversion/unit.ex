# Benchee.Conversion.Unit - a thousand, a microsecond, a kilobyte.
defmodule Benchee.Conversion.Unit do
  defstruct [:name, :magnitude, :label, :long]
end
