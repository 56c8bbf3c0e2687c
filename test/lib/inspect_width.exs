# inspect: where lines break.
long = fn n -> String.duplicate("x", n) end
inspect(%{a: %{b: %{c: Enum.to_list(1..40)}}}, pretty: true) # => "%{\n  a: %{\n    b: %{\n      c: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,\n       21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,\n       39, 40]\n    }\n  }\n}"
inspect([a: 1, b: [c: long.(60), d: long.(30)]], pretty: true) # => "[\n  a: 1,\n  b: [\n    c: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\n    d: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n  ]\n]"
inspect({:ok, %{key: long.(70)}, [1, 2, 3]}, pretty: true) # => "{:ok,\n %{\n   key: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n }, [1, 2, 3]}"
inspect(Enum.map(1..12, &{&1, &1 * 100}), pretty: true, width: 40) # => "[\n  {1, 100},\n  {2, 200},\n  {3, 300},\n  {4, 400},\n  {5, 500},\n  {6, 600},\n  {7, 700},\n  {8, 800},\n  {9, 900},\n  {10, 1000},\n  {11, 1100},\n  {12, 1200}\n]"
inspect(%{"a" => long.(50), "b" => long.(50), c: {1, 2}}, pretty: true) # => "%{\n  :c => {1, 2},\n  \"a\" => \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\n  \"b\" => \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n}"
inspect({%{a: long.(75)}}, pretty: true) # => "{%{\n   a: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n }}"
inspect([{:a, 1}, {:b, 2}, {:c, long.(70)}], pretty: true) # => "[\n  a: 1,\n  b: 2,\n  c: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\n]"
inspect(%{list: [%{id: 1, name: long.(30)}, %{id: 2, name: long.(30)}], meta: nil}, pretty: true) # => "%{\n  list: [\n    %{id: 1, name: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"},\n    %{id: 2, name: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\n  ],\n  meta: nil\n}"
inspect(%{a: %{b: %{c: [1, 2, 3]}}}, limit: 3) # => "%{a: %{b: %{c: [...]}}}"
inspect([{1, 2}, {3, 4}, {5, 6}], limit: 3) # => "[{1, 2}, {3, ...}, {...}]"
inspect(Enum.into(1..30, <<>>, &<<&1>>), pretty: true, width: 30) # => "<<1, 2, 3, 4, 5, 6, 7, 8, 9,\n  10, 11, 12, 13, 14, 15, 16,\n  17, 18, 19, 20, 21, 22, 23,\n  24, 25, 26, 27, 28, 29, 30>>"
inspect([1, 2 | :x]) # => "[1, 2 | :x]"
