# if, cond, with, for, try: values, scopes and failures.
if nil, do: 1 # => nil
unless false, do: 1, else: 2 # => 1
x = 1
if true do x = 2; x end # => 2
x # => 1
cond do x > 5 -> :a; x == 1 -> :b end # => :b
cond do false -> 1 end # error: (CondClauseError) no cond clause evaluated to a truthy value
with {:ok, a} <- {:ok, 1}, b = a + 1, {:ok, c} <- {:error, b} do c else {:error, e} -> {:failed, e} end # => {:failed, 2}
with {:ok, a} <- :nope, do: a # => :nope
for i <- 1..3, j <- [10, 20], rem(i, 2) == 1, do: i * j # => [10, 20, 30, 60]
for {k, v} <- [a: 1, b: 2], into: %{}, do: {v, k} # => %{1 => :a, 2 => :b}
for n <- 1..4, reduce: 0 do acc -> acc + n end # => 10
for <<c <- "abc">>, do: c + 1 # => ~c"bcd"
for {:ok, v} <- [{:ok, 1}, :error, {:ok, 2}], do: v # => [1, 2]
try do raise "oops" rescue e in RuntimeError -> e.message end # => "oops"
try do raise ArgumentError rescue ArgumentError -> :caught end # => :caught
try do throw(:ball) catch :ball -> :got end # => :got
try do exit(:bye) catch :exit, r -> r end # => :bye
try do :fine else :fine -> :else_ran end # => :else_ran
try do 1 / 0 rescue e -> Exception.message(e) end # => "bad argument in arithmetic expression"
try do 1 after IO.puts("after") end # prints: after
nil && 1 # => nil
nil || 1 # => 1
not true # => false
1 and true # error: (BadBooleanError) expected a boolean on left-side of "and", got: 1
:a in [:a, :b] # => true
3 in 1..2 # => false
