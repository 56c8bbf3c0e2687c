# Inspect.Nx.Heatmap - a row of a tensor as a line of text: digits from 0 for the least to 9 for the
# greatest finite number of its matrix, or shades of grey where the terminal has colours.
defmodule Inspect.Nx.Heatmap do
  import Inspect.Algebra

  @darkest 232
  @lightest 255

  def inspect(%{tensor: tensor, opts: opts}, options) do
    flat = Nx.devectorize(tensor)
    look = look(opts)

    picture =
      if tuple_size(flat.shape) == 1 do
        row(Nx.to_flat_list(flat), look)
      else
        {dims, [rows, columns]} = Enum.split(Tuple.to_list(flat.shape), -2)

        {doc, _, _} =
          picture(
            dims,
            numbers(flat, rows * columns, options.limit),
            options.limit,
            {rows, columns, look}
          )

        doc
      end

    head = [
      vectors(tensor.vectorized_axes),
      Nx.Type.to_string(tensor.type),
      axes(Tuple.to_list(tensor.shape), tensor.names)
    ]

    concat(["#Nx.Heatmap<", nest(concat([line(), concat(head), line(), picture]), 2), "\n>"])
  end

  defp vectors([]), do: empty()

  defp vectors(axes) do
    {names, sizes} = Enum.unzip(axes)
    concat(["vectorized", axes(sizes, names), line()])
  end

  defp axes(sizes, names) do
    Enum.zip(sizes, names)
    |> Enum.map_join(fn {size, name} -> if name, do: "[#{name}: #{size}]", else: "[#{size}]" end)
  end

  # As many elements as there is room to show, and one that says whether there are more.
  defp numbers(tensor, _size, :infinity), do: Nx.to_flat_list(tensor)
  defp numbers(tensor, size, limit), do: Nx.to_flat_list(tensor, limit: size * limit + 1)

  # A matrix for each of the outer axes' indices, `limit` of them at most: {doc, rest, limit}.
  defp picture([], numbers, limit, {rows, columns, look}) do
    {mine, rest} = Enum.split(numbers, rows * columns)
    range = range(mine)

    lines =
      for part <- Enum.chunk_every(mine, columns), do: concat(line(), row(part, range, look))

    {concat(lines), rest, if(limit == :infinity, do: limit, else: limit - 1)}
  end

  defp picture([size | dims], numbers, limit, form) do
    {parts, rest, limit} = parts(size, dims, numbers, limit, form, [])
    open = if dims == [], do: "[", else: concat("[", line())
    inner = concat(open, concat(Enum.intersperse(parts, concat(",", line()))))
    {concat([nest(inner, 2), line(), "]"]), rest, limit}
  end

  defp parts(0, _dims, rest, limit, _form, done), do: {Enum.reverse(done), rest, limit}
  defp parts(_size, _dims, rest, 0, _form, done), do: {Enum.reverse(["..." | done]), rest, 0}

  defp parts(size, dims, numbers, limit, form, done) do
    {part, rest, limit} = picture(dims, numbers, limit, form)
    parts(size - 1, dims, rest, limit, form, [part | done])
  end

  # --- elements ---

  # The least finite number and how far the greatest is from it.
  defp range(numbers) do
    case Enum.filter(numbers, &is_number/1) do
      [] ->
        {0, 1}

      finite ->
        {low, high} = Enum.min_max(finite)
        {low, if(high == low, do: 1, else: high - low)}
    end
  end

  defp row(numbers, look), do: row(numbers, range(numbers), look)

  defp row(numbers, {low, size}, {shown, ending}) do
    cells =
      for x <- numbers do
        if is_number(x), do: shown.((x - low) / size), else: shown.(x)
      end

    IO.iodata_to_binary([cells, ending])
  end

  # A function that shows a number from 0 to 1, or an atom, and what ends a line.
  defp look(opts) do
    space = Keyword.get(opts, :ansi_whitespace, "\u3000")

    if Keyword.get_lazy(opts, :ansi_enabled, &IO.ANSI.enabled?/0),
      do: {&shade(&1, space), IO.ANSI.reset()},
      else: {&digit/1, ""}
  end

  defp digit(:infinity), do: "+"
  defp digit(:neg_infinity), do: "-"
  defp digit(:nan), do: "x"
  defp digit(x), do: Integer.to_string(round(x * 9))

  defp shade(:infinity, _space), do: [IO.ANSI.color_background(@lightest), "∞"]
  defp shade(:neg_infinity, _space), do: [IO.ANSI.color_background(@darkest), "∞"]
  defp shade(:nan, space), do: [IO.ANSI.red_background(), space]

  defp shade(x, space),
    do: [IO.ANSI.color_background(@darkest + round(x * (@lightest - @darkest))), space]
end
