(x) do
  y
end
