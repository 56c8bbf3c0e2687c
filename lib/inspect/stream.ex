# Inspect.Stream - a stream is shown without its functions.
defmodule Inspect.Stream do
  def inspect(_stream, _options), do: "#Stream<[...]>"
end
