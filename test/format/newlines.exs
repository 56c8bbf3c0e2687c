a


b
c; d
def f, do: 1
def g, do: 2
def h do
1
end
def i do

2

end
x = if a do
1
else
2
end
y
@a 1
@b """
text
"""
@c 2
case x do
1 -> 2
3 -> 4
end
case x do
1 -> 2
3 ->
4
end
case x do
1 -> 2

3 -> 4
end
fn x -> 
x
end
fn
x -> x
end
fn x -> x
y -> y end
fn -> 1 end
fn () -> 1 end
fn a, b -> a; b end
@type h :: (x -> y)
@type f :: (integer, integer -> atom)
@type g :: (() -> atom)
[
1, 2]
[1,
2]
{1,
2}
{
1, 2}
%{a: 1,
b: 2}
%{
a: 1}
<<
1, 2>>
f(
a)(1, 2)
a.b(a
)(1, 2)
f(1)(
1, 2)
fun.
# behind the dot
(1, 2)
