# Precedence, line breaks at operators.
a+b
a  +  -b
a*(b+c)
(a*b)+c
a-(b-c)
(a-b)-c
a<>(b<>c)
(a<>b)<>c
not(a)
not (a in b)
not a in b
a not in b
!(!a)
!(a == b)
-(1)
- a
^x
a..b
a..b//c
(a..b)
1 .. 2
a |> b |> c
a |> (b |> c)
(a |> b) |> c
a || b && c
a and (b or c)
x = y = z
x = (y = z)
&foo/1
&Foo.bar/2
& &1
&(&1 + &2)
& &1.a
&(&1).a
(&foo/1).(2)
a = & &1
f = fn x -> x end |> g()
@a.b
a when b
a::b
a | b
x \\ 1
some_very_long_variable_name_number_one + some_very_long_variable_name_number_two + another_one_more
some_very_long_variable_name_number_one && some_very_long_variable_name_number_two || another_one_more
result = some_very_long_function_name(with_an_argument) |> another_function(with_another, argument)
result = some_very_long_function_name(with_an_argument, and_another_one) <> another_function_call(x)
a =
b
a ==
b
a +
b
a
|> b
a |> b |>
c
{:ok, result} = some_function_name(argument_number_one, argument_number_two, argument_number_three)
some_long_left_hand_side_of_the_match = %{first_key: first_value, second_key: second_value, third: 3}
some_long_left_hand_side_of_the_match == [first_value, second_value, third_value, fourth_value, fif]
def foo(first_argument, second_argument) when is_integer(first_argument) and is_integer(second_arg), do: 1
@type t :: first_alternative_type | second_alternative_type | third_alternative_type | fourth_type_is
fn a, b when a > b -> a end
fn x when is_list(x) -> 1
x when is_map(x) -> 2 end
(a; b)
a in [1,2]
for <<pair::binary-size(2) <-
  digits>>, do: pair
