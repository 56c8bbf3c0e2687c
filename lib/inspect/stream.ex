# Inspect.Stream - a stream of stages is shown by what it is over and what they do, another as a function.
defmodule Inspect.Stream do
  import Inspect.Algebra

  def inspect(%{funs: []} = stream, options), do: to_doc(stream.step, options)

  def inspect(%{enum: enum, funs: funs}, options),
    do: concat(["#Stream<", to_doc([enum: enum, funs: Enum.reverse(funs)], options), ">"])
end
