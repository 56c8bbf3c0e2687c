# Cnx.Plot.Colours - from numbers to colours.
#
# A map is a list of colours at equal distances, between which it is straight. :viridis is as light
# as the number is great for every reader; :diverging has its middle at 0.
defmodule Cnx.Plot.Colours do
  @maps %{
    viridis: [
      {68, 1, 84},
      {72, 40, 120},
      {62, 74, 137},
      {49, 104, 142},
      {38, 130, 142},
      {31, 158, 137},
      {53, 183, 121},
      {110, 206, 88},
      {181, 222, 43},
      {253, 231, 37}
    ],
    grey: [{20, 20, 20}, {250, 250, 250}],
    diverging: [{33, 82, 156}, {122, 166, 208}, {244, 244, 242}, {226, 145, 110}, {158, 32, 42}]
  }

  def check!(name) do
    unless Map.has_key?(@maps, name) do
      raise ArgumentError,
            "expected :colours to be one of #{inspect(Map.keys(@maps))}, got: #{inspect(name)}"
    end
  end

  # {low, high} of a map over these numbers; never empty.
  def range(numbers, name) do
    {low, high} = Enum.min_max(numbers, fn -> {0.0, 1.0} end)
    size = max(abs(low), abs(high))

    cond do
      name == :diverging -> if size == 0, do: {-1.0, 1.0}, else: {-size, size}
      low == high -> {low - 0.5, high + 0.5}
      true -> {low, high}
    end
  end

  # The colour of a number from 0 to 1 as {red, green, blue}; of what is no number, light grey.
  def at(name, place) when is_number(place) do
    map = @maps[name]
    along = min(max(place, 0.0), 1.0) * (length(map) - 1)
    index = min(trunc(along), length(map) - 2)
    [{r0, g0, b0}, {r1, g1, b1}] = Enum.slice(map, index, 2)
    part = along - index
    {mix(r0, r1, part), mix(g0, g1, part), mix(b0, b1, part)}
  end

  def at(_name, _place), do: {225, 225, 225}

  defp mix(a, b, part), do: round(a + (b - a) * part)

  # Black or white, whichever is read better on it.
  def ink({r, g, b}),
    do: if(0.299 * r + 0.587 * g + 0.114 * b > 140, do: "#1a1a1a", else: "#ffffff")
end
