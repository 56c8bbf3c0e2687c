# Benchee.Conversion.Count - counts.
defmodule Benchee.Conversion.Count do
  use Benchee.Conversion.Scale, [
    {:billion, 1_000_000_000, "B", "Billion"},
    {:million, 1_000_000, "M", "Million"},
    {:thousand, 1000, "K", "Thousand"},
    {:one, 1, "", ""}
  ]
end
