fn a; b -> c end
