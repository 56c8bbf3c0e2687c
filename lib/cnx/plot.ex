# Cnx.Plot - charts as pictures.
#
#     Cnx.Plot.line([loss: [0.9, 0.5, 0.3]], title: "training", x_label: "epoch")
#     |> Cnx.Plot.write("loss.svg")
#
# A plot is marks (what to draw, in units of the data) and options. Cnx.Plot.Scene lays it out as
# flat shapes, and a writer turns shapes into a file or text: Cnx.Plot.Svg, Cnx.Plot.Png,
# Cnx.Plot.Terminal. A new kind of chart is a kind of mark, a new format is a writer.
#
# Options of all charts: title, x_label, y_label, width and height in pixels. Of lines, points and
# bars also y_scale (:linear or :log, where numbers that are not positive are left out).
defmodule Cnx.Plot do
  alias Cnx.Plot.{Bins, Colours, Png, Scene, Svg, Terminal}

  defstruct marks: [],
            title: nil,
            x_label: nil,
            y_label: nil,
            width: 720,
            height: 440,
            y_scale: :linear

  @common [:title, :x_label, :y_label, :width, :height]

  # Lines through points, one for each series.
  #
  # `series` is a keyword list or a list of {name, points}; points are a tensor of one axis, of two
  # with x and y in its columns, or a list of y or {x, y}, numbers or scalar tensors; x counts from 1
  # when it is not given. A point that is not finite interrupts the line.
  def line(series, opts \\ []) do
    marks = for {name, points} <- series, do: {:line, to_string(name), points(points)}
    new(marks, opts, [:y_scale])
  end

  # Points alone, of the same series.
  def scatter(series, opts \\ []) do
    marks = for {name, points} <- series, do: {:points, to_string(name), points(points)}
    new(marks, opts, [:y_scale])
  end

  # How often numbers are in each of `bins` ranges of equal width (a number, or as many as suit the
  # data). `values` is a tensor or list, or series of them, which are drawn as outlines.
  def histogram(values, opts \\ []) do
    {bins, opts} = Keyword.pop(opts, :bins)

    marks =
      case series_of(values) do
        [{name, numbers}] -> [{:bars, name, Bins.count(numbers, Bins.edges(numbers, bins))}]
        series -> outlines(series, bins)
      end

    new(marks, Keyword.put_new(opts, :y_label, "count"), [:y_scale])
  end

  # A matrix as colours, its first row on top, with a scale beside it. Options: x_names and y_names of
  # columns and rows, colours (:viridis, :grey, or :diverging, whose middle is 0), numbers (whether
  # they stand in the cells; when there is room for them).
  def heatmap(matrix, opts \\ []) do
    own = [:x_names, :y_names, :numbers, colours: :viridis]
    {mine, opts} = Keyword.split(opts, [:x_names, :y_names, :numbers, :colours])
    mine = Keyword.validate!(mine, own)
    matrix = tensor(matrix, 2, "a matrix")
    {rows, columns} = Nx.shape(matrix)

    for {key, size} <- [x_names: columns, y_names: rows],
        names = mine[key],
        length(names) != size do
      raise ArgumentError, "expected #{size} names in :#{key}, got: #{inspect(names)}"
    end

    Colours.check!(mine[:colours])
    new([{:heatmap, matrix, Map.new(mine)}], opts, [])
  end

  # A picture: a u8 tensor, or floats from 0 to 1, of height, width and 1, 3 or 4 channels, or of
  # height and width.
  def image(picture, opts \\ []) do
    picture = Nx.to_tensor(picture)

    picture =
      case Nx.shape(picture) do
        {height, width} ->
          Nx.reshape(picture, {height, width, 1})

        {_, _, channels} when channels in [1, 3, 4] ->
          picture

        shape ->
          raise ArgumentError,
                "expected a picture of height, width and channels, got the shape #{inspect(shape)}"
      end

    picture =
      if Nx.Type.float?(Nx.type(picture)),
        do: Nx.as_type(Nx.round(Nx.multiply(Nx.clip(picture, 0, 1), 255)), :u8),
        else: Nx.as_type(Nx.clip(picture, 0, 255), :u8)

    new([{:image, picture}], opts, [])
  end

  # The marks of several plots of lines, points and bars in one.
  def overlay([_ | _] = plots, opts \\ []) do
    marks = Enum.flat_map(plots, fn %__MODULE__{marks: marks} -> marks end)

    for mark <- marks, elem(mark, 0) not in [:line, :points, :bars] do
      raise ArgumentError, "expected plots of lines, points and bars to overlay"
    end

    new(marks, opts, [:y_scale])
  end

  # --- as text and files ---

  # The plot as the text of an SVG file.
  def to_svg(%__MODULE__{} = plot), do: plot |> Scene.build() |> Svg.text()

  # The plot as a u8 tensor of height, width and 3 channels, `scale:` (2) times as large.
  def to_tensor(%__MODULE__{} = plot, opts \\ []) do
    opts = Keyword.validate!(opts, scale: 2)
    plot |> Scene.build() |> Png.tensor(opts[:scale])
  end

  # The plot as lines of text for a terminal. Options: columns and rows, colours (whether there are
  # some), unicode (whether there is more than ASCII).
  def to_text(%__MODULE__{} = plot, opts \\ []), do: Terminal.text(plot, opts)

  # Prints the plot.
  def show(%__MODULE__{} = plot, opts \\ []), do: IO.write(to_text(plot, opts))

  # Writes the plot to an .svg, .png or .txt file, whole or not at all, and returns the path.
  def write(%__MODULE__{} = plot, path) do
    case Cnx.File.replace(path, rendered(plot, path)) do
      :ok -> path
      {:error, reason} -> raise File.Error, reason: reason, action: "write to file", path: path
    end
  end

  defp rendered(plot, path) do
    case String.downcase(Path.extname(path)) do
      ".svg" ->
        to_svg(plot)

      ".png" ->
        Cnx.Format.write_png(to_tensor(plot), nil)

      ".txt" ->
        to_text(plot, colours: false, unicode: true)

      other ->
        raise ArgumentError,
              "plots are written as .svg, .png and .txt files, got the extension #{inspect(other)}"
    end
  end

  # --- what was given ---

  defp new(marks, opts, more) do
    opts = Keyword.validate!(opts, @common ++ more)

    for {key, pixels} <- Keyword.take(opts, [:width, :height]),
        not (is_integer(pixels) and pixels in 100..10_000) do
      raise ArgumentError, "expected :#{key} to be 100 to 10000 pixels, got: #{inspect(pixels)}"
    end

    unless opts[:y_scale] in [nil, :linear, :log] do
      raise ArgumentError,
            "expected :y_scale to be :linear or :log, got: #{inspect(opts[:y_scale])}"
    end

    struct!(__MODULE__, [{:marks, marks} | opts])
  end

  defp series_of([{_, _} | _] = series),
    do: for({name, values} <- series, do: {to_string(name), numbers(values)})

  defp series_of(values), do: [{"", numbers(values)}]

  # The numbers that are finite.
  defp numbers(%Nx.Tensor{} = tensor), do: numbers(Nx.to_flat_list(tensor))
  defp numbers(list) when is_list(list), do: for(x <- list, x = number(x), do: x)

  defp numbers(other),
    do: raise(ArgumentError, "expected numbers as a list or a tensor, got: #{inspect(other)}")

  # Histograms of several series share their ranges.
  defp outlines(series, bins) do
    edges = series |> Enum.flat_map(&elem(&1, 1)) |> Bins.edges(bins)

    for {name, numbers} <- series do
      bars = Bins.count(numbers, edges)
      steps = Enum.flat_map(bars, fn {from, to, height} -> [{from, height}, {to, height}] end)
      {first, _} = hd(steps)
      {last, _} = List.last(steps)
      {:line, name, [{first, 0.0}] ++ steps ++ [{last, 0.0}]}
    end
  end

  defp tensor(value, rank, what) do
    tensor = if is_list(value), do: Nx.tensor(value), else: Nx.to_tensor(value)

    if Nx.rank(tensor) != rank,
      do: raise(ArgumentError, "expected #{what}, got the shape #{inspect(Nx.shape(tensor))}")

    tensor
  end

  # Every point as {x, y}, or nil.
  defp points(%Nx.Tensor{shape: {_, 2}} = tensor),
    do: for([x, y] <- Nx.to_list(tensor), do: point({x, y}))

  defp points(%Nx.Tensor{} = tensor), do: points(Nx.to_flat_list(tensor))

  defp points(list) when is_list(list) do
    for {item, index} <- Enum.with_index(list, 1),
        do: point(if is_tuple(item), do: item, else: {index, item})
  end

  defp points(other) do
    raise ArgumentError,
          "expected the points of a series as a list or a tensor, got: #{inspect(other)}"
  end

  # A point of finite numbers, or nil.
  defp point({x, y}) do
    x = number(x)
    y = number(y)
    if x && y, do: {x, y}
  end

  defp point(other),
    do: raise(ArgumentError, "expected a point as y or {x, y}, got: #{inspect(other)}")

  # Numbers past this count as infinite, which keeps sums and differences of all others finite.
  @largest 1.0e300

  defp number(%Nx.Tensor{} = tensor), do: number(Nx.to_number(tensor))
  defp number(x) when is_number(x) and x <= @largest and x >= -@largest, do: x * 1.0
  defp number(x) when is_number(x) or x in [nil, :nan, :infinity, :neg_infinity], do: nil

  defp number(other),
    do: raise(ArgumentError, "expected a number to plot, got: #{inspect(other)}")
end
