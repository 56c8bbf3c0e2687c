# Benchee.Conversion.Memory - bytes.
defmodule Benchee.Conversion.Memory do
  use Benchee.Conversion.Scale, [
    {:terabyte, 1_099_511_627_776, "TB", "Terabytes"},
    {:gigabyte, 1_073_741_824, "GB", "Gigabytes"},
    {:megabyte, 1_048_576, "MB", "Megabytes"},
    {:kilobyte, 1024, "KB", "Kilobytes"},
    {:byte, 1, "B", "Bytes"}
  ]
end
