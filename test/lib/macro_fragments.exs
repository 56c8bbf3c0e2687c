# Unquotes in quoted code that a macro hands to a module's body with Macro.escape(unquote: true).
defmodule Escaped do
  defmacro escaped(do: body), do: Macro.escape(body, unquote: true)
end
import Escaped
name = :upcase
escaped(do: String.unquote(name)("a")) # => {{:., [line: 7], [{:__aliases__, [line: 7], [:String]}, :upcase]}, [line: 7], ["a"]}
escaped(do: String.unquote(name)) # => {{:., [line: 8], [{:__aliases__, [line: 8], [:String]}, :upcase]}, [no_parens: true, line: 8], []}
escaped(do: m.unquote(name)(unquote(1 + 1), 3)) # => {{:., [line: 9], [{:m, [line: 9], nil}, :upcase]}, [line: 9], [2, 3]}
escaped(do: unquote(name)(1)) # => {:upcase, [line: 10], [1]}
escaped(do: [1, unquote_splicing([2, 3])]) # => [1, 2, 3]
escaped(do: quote(do: unquote(no))) # => {:quote, [line: 12], [[do: {:unquote, [line: 12], [{:no, [line: 12], nil}]}]]}
