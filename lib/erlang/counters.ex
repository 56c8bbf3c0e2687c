# :counters - what of them is not written in C.
defmodule :counters do
  @words 5

  def info(counters) do
    size = Cnx.Counters.size(counters)
    most = Bitwise.bsl(1, 63) - 1
    %{size: size, memory: 8 * (@words + size), min: -most - 1, max: most}
  end
end
