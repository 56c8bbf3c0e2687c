# Cnx.Plot.Scene - a plot laid out as flat shapes.
#
# A scene is {width, height, title, shapes} in units, y growing downwards, drawn in order:
#   {:rect, {x, y}, {width, height}, fill}
#   {:path, points, stroke, width, dash}    dash: a list of lengths, [] for a whole line
#   {:dot, {x, y}, radius, fill}
#   {:text, {x, y}, text, size, fill, anchor, turn}
#   {:image, {x, y}, {width, height}, tensor}    u8 of height, width and 1, 3 or 4 channels
# anchor is :start, :middle or :end; turn is :level, or :up for text that reads upwards.
# Colours are "#rrggbb". Units are pixels, or whatever the metrics say: the sizes of text and gaps.
defmodule Cnx.Plot.Scene do
  alias Cnx.Plot.{Legend, Matrix, Scale}

  @ink "#222222"
  @soft "#666666"
  @grid "#e4e4e4"
  @paper "#ffffff"

  # Colours that stay apart for readers who see few of them (Okabe and Ito), darkest first.
  @colours {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#e69f00", "#56b4e9"}
  # When the colours are used up, they come again with the next dash.
  @dashes {[], [7, 4], [2, 3]}

  # Sizes in pixels. `rise` is how far the baseline of a text is below its middle, `below` how far a
  # label is under its axis, `turns` whether a text may read upwards, or else stands in lines.
  @pixels %{
    text: 13,
    title: 17,
    line: 20,
    title_line: 28,
    margin: 14,
    edge: 24,
    gap: 8,
    below: 18,
    rise: 4.5,
    swatch: 24,
    tick_x: 90,
    tick_y: 70,
    bar: 14,
    dot: 3.5,
    turns: true,
    digit: nil
  }

  def ink, do: @ink
  def soft, do: @soft
  def grid, do: @grid
  def paper, do: @paper

  def build(plot, metrics \\ @pixels) do
    shapes =
      case plot.marks do
        [{:heatmap, matrix, look}] -> Matrix.heatmap(plot, matrix, look, metrics)
        [{:image, picture}] -> Matrix.image(plot, picture, metrics)
        _ -> chart(plot, metrics)
      end

    paper = {:rect, {0, 0}, {plot.width, plot.height}, @paper}
    {plot.width, plot.height, plot.title, List.flatten([paper | shapes])}
  end

  defp chart(plot, m) do
    series = series(plot)
    {xs, ys} = series |> Enum.flat_map(&extent/1) |> Enum.unzip()
    ends = if Enum.any?(series, &(&1.kind == :points)), do: :ticks, else: :data
    x = Scale.new(:linear, xs, max(2, div(plot.width, m.tick_x)), ends)
    y = Scale.new(plot.y_scale, ys, max(2, div(plot.height, m.tick_y)), :ticks)
    legend = if length(series) > 1, do: series, else: []
    box = box(plot, y, m, legend: legend)
    {bars, others} = Enum.split_with(series, &(&1.kind == :bars))

    [
      columns(box, x, m, true),
      rows(box, y, m, true),
      Enum.map(bars, &mark(&1, box, x, y, m)),
      frame(box),
      titles(plot, box, m),
      Legend.shapes(legend, box, m),
      Enum.map(others, &mark(&1, box, x, y, m))
    ]
  end

  # --- layout ---

  # Each series with its look; points that the scale cannot show are nil.
  defp series(plot) do
    for {{kind, name, points}, index} <- Enum.with_index(plot.marks) do
      points = if kind == :bars, do: points, else: Enum.map(points, &shown(&1, plot.y_scale))
      colours = tuple_size(@colours)
      dash = elem(@dashes, rem(div(index, colours), tuple_size(@dashes)))

      %{
        kind: kind,
        name: name,
        points: points,
        colour: elem(@colours, rem(index, colours)),
        dash: dash
      }
    end
  end

  defp shown(nil, _kind), do: nil
  defp shown({_, y} = point, kind), do: if(Scale.shows?(kind, y), do: point)

  # The points that the scales must reach; bars stand on 0.
  defp extent(%{kind: :bars, points: bars}),
    do: Enum.flat_map(bars, fn {from, to, height} -> [{from, 0.0}, {to, height}] end)

  defp extent(%{points: points}), do: Enum.reject(points, &is_nil/1)

  # The rectangle between the axes, and where the legend begins. Options: the series of a legend, how
  # much room to leave on the right.
  def box(plot, y, m, opts) do
    named = plot.y_label != nil
    left = if(named and m.turns, do: m.margin + m.line + 4, else: m.margin) + widest(y, m) + m.gap
    right = plot.width - m.edge - Keyword.get(opts, :right, 0)

    legend =
      if plot.title, do: m.margin + m.title_line + div(m.line, 5), else: m.margin + div(m.line, 5)

    legend = if named and not m.turns, do: legend + m.line, else: legend
    rows = Legend.rows(opts[:legend] || [], right - left, m)
    bottom = whole(plot.height - m.below - m.margin - if(plot.x_label, do: m.line, else: 0), m)
    top = whole(min(legend + length(rows) * m.line - div(m.line, 5), bottom - m.line), m)
    %{left: left, right: right, top: top, bottom: bottom, legend: legend}
  end

  # Where text stands in lines, axes do, too.
  defp whole(y, %{turns: true}), do: y
  defp whole(y, m), do: div(y, m.line) * m.line

  defp widest(scale, m) do
    scale.ticks |> Enum.map(fn {_, label} -> text_width(label, m) end) |> Enum.max(fn -> 0 end)
  end

  # How wide a text of labels is; rounded up.
  def text_width(text, %{digit: nil, text: size}), do: ceil(Cnx.Canvas.text_width(text, size))
  def text_width(text, %{digit: digit}), do: String.length(text) * digit

  def at(box, x_place, y_place) do
    {box.left + x_place * (box.right - box.left), box.bottom - y_place * (box.bottom - box.top)}
  end

  # --- axes ---

  # The labels under an axis and, with `lines`, the grid over them. Labels that would touch the one
  # before are left out.
  def columns(box, x, m, lines) do
    {shapes, _} =
      Enum.flat_map_reduce(x.ticks, -1.0e9, fn {place, label}, last ->
        {px, _} = at(box, place, 0)
        half = text_width(label, m) / 2
        text = {:text, {px, box.bottom + m.below}, label, m.text, @soft, :middle, :level}
        line = if lines, do: [{:path, [{px, box.top}, {px, box.bottom}], @grid, 1, []}], else: []
        if px - half < last, do: {line, last}, else: {[text | line], px + half + m.gap / 2}
      end)

    shapes
  end

  def rows(box, y, m, lines) do
    {shapes, _} =
      y.ticks
      |> Enum.sort()
      |> Enum.flat_map_reduce(1.0e9, fn {place, label}, last ->
        {_, py} = at(box, 0, place)
        text = {:text, {box.left - m.gap, py + m.rise}, label, m.text, @soft, :end, :level}
        line = if lines, do: [{:path, [{box.left, py}, {box.right, py}], @grid, 1, []}], else: []
        if last - py < m.line * 0.6, do: {line, last}, else: {[text | line], py}
      end)

    shapes
  end

  defp frame(box),
    do:
      {:path, [{box.left, box.top}, {box.left, box.bottom}, {box.right, box.bottom}], @soft, 1,
       []}

  def titles(plot, box, m) do
    middle = (box.left + box.right) / 2

    y_label =
      if m.turns,
        do:
          {:text, {m.margin + m.rise, (box.top + box.bottom) / 2}, plot.y_label, m.text, @ink,
           :middle, :up},
        else: {:text, {m.margin, box.legend - m.line}, plot.y_label, m.text, @ink, :start, :level}

    [
      plot.title &&
        {:text, {box.left, m.margin + m.title_line * 0.45}, plot.title, m.title, @ink, :start,
         :level},
      plot.x_label &&
        {:text, {middle, plot.height - m.margin}, plot.x_label, m.text, @ink, :middle, :level},
      plot.y_label && y_label
    ]
    |> Enum.filter(& &1)
  end

  # --- marks ---

  # A path for each run of points between those that are missing; a point alone is a dot.
  defp mark(%{kind: :line} = line, box, x, y, m) do
    line.points
    |> Enum.chunk_by(&is_nil/1)
    |> Enum.reject(&(hd(&1) == nil))
    |> Enum.map(fn run ->
      case Enum.map(run, &place(&1, box, x, y)) do
        [point] -> {:dot, point, m.dot - 0.5, line.colour}
        points -> {:path, points, line.colour, 2, line.dash}
      end
    end)
  end

  defp mark(%{kind: :points} = series, box, x, y, m) do
    points = Enum.reject(series.points, &is_nil/1)
    radius = if length(points) > 500, do: m.dot * 0.6, else: m.dot
    for point <- points, do: {:dot, place(point, box, x, y), radius, series.colour}
  end

  # Bars leave a pixel between them where they are wide enough.
  defp mark(%{kind: :bars} = series, box, x, y, _m) do
    for {from, to, height} <- series.points, height > 0 do
      {left, top} = place({from, height}, box, x, y)
      {right, _} = place({to, height}, box, x, y)
      gap = if right - left > 3, do: 1, else: 0
      {:rect, {left, top}, {right - left - gap, box.bottom - top}, series.colour}
    end
  end

  defp place({px, py}, box, x, y), do: at(box, Scale.place(x, px), Scale.place(y, py))
end
