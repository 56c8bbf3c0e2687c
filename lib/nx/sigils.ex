# Nx.Sigils - ~VEC[1 2 3] and ~MAT[1 2]f32: tensors written without commas.
defmodule Nx.Sigils do
  def vector(text, modifiers) do
    case rows(text) do
      [row] -> build(row, [row], modifiers)
      _ -> raise ArgumentError, "must be one-dimensional"
    end
  end

  def matrix(text, modifiers) do
    rows = rows(text)
    build(rows, rows, modifiers)
  end

  defp rows(text) do
    String.split(text, "\n") |> Enum.map(&String.split/1) |> Enum.reject(&(&1 == []))
  end

  # The modifiers name the type; without them one word with a point, Inf or NaN makes all floats, one
  # with an i all complex.
  defp build(nested, rows, modifiers) do
    words = Enum.concat(rows)
    kinds = Enum.map(words, &kind/1)

    type =
      case List.to_string(modifiers) do
        "" -> widest(kinds)
        name -> Nx.Type.normalize!(String.to_atom(name))
      end

    values =
      Enum.map(nested, fn
        row when is_list(row) -> Enum.map(row, &number(&1, kind(&1)))
        word -> number(word, kind(word))
      end)

    Nx.tensor(values, type: type)
  end

  defp widest(kinds) do
    cond do
      :complex in kinds -> {:c, 64}
      :float in kinds or :special in kinds -> {:f, 32}
      true -> {:s, 32}
    end
  end

  defp kind(word) when word in ["NaN", "Inf", "-Inf"], do: :special

  defp kind(word) do
    case Integer.parse(word) do
      {_, ""} ->
        :integer

      _ ->
        case Float.parse(word) do
          {_, ""} -> if String.contains?(word, "."), do: :float, else: unknown(word)
          _ -> if complex(word), do: :complex, else: unknown(word)
        end
    end
  end

  defp unknown(word),
    do: raise(ArgumentError, "expected a numerical value for tensor, got #{word}")

  defp number("NaN", _kind), do: :nan
  defp number("Inf", _kind), do: :infinity
  defp number("-Inf", _kind), do: :neg_infinity
  defp number(word, :integer), do: String.to_integer(word)
  defp number(word, :float), do: String.to_float(word)
  defp number(word, :complex), do: complex(word)

  # The number that the word writes, as 1+2i, -2.5i or i; nil when it writes none.
  defp complex(word) do
    case String.split_at(word, -1) do
      {parts, "i"} -> parts |> part() |> complex_of(parts)
      _ -> nil
    end
  end

  defp complex_of({im, ""}, _parts), do: Complex.new(0, im)
  defp complex_of({re, <<sign, _::binary>> = im}, _) when sign in ~c"+-", do: parts_of(re, im)
  defp complex_of(:error, parts), do: parts_of(0.0, parts)
  defp complex_of({_, _}, _parts), do: nil

  defp parts_of(re, sign) when sign in ["", "+"], do: Complex.new(re, 1)
  defp parts_of(re, "-"), do: Complex.new(re, -1)

  defp parts_of(re, im) do
    case part(im) do
      {im, ""} -> Complex.new(re, im)
      _ -> nil
    end
  end

  # A number and what stands after it.
  defp part("NaN" <> rest), do: {:nan, rest}
  defp part(<<sign, "NaN", rest::binary>>) when sign in ~c"+-", do: {:nan, rest}
  defp part("Inf" <> rest), do: {:infinity, rest}
  defp part("+Inf" <> rest), do: {:infinity, rest}
  defp part("-Inf" <> rest), do: {:neg_infinity, rest}
  defp part(text), do: Float.parse(text)
end
