# Cnx.Plot.Matrix - heatmaps and pictures laid out: an image, axes around it, a scale of its colours.
defmodule Cnx.Plot.Matrix do
  alias Cnx.Plot.{Colours, Scale, Scene}

  def heatmap(plot, matrix, look, m) do
    {rows, columns} = Nx.shape(matrix)
    numbers = Nx.to_flat_list(matrix)
    range = numbers |> Enum.filter(&is_number/1) |> Colours.range(look.colours)
    legend = Scale.new(:linear, Tuple.to_list(range), max(2, div(plot.height, m.tick_y)), :data)

    wide =
      legend.ticks
      |> Enum.map(fn {_, label} -> Scene.text_width(label, m) end)
      |> Enum.max(fn -> 0 end)

    y = Scale.of_things(rows, look[:y_names], max(2, div(plot.height, m.tick_y) * 2), true)
    x = Scale.of_things(columns, look[:x_names], max(2, div(plot.width, m.tick_x) * 2), false)
    box = Scene.box(plot, y, m, right: m.gap * 3 + m.bar + wide)
    cells = for number <- numbers, do: Colours.at(look.colours, share(number, range))

    [
      {:image, {box.left, box.top}, {box.right - box.left, box.bottom - box.top},
       picture(cells, rows, columns)},
      written(matrix, cells, look[:numbers], box, m),
      Scene.columns(box, x, m, false),
      Scene.rows(box, y, m, false),
      Scene.titles(plot, box, m),
      colour_scale(legend, look.colours, box, m)
    ]
  end

  defp share(number, {low, high}) when is_number(number), do: (number - low) / (high - low)
  defp share(other, _range), do: other

  defp picture(colours, rows, columns) do
    bytes = for {r, g, b} <- colours, into: <<>>, do: <<r, g, b>>
    bytes |> Nx.from_binary(:u8) |> Nx.reshape({rows, columns, 3})
  end

  # The numbers in their cells, where these have room for the longest.
  defp written(_matrix, _cells, false, _box, _m), do: []

  defp written(matrix, cells, wanted, box, m) do
    {rows, columns} = Nx.shape(matrix)
    texts = for number <- Nx.to_flat_list(matrix), do: short(number)
    longest = texts |> Enum.map(&Scene.text_width(&1, m)) |> Enum.max()

    fits =
      longest + 6 < (box.right - box.left) / columns and
        m.line * 0.8 < (box.bottom - box.top) / rows

    if rows * columns <= 400 and (wanted == true or (fits and m.turns)) do
      for {{text, colour}, index} <- Enum.with_index(Enum.zip(texts, cells)) do
        x = (rem(index, columns) + 0.5) / columns
        y = 1 - (div(index, columns) + 0.5) / rows
        {px, py} = Scene.at(box, x, y)
        {:text, {px, py + m.rise}, text, m.text, Colours.ink(colour), :middle, :level}
      end
    else
      []
    end
  end

  defp short(number) when is_integer(number), do: Integer.to_string(number)

  defp short(number) when is_float(number) and abs(number) >= 1000,
    do: Integer.to_string(round(number))

  defp short(number) when is_float(number), do: :erlang.float_to_binary(number, decimals: 2)
  defp short(:nan), do: "NaN"
  defp short(:infinity), do: "Inf"
  defp short(:neg_infinity), do: "-Inf"
  defp short(_complex), do: ""

  # A bar with all colours, the greatest on top.
  defp colour_scale(scale, name, box, m) do
    left = box.right + m.gap * 2
    colours = for i <- 63..0//-1, do: Colours.at(name, i / 63)
    height = box.bottom - box.top

    labels =
      for {place, label} <- scale.ticks do
        y = box.bottom - place * height

        {:text, {left + m.bar + m.gap * 0.75, y + m.rise}, label, m.text, Scene.soft(), :start,
         :level}
      end

    [{:image, {left, box.top}, {m.bar, height}, picture(colours, 64, 1)}, labels]
  end

  # The picture as large as fits, in its own proportions.
  def image(plot, picture, m) do
    {rows, columns, _} = Nx.shape(picture)
    top = if plot.title, do: m.margin + m.title_line, else: m.margin
    bottom = plot.height - m.margin - if(plot.x_label, do: m.line, else: 0)
    unit = min((plot.width - 2 * m.margin) / columns, (bottom - top) / rows)
    {width, height} = {columns * unit, rows * unit}
    left = (plot.width - width) / 2
    box = %{left: left, right: left + width, top: top, bottom: top + height, legend: top}

    [
      {:image, {left, top}, {width, height}, picture},
      Scene.titles(%{plot | y_label: nil}, box, m)
    ]
  end
end
