# Range - integers from first to last in steps. The operators `..` and `..//` make them, too.
defmodule Range do
  @enforce_keys [:first, :last, :step]
  defstruct first: nil, last: nil, step: nil

  def new(first, last) when is_integer(first) and is_integer(last),
    do: %Range{first: first, last: last, step: if(first <= last, do: 1, else: -1)}

  def new(first, last) do
    raise ArgumentError,
          "ranges (first..last) expect both sides to be integers, got: " <>
            "#{inspect(first)}..#{inspect(last)}"
  end

  def new(first, last, step)
      when is_integer(first) and is_integer(last) and is_integer(step) and step != 0,
      do: %Range{first: first, last: last, step: step}

  def new(first, last, step) do
    raise ArgumentError,
          "ranges (first..last//step) expect both sides to be integers and the step to be a " <>
            "non-zero integer, got: #{inspect(first)}..#{inspect(last)}//#{inspect(step)}"
  end

  def size(%{__struct__: Range} = range), do: Enum.count(range)

  def shift(%Range{first: first, last: last, step: step}, steps) when is_integer(steps),
    do: new(first + steps * step, last + steps * step, step)

  def to_list(%Range{} = range), do: Enum.to_list(range)

  def split(%Range{first: first, last: last, step: step} = range, at) when is_integer(at) do
    size = Enum.count(range)
    at = if at < 0, do: max(size + at, 0), else: min(at, size)
    middle = first + at * step
    {new(first, middle - step, step), new(middle, last, step)}
  end

  def disjoint?(%Range{} = left, %Range{} = right),
    do: not Enum.any?(left, &Enum.member?(right, &1))

  # {first, last, step} of what a slice takes: 3..1 without a step counts as 3..1//1.
  @doc false
  def __slice__(first..last//step, _caller) when step > 0, do: {first, last, step}
  def __slice__(first..last//-1, _caller) when first > last, do: {first, last, 1}

  def __slice__(range, caller) do
    raise ArgumentError,
          "#{caller} does not accept ranges with negative steps, got: #{inspect(range)}"
  end

  @deprecated "Pattern match on first..last//step instead"
  def range?(term), do: match?(%Range{}, term)
end
