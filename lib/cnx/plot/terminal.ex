# Cnx.Plot.Terminal - a plot as lines of text.
#
# The scene is laid out in dots, 2 by 4 of which are a character cell. Lines and points set dots, which
# Braille characters show; areas fill cells with a colour, or with a shade where there are none; texts
# and axes take cells of their own. Without Unicode a cell is one dot.
defmodule Cnx.Plot.Terminal do
  alias Cnx.Plot.Scene

  # Sizes in dots; see Cnx.Plot.Scene. A label of one character is a cell wide.
  @metrics %{
    text: 4,
    title: 4,
    line: 4,
    title_line: 4,
    margin: 2,
    edge: 6,
    gap: 2,
    below: 4,
    rise: 0,
    swatch: 6,
    tick_x: 20,
    tick_y: 14,
    bar: 4,
    dot: 1.0,
    turns: false,
    digit: 2
  }

  def text(plot, opts) do
    opts = Keyword.validate!(opts, [:columns, :rows, :colours, :unicode])
    columns = opts[:columns] || min(Cnx.Terminal.columns(:stdio) || 80, 100)
    rows = opts[:rows] || max(10, min(24, div(columns * plot.height, plot.width * 2)))
    colours = Keyword.get_lazy(opts, :colours, fn -> Cnx.Terminal.colours?() end)
    unicode = Keyword.get_lazy(opts, :unicode, fn -> Cnx.Terminal.unicode?() end)

    unless columns in 20..1000 and rows in 5..1000 do
      raise ArgumentError,
            "expected at least 20 columns and 5 rows, at most 1000, got: #{columns} and #{rows}"
    end

    {_, _, _, shapes} = Scene.build(%{plot | width: columns * 2, height: rows * 4}, @metrics)
    cells = Enum.reduce(shapes, %{}, &draw/2)
    lines = for row <- 0..(rows - 1), do: line(cells, row, columns, colours, unicode)
    IO.iodata_to_binary(lines)
  end

  # --- shapes into cells: {column, row} => {:dots, bits, colour} | {:fill, colour} | {:text, text} ---

  defp draw({:rect, {x, y}, {width, height}, fill}, cells) do
    if fill == Scene.paper(),
      do: cells,
      else:
        Enum.reduce(across(x, width), cells, fn px, cells ->
          Enum.reduce(across(y, height), cells, &dot(&2, px, &1, fill))
        end)
  end

  defp draw({:image, {x, y}, {width, height}, tensor}, cells) do
    {rows, columns, channels} = Nx.shape(tensor)
    bytes = Nx.to_binary(tensor)
    {left, top} = {round(x / 2), round(y / 4)}

    {across, down} =
      {max(1, round((x + width) / 2) - left), max(1, round((y + height) / 4) - top)}

    for column <- 0..(across - 1), row <- 0..(down - 1), into: cells do
      at =
        div((2 * row + 1) * rows, 2 * down) * columns +
          div((2 * column + 1) * columns, 2 * across)

      {{left + column, top + row}, {:fill, colour(binary_part(bytes, at * channels, channels))}}
    end
  end

  defp draw({:text, {x, y}, text, _size, _fill, anchor, _turn}, cells) do
    length = String.length(text)
    before = %{start: 0, middle: length / 2, end: length}[anchor]
    {column, row} = {round(x / 2 - before), trunc(y / 4)}

    for {letter, i} <- Enum.with_index(String.graphemes(text)), into: cells do
      {{column + i, row}, {:text, letter}}
    end
  end

  defp draw({:dot, {x, y}, _radius, fill}, cells), do: dot(cells, round(x), round(y), fill)

  defp draw({:path, points, stroke, _width, _dash}, cells) do
    cond do
      stroke == Scene.grid() ->
        cells

      stroke == Scene.soft() ->
        axes(points, cells)

      true ->
        points |> Enum.chunk_every(2, 1, :discard) |> Enum.reduce(cells, &segment(&1, stroke, &2))
    end
  end

  defp across(from, size), do: round(from)..(round(from + size) - 1)//1

  defp segment([{x0, y0}, {x1, y1}], colour, cells) do
    steps = max(1, round(max(abs(x1 - x0), abs(y1 - y0))))

    Enum.reduce(0..steps, cells, fn i, cells ->
      dot(cells, round(x0 + (x1 - x0) * i / steps), round(y0 + (y1 - y0) * i / steps), colour)
    end)
  end

  # The left and the lower axis, in the cells beside the first dots.
  defp axes([{x, top}, {_, bottom}, {right, _}], cells) do
    {column, row} = {div(round(x), 2) - 1, div(round(bottom), 4)}

    upright =
      for r <- div(round(top), 4)..(row - 1)//1, into: cells, do: {{column, r}, {:axis, "│"}}

    level =
      for c <- (column + 1)..div(round(right), 2)//1, into: upright, do: {{c, row}, {:axis, "─"}}

    Map.put(level, {column, row}, {:axis, "└"})
  end

  # Bits of the dots of a Braille character, by column and row.
  @bits {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}

  defp dot(cells, x, y, colour) do
    bit = @bits |> elem(rem(max(x, 0), 2)) |> elem(rem(max(y, 0), 4))

    Map.update(cells, {div(x, 2), div(y, 4)}, {:dots, bit, colour}, fn
      {:dots, bits, _} -> {:dots, Bitwise.bor(bits, bit), colour}
      {:axis, _} -> {:dots, bit, colour}
      other -> other
    end)
  end

  defp colour(<<r, g, b, _::binary>>), do: {r, g, b}
  defp colour(<<grey, _::binary>>), do: {grey, grey, grey}

  # --- cells into text ---

  defp line(cells, row, columns, colours, unicode) do
    text = for column <- 0..(columns - 1), do: cell(cells[{column, row}], colours, unicode)
    [String.trim_trailing(IO.iodata_to_binary(text)), "\n"]
  end

  defp cell(nil, _colours, _unicode), do: " "
  defp cell({:text, letter}, _colours, true), do: letter

  defp cell({:text, letter}, _colours, false),
    do: if(byte_size(letter) == 1, do: letter, else: "?")

  defp cell({:axis, line}, _colours, true), do: line
  defp cell({:axis, line}, _colours, false), do: %{"│" => "|", "─" => "-", "└" => "+"}[line]

  defp cell({:dots, bits, colour}, colours, unicode) do
    sign = if unicode, do: <<0x2800 + bits::utf8>>, else: if(bits == 0xFF, do: "#", else: "*")
    if colours, do: [foreground(rgb(colour)), sign, "\e[0m"], else: sign
  end

  defp cell({:fill, colour}, true, _unicode), do: [background(colour), " ", "\e[0m"]

  defp cell({:fill, {r, g, b}}, false, unicode) do
    shades = if unicode, do: {"█", "▓", "▒", "░", " "}, else: {"@", "#", "+", ".", " "}
    elem(shades, min(4, div(round(0.299 * r + 0.587 * g + 0.114 * b) * 5, 256)))
  end

  defp foreground({r, g, b}), do: "\e[38;2;#{r};#{g};#{b}m"
  defp background({r, g, b}), do: "\e[48;2;#{r};#{g};#{b}m"

  # "#rrggbb"; black would not show on dark terminals.
  defp rgb("#000000"), do: {128, 128, 128}

  defp rgb("#" <> digits),
    do:
      for(<<pair::binary-size(2) <- digits>>, do: String.to_integer(pair, 16)) |> List.to_tuple()
end
