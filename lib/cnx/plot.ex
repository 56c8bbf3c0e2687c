# Cnx.Plot - charts as pictures.
#
#     Cnx.Plot.line([loss: [0.9, 0.5, 0.3]], title: "training", x_label: "epoch")
#     |> Cnx.Plot.write("loss.svg")
#
# A plot is marks (what to draw, in units of the data) and options. Cnx.Plot.Scene lays it out as
# flat shapes in pixels, and a writer such as Cnx.Plot.Svg turns shapes into a file: a new kind of
# chart is a kind of mark, a new format is a writer.
defmodule Cnx.Plot do
  alias Cnx.Plot.{Scene, Svg}

  defstruct marks: [],
            title: nil,
            x_label: nil,
            y_label: nil,
            width: 720,
            height: 440,
            y_scale: :linear

  # Lines through points, one for each series.
  #
  # `series` is a keyword list or a list of {name, points}; points are a tensor of one axis or a
  # list of y or {x, y}, numbers or scalar tensors; x counts from 1 when it is not given. A point
  # that is not finite interrupts the line. Options: title, x_label, y_label, width and height in
  # pixels, y_scale (:linear or :log, where numbers that are not positive interrupt the line).
  def line(series, opts \\ []) do
    marks = for {name, points} <- series, do: {:line, to_string(name), Enum.map(points(points), &point/1)}
    struct!(__MODULE__, [{:marks, marks} | checked(opts)])
  end

  # The plot as the text of an SVG file.
  def to_svg(%__MODULE__{} = plot), do: plot |> Scene.build() |> Svg.text()

  # Writes the plot to an .svg file, whole or not at all, and returns the path.
  def write(%__MODULE__{} = plot, path) do
    text = rendered(plot, path)
    part = "#{path}.#{System.pid()}.part"

    with :ok <- File.write(part, text),
         :ok <- File.rename(part, path) do
      path
    else
      {:error, reason} ->
        File.rm(part)
        raise File.Error, reason: reason, action: "write to file", path: path
    end
  end

  defp rendered(plot, path) do
    case String.downcase(Path.extname(path)) do
      ".svg" -> to_svg(plot)
      other -> raise ArgumentError, "plots are written as .svg files, got the extension #{inspect(other)}"
    end
  end

  # --- what was given ---

  defp checked(opts) do
    opts = Keyword.validate!(opts, [:title, :x_label, :y_label, :width, :height, :y_scale])

    for {key, pixels} <- Keyword.take(opts, [:width, :height]),
        not (is_integer(pixels) and pixels in 100..10_000) do
      raise ArgumentError, "expected :#{key} to be 100 to 10000 pixels, got: #{inspect(pixels)}"
    end

    unless opts[:y_scale] in [nil, :linear, :log] do
      raise ArgumentError, "expected :y_scale to be :linear or :log, got: #{inspect(opts[:y_scale])}"
    end

    opts
  end

  # Every point as {x, y}.
  defp points(%Nx.Tensor{} = tensor), do: points(Nx.to_flat_list(tensor))

  defp points(list) when is_list(list) do
    for {item, index} <- Enum.with_index(list, 1) do
      if is_tuple(item), do: item, else: {index, item}
    end
  end

  defp points(other) do
    raise ArgumentError, "expected the points of a series as a list or a tensor, got: #{inspect(other)}"
  end

  # A point of finite numbers, or nil.
  defp point({x, y}) do
    x = number(x)
    y = number(y)
    if x && y, do: {x, y}
  end

  defp point(other), do: raise(ArgumentError, "expected a point as y or {x, y}, got: #{inspect(other)}")

  # Numbers past this count as infinite, which keeps sums and differences of all others finite.
  @largest 1.0e300

  defp number(%Nx.Tensor{} = tensor), do: number(Nx.to_number(tensor))
  defp number(x) when is_number(x) and x <= @largest and x >= -@largest, do: x * 1.0
  defp number(x) when is_number(x) or x in [nil, :nan, :infinity, :neg_infinity], do: nil
  defp number(other), do: raise(ArgumentError, "expected a number to plot, got: #{inspect(other)}")
end
