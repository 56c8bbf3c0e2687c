# Benchee.Conversion.Duration - nanoseconds.
defmodule Benchee.Conversion.Duration do
  use Benchee.Conversion.Scale, [
    {:hour, 3_600_000_000_000, "h", "Hours"},
    {:minute, 60_000_000_000, "min", "Minutes"},
    {:second, 1_000_000_000, "s", "Seconds"},
    {:millisecond, 1_000_000, "ms", "Milliseconds"},
    {:microsecond, 1000, "μs", "Microseconds"},
    {:nanosecond, 1, "ns", "Nanoseconds"}
  ]

  # "1 min 24 s"
  def in_parts(nanoseconds) do
    {parts, 0} =
      Enum.flat_map_reduce(@units, round(nanoseconds), fn %{magnitude: size, label: label},
                                                          left ->
        {if(left >= size, do: ["#{div(left, size)} #{label}"], else: []), rem(left, size)}
      end)

    if parts == [], do: "0 ns", else: Enum.join(parts, " ")
  end
end
