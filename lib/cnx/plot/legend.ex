# Cnx.Plot.Legend - the names of series over a chart, each behind a piece of its line.
defmodule Cnx.Plot.Legend do
  alias Cnx.Plot.Scene

  def shapes(series, box, m) do
    for {row, index} <- Enum.with_index(rows(series, box.right - box.left, m)) do
      {shapes, _} = Enum.map_reduce(row, box.left, &entry(&1, &2, box.legend + index * m.line, m))
      shapes
    end
  end

  # The series cut into rows that fit the width.
  def rows([], _width, _m), do: []

  def rows(series, width, m) do
    {rows, row, _} =
      Enum.reduce(series, {[], [], 0}, fn one, {rows, row, used} ->
        wide = entry_width(one, m)

        if row != [] and used + wide > width,
          do: {[Enum.reverse(row) | rows], [one], wide},
          else: {rows, [one | row], used + wide}
      end)

    Enum.reverse([Enum.reverse(row) | rows])
  end

  defp entry(series, x, y, m) do
    text =
      {:text, {x + m.swatch + m.gap - 2, y + m.rise}, series.name, m.text, Scene.ink(), :start,
       :level}

    {[swatch(series, x, y, m), text], x + entry_width(series, m)}
  end

  defp swatch(%{kind: :line} = series, x, y, m),
    do: {:path, [{x, y}, {x + m.swatch, y}], series.colour, 3, series.dash}

  defp swatch(%{kind: :points} = series, x, y, m),
    do: {:dot, {x + m.swatch / 2, y}, m.dot + 0.5, series.colour}

  defp swatch(%{kind: :bars} = series, x, y, m),
    do: {:rect, {x + m.swatch / 4, y - m.rise}, {m.swatch / 2, 2 * m.rise}, series.colour}

  defp entry_width(series, m), do: m.swatch + Scene.text_width(series.name, m) + 2 * m.gap + 8
end
