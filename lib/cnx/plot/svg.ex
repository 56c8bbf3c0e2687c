# Cnx.Plot.Svg - a scene as the text of an SVG file.
defmodule Cnx.Plot.Svg do
  @fonts "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  def text({width, height, title, shapes}) do
    IO.iodata_to_binary([
      ~s(<svg xmlns="http://www.w3.org/2000/svg" width="#{width}" height="#{height}" ),
      ~s(viewBox="0 0 #{width} #{height}" role="img" font-family="#{@fonts}">\n),
      if(title, do: ["<title>", escape(title), "</title>\n"], else: []),
      Enum.map(shapes, &[element(&1), "\n"]),
      "</svg>\n"
    ])
  end

  defp element({:rect, {x, y}, {width, height}, fill}) do
    ~s(<rect x="#{number(x)}" y="#{number(y)}" width="#{number(width)}" height="#{number(height)}" fill="#{fill}"/>)
  end

  defp element({:path, points, stroke, width, dash}) do
    dash = if dash == [], do: "", else: ~s( stroke-dasharray="#{Enum.join(dash, " ")}")

    ~s(<polyline points="#{Enum.map_join(points, " ", &pair/1)}" fill="none" stroke="#{stroke}" ) <>
      ~s(stroke-width="#{width}" stroke-linejoin="round"#{dash}/>)
  end

  defp element({:dot, {x, y}, radius, fill}) do
    ~s(<circle cx="#{number(x)}" cy="#{number(y)}" r="#{number(radius)}" fill="#{fill}"/>)
  end

  defp element({:text, {x, y}, text, size, fill, anchor, turn}) do
    turn = if turn == :up, do: ~s[ transform="rotate(-90 #{number(x)} #{number(y)})"], else: ""

    [
      ~s(<text x="#{number(x)}" y="#{number(y)}" font-size="#{size}" fill="#{fill}" ),
      ~s(text-anchor="#{anchor}"#{turn}>),
      escape(text),
      "</text>"
    ]
  end

  defp element({:image, {x, y}, {width, height}, tensor}) do
    [
      ~s(<image x="#{number(x)}" y="#{number(y)}" width="#{number(width)}" height="#{number(height)}" ),
      ~s(preserveAspectRatio="none" style="image-rendering: pixelated" href="data:image/png;base64,),
      Base.encode64(Cnx.Format.write_png(enlarged(tensor, width, height), nil)),
      ~s("/>)
    ]
  end

  # The image with each pixel repeated until it is twice as large as it is shown: most viewers blur
  # what they enlarge themselves.
  defp enlarged(tensor, width, height) do
    {rows, columns, channels} = Nx.shape(tensor)
    {down, across} = {ceil(2 * height / rows), ceil(2 * width / columns)}

    tensor
    |> Nx.reshape({rows, 1, columns, 1, channels})
    |> Nx.broadcast({rows, down, columns, across, channels})
    |> Nx.reshape({rows * down, columns * across, channels})
  end

  defp pair({x, y}), do: "#{number(x)},#{number(y)}"

  # Two digits after the point are finer than a screen shows.
  defp number(x) when is_integer(x), do: Integer.to_string(x)

  defp number(x) do
    rounded = Float.round(x, 2)

    if rounded == trunc(rounded),
      do: Integer.to_string(trunc(rounded)),
      else: Float.to_string(rounded)
  end

  # Text between tags or in quotes. Characters that XML cannot hold are shown as a replacement.
  defp escape(text) do
    for <<c::utf8 <- text>>, into: "" do
      case c do
        ?< -> "&lt;"
        ?> -> "&gt;"
        ?& -> "&amp;"
        ?" -> "&quot;"
        c when c < 0x20 and c not in [?\t, ?\n, ?\r] -> "\uFFFD"
        c -> <<c::utf8>>
      end
    end
  end
end
