a = 1 2
def f(x) do
  y = )x
end
