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

  defp rows(text), do: for(line <- String.split(text, "\n", trim: true), words = String.split(line), words != [], do: words)

  # The type of the first word, unless the modifiers name one, says how all of them are read.
  defp build(nested, rows, modifiers) do
    words = Enum.concat(rows)
    kinds = Enum.map(words, &kind/1)
    kind = if :float in kinds, do: :float, else: :integer

    type =
      case List.to_string(modifiers) do
        "" -> if kind == :float, do: {:f, 32}, else: {:s, 32}
        name -> Nx.Type.normalize!(String.to_atom(name))
      end

    first = hd(kinds)
    convert = fn word -> number(word, kind(word), first, modifiers) end

    values =
      Enum.map(nested, fn
        row when is_list(row) -> Enum.map(row, convert)
        word -> convert.(word)
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

  defp number("NaN", _, _, _), do: :nan
  defp number("Inf", _, _, _), do: :infinity
  defp number("-Inf", _, _, _), do: :neg_infinity
  defp number(word, :integer, _, _), do: String.to_integer(word)
  defp number(word, :float, _, _), do: String.to_float(word)
end
