a = $b
x × y
