a.b
a.b()
a.b(c)
a.b c
a.b c, d
a.b.c
a.b().c
a.b -1
a.b[c]
a.b [c]
a.B
a.B.C
A.b
A.B.c
A.B.c(d)
A.b.c
A.{B, C}
A.{B, C.D}
A.B.{C}
a.{}
a.(b)
a.()
a.(b).(c)
a.(b)(c)
A.b(c)(d)
:erlang.f(a)
:erlang.+(1, 2)
Kernel.+(1, 2)
Kernel.!(a)
Kernel.and(a, b)
Kernel.in(a, b)
a.end
a.do
a.nil
a.fn
a."quoted name"(b)
a."quoted"
"s".a
[a].b
%{}.a
{a}.b
1.e5
(a + b).c
@a.b
@a.b.c(d)
-a.b
!a.b
&a.b
&1.b
f(a).b
f a.b c
__MODULE__.A
__MODULE__.a
a.b do c end
a.b(c) do d end
a.b c do d end
a.(b) do c end
