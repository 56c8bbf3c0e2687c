# Cnx.Plot: the kinds of charts, their layout and their formats.
defmodule Shapes do
  # What a kind of shape of the scene has at one place, in order.
  def of(plot, kind, at) do
    {_, _, _, shapes} = Cnx.Plot.Scene.build(plot)
    for shape <- shapes, elem(shape, 0) == kind, do: elem(shape, at)
  end
end

# points: a dot each, in the colour of their series
dots = Cnx.Plot.scatter(a: [{0, 0}, {10, 5}], b: Nx.tensor([[5, 2.5], [:nan, 1]]))
length(Shapes.of(dots, :dot, 3))                      # => 5
Shapes.of(dots, :dot, 3) |> Enum.uniq()               # => ["#0072b2", "#d55e00"]

# histograms: numbers on an edge count above it, the greatest below
Cnx.Plot.histogram([0, 1, 1, 2, 4, :nan], bins: 4).marks # => [{:bars, "", [{0.0, 1.0, 1.0}, {1.0, 2.0, 2.0}, {2.0, 3.0, 1.0}, {3.0, 4.0, 1.0}]}]
Cnx.Plot.histogram([3, 3]).marks                      # => [{:bars, "", [{2.5, 3.0, 0.0}, {3.0, 3.5, 2.0}]}]
Cnx.Plot.histogram([]).marks                          # => [{:bars, "", [{0.0, 1.0, 0.0}]}]
[{:bars, _, bars}] = Cnx.Plot.histogram(Nx.iota({1000})).marks
{length(bars), Enum.sum(for {_, _, n} <- bars, do: n)} # => {10, 1000.0}
Cnx.Plot.histogram([a: [0, 1], b: [2, 4]], bins: 2).marks # => [{:line, "a", [{0.0, 0.0}, {0.0, 2.0}, {2.0, 2.0}, {2.0, 0.0}, {4.0, 0.0}, {4.0, 0.0}]}, {:line, "b", [{0.0, 0.0}, {0.0, 0.0}, {2.0, 0.0}, {2.0, 2.0}, {4.0, 2.0}, {4.0, 0.0}]}]
length(Shapes.of(Cnx.Plot.histogram([0, 1, 1, 3], bins: 3), :rect, 1)) # => 4
Cnx.Plot.histogram([1], bins: 0)                      # error: (ArgumentError) expected :bins to be 1 to 10000, got: 0

# heatmaps: the least is dark, the greatest light, what is no number grey
heat = Cnx.Plot.heatmap(Nx.tensor([[0.0, 1.0], [:nan, 0.5]]))
Shapes.of(heat, :image, 3) |> hd() |> Nx.to_list()    # => [[[68, 1, 84], [253, 231, 37]], [[225, 225, 225], [35, 144, 140]]]
Enum.take(Shapes.of(heat, :text, 2), 4)               # => ["0.00", "1.00", "NaN", "0.50"]
around = Cnx.Plot.heatmap(Nx.tensor([[-1, 3]]), colours: :diverging)
Shapes.of(around, :image, 3) |> hd() |> Nx.to_list()  # => [[[163, 192, 219], [158, 32, 42]]]
named = Cnx.Plot.heatmap(Nx.iota({2, 2}), x_names: ["a", :b], y_names: ["c", "d"], numbers: false)
for text <- ~w(a b c d), do: text in Shapes.of(named, :text, 2) # => [true, true, true, true]
Cnx.Plot.heatmap(Nx.iota({2, 2}), x_names: ["a"])     # error: (ArgumentError) expected 2 names in :x_names, got: ["a"]
Cnx.Plot.heatmap(Nx.iota({2}))                        # error: (ArgumentError) expected a matrix, got the shape {2}
Cnx.Plot.heatmap(Nx.iota({2, 2}), colours: :red)      # error: (ArgumentError) expected :colours to be one of [:diverging, :grey, :viridis], got: :red

# pictures keep their proportions
wide = Cnx.Plot.image(Nx.broadcast(Nx.u8(7), {10, 20, 3}), width: 428, height: 300)
Shapes.of(wide, :image, 2)                            # => [{400.0, 200.0}]
Cnx.Plot.image(Nx.tensor([[0.0, 0.5, 2.0]])).marks    # => [{:image, Nx.u8([[[0], [128], [255]]])}]
Cnx.Plot.image(Nx.iota({2, 2, 2}))                    # error: (ArgumentError) expected a picture of height, width and channels, got the shape {2, 2, 2}

# points and lines in one
both = Cnx.Plot.overlay([Cnx.Plot.scatter(a: [1]), Cnx.Plot.line(b: [1, 2])], title: "both")
both.marks                                            # => [{:points, "a", [{1.0, 1.0}]}, {:line, "b", [{1.0, 1.0}, {2.0, 2.0}]}]
Cnx.Plot.overlay([heat])                              # error: (ArgumentError) expected plots of lines, points and bars to overlay

# as pixels, twice as many as the plot has: white paper, and the series' colour somewhere
pixels = Cnx.Plot.to_tensor(Cnx.Plot.line([a: [1, 1]], width: 200, height: 100))
Nx.shape(pixels)                                      # => {200, 400, 3}
Nx.to_list(pixels[0][0])                              # => [255, 255, 255]
blue = Nx.all(Nx.equal(pixels, Nx.u8([0, 0x72, 0xb2])), axes: [2])
Nx.to_number(Nx.sum(blue)) > 500                      # => true
path = Path.join(System.tmp_dir!(), "cnx_plot_#{System.pid()}.png")
Cnx.Plot.write(heat, path) == path                    # => true
Nx.shape(Cnx.Data.png(path))                          # => {880, 1440, 3}
File.rm!(path)                                        # => :ok

# as text
steps = Cnx.Plot.line([a: [0, 1, 2, 3]], title: "steps", x_label: "n")
Cnx.Plot.to_text(steps, columns: 24, rows: 8, colours: false, unicode: false) |> String.split("\n") # => ["   steps", " 4|", "  |             ******", " 2|       ******", "  | ******", " 0+*------------------", "         2           4", "            n", ""]
String.contains?(Cnx.Plot.to_text(steps, columns: 30, rows: 10, colours: false, unicode: true), ["⠤", "⣀", "⠉", "⠊"]) # => true
String.contains?(Cnx.Plot.to_text(steps, columns: 30, rows: 10, colours: true, unicode: true), "\e[38;2;0;114;178m") # => true
Cnx.Plot.to_text(Cnx.Plot.image(Nx.u8([[0, 255]])), columns: 20, rows: 5, colours: false, unicode: false) |> String.split("\n") |> Enum.at(2) # => "  @@@@@@@@"
Cnx.Plot.to_text(steps, columns: 3)                   # error: (ArgumentError) expected at least 20 columns and 5 rows, at most 1000, got: 3 and 10
