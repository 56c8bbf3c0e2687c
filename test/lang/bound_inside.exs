# Where an expression inside another binds a variable, and how far it is seen.
case a = {1, 2} do _ -> 0 end
a # => {1, 2}
if b = nil, do: 1
b # => nil
unless c = 3, do: 1
c # => 3
(d = 4) && 5 # => 5
d # => 4
(e = nil) || 6 # => 6
e # => nil
(f = true) and false # => false
f # => true
!(g = true) # => false
g # => true
not (h = false) # => true
h # => false
[i = 1, {j = 2, k = 3}, %{l: m = 4}, "#{n = "five"}!"] # => [1, {2, 3}, %{l: 4}, "five!"]
{i, j, k, m, n} # => {1, 2, 3, 4, "five"}
[o = 1 | p = [2]] # => [1, 2]
{o, p} # => {1, [2]}
%{(q = %{a: 1}) | a: 2} # => %{a: 2}
q # => %{a: 1}
<<s = 1, t = 2>> # => <<1, 2>>
{s, t} # => {1, 2}
(u = "a") <> "b" # => "ab"
u # => "a"
(v = 1) in [1, 2] # => true
v # => 1
x = (w = 1) && 2
{w, x} # => {1, 2}
y = if z = 3, do: z + 1
{y, z} # => {4, 3}

defmodule Inside do
  defstruct a: 1

  def case_of(x) do
    case y = x + 1 do
      2 -> y
      _ -> -y
    end

    y * 10
  end

  def and_then(x), do: (y = x) && [y, 0]
  def chosen(x), do: if((y = x) && y > 1, do: y, else: {:none, y})
  def struct_of, do: {%Inside{(s = %Inside{}) | a: 2}, s}
end

Inside.case_of(1) # => 20
Inside.case_of(2) # => 30
Inside.and_then(5) # => [5, 0]
Inside.and_then(nil) # => nil
Inside.chosen(2) # => 2
Inside.chosen(1) # => {:none, 1}
Inside.struct_of() |> Tuple.to_list() |> Enum.map(& &1.a) # => [2, 1]
with(aa = 1, do: aa) # => 1
aa # error: (CompileError) undefined variable "aa"
cond do bb = 1 -> bb end # => 1
bb # error: (CompileError) undefined variable "bb"
true && (cc = 1) # => 1
cc # error: (CompileError) undefined variable "cc"
