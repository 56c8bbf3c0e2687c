# Cnx.Plot.Scale - from numbers to places on an axis: a range, its ticks and their labels.
#
# Places go from 0.0 at the low end to 1.0 at the high end, or the other way round on a reversed
# scale. On a :log scale the range is kept as exponents of ten.
defmodule Cnx.Plot.Scale do
  alias __MODULE__

  defstruct kind: :linear, low: 0.0, high: 1.0, ticks: [], reversed: false

  # The scale for these numbers with about `count` ticks. `ends: :ticks` widens the range to ticks
  # at both ends, `ends: :data` lets it end where the numbers do.
  def new(kind, numbers, count, ends) do
    {low, high} = numbers |> Enum.map(&coordinate(kind, &1)) |> range()
    step = step(kind, (high - low) / count)
    {low, high} = if ends == :ticks, do: widen(low, high, step), else: {low, high}
    %Scale{kind: kind, low: low, high: high, ticks: ticks(kind, low, high, step)}
  end

  # The scale for `count` things of one unit each, the middle of the first at 0, with about `ticks`
  # ticks. Their names, if there are some, stand in place of numbers.
  def of_things(count, names, ticks, reversed) do
    step = max(1, round(step(:linear, count / ticks)))
    turn = fn place -> if reversed, do: 1 - place, else: place end

    ticks =
      for i <- 0..(count - 1)//if(names, do: 1, else: step) do
        {turn.((i + 0.5) / count),
         if(names, do: to_string(Enum.at(names, i)), else: Integer.to_string(i))}
      end

    %Scale{low: -0.5, high: count - 0.5, ticks: ticks, reversed: reversed}
  end

  # Where a number stands.
  def place(scale, x) do
    place = (coordinate(scale.kind, x) - scale.low) / (scale.high - scale.low)
    if scale.reversed, do: 1 - place, else: place
  end

  # Whether the scale can show the number at all.
  def shows?(:linear, _x), do: true
  def shows?(:log, x), do: x > 0

  defp coordinate(:linear, x), do: x
  defp coordinate(:log, x), do: :math.log10(x)

  # The range of the numbers, never empty.
  defp range([]), do: {0.0, 1.0}

  defp range(numbers) do
    {low, high} = Enum.min_max(numbers)
    size = max(abs(low), abs(high))

    cond do
      high - low > max(size * 1.0e-9, 1.0e-290) -> {low, high}
      size > 1.0e-290 -> {low - size / 2, high + size / 2}
      true -> {-1.0, 1.0}
    end
  end

  # --- ticks ---

  # 1, 2 or 5 times a power of ten, at least `least`. Steps of a :log scale are whole decades.
  defp step(:log, least), do: max(1.0, Float.ceil(least))

  defp step(:linear, least) do
    power = power_of_ten(floor_log10(least))
    power * Enum.find([1, 2, 5, 10], &(power * &1 >= least * 0.999999))
  end

  defp widen(low, high, step) do
    {Float.floor(low / step + 1.0e-9) * step, Float.ceil(high / step - 1.0e-9) * step}
  end

  # [{place, label}], from low to high.
  defp ticks(kind, low, high, step) do
    first = ceil(low / step - 1.0e-9)
    last = floor(high / step + 1.0e-9)
    label = labels(kind, step, max(abs(low), abs(high)))
    for i <- first..last//1, do: {(i * step - low) / (high - low), label.(i * step)}
  end

  # --- labels ---

  # The function that prints a tick of this step, of at most this size.
  defp labels(:log, _step, _size), do: fn exponent -> power_label(round(exponent)) end

  defp labels(:linear, step, size) do
    digits = floor_log10(step * 1.000001)
    exponent = floor_log10(size)

    if exponent >= 6 or digits < -5 do
      unit = power_of_ten(exponent)

      fn x ->
        if abs(x) < step / 2, do: "0", else: "#{fixed(x / unit, exponent - digits)}e#{exponent}"
      end
    else
      fn x -> fixed(x, -digits) end
    end
  end

  defp power_label(n) when n in -4..5, do: fixed(power_of_ten(n), -n)
  defp power_label(n), do: "1e#{n}"

  # With this many digits after the point; no "-0".
  defp fixed(x, digits) when digits <= 0, do: Integer.to_string(round(x))

  defp fixed(x, digits) do
    text = :erlang.float_to_binary(x, decimals: digits)
    if :erlang.binary_to_float(text) == 0.0, do: String.trim_leading(text, "-"), else: text
  end

  defp floor_log10(x), do: floor(:math.log10(x))
  defp power_of_ten(n), do: :math.pow(10.0, n)
end
