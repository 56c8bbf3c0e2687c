# Hooks that travel by a token: what is attached to it runs them, in order, once.
defmodule Tokens do
  import Nx.Defn

  deftransformp tell(name), do: fn x -> send(self(), {name, x}) end

  defn two(a, b) do
    token = create_token()
    {token, sum} = hook_token(token, a + b, :sum, tell(:sum))
    {token, _} = hook_token(token, %{b: b}, :b)
    attach_token(token, {sum, a})
  end

  defn twice(a) do
    {token, doubled} = hook_token(create_token(), a * 2, tell(:doubled))
    attach_token(token, a) + attach_token(token, doubled)
  end

  defn dropped(a) do
    {_token, same} = hook_token(create_token(), a, tell(:dropped))
    same
  end

  defn counted(a) do
    {_, a} = while {i = 0, a}, i < 3 do
      {token, _} = hook_token(create_token(), i, :at)
      {i + 1, attach_token(token, a + i)}
    end

    a
  end

  defp plain(x), do: send(self(), {:plain, x})
  defn captured(a) do
    {token, a} = hook_token(create_token(), a, :x, &plain(&1))
    attach_token(token, a)
  end

  defn slope(a), do: grad(a, fn a -> Nx.sin(twice(a)) end)
end

got = fn -> receive do m -> m after 0 -> :none end end
number = fn {name, x} -> {name, Nx.to_number(x)}; other -> other end

Tokens.two(1, 2) # => {Nx.tensor(3), Nx.tensor(1)}
{number.(got.()), got.()} # => {{:sum, 3}, :none}
both = Nx.Defn.jit(&Tokens.two/2, hooks: %{b: fn m -> send(self(), {:b, m.b}) end, sum: fn _ -> send(self(), :mine) end})
both.(1, 2) # => {Nx.tensor(3), Nx.tensor(1)}
{got.(), number.(got.()), got.()} # => {:mine, {:b, 2}, :none}
Tokens.twice(3) # => Nx.tensor(9)
{number.(got.()), got.()} # => {{:doubled, 6}, :none}
Tokens.dropped(4) # => Nx.tensor(4)
got.() # => :none
Nx.Defn.jit(&Tokens.counted/1, hooks: %{at: fn i -> send(self(), {:at, i}) end}).(1) # => Nx.tensor(4)
for _ <- 1..4, do: number.(got.()) # => [{:at, 0}, {:at, 1}, {:at, 2}, :none]
abs(Nx.to_number(Tokens.slope(1.0)) - 3 * :math.cos(3)) < 1.0e-6 # => true
number.(got.()) # => {:doubled, 2.0}
Tokens.captured(8) # => Nx.tensor(8)
number.(got.()) # => {:plain, 8}

# Outside of definitions hooks run at once; a token shows their names, the last first.
token = Nx.Defn.Kernel.create_token()
{token, 5} = Nx.Defn.Kernel.hook_token(token, 5, :five, fn x -> send(self(), x) end)
{token, 6} = Nx.Defn.Kernel.hook_token(token, 6, :six)
{got.(), got.()} # => {5, :none}
inspect(token) # => "#Nx.Defn.Token<[:six, :five]>"
Enum.map(token.hooks, & &1.expr) # => [6, 5]
[%{name: a}, %{name: b}] = Enum.reduce(1..2, Nx.Defn.Token.new(), fn n, token -> elem(Nx.Defn.Kernel.hook_token(token, n, &Function.identity/1), 0) end).hooks
{a != b, String.starts_with?(Atom.to_string(a), "hook_")} # => {true, true}
inspect(Nx.Defn.Token.add_hook(Nx.Defn.Token.new(), Nx.tensor(1), :example, nil)) # => "#Nx.Defn.Token<[:example]>"
Nx.Defn.Kernel.attach_token(token, 7) # => 7
