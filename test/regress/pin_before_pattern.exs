# ^x is what x was before the pattern that binds it again.
x = 0
{x, ^x} = {1, 0}
x                                                   # => 1
f = fn {x, ^x} -> x end
f.({5, 1})                                          # => 5
[x, %{^x => y}] = [2, %{1 => :found}]
{x, y}                                              # => {2, :found}
case {3, 2} do {x, ^x} -> x end                     # => 3
