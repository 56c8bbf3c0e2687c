# Parentheses, keywords at the end, do blocks.
foo   1,2
foo(  )
foo 1, a: 2, b: 3
foo( [a: 1] )
foo a, [ {:a, 1} ]
if  x  , do:  1 , else:  2
if(x, do: 1)
unless(x) do 1 end
import Foo,only: [bar: 1]
raise   ArgumentError ,  "x"
Foo.bar
Foo . bar 1
foo.bar
foo.bar()
foo.bar 1, 2
foo.(1)
foo.( )
f(a)(b)
a.b.c(d).e
Foo.{A,B}
:lists.map fn x -> x end , [1]
alias Some.Very.Long.Module.Name.{FirstComponent, SecondComponent, ThirdComponent, FourthOne}
some_function_with_a_name(first_argument, second_argument, third_argument, fourth_argument, fifth)
some_function_with_a_name(first_argument, second_argument, a_keyword: third_argument, another: fifth)
some_function_with_a_name(first_argument, fn x -> x + 1 end, [first_item, second_item, third_item])
some_function_with_a_name(first_argument, second_argument, %{first: item, second: item2, third: 1})
some_function_with_a_name first_argument, second_argument, a_keyword: third_argument, another: fifth
assert some_function_with_a_name(first_argument, second_argument) == %{first: item, second: item2}
@spec some_function(first :: integer, second :: integer, third :: integer) :: {:ok, integer} | :error
@doc   "text"
@doc(since: "1")
@type t :: a|b|c
x[1]
x[ a: 1 ]
x.y[:z] [1]
test "a", %{a: a} do
a
end
with {:ok, a} <- f(x), {:ok, b} <- some_other_function(a, with_arguments), c = yet_another(b, a) do
a
else
:error -> b
_ -> c
end
for x <- xs,  y <- ys , x > y, into: %{}, do: {x, y}
try do
a
rescue
e in [A,B] -> e
catch
:exit, x -> x
after
b
end
foo do 1 end
foo bar do 1 end
foo(bar do 1 end)
foo(bar, do: 1)
a = foo bar do 1 end
quote do: unquote(x)
foo(
a, b)
foo(a,
b)
foo(
  a,
  b: 1,
  c: 2)
foo(a, b: 1,
  c: 2)

A."..//"( 1, 2 )
A.".."(1)
A."+"(1)
