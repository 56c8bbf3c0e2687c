[]
[1]
[1, 2,]
[a: 1, b: 2]
[1, a: 2]
[a | b]
[a, b | c]
["quoted key": 1, "in#{t}erp": 2]
[{:a, 1}]
[+: 1, <<>>: 2, %{}: 3, {}: 4, %: 5, and: 6, nil: 7]
{}
{1}
{1, 2}
{1, 2, 3}
{1, a: 2}
{1, 2,}
<<>>
<<1, 2>>
<<a::8, b::binary>>
<<a::size(8)-unit(1)-little, rest::binary-size(n)>>
<<"a", "b"::utf8>>
<<x, y: 1>>
%{}
%{a: 1}
%{"a" => 1, :b => 2}
%{"a" => 1, b: 2}
%{a => b, c => d,}
%{m | a: 1}
%{m | a => 1, b: 2}
%{f(x) | "k" => v}
%{a = b | c => d}
%{a | b => c | d}
%{unquote_splicing(x)}
%{a: b} = c
%S{}
%S{a: 1}
%A.B{a: 1}
%S{m | a: 1}
%name{}
%name{a: 1}
%^x{}
%@x{}
%__MODULE__{a: 1}
%mod.name{}
%f(x){}
%:"Elixir.S"{}
[%S{a: 1} | b]
[if(a, do: b), c]
[f(a) | g(b)]
[fn -> 1 end, 2]
[if a do b end, c]
{:ok, x} = f a
