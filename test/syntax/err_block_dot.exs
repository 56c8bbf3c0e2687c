f do a end.b
