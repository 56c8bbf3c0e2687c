# Sigils that are macros: imported, of the module itself, with interpolation, in patterns, and in place of Kernel's.
defmodule Sigils do
  defmacro sigil_x({:<<>>, _, [text]}, modifiers),
    do: quote(do: {unquote(String.upcase(text)), unquote(modifiers)})

  defmacro sigil_p({:<<>>, _, parts}, _), do: length(parts)
  defmacro sigil_t({:<<>>, _, [text]}, []), do: Code.string_to_quoted!("{" <> text <> "}")
  defmacro sigil_LIST({:<<>>, _, [text]}, _), do: String.split(text)
  defmacro sigil_w({:<<>>, _, [text]}, _), do: {:own, text}
  def sigil_d(text, []), do: text |> String.split("-") |> Enum.map(&String.to_integer/1)
  def sigil_d(text, [?r]), do: Enum.reverse(sigil_d(text, []))
end

defmodule Uses do
  import Sigils, except: [sigil_w: 2]

  def plain, do: {~x(hello)ab, ~LIST"a b", ~w(c d), ~d(1-2)r}
  def parts(x), do: ~p(a #{x} b #{x + 1})
  def matched(~t(:ok, value)), do: value
  def matched(_), do: :other
  defmacrop sigil_y({:<<>>, _, [text]}, _), do: String.to_atom(text)
  def own, do: ~y(atom)
end

defmodule Instead do
  import Kernel, except: [sigil_w: 2]
  import Sigils, only: [sigil_w: 2]
  def words, do: ~w(a b)
end

Uses.plain()              # => {{"HELLO", ~c"ab"}, ["a", "b"], ["c", "d"], [2, 1]}
Uses.parts(1)             # => 4
Uses.matched({:ok, 3})    # => 3
Uses.matched(3)           # => :other
Uses.own()                # => :atom
Instead.words()           # => {:own, "a b"}
~d(2024-01)               # error: (CompileError) undefined function sigil_d/2 (there is no such import)
