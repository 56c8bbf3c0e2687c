f do
  (1
end
