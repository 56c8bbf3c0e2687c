a + b - c
a * b / c
a ** b ** c
a ++ b ++ c
a -- b -- c
a <> b <> c
a +++ b --- c
a == b != c
a === b !== c
a =~ b
a < b > c <= d >= e
a && b || c
a and b or c
a &&& b ||| c ^^^ d
a <<< b >>> c
a |> b |> c
a <~ b ~> c <~> d
a <<~ b ~>> c
a <|> b
a = b = c
a <- b <- c
a \\ b
a :: b :: c
a | b | c
a when b when c
a in b in c
a not in b
not a in b
!a in b
not(a in b)
(not a) in b
(not a)
(!a)
1..2
1..10//2
a..b//c
..
!a
!!a
not not a
^a
~~~a
-a
+a
- -a
-a ** b
-2 ** 2
!a == b
not a == b
a + -b
a - - b
a = b + c * d ** e
a || b = c
a <- b = c
a when b = c | d
a :: b | c
a |> b = c
a = b |> c
a ++ b == c
a..b ++ c
a in b == c
a |> b in c
@a + b
&a + b
&(&1 + &2)
& &1 + 1
a + & &1 = b
a = &b | c
