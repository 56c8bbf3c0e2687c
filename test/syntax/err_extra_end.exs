if a do
  b
end
end
