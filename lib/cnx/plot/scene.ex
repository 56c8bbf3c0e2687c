# Cnx.Plot.Scene - a plot laid out as flat shapes.
#
# A scene is {width, height, title, shapes} in pixels, y growing downwards, drawn in order:
#   {:rect, {x, y}, {width, height}, fill}
#   {:path, points, stroke, width, dash}    dash: a list of lengths, [] for a whole line
#   {:dot, {x, y}, radius, fill}
#   {:text, {x, y}, text, size, fill, anchor, turn}
# anchor is :start, :middle or :end; turn is :level, or :up for text that reads upwards.
# Colours are "#rrggbb".
defmodule Cnx.Plot.Scene do
  alias Cnx.Plot.Scale

  @ink "#222222"
  @soft "#666666"
  @grid "#e4e4e4"
  @paper "#ffffff"

  # Colours that stay apart for readers who see few of them (Okabe and Ito), darkest first.
  @colours {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"}
  # When the colours are used up, they come again with the next dash.
  @dashes {[], [7, 4], [2, 3]}

  @text_size 13
  @title_size 17

  def build(plot) do
    lines = lines(plot)
    points = for line <- lines, point <- line.points, point != nil, do: point
    x = Scale.new(:linear, Enum.map(points, &elem(&1, 0)), max(2, div(plot.width, 90)), :data)
    y = Scale.new(plot.y_scale, Enum.map(points, &elem(&1, 1)), max(2, div(plot.height, 70)), :ticks)
    box = box(plot, lines, y)

    shapes = [
      {:rect, {0, 0}, {plot.width, plot.height}, @paper},
      grid(box, x, y),
      titles(plot, box),
      legend(lines, box),
      Enum.map(lines, &line_shapes(&1, box, x, y))
    ]

    {plot.width, plot.height, plot.title, List.flatten(shapes)}
  end

  # --- layout ---

  # Each series with its look, and points that the scale cannot show are nil.
  defp lines(plot) do
    for {{:line, name, points}, index} <- Enum.with_index(plot.marks) do
      points = Enum.map(points, &shown(&1, plot.y_scale))
      colours = tuple_size(@colours)
      dash = elem(@dashes, rem(div(index, colours), tuple_size(@dashes)))
      %{name: name, points: points, colour: elem(@colours, rem(index, colours)), dash: dash}
    end
  end

  defp shown(nil, _kind), do: nil
  defp shown({_, y} = point, kind), do: if(Scale.shows?(kind, y), do: point)

  # The rectangle between the axes, and where the legend begins.
  defp box(plot, lines, y) do
    left = if(plot.y_label, do: 38, else: 14) + widest_label(y) + 8
    right = plot.width - 24
    legend = if plot.title, do: 46, else: 18
    rows = if legend?(lines), do: length(legend_rows(lines, right - left)), else: 0
    bottom = plot.height - if(plot.x_label, do: 52, else: 32)
    %{left: left, right: right, top: min(legend + rows * 20 - 4, bottom - 20), bottom: bottom, legend: legend}
  end

  defp widest_label(scale) do
    scale.ticks |> Enum.map(fn {_, label} -> text_width(label) end) |> Enum.max(fn -> 0 end)
  end

  # Fonts are not measured: a character of a sans-serif face is a little more than half as wide as
  # its size.
  defp text_width(text), do: ceil(String.length(text) * @text_size * 0.58)

  defp at(box, x_place, y_place) do
    {box.left + x_place * (box.right - box.left), box.bottom - y_place * (box.bottom - box.top)}
  end

  # --- axes ---

  defp grid(box, x, y) do
    columns =
      for {place, label} <- x.ticks do
        {px, _} = at(box, place, 0)

        [
          {:path, [{px, box.top}, {px, box.bottom}], @grid, 1, []},
          {:text, {px, box.bottom + 18}, label, @text_size, @soft, :middle, :level}
        ]
      end

    rows =
      for {place, label} <- y.ticks do
        {_, py} = at(box, 0, place)

        [
          {:path, [{box.left, py}, {box.right, py}], @grid, 1, []},
          {:text, {box.left - 8, py + 4}, label, @text_size, @soft, :end, :level}
        ]
      end

    axes = {:path, [{box.left, box.top}, {box.left, box.bottom}, {box.right, box.bottom}], @soft, 1, []}
    [columns, rows, axes]
  end

  defp titles(plot, box) do
    middle = div(box.left + box.right, 2)

    [
      plot.title && {:text, {box.left, 26}, plot.title, @title_size, @ink, :start, :level},
      plot.x_label && {:text, {middle, plot.height - 12}, plot.x_label, @text_size, @ink, :middle, :level},
      plot.y_label &&
        {:text, {20, div(box.top + box.bottom, 2)}, plot.y_label, @text_size, @ink, :middle, :up}
    ]
    |> Enum.filter(& &1)
  end

  # --- legend ---

  defp legend?(lines), do: length(lines) > 1

  @swatch 24

  defp legend(lines, box) do
    if legend?(lines) do
      for {row, index} <- Enum.with_index(legend_rows(lines, box.right - box.left)) do
        {shapes, _} = Enum.map_reduce(row, box.left, &legend_entry(&1, &2, box.legend + index * 20))
        shapes
      end
    else
      []
    end
  end

  defp legend_entry(line, x, y) do
    shapes = [
      {:path, [{x, y}, {x + @swatch, y}], line.colour, 3, line.dash},
      {:text, {x + @swatch + 6, y + 4}, line.name, @text_size, @ink, :start, :level}
    ]

    {shapes, x + entry_width(line)}
  end

  defp entry_width(line), do: @swatch + 6 + text_width(line.name) + 20

  # The series cut into rows that fit the width.
  defp legend_rows(lines, width) do
    {rows, row, _} =
      Enum.reduce(lines, {[], [], 0}, fn line, {rows, row, used} ->
        wide = entry_width(line)

        if row != [] and used + wide > width,
          do: {[Enum.reverse(row) | rows], [line], wide},
          else: {rows, [line | row], used + wide}
      end)

    Enum.reverse([Enum.reverse(row) | rows])
  end

  # --- marks ---

  # A path for each run of points between those that are missing; a point alone is a dot.
  defp line_shapes(line, box, x, y) do
    line.points
    |> Enum.chunk_by(&is_nil/1)
    |> Enum.reject(&(hd(&1) == nil))
    |> Enum.map(fn run ->
      case Enum.map(run, fn {px, py} -> at(box, Scale.place(x, px), Scale.place(y, py)) end) do
        [point] -> {:dot, point, 3, line.colour}
        points -> {:path, points, line.colour, 2, line.dash}
      end
    end)
  end
end
