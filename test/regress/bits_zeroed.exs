# Bits are added to bytes that are zero, whatever lay in that memory before.
dirty = fn -> Enum.each(1..50, fn n -> String.duplicate(<<255>>, n) end) end
flags = fn a -> dirty.(); <<a::16, 0::1, 0::4, 0::1, 0::1, 1::1, 0::1, 0::3, 3::4>> end
Enum.uniq(for _ <- 1..200, do: flags.(1)) # => [<<0, 1, 1, 3>>]
Enum.uniq(for n <- 1..200, do: (dirty.(); String.duplicate("a", n) <> <<0::3, 1::5>>) |> :binary.last()) # => [1]
