1000
100000
1234567
1_00
0xabcdef
0b101
0o17
1.0E10
123456.789
?a
?\n
:a
:"a"
:"a b"
:'a b'
:"a#{x}b"
:"Elixir.A"
:+
:"::"
[a: 1, "b": 2, "c d": 3]
["a#{x}": 1]
%{:a => 1, "b" => 2}
"a\tb"
"a
b"
'abc'
'a"b'
'it\'s'
''
'a#{x}'
'''
a
  b
'''
"""
  a
    b

  c \"""
  """
"#{  a  }"
"#{a; b}"
"#{if a do b end}"
"a #{f(%{a:  1})} b"
~s(a(b\))
~r/a\/b/i
~w[a b]a
~S"""
 a
"""
~c"abc"
~D[2020-01-01]
nil
:nil
true
{}
{1}
{1,2}
[]
[1|2]
[ 1 | [2] ]
%{}
%A{}
%A{a|b: 1}
%{a|b => 1}
%a{}
<<>>
<<1,2>>
<<a::8, b::binary-size(2)>>
<<a :: integer>>
<<x::size>>
<<(<<1>>)>>
Foo.Bar
Foo . Bar
__MODULE__.A
A."b c"(1)
[first_item_of_the_list, second_item_of_the_list, third_item_of_the_list, fourth_item_of_the_list]
{first_item_of_the_tuple, second_item_of_the_tuple, third_item_of_the_tuple, fourth_item_of_tuple}
%{first_key: first_value, second_key: second_value, third_key: third_value, fourth_key: fourth_val}
%Some.Struct.Name{first_key: first_value, second_key: second_value, third_key: third_value, fo: 1}
%{map | first_key: first_value, second_key: second_value, third_key: third_value, fourth_key: 1}
<<first_segment::binary-size(10), second_segment::binary-size(20), third_segment::binary-size(30)>>
[some_very_long_keyword_name: some_very_long_function_name(with_an_argument, and_another), b: 12345]
%{"some very long key of a map" => some_very_long_function_name(with_an_argument, and_another_one)}
[:"\\", :"\\\\", :"+", "\\": 1, "+": 2]
[:"a\x62", "\u00E9": 1, "a\x61": 3, "ab": 4, "é": 5, "it's": 6, 'it\'s': 7]
