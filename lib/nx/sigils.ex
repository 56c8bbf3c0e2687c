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

  # The modifiers name the type; without them one word with a point makes all floats.
  defp build(nested, rows, modifiers) do
    words = Enum.concat(rows)
    kinds = Enum.map(words, &kind/1)
    kind = if :float in kinds, do: :float, else: :integer

    type =
      case List.to_string(modifiers) do
        "" -> if kind == :float, do: {:f, 32}, else: {:s, 32}
        name -> Nx.Type.normalize!(String.to_atom(name))
      end

    values =
      Enum.map(nested, fn
        row when is_list(row) -> Enum.map(row, &number(&1, kind(&1)))
        word -> number(word, kind(word))
      end)

    Nx.tensor(values, type: type)
  end

  defp kind(word) when word in ["NaN", "Inf", "-Inf"], do: :special

  defp kind(word) do
    case Integer.parse(word) do
      {_, ""} ->
        :integer

      _ ->
        case Float.parse(word) do
          {_, ""} -> if String.contains?(word, "."), do: :float, else: unknown(word)
          _ -> unknown(word)
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
end
