# Cnx.Plot: what lines become in SVG.

defmodule Picture do
  # The start of each line of the SVG that contains `what`.
  def lines(plot, what) do
    for line <- String.split(Cnx.Plot.to_svg(plot), "\n"), String.contains?(line, what), do: line
  end

  # The points of the lines drawn in the first series' colour (the legend's are wider).
  def paths(plot) do
    for line <- lines(plot, "stroke=\"#0072b2\" stroke-width=\"2\"") do
      line |> String.split("\"") |> Enum.at(1)
    end
  end

  def labels(plot, anchor) do
    for line <- lines(plot, "text-anchor=\"#{anchor}\"") do
      line |> String.split([">", "<"]) |> Enum.at(2)
    end
  end
end

plot = Cnx.Plot.line(loss: [1, 3, 2])
plot.marks                                            # => [{:line, "loss", [{1.0, 1.0}, {2.0, 3.0}, {3.0, 2.0}]}]
Picture.labels(plot, "end")                           # => ["1.0", "1.5", "2.0", "2.5", "3.0"]
Picture.labels(plot, "middle")                        # => ["1.0", "1.5", "2.0", "2.5", "3.0"]
length(Picture.paths(plot))                           # => 1
svg = Cnx.Plot.to_svg(plot)
String.starts_with?(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"440\"") # => true
String.ends_with?(svg, "</svg>\n")                    # => true

# tensors, pairs and lists
tensor = Cnx.Plot.line(a: Nx.tensor([1, 3, 2]))
tensor.marks == Cnx.Plot.line(a: [1, 3, 2]).marks     # => true
Cnx.Plot.line(a: [{Nx.tensor(5), Nx.tensor(0.5)}]).marks # => [{:line, "a", [{5.0, 0.5}]}]
Cnx.Plot.line([{"a", [1]}]).marks                     # => [{:line, "a", [{1.0, 1.0}]}]

# points that are not finite interrupt the line; one alone is a dot
broken = Cnx.Plot.line(a: [1, 2, :nan, 2, Nx.tensor(:infinity), 1, 2, nil, 1.0e301])
length(Picture.paths(broken))                         # => 2
length(Picture.lines(broken, "<circle"))              # => 1
String.contains?(String.downcase(Cnx.Plot.to_svg(broken)), ["nan", "inf"]) # => false

# a legend for several series
Picture.lines(plot, ">loss<")                         # => []
two = Cnx.Plot.line(train: [1, 2], test: [2, 1])
length(Picture.lines(two, ">train<") ++ Picture.lines(two, ">test<")) # => 2
length(Picture.lines(two, "#d55e00"))                 # => 2

# text is escaped
odd = Cnx.Plot.line([{"a<b", [1]}, {"c&\"d\"", [2]}], title: "x > y", x_label: "1 < 2")
length(Picture.lines(odd, ">a&lt;b<"))                # => 1
length(Picture.lines(odd, ">c&amp;&quot;d&quot;<"))   # => 1
Picture.lines(odd, "<title>")                         # => ["<title>x &gt; y</title>"]
length(Picture.lines(odd, ">1 &lt; 2<"))              # => 1

# ranges without extent, nothing at all, many series
Picture.labels(Cnx.Plot.line(a: [4, 4]), "end")       # => ["2", "3", "4", "5", "6"]
Picture.labels(Cnx.Plot.line(a: [0, 0]), "end")       # => ["-1.0", "-0.5", "0.0", "0.5", "1.0"]
Picture.labels(Cnx.Plot.line([]), "end")              # => ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
Picture.labels(Cnx.Plot.line(a: [1.0e300, -1.0e300]), "end") # => ["-1.0e300", "-0.5e300", "0", "0.5e300", "1.0e300"]
many = Cnx.Plot.line(for i <- 1..16, do: {"s#{i}", [i, 0]})
length(Picture.lines(many, "<polyline points=")) > 32 # => true
length(Picture.lines(many, "stroke-dasharray=\"7 4\"")) # => 14

# logarithmic
log = Cnx.Plot.line([a: [1000, 1, 0.001, 0, -1]], y_scale: :log)
Picture.labels(log, "end")                            # => ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]
length(Picture.paths(log))                            # => 1

# what is refused
Cnx.Plot.line(a: 1)                                   # error: (ArgumentError) expected the points of a series as a list or a tensor, got: 1
Cnx.Plot.line(a: ["x"])                               # error: (ArgumentError) expected a number to plot, got: "x"
Cnx.Plot.line(a: [{1, 2, 3}])                         # error: (ArgumentError) expected a point as y or {x, y}, got: {1, 2, 3}
Cnx.Plot.line([a: [1]], width: 10)                    # error: (ArgumentError) expected :width to be 100 to 10000 pixels, got: 10
Cnx.Plot.line([a: [1]], y_scale: :sqrt)               # error: (ArgumentError) expected :y_scale to be :linear or :log, got: :sqrt
Cnx.Plot.line([a: [1]], colour: 1)                    # error: (ArgumentError) unknown keys [:colour] in [colour: 1], the allowed keys are: [:title, :x_label, :y_label, :width, :height, :y_scale]
Cnx.Plot.write(plot, "a.xyz")                         # error: (ArgumentError) plots are written as .svg, .png and .txt files, got the extension ".xyz"
try do Cnx.Plot.write(plot, "/no/such/a.svg") rescue e in File.Error -> {e.reason, e.path} end # => {:enoent, "/no/such/a.svg"}

# written whole
path = Path.join(System.tmp_dir!(), "cnx_plot_#{System.pid()}.svg")
Cnx.Plot.write(plot, path) == path                    # => true
File.read!(path) == svg                               # => true
File.rm!(path)                                        # => :ok
