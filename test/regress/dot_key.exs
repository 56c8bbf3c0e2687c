# A dot as a key was refused, and the formatter makes one of the quoted dot.
[.: 2]   # => [.: 2]
[".": 1] # => [.: 1]
