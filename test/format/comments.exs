#no blank
##two
#! bang
# a

# b


# c
x = 1 # trailing
# next
y = [
# in a list
1, # after one
2
# at the end
]
foo(a, # why
b)
foo(
# first
a
)
def f(x) do # head
# before
x
# between

y
# last
end
case x do
# first clause
a -> 1
# second clause
b ->
# in the body
2
# after
end
a
# in a pipe
|> b
# second
|> c
fn ->
# only
1
end
%{
# key
a: 1,
# other
b: 2
}
if x do
# nothing
else
# neither
end
# one
# two
z

# the end
