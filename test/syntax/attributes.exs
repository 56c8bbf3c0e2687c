@a
@a 1
@a(1)
@doc "text"
@doc """
text
"""
@spec f(a) :: b
@spec f(a) :: b when a: term, b: var
@type t :: %{a: integer} | nil
@type f :: (a, b -> c)
@a b: 1
@a [1, 2]
@a -1
@@a
@ a
f @a, @b
@a == @b
