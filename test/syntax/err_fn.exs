fn a end
