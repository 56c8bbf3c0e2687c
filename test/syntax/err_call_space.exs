f (a, b)
