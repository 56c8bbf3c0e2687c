# import takes no name that begins with an underscore, unless :only lists it.
defmodule Hidden do
  def _f(x), do: {:hidden, x}
  def __g__(x), do: {:hidden, x}
  def h(x), do: {:seen, x}
end
defmodule User do
  import Hidden
  def _f(x), do: {:own, x}
  def use, do: {_f(1), h(2)}
end
defmodule Lister do
  import Hidden, only: [_f: 1]
  def use, do: _f(1)
end
User.use()   # => {{:own, 1}, {:seen, 2}}
Lister.use() # => {:hidden, 1}
defmodule Wants do
  import Hidden
  def use, do: __g__(1)
end # error: (CompileError) undefined function __g__/1 (expected Wants to define such a function or for it to be imported, but none are available)
