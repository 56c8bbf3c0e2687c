# A function value that is a native, called last, gives its result to the caller.
f = &Map.keys/1
g = fn x -> f.(x) end
g.(%{a: 1}) # => [:a]
