f()
f(a)
f(a, b)
f a
f a, b
f(a)(b)
f(a, k: 1)
f(k: 1)
f k: 1, l: 2
f a, k: 1
f(a, k: 1,)
f g a
f g a, b
f g(a), b
f a, g b
f(g a)
f(g a, b)
f (a)
f (a), b
f (a) + b
f ()
f -1
f - 1
f -(1)
f -a
f +1, 2
f !a
f not a
f ^a
f &a
f @a
f &1
f [a]
f[a]
f {a}
f %{a: 1}
f %S{}
f <<1>>
f :a
f "s"
f 's'
f ~s(a)
f ?a
f 1.0
f nil
f fn -> 1 end
f ...
f..a
f a |> g
f a = b
f a when b
x = f a, b
x = f a: g 1, 2
f(a) |> g b, c
foo? a
foo! a
f "a": 1
f "a#{b}": 1
f(nil: 1, true: 2, Foo: 3, if: 4, +: 5, ..: 6)
unquote_splicing(a)
