# Cnx.Explain.Svg - a graph as a picture: a box a node, in rows by how far it is from the inputs,
# coloured by the step that computes it. Inputs and constants are white.
defmodule Cnx.Explain.Svg do
  @colours ~w(#4e79a7 #f28e2b #59a14f #e15759 #b07aa1 #76b7b2 #edc948 #9c755f #ff9da7 #8cd17d)
  @light ~w(white #f28e2b #76b7b2 #edc948 #ff9da7 #8cd17d)
  @width 150
  @height 42
  @gap 22
  @between 70
  @most 600

  def picture(plan, title) do
    nodes = Enum.take(plan.nodes, -@most)
    known = Map.new(nodes, fn {id, _, _, _} = n -> {id, n} end)
    steps = for s <- Enum.reverse(plan.steps), id <- s.computes, into: %{}, do: {id, s.index}
    rows = rows(nodes, known)
    across = rows |> Enum.map(&length/1) |> Enum.max(fn -> 1 end)
    places = places(rows, across)
    legend = for s <- plan.steps, do: {s.index, "step #{s.index}: #{s.name} (#{what(s)})"}
    width = max(across * (@width + @gap) + @gap, 640)
    top = 60 + 20 * min(length(legend), 40)
    height = top + length(rows) * (@height + @between)

    [
      ~s(<svg xmlns="http://www.w3.org/2000/svg" width="#{width}" height="#{height}" ),
      ~s(viewBox="0 0 #{width} #{height}" font-family="sans-serif" font-size="12">\n),
      ~s(<rect width="100%" height="100%" fill="white"/>\n),
      ~s(<text x="20" y="30" font-size="16">#{escape(title)}</text>\n),
      Enum.map(Enum.take(legend, 40), &legend_line/1),
      for({id, _, _, args} <- nodes, arg <- args, do: line(places[arg], places[id], top)),
      for({id, op, type, _} <- nodes, do: box(places[id], op, type, steps[id], top)),
      "</svg>\n"
    ]
    |> IO.iodata_to_binary()
  end

  defp what(%{by: :kernel, kind: kind}), do: "#{kind} kernel"
  defp what(%{by: by}), do: "#{by}"

  # Nodes by their distance from what they are computed from; in a row they stand near their operands.
  defp rows(nodes, known) do
    depths =
      Enum.reduce(nodes, %{}, fn {id, _, _, args}, depths ->
        above = for a <- args, is_map_key(known, a), do: Map.get(depths, a, 0) + 1
        Map.put(depths, id, Enum.max([0 | above]))
      end)

    # What reads nothing stands just above its first reader.
    depths =
      Enum.reduce(nodes, depths, fn {id, _, _, args}, depths ->
        Enum.reduce(args, depths, fn arg, depths ->
          lone = match?({_, _, _, []}, known[arg])
          if lone, do: Map.update!(depths, arg, &lone_depth(&1, depths[id] - 1)), else: depths
        end)
      end)

    depths = Map.new(depths, fn {id, d} -> {id, if(is_tuple(d), do: elem(d, 1), else: d)} end)
    by_depth = Enum.group_by(nodes, fn {id, _, _, _} -> depths[id] end)
    for d <- Enum.sort(Map.keys(by_depth)), do: by_depth[d]
  end

  defp lone_depth({:at, d}, _), do: {:at, d}
  defp lone_depth(_, d), do: {:at, d}

  defp places(rows, across) do
    rows
    |> Enum.with_index()
    |> Enum.reduce(%{}, fn {row, y}, places ->
      row
      |> Enum.sort_by(fn {id, _, _, args} ->
        {mean(for a <- args, p = places[a], do: elem(p, 0)), id}
      end)
      |> Enum.with_index()
      |> Enum.reduce(places, fn {{id, _, _, _}, x}, places ->
        Map.put(places, id, {x + (across - length(row)) / 2, y})
      end)
    end)
  end

  defp mean([]), do: 0.0
  defp mean(xs), do: Enum.sum(xs) / length(xs)

  defp corner({x, y}, top),
    do: {@gap + round(x * (@width + @gap)), top + y * (@height + @between)}

  defp line(nil, _, _), do: ""

  defp line(from, to, top) do
    {x1, y1} = corner(from, top)
    {x2, y2} = corner(to, top)
    half = div(@width, 2)
    middle = div(y1 + @height + y2, 2)

    ~s(<path d="M #{x1 + half} #{y1 + @height} C #{x1 + half} #{middle}, #{x2 + half} #{middle}, ) <>
      ~s(#{x2 + half} #{y2}" fill="none" stroke="#999"/>\n)
  end

  defp box(place, op, type, step, top) do
    {x, y} = corner(place, top)
    fill = if step, do: colour(step), else: "white"
    ink = if fill in @light, do: "#333", else: "white"
    middle = x + div(@width, 2)

    ~s(<rect x="#{x}" y="#{y}" width="#{@width}" height="#{@height}" rx="6" fill="#{fill}" stroke="#555"/>) <>
      ~s(<text x="#{middle}" y="#{y + 18}" text-anchor="middle" fill="#{ink}">#{escape(to_string(op))}</text>) <>
      ~s(<text x="#{middle}" y="#{y + 34}" text-anchor="middle" font-size="10" fill="#{ink}">#{escape(type)}</text>\n)
  end

  defp legend_line({step, text}) do
    y = 50 + 20 * step

    ~s(<rect x="20" y="#{y - 11}" width="14" height="14" fill="#{colour(step)}"/>) <>
      ~s(<text x="42" y="#{y}">#{escape(text)}</text>\n)
  end

  defp colour(step), do: Enum.at(@colours, rem(step, length(@colours)))

  defp escape(text) do
    text
    |> String.replace("&", "&amp;")
    |> String.replace("<", "&lt;")
    |> String.replace(">", "&gt;")
  end
end
