# What may stand on the left of <> in a pattern: all that is a literal when everything is expanded.
defmodule Prefixes do
  defmacro word, do: "word"
end

defmodule Prefixed do
  require Prefixes
  @pre "pre"
  def of(@pre <> rest), do: {:attribute, rest}
  def of(~s(s\t) <> rest), do: {:sigil, rest}
  def of(~S(S\t) <> rest), do: {:raw, rest}
  def of("a" <> "b" <> rest), do: {:two, rest}
  def of(("c" <> "d") <> rest), do: {:grouped, rest}
  def of(<<"e", n>> <> rest), do: {:bytes, n, rest}
  def of(Prefixes.word() <> rest), do: {:macro, rest}
  def of(_), do: :none
end

Enum.map(["pre1", "s\t2", "S\\t3", "ab4", "cd5", "e\x066", "word7", "x"], &Prefixed.of/1) # => [{:attribute, "1"}, {:sigil, "2"}, {:raw, "3"}, {:two, "4"}, {:grouped, "5"}, {:bytes, 6, "6"}, {:macro, "7"}, :none]
Code.eval_string("fn a <> b -> {a, b} end") # error: (ArgumentError) the left argument of <> operator inside a match should always be a literal binary because its size can't be verified. Got: a
Code.eval_string("fn ~c(a) <> b -> b end") # error: (ArgumentError) the left argument of <> operator inside a match should always be a literal binary because its size can't be verified. Got: ~c(a)
