# Macro.escape(tree, unquote: true): what is unquoted is evaluated where the result stands.
op = :upcase
list = [2, 3]

defmodule Escaped do
  defmacro now(tree), do: Macro.escape(tree, unquote: true)
end

require Escaped
Escaped.now(String.unquote(op)("a")) |> Code.eval_quoted() |> elem(0)             # => "A"
Escaped.now("a" |> String.unquote(op)()) |> Code.eval_quoted() |> elem(0)         # => "A"
Escaped.now(%{upcase: 1}.unquote(op)) |> Code.eval_quoted() |> elem(0)            # => 1
Escaped.now([1, unquote_splicing(list), 4])                                       # => [1, 2, 3, 4]
Escaped.now(f(1, unquote_splicing(list))) |> Macro.to_string()                    # => "f(1, 2, 3)"
Escaped.now({1, unquote_splicing(list)}) |> Macro.to_string()                     # => "{1, 2, 3}"
Escaped.now(unquote(op)(1)) |> Macro.to_string()                                  # => "upcase(1)"
Escaped.now(quote(do: unquote(op))) |> Macro.to_string()                          # => "quote do\n  unquote(op)\nend"
Macro.escape({:unquote, [], [1]})                                                 # => {:{}, [], [:unquote, [], [1]]}
