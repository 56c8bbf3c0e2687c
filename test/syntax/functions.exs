fn -> a end
fn a -> b end
fn a, b -> c end
fn (a, b) -> c end
fn (a) -> b end
fn () -> a end
fn a when b -> c end
fn a, b when c -> d end
fn (a, b) when c -> d end
fn a -> b; c -> d end
fn
  0 -> 1
  n ->
    m = n
    m + 1
end
fn %{a: a}, [b | c] -> a end
fn a, k: b -> c end
fn a \\ 1 -> a end
fn a -> fn b -> a + b end end
fn a -> end
fn -> a end.()
f fn a -> b end, c
fn x -> x end |> f
(a -> b)
(a, b -> c)
((a, b) -> c)
(-> a)
(() -> a)
(a -> b; c -> d)
(... -> a)
(a -> b; c)
&f/1
&M.f/1
&+/2
&and/2
&!/1
&//2
&../2
&..///3
&(&1 + &2)
&{&1, &2}
&[&1]
&"#{&1}"
&f(&1, 2)
& &1
&(&1).a
& &1.a
Enum.map(xs, & &1 * 2)
