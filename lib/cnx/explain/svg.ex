# Cnx.Explain.Svg - a graph as a picture: a box a node, in rows by how far it is from the inputs,
# coloured by the step that computes it. Inputs and constants are white.
#
# What passes between rows that are not neighbours has a lane in each row between, so that no line runs behind a box. A
# place is {node, row}: the node's box where the row is its own, else a lane. Sugiyama, Tagawa, Toda: Methods for visual
# understanding of hierarchical system structures, 1981.
defmodule Cnx.Explain.Svg do
  @colours ~w(#4e79a7 #f28e2b #59a14f #e15759 #b07aa1 #76b7b2 #edc948 #9c755f #ff9da7 #8cd17d)
  @light ~w(white #f28e2b #76b7b2 #edc948 #ff9da7 #8cd17d)
  @width 150
  @height 42
  @gap 22
  @lane 14
  @between 70
  @most 600

  def picture(plan, title) do
    nodes = Enum.take(plan.nodes, -@most)
    steps = for s <- Enum.reverse(plan.steps), id <- s.computes, into: %{}, do: {id, s.index}
    rows = rows(nodes)
    depths = for {row, y} <- Enum.with_index(rows), {id, _, _, _} <- row, into: %{}, do: {id, y}
    above = above(nodes, depths)
    at = layout(rows, depths, above)
    legend = for s <- plan.steps, do: {s.index, "step #{s.index}: #{s.name} (#{what(s)})"}
    right = at |> Map.values() |> Enum.max(fn -> 0 end)
    width = max(right + div(@width, 2) + @gap, 640)
    top = 60 + 20 * min(length(legend), 40)
    height = top + length(rows) * (@height + @between)
    lanes = for {{id, y}, _} <- at, depths[id] != y, do: lane(at[{id, y}], y, top)
    lines = for {to, froms} <- Enum.sort(above), from <- froms, do: line(from, to, at, top)

    [
      ~s(<svg xmlns="http://www.w3.org/2000/svg" width="#{width}" height="#{height}" ),
      ~s(viewBox="0 0 #{width} #{height}" font-family="sans-serif" font-size="12">\n),
      ~s(<rect width="100%" height="100%" fill="white"/>\n),
      ~s(<text x="20" y="30" font-size="16">#{escape(title)}</text>\n),
      Enum.map(Enum.take(legend, 40), &legend_line/1),
      lanes,
      lines,
      for({id, op, type, _} <- nodes, do: box(at, {id, depths[id]}, op, type, steps[id], top)),
      "</svg>\n"
    ]
    |> IO.iodata_to_binary()
  end

  defp what(%{by: :kernel, kind: kind}), do: "#{kind} kernel"
  defp what(%{by: by}), do: "#{by}"

  # Nodes by their distance from what they are computed from.
  defp rows(nodes) do
    known = Map.new(nodes, fn {id, _, _, _} = n -> {id, n} end)

    depths =
      Enum.reduce(nodes, %{}, fn {id, _, _, args}, depths ->
        above = for a <- args, is_map_key(known, a), do: Map.get(depths, a, 0) + 1
        Map.put(depths, id, Enum.max([0 | above]))
      end)

    # What reads one thing at most (constants do not count) stands just above its first reader: a shared line is longer,
    # its own is shorter.
    constants = for {id, :constant, _, _} <- nodes, into: MapSet.new(), do: id

    readers =
      for {id, _, _, args} <- nodes, arg <- args, reduce: %{}, do: (map -> link(map, arg, id))

    depths =
      Enum.reduce(Enum.reverse(nodes), depths, fn {id, _, _, args}, depths ->
        read = for reader <- readers[id] || [], do: depths[reader] - 1
        few = read != [] and length(Enum.uniq(args) |> Enum.reject(&(&1 in constants))) < 2
        if few, do: Map.put(depths, id, Enum.min(read)), else: depths
      end)

    by_depth = Enum.group_by(nodes, fn {id, _, _, _} -> depths[id] end)
    for d <- Enum.sort(Map.keys(by_depth)), do: by_depth[d]
  end

  # For each place those of the row above that it hangs on.
  defp above(nodes, depths) do
    for {id, _, _, args} <- nodes, arg <- args, from = depths[arg], reduce: %{} do
      above ->
        above = link(above, {id, depths[id]}, {arg, depths[id] - 1})

        for y <- (from + 1)..(depths[id] - 1)//1,
            reduce: above,
            do: (a -> link(a, {arg, y}, {arg, y - 1}))
    end
  end

  defp link(map, key, other),
    do: Map.update(map, key, [other], &if(other in &1, do: &1, else: [other | &1]))

  # The middle of each place, from the left: down, up and down again, near the places it hangs on.
  defp layout(rows, depths, above) do
    below =
      for {key, froms} <- above, from <- froms, reduce: %{}, do: (map -> link(map, from, key))

    lanes = for {{id, y} = key, _} <- above, depths[id] != y, do: key
    lanes = Enum.group_by(Enum.sort(lanes), &elem(&1, 1))

    rows =
      for {row, y} <- Enum.with_index(rows),
          do:
            Enum.map(row, fn {id, _, _, _} -> {{id, y}, @width + @gap} end) ++
              Enum.map(lanes[y] || [], &{&1, @lane})

    at =
      Enum.reduce(
        [{rows, [above]}, {Enum.reverse(rows), [below]}, {rows, [above, below]}],
        %{},
        fn {rows, near}, at ->
          Enum.reduce(rows, at, &place_row(&1, &2, near))
        end
      )

    left = at |> Map.values() |> Enum.min(fn -> 0 end)
    Map.new(at, fn {key, x} -> {key, round(x - left) + @gap + div(@width, 2)} end)
  end

  # The row in the order of where its places would be, none upon another, and as a whole where they would be.
  defp place_row(row, at, near) do
    wanted =
      for {key, width} <- row do
        xs = for map <- near, other <- map[key] || [], x = at[other], do: x
        {if(xs == [], do: at[key] || 0.0, else: Enum.sum(xs) / length(xs)), key, width}
      end

    {placed, _} =
      wanted
      |> Enum.sort()
      |> Enum.map_reduce(nil, fn {x, key, width}, from ->
        middle = if from, do: max(x, from + width / 2), else: x
        {{key, middle, x - middle}, middle + width / 2}
      end)

    shift = Enum.sum(for {_, _, by} <- placed, do: by) / max(length(placed), 1)
    Enum.reduce(placed, at, fn {key, x, _}, at -> Map.put(at, key, x + shift) end)
  end

  defp lane(x, y, top) do
    y = top + y * (@height + @between)
    ~s(<path d="M #{x} #{y} V #{y + @height}" stroke="#999"/>\n)
  end

  defp line({_, y1} = from, {_, y2} = to, at, top) do
    [y1, y2] = [top + y1 * (@height + @between) + @height, top + y2 * (@height + @between)]
    middle = div(y1 + y2, 2)

    ~s(<path d="M #{at[from]} #{y1} C #{at[from]} #{middle}, #{at[to]} #{middle}, #{at[to]} #{y2}" ) <>
      ~s(fill="none" stroke="#999"/>\n)
  end

  defp box(at, {_, y} = place, op, type, step, top) do
    [x, y] = [at[place] - div(@width, 2), top + y * (@height + @between)]
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
