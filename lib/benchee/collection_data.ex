# Benchee.CollectionData - what was measured of a scenario, and its statistics.
defmodule Benchee.CollectionData do
  defstruct statistics: %Benchee.Statistics{}, samples: []
end
