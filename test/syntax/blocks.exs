if a do b end
if a do b else c end
if a, do: b, else: c
if(a) do b end
f do end
f do a end
f do
  a
  b
end
try do a rescue b -> c catch d, e -> f else g -> h after i end
case a do
  b -> c
  d when e ->
    f
    g
  _ -> nil
end
case a do b -> end
cond do
  a -> b
  true -> c
end
receive do
  {:a, b} -> c
after
  10 -> d
end
f a do b end |> g
x = if a do b end
f a, b do c end
f g a do b end
f a: 1 do b end
f g, h: 1 do
  a
end
f(a, do: b) do c end
if a do b end + c
for x <- xs, y <- ys, x > y, into: %{} do {x, y} end
with {:ok, a} <- b, c = d do e else f -> g end
f a
do b end
f
|> g do
  a
end
f do a -> b; c -> d end
f do a, b -> c end
f do -> a end
f do () -> a end
f do (a, b) -> c end
f do (a, b) when c -> d end
f do a, b when c -> d end
f do a, k: 1 -> b end
f do (a) -> b end
f do (a) + b -> c end
f do not a end
f do unquote_splicing(a) end
