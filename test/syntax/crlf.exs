a
|> b
x = "one
two"
f 1,
  2 # note
"""
  here
  """
