a
|> b
|> c
a +
  b
a
+ b
a
- b
a
&& b
|| c
a
and b
a
not in b
x
.y
x.
y
a =
  b
f a,
  b
f(
  a,
  b
)
[
  1,
  2
]
{
  1
}
%{
  a: 1,
  b: 2
}
a; b
a;
b
;c
f a: 1,
  b:
    2
a
<> b
a ::
  b
not
a
(
  a
  b
)
(a; b)
(a;)
a

# comment
|> b
